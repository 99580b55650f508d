"""What interviews answer at the points of areas below: where an application stands, what waits, what somebody goes to next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accelerator.accounts.points import HomeCard, NextAction
from accelerator.applications.models import Application
from accelerator.applications.points import Standing
from accelerator.applications.policies import WRITERS
from accelerator.kit import calendar, clock, together, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.calendar import Event
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.programmes.models import Programme
from accelerator.reviews import interviews, operations
from accelerator.reviews.models import Assignment, Interview
from accelerator.startups.models import Startup

_SHOWN = 5
_MOST = 200


@kept
def _told(*applications: int) -> QuerySet[Interview]:
    """Of which founders know."""
    told = Q(state=Interview.State.OFFERED) | Q(state=Interview.State.PLANNED, invited_at__isnull=False)
    return Interview.objects.filter(told, application__in=applications).select_related("slot").order_by("id")


@together.stepwise
def application_standings(applications: Sequence[Application], person: Any) -> Steps[Mapping[int, Standing]]:
    """Invited to an interview, or to choose its time. Says neither who sits there nor how many."""
    told = _told.rows(*(one.pk for one in applications))
    yield [told]
    return {one.application_id: Standing("interview", one.starts_at, _where(one), one.get_absolute_url()) for one in told}


def _where(one: Interview) -> str:
    if one.slot is None:
        return _("Choose a time until %(until)s") % {"until": wording.moment(one.choose_until)} if one.choose_until else ""
    return one.slot.room or _("Video call")


@together.stepwise
def next_actions(person: Any) -> Steps[list[NextAction]]:
    """A time to choose, for who may write for the startup."""
    if not person.may_stand_in("startup"):
        return []
    own = Startup.objects.of(person, *WRITERS)
    offered = Interview.objects.of_founder(person).filter(state=Interview.State.OFFERED, startup__in=own)
    open_ = offered.filter(choose_until__gt=clock.now()).select_related("application__call", "startup").order_by("choose_until")
    yield [open_]
    title = _("Choose a time for your interview for %(call)s")
    return [
        NextAction(
            title % {"call": one.application.call},
            one.get_absolute_url(),
            _("Choose"),
            str(one.startup),
            one.choose_until,
            "messages-square",
        )
        for one in open_
    ]


@together.stepwise
def home_cards(person: Any) -> Steps[list[HomeCard]]:
    """The interviews somebody goes to next, as founder or as panel, by their own clock."""
    if not person.may_stand_in("startup", "programme"):
        return []
    coming, own = _coming.rows(person, clock.now()), _own.rows(person)
    yield coming, own
    mine = {row["id"] for row in own}
    named = [(one, one.application.call if one.startup_id in mine else one.title) for one in coming]
    return [HomeCard("accelerator/reviews/interviews/coming.html", {"interviews": named}, place=12)] if named else []


@kept
def _coming(person: Any, at: datetime) -> QuerySet[Interview]:
    return interviews.coming(person, at=at)[:_SHOWN]


@kept
def _own(person: Any) -> QuerySet[Any, Any]:
    return Startup.objects.of(person)


@together.stepwise
def calendar_entries(person: Any, since: date, until: date) -> Steps[list[Event]]:
    """Interviews that `person` goes to, as founder or as panel, under the uid of their invitations."""
    if not person.may_stand_in("startup", "programme"):
        return []
    begins = datetime.combine(since, time(), tzinfo=UTC)
    coming, own = interviews.coming(person, at=begins).filter(starts_at__date__lte=until)[:_MOST], _own.rows(person)
    yield coming, own
    mine = {row["id"] for row in own}
    named = [(one, one.application.call if one.startup_id in mine else one.title) for one in coming if one.slot]
    return [_event(one, _("Interview: %(who)s") % {"who": who}) for one, who in named]


def _event(one: Interview, title: str) -> Event:
    place = ", ".join(filter(None, [one.slot.room, one.slot.link])) if one.slot else ""
    return Event(one.uid, title, one.starts_at, "", one.get_absolute_url(), one.revision, until=one.ends_at, place=place)  # type: ignore[arg-type]  # it has a slot, so it has times


@together.stepwise
def deadlines(person: Any, since: date, until: date) -> Steps[list[Event]]:
    """Days by which applications are to be scored, one a call and day."""
    if not person.may_stand_in("programme"):
        return []
    given = Assignment.objects.live().filter(reviewer=person, state=Assignment.State.ASSIGNED, due_on__range=(since, until))
    days = given.values_list("application__call__slug", "application__call__name", "due_on").distinct().order_by("due_on")
    days = days[:_MOST]
    yield [days]
    title = _("Scores are due: %(call)s")
    return [
        Event(calendar.uid(f"scores-{slug}-{due_on:%Y%m%d}"), title % {"call": call}, due_on, url=reverse("reviews"))
        for slug, call, due_on in days
        if due_on
    ]


def staff_left(*, programme: Programme, person: Any, by: Any) -> None:
    operations.leave(programme, person, by=by)


def application_withdrawn(*, application: Application, by: Any) -> None:
    operations.close_withdrawn(application, by=by)
