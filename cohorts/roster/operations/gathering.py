"""Events of a cohort are planned, changed and called off, and who was there is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, days
from accelerator.kit.refusals import Forbidden, Refusal
from cohorts.roster import audiences, policies, queries
from cohorts.roster.models import Attendance, Audience, Cohort, Enrolment, Event
from cohorts.roster.operations import inviting
from cohorts.roster.operations.standing import record_in, require_reason

_Place = tuple[int, int]  # (enrolment id, person id)
_TOLD = ("title", "starts_at", "ends_at", "place")  # what those who come have to hear of


@dataclass(frozen=True)
class EventGiven:
    """An event as somebody planned it; instants are aware."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    note: str = ""
    audience: str = Audience.COHORT
    enrolments: Sequence[Enrolment] = ()

    @property
    def fields(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "enrolments"}


@transaction.atomic
def plan_event(cohort: Cohort, *, given: EventGiven, by: Any) -> Event:
    """Everybody it is for is invited, with the entry for their calendars; what is over by now is only recorded."""
    _require_leading(cohort, by)
    _require_whole(cohort, given)
    Cohort.objects.select_for_update().get(pk=cohort.pk)  # who joins or leaves meanwhile is followed (bidding.following)
    made = Event.objects.create(cohort=cohort, by=by, **given.fields)
    made.enrolments.set(given.enrolments if given.audience == Audience.SELECTION else ())
    inviting.follow([inviting.Turn(made, audiences.bidden(made))])
    record_in(cohort, "event.planned", gettext_noop("{actor} planned {subject} in {cohort}."), by=by, on=made)
    return made


@transaction.atomic
def change_event(event: Event, *, given: EventGiven, by: Any) -> Event:
    """Another time, place or circle: who was invited hears of it, who joins is invited, who is left out hears that too. Of whom
    the invitation has not reached yet, none hears of a change: they are invited to what it is now.
    """
    held = _held(event, by)
    _require_whole(held.cohort, given)
    was, selected = {name: getattr(held, name) for name in given.fields}, set(held.enrolments.all())
    for name, value in given.fields.items():
        setattr(held, name, value)
    wanted = set(given.enrolments) if given.audience == Audience.SELECTION else set()
    if was == given.fields and wanted == selected:
        return held
    held.revision += 1
    held.save(update_fields=[*given.fields, "revision"])
    held.enrolments.set(wanted)
    if any(was[name] != getattr(held, name) for name in ("starts_at", "ends_at")):
        held.replies.all().delete()  # who could come then may not now: everybody is asked again
    is_news = any(was[name] != getattr(held, name) for name in _TOLD)
    inviting.follow([inviting.Turn(held, audiences.bidden(held), is_news=is_news)])
    record_in(held.cohort, "event.changed", gettext_noop("{actor} changed {subject} in {cohort}."), by=by, on=held)
    return held


@transaction.atomic
def call_off(event: Event, *, reason: str, by: Any) -> Event:
    """It does not take place; everybody who was invited hears why, and their calendars let go of it. An invitation that has not
    gone out yet is taken back instead.
    """
    held = _held(event, by)
    require_reason(reason, _("Say why: everybody who was invited reads it."))
    held.called_off_at, held.called_off_why, held.revision = clock.now(), reason.strip(), held.revision + 1
    held.save(update_fields=["called_off_at", "called_off_why", "revision"])
    inviting.tell_off(held, reason=held.called_off_why)
    sentence = gettext_noop("{actor} called off {subject} in {cohort}: {reason}")
    record_in(held.cohort, "event.called_off", sentence, by=by, on=held, reason=reason)
    return held


@dataclass(frozen=True)
class Clash:
    """Of somebody another state was recorded meanwhile: `state` stands now, `wanted` was not written."""

    person: Any
    state: str
    wanted: str


@transaction.atomic
def record_attendance(
    event: Event, *, states: Mapping[_Place, str], shown: Mapping[_Place, str] | None = None, by: Any
) -> list[Clash]:
    """Who was there: {(enrolment id, person id): present, excused, absent or ""}. "" takes back what was recorded.

    Written is what differs from what stands. Where `shown` says what stood there when it was looked at, and somebody recorded
    otherwise since, that stays and is told as a clash. A fixed number of queries.
    """
    held = _held(event, by)
    if held.starts_at > clock.now():
        raise Refusal(_("Nobody was there yet: it has not begun."))
    people = {(row.enrolment.pk, row.person.pk): row.person for row in queries.expected(held)}
    if not set(states) <= set(people) or not set(states.values()) <= {"", *Attendance.State.values}:
        raise Refusal(_("Somebody in this list was not invited. Load the page again."))
    there = {(one.enrolment_id, one.person_id): one for one in Attendance.objects.filter(event=held)}
    stands = {at: there[at].state if at in there else "" for at in states}
    wanted = {at: state for at, state in states.items() if state != stands[at]}
    clashes = {at for at in wanted if (shown or {}).get(at, stands[at]) != stands[at]}
    _write(held, there, {at: state for at, state in wanted.items() if at not in clashes}, by)
    return [Clash(people[at], stands[at], wanted[at]) for at in wanted if at in clashes]


def _write(event: Event, there: Mapping[_Place, Attendance], wanted: Mapping[_Place, str], by: Any) -> None:
    """`wanted` takes the place of what is `there`; everything in it is another state."""
    if not wanted:
        return
    for at, one in there.items():
        if wanted.get(at):
            one.state, one.by = wanted[at], by
    changed = [one for at, one in there.items() if wanted.get(at)]
    Attendance.objects.bulk_update(changed, ["state", "by"])
    Attendance.objects.bulk_create(
        Attendance(event=event, enrolment_id=at[0], person_id=at[1], state=state, by=by)
        for at, state in wanted.items()
        if state and at not in there
    )
    Attendance.objects.filter(pk__in=[one.pk for at, one in there.items() if wanted.get(at) == ""]).delete()
    present = event.attendances.filter(state=Attendance.State.PRESENT).count()
    sentence = gettext_noop("{actor} recorded who was at {subject}: {present} present.")
    record_in(event.cohort, "event.attended", sentence, by=by, on=event, present=present)


def _require_leading(cohort: Cohort, by: Any) -> None:
    if not policies.leads(by, cohort):
        raise Forbidden(_("Only the cohort's team and the programme's managers do this."))


def _held(event: Event, by: Any) -> Event:
    held = Event.objects.select_for_update(of=("self",)).select_related("cohort__programme").get(pk=event.pk)
    _require_leading(held.cohort, by)
    Cohort.objects.select_for_update().get(pk=held.cohort_id)
    if held.called_off_at is not None:
        raise Refusal(_("%(event)s was called off.") % {"event": held})
    return held


def _require_whole(cohort: Cohort, given: EventGiven) -> None:
    if given.kind not in Event.Kind.values:
        raise Refusal(_("Choose a workshop, a demo day or another."), field="kind")
    if not given.title.strip() or not given.place.strip():
        field = "place" if given.title.strip() else "title"
        raise Refusal(_("Say what it is and where."), field=field)
    if said := days.fault(given.starts_at) or days.fault(given.ends_at):
        raise Refusal(said, field="starts_on")
    if given.ends_at <= given.starts_at:
        raise Refusal(_("It has to end after it begins."), field="until")
    audiences.require(cohort, given.audience, given.enrolments)
