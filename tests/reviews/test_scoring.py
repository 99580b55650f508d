"""Totals, spread and ranks, against arithmetic done another way."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.reviews import scoring

POINTS = st.integers(1, 5)


@st.composite
def rubrics(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, int]]:
    """(points, weights) of a complete review, with criteria that do not count among them."""
    names = draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True))
    weights = {name: draw(st.integers(0, 100)) for name in names}
    weights[names[0]] = draw(st.integers(1, 100))
    return {name: draw(POINTS) for name in names}, weights


def test_the_example_of_the_picture() -> None:
    weights = {"need": 20, "evidence": 25, "team": 25, "ai": 15, "fit": 15}
    assert scoring.weighted({"need": 4, "evidence": 5, "team": 4}, weights) == Decimal(305) / 70
    assert scoring.missing({"need": 4, "evidence": 5, "team": 4}, weights) == ["ai", "fit"]
    assert scoring.total({"need": 4, "evidence": 5, "team": 4, "ai": 3, "fit": 2}, weights) == Decimal("3.800")


TOTALS = st.lists(st.integers(1000, 5000).map(lambda value: Decimal(value) / 1000), min_size=1, max_size=40)


@given(rubrics())
def test_a_total_is_the_exact_weighted_mean(review: tuple[dict[str, int], dict[str, int]]) -> None:
    points, weights = review
    exact = Fraction(sum(points[name] * weights[name] for name in points), sum(weights.values()))
    assert abs(Fraction(scoring.total(points, weights)) - exact) <= Fraction(1, 2000)


@given(rubrics())
def test_a_total_stays_between_the_lowest_and_the_highest_point_that_counts(
    review: tuple[dict[str, int], dict[str, int]],
) -> None:
    points, weights = review
    counting = [points[name] for name, weight in weights.items() if weight]
    assert min(counting) <= scoring.total(points, weights) <= max(counting)


@given(rubrics())
def test_what_does_not_count_changes_nothing(review: tuple[dict[str, int], dict[str, int]]) -> None:
    points, weights = review
    counting = {name: value for name, value in points.items() if weights[name]}
    assert scoring.total(points, weights) == scoring.total(counting, weights)


@given(rubrics(), st.data())
def test_no_total_while_something_that_counts_is_missing(
    review: tuple[dict[str, int], dict[str, int]], data: st.DataObject
) -> None:
    points, weights = review
    gone = data.draw(st.sampled_from([name for name, weight in weights.items() if weight]))
    del points[gone]
    assert gone in scoring.missing(points, weights)
    with pytest.raises(ValueError, match="every criterion"):
        scoring.total(points, weights)


def test_nothing_scored_has_no_weighted_mean() -> None:
    assert scoring.weighted({}, {"a": 100}) is None
    assert scoring.weighted({"a": 3}, {"a": 0}) is None


@given(TOTALS, st.integers(1, 40))
def test_a_tie_at_the_line_is_found(totals: list[Decimal], places: int) -> None:
    tied = scoring.at_the_line(totals, places)
    ordered = sorted(totals, reverse=True)
    splits = len(ordered) > places and ordered[places - 1] == ordered[places]
    assert tied == (ordered.count(ordered[places]) if splits else 0)


def test_no_places_and_no_scores_have_no_line() -> None:
    assert scoring.at_the_line([Decimal(4)], 0) == 0
    assert scoring.at_the_line([], 3) == 0
