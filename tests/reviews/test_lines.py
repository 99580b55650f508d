"""What one review changes at the last place: against doing it, and against chance simulated."""

from __future__ import annotations

from fractions import Fraction
from statistics import NormalDist, fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accelerator.reviews import scoring
from accelerator.reviews.calibrating import read, thousandths
from accelerator.reviews.calibration import Calibration, Flip
from accelerator.reviews.mixed import System
from tests.reviews.panels import Rows, drawn, simulated

Values = dict[str, float]


def _calibrated(rows: Rows, found: Calibration[str, str]) -> Values:
    """Estimates in thousandths of `rows` alone, solved anew with the variances of `found`."""
    system = System(read(rows, None), *found.system.sizes)
    return dict(zip(system.design.items, thousandths(system.mean + system.estimates[0]).tolist(), strict=True))


def _raw(rows: Rows, _found: Calibration[str, str]) -> Values:
    given: dict[str, list[Fraction]] = {}
    for item, _reviewer, value in rows:
        given.setdefault(item, []).append(Fraction(str(value)))
    return {item: float(round(sum(values) * 1000 / len(values))) for item, values in given.items()}


def _sides(values: Values, places: int) -> dict[str, int]:
    """2 inside, 1 sharing the line, 0 outside."""
    sides = {}
    for item, value in values.items():
        above, level = (sum(compare(other) for other in values.values()) for compare in (value.__lt__, value.__eq__))
        sides[item] = 2 if above + level <= places else int(above < places)
    return sides


def _done(rows: Rows, found: Calibration[str, str], places: int, by: str) -> list[Flip[str, str]]:
    """Every review left out in turn."""
    values = _raw if by == "raw" else _calibrated
    before, flips = _sides(values(rows, found), places), []
    for place, (item, reviewer, _value) in enumerate(rows):
        after = _sides(values(rows[:place] + rows[place + 1 :], found), places)
        up, down = ([one for one in before if sign * (after.get(one, 0) - before[one]) > 0] for sign in (1, -1))
        if up or down:
            flips.append(Flip(item, reviewer, tuple(up), tuple(down)))
    return flips


def _moved(rows: Rows, found: Calibration[str, str], places: int, by: str, step: float) -> list[Flip[str, str]]:
    """Every score a step lower and a step higher in turn, on a scale from 1 to 5."""
    values = _raw if by == "raw" else _calibrated
    before, flips = _sides(values(rows, found), places), []
    for place, (item, reviewer, value) in enumerate(rows):
        for other in (round(max(value - step, min(value, 1)), 3), round(min(value + step, max(value, 5)), 3)):
            after = _sides(values([*rows[:place], (item, reviewer, other), *rows[place + 1 :]], found), places)
            up, down = ([one for one in before if sign * (after[one] - before[one]) > 0] for sign in (1, -1))
            if up or down:
                flips.append(Flip(item, reviewer, tuple(up), tuple(down), round(other - value, 6)))
    return flips


@settings(deadline=None)
@given(drawn(), st.sampled_from(["raw", "calibrated"]), st.integers(1, 4), st.sampled_from([1.0, 0.1]))
def test_moves_are_those_of_moving_each_score(rows: Rows, by: str, places: int, step: float) -> None:
    found = scoring.calibrate(rows)
    expected = _moved(rows, found, places, by, step) if places < len(found.items) else []
    moves = scoring.moves(found, places, step=step, low=1, high=5, by="raw" if by == "raw" else "calibrated")
    assert moves == expected


@pytest.mark.parametrize("shape", [(120, 9, 3), (20, 60, 8)])
@pytest.mark.parametrize("by", ["raw", "calibrated"])
def test_so_moves_are_in_a_whole_panel(shape: tuple[int, int, int], by: str) -> None:
    items, reviewers, each = shape
    rows = simulated(5, items=items, reviewers=reviewers, each=each, step=0.5).rows
    found = scoring.calibrate(rows)
    moves = scoring.moves(found, 10, step=2, low=1, high=5, by="raw" if by == "raw" else "calibrated")
    assert moves == _moved(rows, found, 10, by, 2)
    assert moves


def test_who_moves_by_hand() -> None:
    """Means 4.5 and 4 and one place, which a point of anybody makes them share; half a point does not."""
    rows = [("a", "x", 5), ("a", "y", 4), ("b", "x", 4), ("b", "y", 4)]
    found = scoring.calibrate(rows)
    assert scoring.moves(found, 1, step=1, low=1, high=5, by="raw") == [
        Flip("a", "x", ("b",), ("a",), -1.0),
        Flip("a", "y", ("b",), ("a",), -1.0),
        Flip("b", "x", ("b",), ("a",), 1.0),
        Flip("b", "y", ("b",), ("a",), 1.0),
    ]
    assert scoring.moves(found, 1, step=1, low=1, high=4.5, by="raw") == [
        Flip("a", "x", ("b",), ("a",), -1.0),
        Flip("a", "y", ("b",), ("a",), -1.0),
    ]
    with pytest.raises(ValueError, match="a step is above 0"):
        scoring.moves(found, 1, step=0, low=1, high=5)


@settings(deadline=None)
@given(drawn(), st.sampled_from(["raw", "calibrated"]), st.integers(1, 4))
def test_flips_are_those_of_leaving_each_review_out(rows: Rows, by: str, places: int) -> None:
    found = scoring.calibrate(rows)
    expected = _done(rows, found, places, by) if places < len(found.items) else []
    assert scoring.flips(found, places, by="raw" if by == "raw" else "calibrated") == expected


@pytest.mark.parametrize("shape", [(120, 9, 3), (20, 60, 8)])
@pytest.mark.parametrize("by", ["raw", "calibrated"])
def test_so_they_are_in_a_whole_panel(shape: tuple[int, int, int], by: str) -> None:
    items, reviewers, each = shape
    rows = simulated(5, items=items, reviewers=reviewers, each=each, step=0.5).rows
    found = scoring.calibrate(rows)
    flips = scoring.flips(found, 10, by="raw" if by == "raw" else "calibrated")
    assert flips == _done(rows, found, 10, by)
    assert flips


def test_so_they_are_in_panels_so_small_that_each_score_moves_the_mean() -> None:
    for seed in range(25):
        rows = simulated(seed, items=5, reviewers=3, each=2, step=0.5).rows
        found = scoring.calibrate(rows)
        assert scoring.flips(found, 2) == _done(rows, found, 2, "calibrated")


def test_who_flips_by_hand() -> None:
    """Means 4, 3, 2 and one place: without its 5 the first falls to 3, and shares the line; nothing else moves anybody to it."""
    rows = [("a", "x", 5), ("a", "y", 3), ("b", "x", 3), ("b", "y", 3), ("c", "x", 2), ("c", "y", 2)]
    assert scoring.flips(scoring.calibrate(rows), 1, by="raw") == [Flip("a", "x", ("b",), ("a",))]


def test_the_one_review_of_an_item_gone_it_is_outside() -> None:
    rows = [("a", "x", 5), ("b", "x", 3), ("b", "y", 3), ("c", "y", 1)]
    assert scoring.flips(scoring.calibrate(rows), 1, by="raw") == [Flip("a", "x", ("b",), ("a",))]


@pytest.mark.parametrize("places", [0, 3, 4])
def test_without_a_line_nothing_crosses_it(places: int) -> None:
    found = scoring.calibrate([("a", "x", 1), ("b", "x", 2), ("c", "x", 3)])
    assert scoring.flips(found, places) == []
    assert scoring.worth_reading(found, places, 5) == []


def test_worth_reading_by_the_formula() -> None:
    found = scoring.calibrate(simulated(3, items=12, reviewers=6).rows)
    ordered = sorted(found.items.items(), key=lambda pair: -pair[1].estimate)
    chances = {}
    for place, (item, one) in enumerate(ordered):
        whole = one.standard_error**2 + found.variances.reviewer + found.variances.noise
        gap = one.estimate - ordered[4][1].estimate if place < 4 else ordered[3][1].estimate - one.estimate
        chances[item] = (NormalDist().cdf(-gap * whole**0.5 / one.standard_error**2), place < 4)
    shortlist = scoring.worth_reading(found, 4, 5)
    likeliest = sorted(chances, key=lambda item: -chances[item][0])[:5]
    assert [one.item for one in shortlist] == likeliest
    assert [(one.chance, one.inside) for one in shortlist] == [
        (pytest.approx(chances[item][0]), chances[item][1]) for item in likeliest
    ]


def test_sides_change_about_as_often_as_it_says() -> None:
    """One more review of each item in turn, by somebody new, drawn as the panel was."""
    said, seen = [], []
    for seed in range(12):
        panel, chance = simulated(seed, items=30, step=0.001), np.random.default_rng(seed)
        found = scoring.calibrate(panel.rows)
        before = _sides(_calibrated(panel.rows, found), 10)
        for one in scoring.worth_reading(found, 10, 12):
            score = panel.items[one.item] - chance.normal(0, 0.9) + chance.normal(0, 0.6)
            after = _sides(_calibrated([*panel.rows, (one.item, "new", score)], found), 10)
            said.append(one.chance)
            seen.append(after[one.item] != before[one.item])
    error = sum(chance * (1 - chance) for chance in said) ** 0.5 / len(said)
    assert abs(fmean(seen) - fmean(said)) < 2.5 * error


def test_where_all_are_equal_no_review_is_worth_more() -> None:
    assert scoring.worth_reading(scoring.calibrate([(item, reviewer, 4) for item in "abc" for reviewer in "xy"]), 1, 3) == []
