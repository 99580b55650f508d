"""When founders should hear: the slowest of the newest rounds, else the call's own day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.pipeline.promises import MOST, Promise, Round, promise

CLOSED = date(2026, 11, 30)
NAMED = date(2027, 1, 15)


def took(*days: int) -> list[Round]:
    """Rounds that ended so many days after they had closed, newest first."""
    return [Round(date(2025, 5, 1), date(2025, 5, 1) + timedelta(days=one)) for one in days]


@pytest.mark.parametrize(
    ("past", "told"),
    [
        ([], Promise(NAMED, 0, 0)),
        (took(20), Promise(NAMED, 0, 0)),
        (took(20, 31), Promise(date(2026, 12, 31), 2, 31)),
        (took(20, 31, 25), Promise(date(2026, 12, 31), 3, 31)),
        (took(20, 22, 25, 90), Promise(date(2026, 12, 25), 3, 25)),
    ],
)
def test_two_rounds_speak_for_the_next(past: list[Round], told: Promise) -> None:
    assert promise(CLOSED, NAMED, past) == told


def test_where_nobody_can_tell_no_day_is_named() -> None:
    assert promise(CLOSED, None, took(20)) == Promise(None)


@given(st.lists(st.integers(0, 400), min_size=2, max_size=6))
def test_no_round_that_counts_was_slower(days: list[int]) -> None:
    made = promise(CLOSED, NAMED, took(*days))
    assert made.by is not None
    assert all(CLOSED + timedelta(days=one) <= made.by for one in days[:MOST])
    assert made.longest in days
