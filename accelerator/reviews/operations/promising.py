"""The terms that reviewers of a programme accept before they open an application."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit.lines import joined
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Programme, Staff
from accelerator.reviews.models import Terms, Undertaking
from accelerator.trail import operations as trail

LONGEST = 20_000


@transaction.atomic
def write_terms(programme: Programme, *, text: str, by: Any) -> Terms:
    """A new version, which everybody accepts anew; the same words again are no new version."""
    held = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    if not by.has_perm("programmes.manage", held):
        raise Forbidden(_("Only managers of the programme write its terms."))
    text = joined(text).strip()
    if not text:
        raise Refusal(_("Write what reviewers promise."), field="text")
    if len(text) > LONGEST:
        said = _("This is %(count)d characters long. At most %(most)d can be kept.")
        raise Refusal(said % {"count": len(text), "most": LONGEST}, field="text")
    last = Terms.objects.filter(programme=held).order_by("-version").first()
    if last and last.text == text:
        return last
    made = Terms.objects.create(programme=held, version=last.version + 1 if last else 1, text=text, by=by)
    sentence = gettext_noop("{actor} wrote version {version} of the reviewers' terms of {subject}.")
    trail.record("terms.written", sentence, by=by, on=held, version=made.version)
    return made


@transaction.atomic
def accept(terms: Terms, *, by: Any) -> None:
    """`by` promises what the terms say; once is enough."""
    Programme.objects.select_for_update(no_key=True).get(pk=terms.programme_id)
    if not Staff.objects.live().filter(programme=terms.programme_id, person=by).exists():
        raise Forbidden(_("Only reviewers of the programme accept its terms."))
    if not Terms.objects.newest().filter(pk=terms.pk).exists():
        raise Refusal(_("The terms have changed since. Read the new version."))
    if Undertaking.objects.filter(terms=terms, person=by).exists():
        return
    Undertaking.objects.create(terms=terms, person=by)
    sentence = gettext_noop("{actor} accepted version {version} of the reviewers' terms of {subject}.")
    trail.record("terms.accepted", sentence, by=by, on=terms.programme, version=terms.version)
