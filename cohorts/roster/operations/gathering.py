"""Events of a cohort are planned, changed and called off, and who was there is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, days, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from cohorts.roster import audiences, messages, policies, queries
from cohorts.roster.models import Attendance, Audience, Cohort, Enrolment, Event
from cohorts.roster.operations.standing import record_in, require_reason

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
    tell(messages.EVENT_INVITED, made, _people(made))
    record_in(cohort, "event.planned", gettext_noop("{actor} planned {subject} in {cohort}."), by=by, on=made)
    return made


@transaction.atomic
def change_event(event: Event, *, given: EventGiven, by: Any) -> Event:
    """Another time, place or circle: who comes hears of it, who joins is invited, who is left out hears that too."""
    held = _held(event, by)
    _require_whole(held.cohort, given)
    before, was = _people(held), {name: getattr(held, name) for name in given.fields}
    selected = set(held.enrolments.all())
    for name, value in given.fields.items():
        setattr(held, name, value)
    wanted = set(given.enrolments) if given.audience == Audience.SELECTION else set()
    if was == given.fields and wanted == selected:
        return held
    held.revision += 1
    held.save(update_fields=[*given.fields, "revision"])
    held.enrolments.set(wanted)
    after = _people(held)
    tell(messages.EVENT_INVITED, held, [one for one in after if one not in before])
    tell(messages.EVENT_LEFT, held, [one for one in before if one not in after])
    if any(was[name] != getattr(held, name) for name in ("starts_at", "ends_at")):
        held.replies.all().delete()  # who could come then may not now: everybody is asked again
    if any(was[name] != getattr(held, name) for name in _TOLD):
        tell(messages.EVENT_CHANGED, held, [one for one in after if one in before])
    record_in(held.cohort, "event.changed", gettext_noop("{actor} changed {subject} in {cohort}."), by=by, on=held)
    return held


@transaction.atomic
def call_off(event: Event, *, reason: str, by: Any) -> Event:
    """It does not take place; everybody it was for hears why, and their calendars let go of it."""
    held = _held(event, by)
    require_reason(reason, _("Say why: everybody who was invited reads it."))
    held.called_off_at, held.called_off_why, held.revision = clock.now(), reason.strip(), held.revision + 1
    held.save(update_fields=["called_off_at", "called_off_why", "revision"])
    tell(messages.EVENT_CALLED_OFF, held, _people(held), reason=held.called_off_why)
    sentence = gettext_noop("{actor} called off {subject} in {cohort}: {reason}")
    record_in(held.cohort, "event.called_off", sentence, by=by, on=held, reason=reason)
    return held


@transaction.atomic
def record_attendance(event: Event, *, states: Mapping[tuple[int, int], str], by: Any) -> None:
    """Who was there: {(enrolment id, person id): present, excused, absent or ""}. "" takes back what was recorded."""
    held = _held(event, by)
    if held.starts_at > clock.now():
        raise Refusal(_("Nobody was there yet: it has not begun."))
    strange = set(states) - {(row.enrolment.pk, row.person.pk) for row in queries.expected(held)}
    if strange or not set(states.values()) <= {"", *Attendance.State.values}:
        raise Refusal(_("Somebody in this list was not invited. Load the page again."))
    for (enrolment, person), state in states.items():
        row: dict[str, Any] = {"event": held, "enrolment_id": enrolment, "person_id": person}
        if state:
            Attendance.objects.update_or_create(**row, defaults={"state": state, "by": by})
        else:
            Attendance.objects.filter(**row).delete()
    present = held.attendances.filter(state=Attendance.State.PRESENT).count()
    sentence = gettext_noop("{actor} recorded who was at {subject}: {present} present.")
    record_in(held.cohort, "event.attended", sentence, by=by, on=held, present=present)


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


def _people(event: Event) -> list[Any]:
    return audiences.of(event.cohort, event.audience, list(event.enrolments.all())).people


def tell(kind: notices.Kind, event: Event, people: Iterable[Any], **more: Any) -> None:
    """What is over tells nobody anything."""
    if event.ends_at <= clock.now():
        return
    entry: dict[str, Any] = {"event_uid": event.uid, "event_revision": event.revision}
    entry |= {"event_from": event.starts_at.isoformat(), "event_to": event.ends_at.isoformat()}
    for person in people:
        when = wording.hours(event.starts_at, event.ends_at, str(person.zone))
        facts: dict[str, Any] = {"title": event, "cohort": event.cohort, "when": when, "where": event.place, "note": event.note}
        notices.tell(kind, to=person, about=event, url=event.get_absolute_url(), **facts, **entry, **more)
