"""The periods of a rhythm, and when a check-in of each opens and is due. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from accelerator.notices import wallclock

WEEKLY, MONTHLY = "weekly", "monthly"
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Beat:
    """How often is asked: weekly on `weekday` (0 is Monday), or monthly on `day`, on the last one of a shorter month.

    What is due at `due_time` by the clocks of `zone` opens `opens_days` before, at the same time of day.
    """

    every: str
    weekday: int
    day: int
    due_time: time
    opens_days: int
    zone: tzinfo


@dataclass(frozen=True)
class Period:
    """`starts_on` is its Monday or the first of its month: what it is known by, on whichever day of it is asked."""

    starts_on: date
    due_on: date
    opens_at: datetime
    due_at: datetime


def periods(beat: Beat, *, first: date, last: date) -> Iterator[Period]:
    """Those with their due day from `first` to `last`, in order."""
    for starts_on in _starts(beat.every, first, last):
        due_on = _due(beat, starts_on)
        if first <= due_on <= last:
            opens_on = due_on - timedelta(days=beat.opens_days)
            opens_at, due_at = (wallclock.instant(on, beat.due_time, beat.zone) for on in (opens_on, due_on))
            yield Period(starts_on, due_on, opens_at, due_at)


def _starts(every: str, first: date, last: date) -> Iterator[date]:
    on = first - timedelta(days=first.weekday()) if every == WEEKLY else first.replace(day=1)
    while on <= last:
        yield on
        on = on + WEEK if every == WEEKLY else (on.replace(day=28) + timedelta(days=4)).replace(day=1)


def _due(beat: Beat, starts_on: date) -> date:
    if beat.every == WEEKLY:
        return starts_on + timedelta(days=beat.weekday)
    return starts_on.replace(day=min(beat.day, calendar.monthrange(starts_on.year, starts_on.month)[1]))


def number(every: str, *, of: date, since: date) -> int:
    """Which week or month of a cohort that began on `since` the day `of` lies in, from 1."""
    if every == WEEKLY:
        return max(1, (of - since).days // 7 + 1)
    return max(1, (of.year - since.year) * 12 + of.month - since.month + 1)
