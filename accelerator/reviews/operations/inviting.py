"""Founders and panels hear when they meet, with the entry for their calendars; who was not told yet need not hear of a change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet

from accelerator.kit import clock, wording
from accelerator.notices import operations as notices
from accelerator.notices.models import Message, Reminder
from accelerator.programmes.models import Call
from accelerator.reviews import messages_of_interviews as messages
from accelerator.reviews.models import Assignment, Interview, Slot
from accelerator.startups import queries as startups
from accelerator.trail.models import key_of

REMINDERS = "interview"
_AHEAD = ((timedelta(days=1), messages.TOMORROW), (timedelta(hours=1), messages.SOON))
_ENTERED = [kind.name for kind in (messages.INVITED, messages.SEATED, messages.MOVED)]  # what puts it into calendars


def panel_of(slot: Slot | None) -> list[Any]:
    return [seat.person for seat in slot.seats.select_related("person").order_by("pk")] if slot else []


def invite(interviews: Sequence[Interview]) -> None:
    """Tells their founders and panels, and gives the panels the applications to score."""
    founders = startups.people(one.startup_id for one in interviews)
    for one in interviews:
        for person in founders.get(one.startup_id, ()):
            _tell(messages.INVITED, one, person, who=one.application.call)
        seat(one, panel_of(one.slot))


def seat(interview: Interview, people: Sequence[Any]) -> None:
    """Tells these of its panel, and has the application stand in their queues, in its stage."""
    for person in people:
        _tell(messages.SEATED, interview, person, who=interview.title)
    there = Assignment.objects.filter(application=interview.application_id, stage=interview.stage_id, reviewer__in=people)
    there.filter(state=Assignment.State.UNASSIGNED).update(state=Assignment.State.ASSIGNED)
    has = set(there.values_list("reviewer", flat=True))
    given = {"application_id": interview.application_id, "stage_id": interview.stage_id, "due_on": interview.stage.due_on}
    Assignment.objects.bulk_create(
        Assignment(reviewer=person, assigned_by=interview.by, **given) for person in people if person.pk not in has
    )


def tell_change(interview: Interview, *, was: Slot | None) -> None:
    """Its time, place or panel is another; `was` is the time it had. Who joins is invited, who leaves is told that it is off for
    them.
    """
    told = _forget(interview)
    before, now = panel_of(was), panel_of(interview.slot)
    for person in startups.people([interview.startup_id]).get(interview.startup_id, ()):
        _tell(messages.MOVED if person.pk in told else messages.INVITED, interview, person, who=interview.application.call)
    for person in now:
        if person in before and person.pk in told:
            _tell(messages.MOVED, interview, person, who=interview.title)
    seat(interview, [person for person in now if person not in before or person.pk not in told])
    unseat(interview, [person for person in before if person not in now], told=told, was=was)


def tell_seats(interview: Interview, *, before: Sequence[Any]) -> None:
    """The panel is another, time and place are not."""
    now = panel_of(interview.slot)
    left = [person for person in before if person not in now]
    told = _forget(interview, left)
    _revise(interview)
    seat(interview, [person for person in now if person not in before])
    unseat(interview, left, told=told)


def excuse(interview: Interview, person: Any) -> None:
    """Somebody steps back from one: out of their calendar and queue. What waits for the morning to tell them is not sent."""
    told = _forget(interview, [person])
    _revise(interview)
    unseat(interview, [person], told=told)


def welcome(interview: Interview, person: Any) -> None:
    """They sit in it again; where they do not know yet that they were out of it, they hear nothing."""
    told, off = _heard(interview, [person]), Message.objects.filter(subject=key_of(interview), kind=messages.LEFT.name)
    if not (notices.take_back(off.filter(recipient=person)) and told):
        _revise(interview)
        seat(interview, [person])


def _revise(interview: Interview) -> None:
    """Calendars take what is newer: each change has a number above the last."""
    Interview.objects.filter(pk=interview.pk).update(revision=F("revision") + 1)
    interview.refresh_from_db(fields=["revision"])


def unseat(interview: Interview, people: Sequence[Any], *, told: Collection[int], was: Slot | None = None) -> None:
    """It takes place without these of its panel: they are out of the time that it has, or `was` theirs before it moved."""
    for person in people:
        if person.pk in told:
            _tell(messages.LEFT, interview, person, who=interview.title, slot=was)
    _take_from(interview, people)


def _take_from(interview: Interview, people: Sequence[Any]) -> None:
    """Out of their queues; what one of them scored stays."""
    left = Assignment.objects.filter(application=interview.application_id, stage=interview.stage_id, reviewer__in=people)
    left.filter(state=Assignment.State.ASSIGNED).update(state=Assignment.State.UNASSIGNED)


def tell_off(interview: Interview, *, panel: Sequence[Any], reason: str) -> None:
    """It does not take place: those who heard of it hear that."""
    told = _forget(interview)
    founders = startups.people([interview.startup_id]).get(interview.startup_id, ())
    heard = [(person, interview.application.call) for person in founders] + [(person, interview.title) for person in panel]
    for person, who in heard:
        if person.pk in told:
            _tell(messages.CALLED_OFF, interview, person, who=who, reason=reason)
    _take_from(interview, panel)


def _forget(interview: Interview, people: Sequence[Any] | None = None) -> set[int]:
    """Takes back what waits to be sent of it (to these, or to anybody), and returns who of them heard of it."""
    notices.take_back(_entries(interview, people))
    return _heard(interview, people)


def _heard(interview: Interview, people: Sequence[Any] | None = None) -> set[int]:
    return {pk for pk in _entries(interview, people).values_list("recipient", flat=True) if pk}


def _entries(interview: Interview, people: Sequence[Any] | None) -> QuerySet[Message]:
    entered = Message.objects.filter(subject=key_of(interview), kind__in=_ENTERED)
    return entered if people is None else entered.filter(recipient__in=people)


def offer(interview: Interview, people: Sequence[Any], *, act: str) -> None:
    for person in people:
        until = wording.moment(interview.choose_until, str(person.zone)) if interview.choose_until else ""
        facts: dict[str, Any] = {"startup": interview.startup, "call": interview.application.call, "until": until, "act": act}
        notices.tell(messages.OFFERED, to=person, about=interview, url=interview.get_absolute_url(), **facts)


def facts(interview: Interview, person: Any, *, who: Any, slot: Slot | None = None) -> dict[str, Any]:
    """What the wordings say, by the reader's clock, of the time that it has, or of `slot`. Select slot, panel, call and startup
    along.
    """
    slot = slot or interview.slot
    starts, ends = _hours(interview, slot)
    place = [slot.room, slot.link] if slot else []
    return {
        "who": str(who),
        "startup": str(interview.startup),
        "call": str(interview.application.call),
        "panel": str(slot.panel) if slot else "",
        "when": wording.moment(starts, str(person.zone)),
        "minutes": int((ends - starts).total_seconds() // 60),
        "where": ", ".join(filter(None, place)),
    }


def _hours(interview: Interview, slot: Slot | None) -> tuple[datetime, datetime]:
    """Called off it has no slot, and its hours still."""
    if slot:
        return slot.starts_at, slot.ends_at
    if interview.starts_at is None or interview.ends_at is None:
        raise LookupError(f"{interview} has no time")
    return interview.starts_at, interview.ends_at


def _tell(kind: notices.Kind, interview: Interview, person: Any, *, who: Any, slot: Slot | None = None, **more: Any) -> None:
    said = facts(interview, person, who=who, slot=slot) | more
    starts, ends = _hours(interview, slot or interview.slot)
    event = {
        "event_uid": interview.uid,
        "event_revision": interview.revision,
        "event_from": starts.isoformat(),
        "event_to": ends.isoformat(),
    }
    notices.tell(kind, to=person, about=interview, url=interview.get_absolute_url(), **(said | event))


def reminders(slot: Slot, call: Call) -> list[Reminder]:
    """Those of a time that are still to come, by the call's clock. Whoever is moved into it has its reminders: they are asked who
    they are for when they fall due.
    """
    found = []
    for ahead, kind in _AHEAD:
        at = (slot.starts_at - ahead).astimezone(call.zone)
        if at > clock.now():
            found.append(notices.reminder(REMINDERS, kind, about=slot, on=at.date(), at=at.time(), zone=call.zone))
    return found
