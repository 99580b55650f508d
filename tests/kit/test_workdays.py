"""Working days of a country, checked against what its government announced."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import workdays
from accelerator.kit.workdays import Workdays

SG, NOWHERE = Workdays("SG"), Workdays()
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 8, 9), "National Day"),  # a Sunday
        (date(2026, 8, 10), "National Day (observed)"),  # the Monday after
        (date(2026, 2, 17), "Chinese New Year"),
        (date(2026, 2, 18), "Chinese New Year"),
        (date(2026, 8, 8), "weekend"),
        (date(2026, 8, 11), ""),
    ],
)
def test_singapore_moves_a_sundays_holiday_to_monday(day: date, why: str) -> None:
    assert (SG.why_off(day), SG.works(day)) == (why, not why)


def test_weekends_are_those_of_the_country() -> None:
    friday, sunday = date(2026, 3, 6), date(2026, 3, 8)
    assert [Workdays(code).works(friday) for code in ("SG", "BD")] == [True, False]
    assert [Workdays(code).works(sunday) for code in ("SG", "BD")] == [False, True]


def test_without_a_country_only_weekends_are_off() -> None:
    assert [NOWHERE.works(date(2026, 12, 25)), NOWHERE.works(date(2026, 12, 26))] == [True, False]


def test_what_is_closed_besides_is_off_too() -> None:
    closed = Workdays("SG", frozenset({date(2026, 8, 11)}))
    assert closed.why_off(date(2026, 8, 11)) == "closed"
    assert closed.on_or_after(date(2026, 8, 8)) == date(2026, 8, 12)


@pytest.mark.parametrize(
    ("day", "count", "there"),
    [
        (date(2026, 8, 7), 1, date(2026, 8, 11)),  # over a weekend with a moved holiday
        (date(2026, 8, 11), -1, date(2026, 8, 7)),
        (date(2026, 8, 9), 0, date(2026, 8, 9)),
        (date(2026, 12, 24), 5, date(2027, 1, 4)),  # over Christmas and New Year
    ],
)
def test_working_days_are_counted_from_the_day_after(day: date, count: int, there: date) -> None:
    assert SG.plus(day, count) == there


@given(DAYS, st.integers(-40, 40))
def test_counting_agrees_with_looking_at_every_day(day: date, count: int) -> None:
    there = SG.plus(day, count)
    first, last = (day + timedelta(days=1), there) if count > 0 else (there, day - timedelta(days=1))
    assert len([*SG.between(first, last)]) == abs(count)
    assert count == 0 or SG.works(there)


@given(DAYS)
def test_the_next_and_the_last_working_day_are_the_nearest(day: date) -> None:
    after, before = SG.on_or_after(day), SG.on_or_before(day)
    assert before <= day <= after
    assert SG.works(after)
    assert SG.works(before)
    assert not [*SG.between(before + timedelta(days=1), after - timedelta(days=1))]


def test_a_calendar_that_never_works_is_told() -> None:
    never = Workdays("", frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(120)))
    with pytest.raises(ValueError, match="days without work"):
        never.on_or_after(date(2026, 1, 1))


def test_countries_are_offered_by_name() -> None:
    found = workdays.offered()
    assert ("SG", "Singapore") in found
    assert found == sorted(found, key=lambda one: one[1])


def test_threads_that_ask_for_new_years_at_once_lose_no_holiday() -> None:
    christmas = [date(year, 12, 25) for year in range(2010, 2035)]
    gate, often = Barrier(4), sys.getswitchinterval()

    def ask(_thread: int) -> list[str]:
        gate.wait()
        return [SG.why_off(day) for day in christmas]

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            for _time in range(20):
                workdays._year.cache_clear()
                said = list(threads.map(ask, range(4)))
                assert said == [["Christmas Day"] * len(christmas)] * 4
    finally:
        sys.setswitchinterval(often)


def test_a_year_no_table_knows_has_weekends_alone() -> None:
    assert [SG.works(date(2140, 12, 25)), SG.works(date(2140, 12, 31))] == [False, False]
    assert SG.why_off(date(2140, 12, 26)) == ""
