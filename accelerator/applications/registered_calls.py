"""What applications answer where a call asks: on its page, in its settings, and as its deadline moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accelerator.applications import deadlines, queries
from accelerator.applications.models import Application
from accelerator.kit import doorbell, wording
from accelerator.kit.addresses import reverse
from accelerator.programmes import queries as moves
from accelerator.programmes.models import AccessUse, Call, Extension
from accelerator.programmes.overtaking import overtake
from accelerator.programmes.points import OwnApplication, OwnDeadline


def own_applications(call: Call, person: Any, at: datetime) -> Sequence[OwnApplication]:
    """Where the applications of this person's startups stand. One query where there are none, none for who has no startup."""
    if not (person.is_authenticated and person.may_stand_in("startup")):
        return []
    found = list(queries.own(person).real().filter(call=call).exclude(state=Application.State.WITHDRAWN))
    standings = queries.standings(found, person) if found else {}
    return [_own(queries.line(one, standings[one.pk], at)) for one in found]


def _own(line: queries.Line) -> OwnApplication:
    one = line.application
    note = ""
    if line.progress:
        note = line.progress.told()
    elif one.submitted_at:
        note = _("Submitted %(moment)s") % {"moment": wording.moment(one.submitted_at)}
    verb = _("Continue writing") if line.continue_url else _("See where it stands")
    url = line.continue_url or one.get_absolute_url()
    return OwnApplication(str(one.startup), one.number, line.standing.state, note, url, verb)


def own_deadlines(call: Call, person: Any) -> Sequence[OwnDeadline]:
    """By reopening or an access code. Two queries, one where there are none."""
    if not person.is_authenticated:
        return []
    own = Application.objects.of(person).real().filter(call=call, until__isnull=False).exclude(state=Application.State.WITHDRAWN)
    found = [one for one in own.select_related("call", "startup").order_by("pk") if one.closes_at() != call.ends_at()]
    moved = moves.moved(Application, [one.pk for one in found], "until", "added_minutes") if found else {}
    return [OwnDeadline(one.number, str(one.startup), one.closes_at(), moved.get(one.pk, 0)) for one in found]


def call_drafts(call: Call) -> int:
    """How many people write on a draft for it."""
    return deadlines.writers(call).values("person").distinct().count()


def call_extended(*, extension: Extension, was: datetime) -> None:
    overtake(Application.objects.filter(call=extension.call_id), "until", was=was, closes_at=extension.closes_at)
    doorbell.ring("applications.tell_extended", extension.pk)


def call_minutes_added(*, call: Call) -> None:
    if call.minutes_told_at is None:
        doorbell.ring("applications.tell_added", call.pk)


def minutes_counted(*, at: datetime) -> None:
    deadlines.give_back(at=at)


def calls_joined(person: Any) -> QuerySet[Any, Any]:
    """Calls that a startup of theirs applies to."""
    return Application.objects.of(person).values("call")


def access_used(*, use: AccessUse) -> None:
    deadlines.admit(use)


def call_links(call: Call, person: Any) -> Sequence[tuple[str, str, str]]:
    """The way to a test, for its managers; the page of settings is theirs alone."""
    return [
        (_("Try it out"), reverse("call_try", args=[call.slug]), "flask-conical"),
        (_("Enter one for a founder"), reverse("call_enter", args=[call.slug]), "file-pen"),
    ]
