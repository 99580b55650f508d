"""Severity and worth are told apart: against truth that was simulated, cases done by hand, and the algebra written out."""

from __future__ import annotations

import math
import subprocess
import sys
from decimal import Decimal
from statistics import fmean
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from accelerator.reviews import scoring
from accelerator.reviews.calibration import Agreement, Component, Known, Variances
from tests.reviews.panels import Dense, Rows, drawn, simulated

# Six targets by four judges, of Shrout and Fleiss (1979), table 2.
SHROUT = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def _rows(table: list[list[int]]) -> Rows:
    return [(f"i{item}", f"r{reviewer}", float(value)) for item, row in enumerate(table) for reviewer, value in enumerate(row)]


def test_calibrated_order_is_nearer_to_the_truth_than_raw_means_in_at_least_95_of_100_panels() -> None:
    better = 0
    for seed in range(100):
        panel = simulated(seed)
        found = scoring.calibrate(panel.rows).items
        truth = [panel.items[item] for item in found]
        raw, calibrated = ([getattr(one, part) for one in found.values()] for part in ("raw_mean", "estimate"))
        better += stats.spearmanr(calibrated, truth).statistic > stats.spearmanr(raw, truth).statistic
    assert better >= 95


def test_known_severities_are_recovered_within_their_errors() -> None:
    within, told = [], []
    for seed in range(30):
        panel = simulated(seed, items=120, reviewers=15, each=4)
        found = scoring.calibrate(panel.rows)
        shift = fmean(panel.severity.values())  # only differences show
        off = {name: found.reviewers[name].severity - severity + shift for name, severity in panel.severity.items()}
        within += [abs(gap) < 1.96 * found.reviewers[name].standard_error for name, gap in off.items()]
        told.append(
            stats.pearsonr([found.reviewers[name].severity for name in panel.severity], [*panel.severity.values()]).statistic
        )
    assert min(told) > 0.97
    assert 0.92 < fmean(within) < 0.99


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = []
    for seed in range(30):
        panel = simulated(seed)
        shift = fmean(panel.severity.values())
        found = scoring.calibrate(panel.rows).items
        held += [one.low < panel.items[item] - shift < one.high for item, one in found.items()]
    assert 0.92 < fmean(held) < 0.97


def test_a_complete_table_is_what_analysis_of_variance_says() -> None:
    table = np.array(SHROUT, dtype=float)
    items, judges = table.shape
    rows, columns, whole = table.mean(axis=1), table.mean(axis=0), table.mean()
    left = ((table - rows[:, None] - columns + whole) ** 2).sum() / ((items - 1) * (judges - 1))
    between = judges * ((rows - whole) ** 2).sum() / (items - 1)
    across = items * ((columns - whole) ** 2).sum() / (judges - 1)
    expected = Variances((between - left) / judges, (across - left) / items, left)
    found = scoring.calibrate(_rows(SHROUT))
    assert found.variances == pytest.approx(expected, rel=1e-4)
    assert found.mean == pytest.approx(whole)
    kept = 1 - left / between
    assert [one.estimate for one in found.items.values()] == pytest.approx(list(whole + kept * (rows - whole)), rel=1e-4)
    held = 1 - left / across
    severities = [one.severity for one in found.reviewers.values()]
    assert severities == pytest.approx(list(held * (whole - columns)), rel=1e-3)
    assert [round(one or 0, 2) for one in found.agreement[1:]] == [0.29, 0.17]  # as published


def test_krippendorffs_alpha_by_hand() -> None:
    """Compared are 1 2 | 3 3 4, the lone 5 is not. Observed (2/1 + 4/2) / 5 = 0.8, expected 52 / 20 = 2.6."""
    rows = [("a", "x", 1), ("a", "y", 2), ("b", "x", 3), ("b", "y", 3), ("b", "z", 4), ("c", "x", 5)]
    assert scoring.calibrate(rows).agreement.alpha == pytest.approx(9 / 13)


@settings(deadline=None)
@given(drawn(), st.data())
def test_estimates_and_errors_are_those_of_the_algebra_written_out(rows: Rows, data: st.DataObject) -> None:
    assume(len({row[2] for row in rows}) > 1)
    weights = data.draw(st.lists(st.sampled_from([0.5, 1.0, 2.0, 3.7]), min_size=len(rows), max_size=len(rows)))
    found = scoring.calibrate(rows, weights=weights)
    dense = Dense(rows, weights, found.variances)
    assert found.mean == pytest.approx(dense.mean, abs=1e-6)
    items = [(one.estimate, one.standard_error) for one in found.items.values()]
    assert np.array(items) == pytest.approx(np.array(dense.item_figures()), abs=1e-5)
    reviewers = [(one.severity, one.standard_error) for one in found.reviewers.values()]
    assert np.array(reviewers) == pytest.approx(np.array(dense.reviewer_figures()), abs=1e-5)
    for one in found.items.values():
        assert (one.low, one.high) == pytest.approx(
            (one.estimate - 1.96 * one.standard_error, one.estimate + 1.96 * one.standard_error), abs=1e-3
        )


@settings(deadline=None, max_examples=60)
@given(drawn())
def test_no_variances_on_a_grid_are_likelier(rows: Rows) -> None:
    assume(len({row[2] for row in rows}) > 1)
    found = scoring.calibrate(rows)
    ones, noise = [1.0] * len(rows), found.variances.noise
    least = Dense(rows, ones, found.variances).deviance
    grid = [0.0, 0.001, 0.01, 0.05, 0.2, 0.5, 1.0, 2.0, 5.0, 20.0, 100.0]
    items = grid if found.known.noise and len(found.items) > 1 else [found.variances.item / noise]
    for item in items:
        for reviewer in grid if found.known.severity else [0.0]:
            at_one = Dense(rows, ones, (item, reviewer, 1.0))
            best = float((at_one.values - at_one.mean) @ at_one.rest) / (len(rows) - 1)
            if best > 1e-9:
                assert least <= Dense(rows, ones, (best * item, best * reviewer, best)).deviance + 1e-4


def placed(scores: dict[Any, Decimal]) -> dict[Any, int]:
    """Equals share a rank and the next one skips: 1, 2, 2, 4."""
    return {item: 1 + sum(other > score for other in scores.values()) for item, score in scores.items()}


@given(drawn())
def test_a_rank_is_one_more_than_how_many_are_better(rows: Rows) -> None:
    items = scoring.calibrate(rows).items
    points = {item: [Decimal(str(row[2])) for row in rows if row[0] == item] for item in items}
    raw = {item: scoring.rounded(sum(given, Decimal()) / len(given)) for item, given in points.items()}
    assert {item: one.raw_rank for item, one in items.items()} == placed(raw)
    calibrated = {item: Decimal(str(round(one.estimate, 9))).quantize(Decimal("0.001")) for item, one in items.items()}
    assert {item: one.rank for item, one in items.items()} == placed(calibrated)


def test_one_review_alone_tells_nothing_of_its_error() -> None:
    found = scoring.calibrate([("a", "x", Decimal("3.4"))])
    (item,), (reviewer,) = found.items.values(), found.reviewers.values()
    assert (found.mean, found.variances, found.agreement) == (3.4, (0, 0, 0), (None, None, None))
    assert item == (3.4, math.inf, -math.inf, math.inf, 3.4, 1, 1, 1, 0)
    assert reviewer == (0, math.inf, None, 0, 1)


def test_of_one_reviewer_no_severity_shows() -> None:
    found = scoring.calibrate([("a", "x", 1), ("b", "x", 4), ("c", "x", 4)])
    assert found.known == Known(noise=False, severity=False)
    assert found.reviewers["x"].severity == 0
    assert [one.rank for one in found.items.values()] == [3, 1, 1]
    # Half of what scores differ by counts as noise, so each estimate is halfway to the mean.
    assert [one.estimate for one in found.items.values()] == pytest.approx([2, 3.5, 3.5])
    assert found.variances == pytest.approx((1.5, 0, 1.5))
    assert found.agreement == Agreement(None, None, None)


def test_of_one_item_nothing_is_told_but_its_mean() -> None:
    found = scoring.calibrate([("a", "x", 1), ("a", "y", 2), ("a", "z", 6)])
    assert (found.mean, found.items["a"].estimate, *found.variances) == pytest.approx((3, 3, 0, 0, 7))
    assert found.items["a"].standard_error == pytest.approx(math.sqrt(7 / 3))


def test_equal_scores_have_no_variance_at_all() -> None:
    found = scoring.calibrate([(item, reviewer, 4) for item in "ab" for reviewer in "xyz"])
    assert found.variances == (0, 0, 0)
    assert found.agreement == (None, None, None)
    assert {one[:7] for one in found.items.values()} == {(4, 0, 4, 4, 4, 1, 1)}
    assert {one[:4] for one in found.reviewers.values()} == {(0, 0, 0, 0)}


def test_reviewers_who_agree_on_everything_leave_no_noise() -> None:
    found = scoring.calibrate([(item, reviewer, value) for item, value in (("a", 1), ("b", 3), ("c", 4)) for reviewer in "xy"])
    assert found.variances.reviewer == 0
    assert found.variances.noise < 1e-5
    assert [one.estimate for one in found.items.values()] == pytest.approx([1, 3, 4], abs=1e-4)
    assert found.agreement == pytest.approx((1, 1, 1), abs=1e-5)


def test_what_nothing_links_is_named() -> None:
    rows = [("a", "x", 1), ("b", "x", 2), ("b", "y", 3), ("c", "z", 4), ("c", "w", 5), ("d", "v", 1)]
    found = scoring.calibrate(rows)
    assert found.components == (Component(("a", "b"), ("x", "y")), Component(("c",), ("z", "w")), Component(("d",), ("v",)))
    assert found.apart == ("c", "d")
    assert [one.component for one in found.items.values()] == [0, 0, 1, 2]


def test_a_chain_of_shared_reviewers_is_one_component() -> None:
    assert scoring.calibrate([("a", "x", 1), ("b", "x", 2), ("b", "y", 3), ("c", "y", 4)]).apart == ()


def test_a_score_of_weight_two_pulls_as_two_would() -> None:
    rows = [("a", "x", 1.0), ("a", "y", 4.0), ("b", "x", 2.0), ("b", "y", 5.0), ("c", "x", 2.0), ("c", "y", 3.0)]
    light, heavy = (scoring.calibrate(rows, weights=[1, weight, 1, 1, 1, 1]).items["a"] for weight in (0.1, 10))
    assert light.estimate < scoring.calibrate(rows).items["a"].estimate < heavy.estimate
    assert light.raw_mean == heavy.raw_mean == 2.5


def test_arrays_are_read_as_triples_are() -> None:
    rows = simulated(1).rows
    arrays = tuple(np.array(column) for column in zip(*rows, strict=True))
    assert scoring.calibrate((arrays[0], arrays[1], arrays[2])) == scoring.calibrate(iter(rows))


@pytest.mark.parametrize(
    ("rows", "weights", "says"),
    [
        ([], None, "there are no scores"),
        ([("a", "x", 1), ("a", "y", math.nan)], None, "row 2: nan is no score"),
        ([("a", "x", -math.inf)], None, "row 1: -inf is no score"),
        ([("a", "x", 1e308)], None, r"row 1: 1e\+308 is no score"),
        ([("a", "x", "four")], None, "row 1: 'four' is no score"),
        ([("a", "x", None)], None, "row 1: None is no score"),
        ([("a", "x", 1), ("b", "x", 1), ("a", "x", 2)], None, "row 3: 'x' scored 'a' in row 1 already"),
        ([("a", "x", 1), ("b", "x", 1)], [1, 0], "row 2: a weight is above 0"),
        ([("a", "x", 1), ("b", "x", 1)], [math.nan, 1], "row 1: nan is no weight"),
        ([("a", "x", 1), ("b", "x", 1)], [1], "2 scores have 1 weights"),
    ],
)
def test_what_is_no_score_is_refused_by_its_row(rows: Rows, weights: list[float] | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        scoring.calibrate(rows, weights=weights)


def test_whoever_imports_scoring_loads_no_arrays() -> None:
    code = "import sys, accelerator.reviews.scoring; print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
