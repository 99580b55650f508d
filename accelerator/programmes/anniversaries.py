"""The same day and time, some years on. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo


def day_later(day: date, years: int) -> date:
    """The same day of the year; 29 February is 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def written_later(text: str, years: int) -> str:
    """The same of a day or month as it is kept, 2026-11-30 or 2026-11; what is neither stays."""
    whole = f"{text}-01" if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII) else text
    try:
        return day_later(date.fromisoformat(whole), years).isoformat()[: len(text)]
    except ValueError:
        return text


def later(moment: datetime, years: int, *, zone: tzinfo) -> datetime:
    """The instant at which the clock of `zone` shows the same wall time that many years on, in UTC.

    Of a wall time that comes twice the first; one that the clock skips is as much later as the clock jumps.
    """
    wall = moment.astimezone(zone)
    on = day_later(wall.date(), years)
    return datetime.combine(on, wall.time().replace(fold=0), tzinfo=zone).astimezone(UTC)


def years_until(moment: datetime, *, after: datetime, zone: tzinfo) -> int:
    """How many years on, one at least, `moment` lies after `after`."""
    years = max(1, after.astimezone(zone).year - moment.astimezone(zone).year)
    return years if later(moment, years, zone=zone) > after else years + 1


def next_name(name: str) -> str:
    """`Cohort 5` after `Cohort 4`, `Spring 2027` after `Spring 2026`; `…, 2` where there is no number to raise."""
    found = list(re.finditer(r"\b\d{1,9}\b", name))
    if not found:
        return f"{name}, 2"
    last = found[-1]
    return f"{name[: last.start()]}{int(last[0]) + 1:0{len(last[0])}d}{name[last.end() :]}"
