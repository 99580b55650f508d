"""A programme's own words for its letters."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.decisions import wordings
from accelerator.decisions.models import Decision, LetterTemplate
from accelerator.decisions.wordings import Words
from accelerator.kit import clock, unstorable
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Programme
from accelerator.trail import operations as trail


class Unfilled(Refusal):
    """A letter has something in braces that nobody fills in, or lacks a part."""

    status = 422


@transaction.atomic
def reword(programme: Programme, *, outcome: str, subject: str, text: str, by: Any, seen: str | None = None) -> Words:
    """What letters of an outcome say from now on; those that are written stay. The same words again change nothing.

    `seen` is the mark of the words a person looked at: refuses when somebody wrote others since.
    """
    held, now = _held(programme, outcome, by, seen)
    subject, text = " ".join(subject.split()), text.strip()
    unstorable.require_storable(subject=subject, text=text)
    words = Words(outcome, subject, text)
    for field in ("subject", "text"):
        if said := words.fault(field):
            raise Unfilled(said, field=field)
    if (subject, text) == (now.subject, now.text):
        return now
    return _keep(held, outcome, subject=subject, text=text, by=by)


@transaction.atomic
def restore_ours(programme: Programme, *, outcome: str, by: Any, seen: str | None = None) -> Words:
    """Letters of an outcome say what we suggest again; what they said stays in their history."""
    held, now = _held(programme, outcome, by, seen)
    return _keep(held, outcome, subject="", text="", by=by) if now.is_own else now


def _held(programme: Programme, outcome: str, by: Any, seen: str | None) -> tuple[Programme, Words]:
    if not by.has_perm("programmes.manage", programme):
        raise Forbidden(_("Only managers of the programme word its letters."))
    held = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    now = wordings.of(held)[outcome]
    if seen is not None and seen != now.mark:
        who = now.template.by if now.template else _("Somebody")
        raise Refusal(_("%(name)s changed this letter since you opened it. Look at it again.") % {"name": who})
    return held, now


def _keep(programme: Programme, outcome: str, *, subject: str, text: str, by: Any) -> Words:
    made = LetterTemplate.objects.create(programme=programme, outcome=outcome, subject=subject, text=text, by=by, at=clock.now())
    sentence = gettext_noop("{actor} changed the letter of {subject}: {outcome}.")
    if not text:
        sentence = gettext_noop("{actor} put the letter of {subject} back to what Slipway suggests: {outcome}.")
    trail.record("letter.worded", sentence, by=by, on=programme, touching=(made,), outcome=Decision.Outcome(outcome).label)
    return wordings.worded(made)
