"""The periods of a rhythm: one a week or month whatever its day, at wall-clock times right across changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.checkins.periods import Beat, Period, number, periods

ZONES = ("Asia/Singapore", "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Pacific/Auckland", "UTC")


def beat(
    every: str = "weekly", *, weekday: int = 2, day: int = 1, at: time = time(12), opens: int = 3, zone: str = "UTC"
) -> Beat:
    return Beat(every, weekday, day, at, opens, ZoneInfo(zone))


def due(one: Beat, first: date, last: date) -> list[date]:
    return [period.due_on for period in periods(one, first=first, last=last)]


def test_weekly_on_its_day_within_the_first_and_the_last() -> None:
    found = list(periods(beat(), first=date(2026, 9, 1), last=date(2026, 9, 16)))
    assert [one.due_on for one in found] == [date(2026, 9, 2), date(2026, 9, 9), date(2026, 9, 16)]
    assert [one.starts_on for one in found] == [date(2026, 8, 31), date(2026, 9, 7), date(2026, 9, 14)]
    assert found[0] == Period(
        date(2026, 8, 31), date(2026, 9, 2), datetime(2026, 8, 30, 12, tzinfo=UTC), datetime(2026, 9, 2, 12, tzinfo=UTC)
    )


def test_a_day_before_the_first_is_not_asked() -> None:
    assert due(beat(weekday=0), date(2026, 9, 1), date(2026, 9, 13)) == [date(2026, 9, 7)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (1, [(2028, 1, 1), (2028, 2, 1), (2028, 3, 1)]),
        (29, [(2028, 1, 29), (2028, 2, 29), (2028, 3, 29)]),
        (31, [(2028, 1, 31), (2028, 2, 29), (2028, 3, 31)]),
    ],
)
def test_monthly_and_on_the_last_day_of_a_shorter_month(day: int, expected: list[tuple[int, int, int]]) -> None:
    assert due(beat("monthly", day=day), date(2028, 1, 1), date(2028, 3, 31)) == [date(*one) for one in expected]


def test_february_of_a_common_year_and_over_the_turn_of_the_year() -> None:
    found = due(beat("monthly", day=30), date(2026, 12, 1), date(2027, 2, 28))
    assert found == [date(2026, 12, 30), date(2027, 1, 30), date(2027, 2, 28)]


@pytest.mark.parametrize(
    ("zone", "at", "on", "utc"),
    [
        ("Europe/London", time(12), date(2026, 10, 21), (11, 0)),  # summer time
        ("Europe/London", time(12), date(2026, 10, 28), (12, 0)),  # back since Sunday
        ("America/New_York", time(9), date(2026, 3, 4), (14, 0)),
        ("America/New_York", time(9), date(2026, 3, 11), (13, 0)),
        ("Australia/Sydney", time(17, 30), date(2026, 9, 30), (7, 30)),
        ("Australia/Sydney", time(17, 30), date(2026, 10, 7), (6, 30)),
        ("Asia/Singapore", time(12), date(2026, 10, 28), (4, 0)),
    ],
)
def test_noon_stays_noon_by_the_clocks_on_the_wall(zone: str, at: time, on: date, utc: tuple[int, int]) -> None:
    (found,) = periods(beat(at=at, zone=zone), first=on, last=on)
    assert found.due_at == datetime(on.year, on.month, on.day, *utc, tzinfo=UTC)


def test_a_time_that_is_skipped_moves_on_and_one_that_comes_twice_is_the_first() -> None:
    (spring,) = periods(beat(weekday=6, at=time(1, 30), zone="Europe/London"), first=date(2026, 3, 29), last=date(2026, 3, 29))
    assert spring.due_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    (autumn,) = periods(beat(weekday=6, at=time(1, 30), zone="Europe/London"), first=date(2026, 10, 25), last=date(2026, 10, 25))
    assert autumn.due_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
BEATS = st.builds(
    beat,
    st.sampled_from(["weekly", "monthly"]),
    weekday=st.integers(0, 6),
    day=st.integers(1, 31),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    opens=st.integers(2, 6),
    zone=st.sampled_from(ZONES),
)


@given(BEATS, DAYS, st.integers(0, 400))
def test_each_week_or_month_once_in_order(one: Beat, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = list(periods(one, first=first, last=last))
    starts = [period.starts_on for period in found]
    assert starts == sorted(set(starts))
    for period in found:
        assert first <= period.due_on <= last
        assert period.opens_at < period.due_at
        assert period.starts_on.weekday() == 0 if one.every == "weekly" else period.starts_on.day == 1
        local = period.due_at.astimezone(one.zone)
        assert local.date() == period.due_on
        assert local.time() == one.due_time or local.utcoffset() != (local - timedelta(hours=3)).utcoffset()
    whole = [
        day
        for day in (first + timedelta(days=n) for n in range(days + 1))
        if one.every == "weekly" and day.weekday() == one.weekday
    ]
    assert one.every == "monthly" or [period.due_on for period in found] == whole


@given(BEATS, DAYS, st.integers(0, 200), st.integers(0, 200))
def test_asked_in_two_parts_it_is_the_same(one: Beat, first: date, some: int, more: int) -> None:
    middle, last = first + timedelta(days=some), first + timedelta(days=some + more + 1)
    parts = [*periods(one, first=first, last=middle), *periods(one, first=middle + timedelta(days=1), last=last)]
    assert parts == list(periods(one, first=first, last=last))


@pytest.mark.parametrize(
    ("every", "on", "expected"),
    [
        ("weekly", date(2026, 9, 1), 1),
        ("weekly", date(2026, 9, 7), 1),
        ("weekly", date(2026, 9, 8), 2),
        ("weekly", date(2026, 8, 1), 1),
        ("monthly", date(2026, 9, 30), 1),
        ("monthly", date(2026, 10, 1), 2),
        ("monthly", date(2027, 9, 1), 13),
    ],
)
def test_which_week_or_month_of_the_cohort(every: str, on: date, expected: int) -> None:
    assert number(every, of=on, since=date(2026, 9, 1)) == expected
