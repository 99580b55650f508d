"""Unfinished assignments count for less as they age."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accelerator.reviews.ageing import FADES_IN, weight

TODAY = date(2031, 1, 15)


def test_full_until_the_day_it_is_due_and_without_one() -> None:
    assert [weight(day, TODAY) for day in (None, TODAY, TODAY + timedelta(days=9))] == [1, 1, 1]


def test_half_of_it_a_week_later_and_nothing_after_two() -> None:
    assert [weight(TODAY - timedelta(days=late), TODAY) for late in (7, FADES_IN, 40)] == [0.5, 0, 0]


@given(st.integers(0, 400))
def test_never_more_than_the_day_before(late: int) -> None:
    now, before = (weight(TODAY - timedelta(days=days), TODAY) for days in (late + 1, late))
    assert 0 <= now <= before <= 1
