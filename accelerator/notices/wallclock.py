"""Days and times of day in a zone, as instants. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def instant(on: date, at: time, zone: tzinfo) -> datetime:
    """When the clocks of `zone` show `at` on `on`, in UTC.

    A time that is skipped (clocks go forward) moves forward by the gap; one that comes twice means the first.
    """
    local = datetime.combine(on, at, tzinfo=zone).replace(fold=0)
    return local.astimezone(UTC)


def is_quiet(moment: datetime, zone: tzinfo, *, start: time, end: time) -> bool:
    """Whether `moment` falls into the quiet hours [start, end) of `zone`; they may run over midnight. Equal ends: never."""
    at = moment.astimezone(zone).time()
    return start <= at < end if start <= end else at >= start or at < end


def after_quiet(moment: datetime, zone: tzinfo, *, start: time, end: time) -> datetime:
    """`moment` itself outside quiet hours, else the end of these; in UTC, never before `moment`."""
    if not is_quiet(moment, zone, start=start, end=end):
        return moment.astimezone(UTC)
    on = moment.astimezone(zone).date()
    for day in (on, on + timedelta(days=1), on + timedelta(days=2)):
        ends = instant(day, end, zone)
        if ends > moment:
            return ends
    raise ValueError("a day without an end of quiet hours")
