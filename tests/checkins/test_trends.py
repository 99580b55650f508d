"""What a row of check-ins says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.checkins import trends

STATES = st.lists(st.sampled_from(["sent", "late", "missed", "open", "excused"]), max_size=30)


def numbers(*values: float | None) -> list[Decimal | None]:
    return [None if value is None else Decimal(str(value)) for value in values]


@pytest.mark.parametrize(
    ("newest_first", "expected"),
    [
        ([], 0),
        (["open"], 0),
        (["sent", "sent", "missed", "sent"], 2),
        (["open", "sent", "late", "excused", "sent", "missed"], 3),
        (["missed", "sent"], 0),
        (["excused", "excused"], 0),
    ],
)
def test_a_streak(newest_first: list[str], expected: int) -> None:
    assert trends.streak(newest_first) == expected


@given(STATES)
def test_a_streak_is_never_more_than_was_sent(states: list[str]) -> None:
    assert 0 <= trends.streak(states) <= sum(one in ("sent", "late") for one in states)
    assert trends.streak(["missed", *states]) == 0
    assert trends.streak(["sent", *states]) == trends.streak(states) + 1
    assert trends.streak(["open", *states]) == trends.streak(states) == trends.streak(["excused", *states])


@given(STATES)
def test_sent_and_missed_are_all_that_fell_due(states: list[str]) -> None:
    sent, missed, of = trends.counted(states)
    assert sent + missed == of == len([one for one in states if one not in ("open", "excused")])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([5], None),
        ([5, 7], 2),
        ([5, None, 4], -1),
        ([5, None], None),
        ([None, None, 3], None),
        ([0.1, 0.3], "0.2"),
    ],
)
def test_a_change_is_to_the_value_known_before(values: list[Any], expected: Any) -> None:
    assert trends.change(numbers(*values)) == (None if expected is None else Decimal(str(expected)))


def test_the_last_that_is_known() -> None:
    assert trends.last(numbers(1, 2, None)) == 2
    assert trends.last(numbers(None)) is None


@pytest.mark.parametrize(
    ("moved", "better", "expected"),
    [
        (2, "more", True),
        (-2, "more", False),
        (2, "less", False),
        (-2, "less", True),
        (2, "", None),
        (0, "more", None),
        (None, "more", None),
    ],
)
def test_whether_a_move_is_for_the_better(moved: int | None, better: str, expected: bool | None) -> None:
    assert trends.is_better(None if moved is None else Decimal(moved), better) is expected


@pytest.mark.parametrize(
    ("value", "target", "better", "expected"),
    [
        (5, 5, "more", True),
        (4, 5, "more", False),
        (4, 5, "less", True),
        (6, 5, "less", False),
        (5, 5, "", True),
        (None, 5, "more", None),
        (5, None, "more", None),
    ],
)
def test_whether_a_target_is_met(value: int | None, target: int | None, better: str, expected: bool | None) -> None:
    assert trends.is_met(*numbers(value, target), better) is expected
