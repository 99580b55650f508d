"""When a reminder rule speaks of a milestone that is due on a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from accelerator.kit.workdays import Workdays
from accelerator.notices import wallclock


@dataclass(frozen=True)
class Moment:
    """A day and a time of day in a zone, and the instant that they are, in UTC."""

    on: date
    at: time
    zone: tzinfo
    due_at: datetime


def moment(offset: int, unit: str, at: time, *, due_on: date, zone: tzinfo, workdays: Workdays) -> Moment:
    """`offset` days or working days from `due_on`, at `at` by the clock of `zone`; or so many hours from the end of that day.

    Hours are hours that pass: over a change of clocks they are not moved.
    """
    if unit == "hours":
        due_at = wallclock.instant(due_on + timedelta(days=1), time(0), zone) + timedelta(hours=offset)
        local = due_at.astimezone(zone)
        return Moment(local.date(), local.time(), zone, due_at)
    on = workdays.plus(due_on, offset) if unit == "workdays" else due_on + timedelta(days=offset)
    return Moment(on, at, zone, wallclock.instant(on, at, zone))
