"""Forms: drawn, redrawn, published."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, codes
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.kit.registered import announce
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import wordings
from accelerator.questionnaires.models import Questionnaire, Version
from accelerator.trail import operations as trail
from accelerator.trail.models import Entry


class Unfit(Refusal):
    """A design that nobody could fill in. `faults` are all of its faults, `field` is the path of the first."""

    status = 422


class Overtaken(Refusal):
    """A draft that somebody else drew on meanwhile."""


def mark(version: Version) -> str:
    """Changes with its definition."""
    return codes.digest(json.dumps(version.definition, sort_keys=True))


@transaction.atomic
def create(*, name: str, definition: dict[str, Any], by: Any) -> Version:
    """A questionnaire with its first draft. Who may is the caller's rule: a form belongs to what asks with it."""
    _require(design.check(definition))
    version = Version.objects.create(questionnaire=Questionnaire.objects.create(name=name), number=1, definition=definition)
    trail.record("questionnaire.created", gettext_noop("{actor} made the form {subject}."), by=by, on=version.questionnaire)
    return version


@transaction.atomic
def redraft(questionnaire: Questionnaire, *, by: Any) -> Version:
    """The draft that is being drawn; a copy of the published version where there is none."""
    require_may_redraw(questionnaire, by)
    Questionnaire.objects.select_for_update(no_key=True).get(pk=questionnaire.pk)
    newest = questionnaire.newest()
    if newest.state == Version.State.DRAFT:
        return newest
    draft = Version.objects.create(questionnaire=questionnaire, number=newest.number + 1, definition=newest.definition)
    trail.record(
        "questionnaire.redrafted",
        gettext_noop("{actor} began version {number} of {subject}."),
        by=by,
        on=questionnaire,
        number=draft.number,
    )
    return draft


@transaction.atomic
def redraw(version: Version, change: Callable[[dict[str, Any]], dict[str, Any]], *, by: Any) -> Version:
    """Applies `change` (old definition in, new one out) to a draft, on what it is at this moment.

    A draft may ask the impossible until it is published; what is no form at all raises Unfit.
    """
    require_may_redraw(version.questionnaire, by)
    held = _held_draft(version)
    try:
        drawn = change(held.definition)
    except KeyError:
        raise Refusal(_("Somebody removed this from the form. Load the page again.")) from None
    _require(design.misshapen(drawn))
    held.definition = wordings.aged(held.definition, drawn)
    held.save(update_fields=["definition"])
    _tell_of_drawing(held.questionnaire, by)
    return held


@transaction.atomic
def replace(version: Version, definition: dict[str, Any], *, by: Any, seen: str = "") -> Version:
    """Draws a draft anew as `definition`, as a file or a program brings it. Raises Unfit.

    `seen` is the `mark` of the draft that a person had before them: raises Overtaken where somebody drew on it since.
    """
    require_may_redraw(version.questionnaire, by)
    held = _held_draft(version)
    if seen and seen != mark(held):
        raise Overtaken(_("Somebody changed the form since you opened this page. Nothing was replaced; your text is still here."))
    _require(design.check(definition))
    held.definition = wordings.aged(held.definition, definition)
    held.save(update_fields=["definition"])
    trail.record("questionnaire.replaced", gettext_noop("{actor} read {subject} from a file."), by=by, on=version.questionnaire)
    return held


@transaction.atomic
def draw_anew(questionnaire: Questionnaire, definition: dict[str, Any], *, by: Any, seen: str = "") -> Version:
    """`replace` of its draft, begun where there is none; where that refuses, none was begun."""
    return replace(redraft(questionnaire, by=by), definition, by=by, seen=seen)


def _tell_of_drawing(questionnaire: Questionnaire, by: Any) -> None:
    """One line an hour and person: a design saves itself while it is typed, and row history keeps each step."""
    told = Entry.objects.about(questionnaire).filter(verb="questionnaire.redrawn", actor_id=by.pk)
    if not told.filter(at__gt=clock.now() - timedelta(hours=1)).exists():
        trail.record("questionnaire.redrawn", gettext_noop("{actor} changed {subject}."), by=by, on=questionnaire)


@transaction.atomic
def publish(version: Version, *, by: Any, at: datetime, seen: str = "") -> Version:
    """From now on this version never changes. What asks with the questionnaire takes it up. Raises Unfit with all its faults.

    `seen` is the `mark` of the draft that its publisher looked at: raises Overtaken where somebody drew on it since.
    """
    require_may_redraw(version.questionnaire, by)
    held = _held_draft(version)
    if seen and seen != mark(held):
        raise Overtaken(_("Somebody changed the form since you looked at it. Nothing was published. Look at what it asks now."))
    if not design.questions(held.definition):
        raise Refusal(_("The form has no question yet. Add one, then publish."))
    _require(design.check(held.definition))
    held.state, held.published_at = Version.State.PUBLISHED, at
    held.save(update_fields=["state", "published_at"])
    trail.record(
        "questionnaire.published",
        gettext_noop("{actor} published version {number} of {subject}."),
        by=by,
        on=version.questionnaire,
        number=held.number,
    )
    announce("questionnaire_published", version=held, by=by)
    return held


@transaction.atomic
def discard(version: Version, *, by: Any) -> None:
    """Throws a draft away: the form is again what was published before it. What it asked stays in the rows' history."""
    require_may_redraw(version.questionnaire, by)
    held = _held_draft(version)
    if not held.questionnaire.versions.filter(state=Version.State.PUBLISHED).exists():
        raise Refusal(_("Nothing of this form is published yet: its draft is all there is of it."))
    trail.record(
        "questionnaire.discarded",
        gettext_noop("{actor} discarded the draft of version {number} of {subject}."),
        by=by,
        on=version.questionnaire,
        number=held.number,
    )
    held.delete()


def require_may_redraw(questionnaire: Questionnaire, by: Any) -> None:
    if not by.has_perm("questionnaires.redraw", questionnaire):
        raise Forbidden(_("Only the managers of a programme that asks with this form may change it."))


def _require(faults: Sequence[design.Fault]) -> None:
    if faults:
        refusal = Unfit(faults[0].sentence, field=faults[0].path)
        refusal.faults = faults
        raise refusal


def _held_draft(version: Version) -> Version:
    held = Version.objects.select_for_update(no_key=True).select_related("questionnaire").filter(pk=version.pk).first()
    if held is None:
        raise Refusal(_("Somebody discarded this draft. Load the page again."))
    if held.state == Version.State.PUBLISHED:
        raise Refusal(
            _("Version %(number)d is published and stays as it is. Begin a new version to change the form.")
            % {"number": held.number}
        )
    return held
