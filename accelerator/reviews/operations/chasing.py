"""What is planned ahead about reviews that are due, and how reviewers hear of what is new: once a day at most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from accelerator.kit import clock
from accelerator.notices import operations as notices
from accelerator.notices.models import Message, Reminder
from accelerator.programmes.models import Call
from accelerator.reviews import chasing, messages
from accelerator.reviews.models import Assignment
from accelerator.reviews.slots import MORNING

DUE, LATE, FURTHER = "reviews_due", "reviews_late", "reviews_further"
DAYS = {messages.DUE_SOON.name: -3, messages.DUE_TODAY.name: 0, messages.OVERDUE.name: 2}  # from the due day
_DAY = timedelta(days=1)


def watch() -> None:
    """Plans what reviewers hear before, on and after the day on which something of theirs is due, and managers of late ones on
    Mondays. Again and again: what is planned already stays.
    """
    today = clock.now().date()
    planned = [one for call, day in chasing.due_days(today - 3 * _DAY) for one in around(call, day)]
    planned += [_weekly(call) for call in chasing.calls_late(today + _DAY)]
    notices.plan(planned)


def around(call: Call, due_on: date) -> Iterable[Reminder]:
    """All there are of a due day, those aside whose day is over, not saved."""
    today = clock.today(call.zone)
    for kind in (messages.DUE_SOON, messages.DUE_TODAY, messages.OVERDUE):
        on = due_on + DAYS[kind.name] * _DAY
        if on >= today:
            yield notices.reminder(DUE, kind, about=call, on=on, at=MORNING, zone=call.zone)


def _weekly(call: Call) -> Reminder:
    """The next Monday by the call's clock."""
    now = clock.now().astimezone(call.zone)
    first = now.date() if now.time() < MORNING else now.date() + _DAY
    monday = first + (7 - first.weekday()) % 7 * _DAY
    return notices.reminder(LATE, messages.LATE, about=call, on=monday, at=MORNING, zone=call.zone)


def heard_lately(people: Iterable[Any], at: datetime) -> set[int]:
    """Those of `people` who were told within a day of something new to score. One query."""
    told = Message.objects.filter(kind__in=(messages.ASSIGNED.name, messages.FURTHER.name), recipient__in=people)
    return set(told.filter(created_at__gt=at - _DAY).values_list("recipient", flat=True))


def heard_further(given: Iterable[Assignment]) -> set[int]:
    """Reviewers who heard, with all that was new on a morning, of one of these. One query."""
    since: dict[int, datetime] = {}
    for one in given:
        at = one.given_at or one.created_at
        since[one.reviewer_id] = min(at, since.get(one.reviewer_id, at))
    told = Message.objects.filter(kind=messages.FURTHER.name, recipient__in=since).values_list("recipient", "created_at")
    return {person for person, at in told if person and at >= since[person]}


def plan_further(person: Any) -> None:
    """They hear of what is new since their last message on their next morning."""
    now = clock.now().astimezone(person.zone)
    on = now.date() if now.time() < MORNING else now.date() + _DAY
    notices.plan([notices.reminder(FURTHER, messages.FURTHER, about=person, on=on, at=MORNING, zone=person.zone)])
