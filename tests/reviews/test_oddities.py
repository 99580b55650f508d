"""Reviewers whose scores chance does not explain are found, as rarely as promised among those where it does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.reviews import scoring
from accelerator.reviews.oddities import corrected
from tests.reviews.panels import Dense, Rows, simulated


def _changed(rows: Rows, reviewer: str, add: float = 0, times: float = 1, only: set[str] | None = None) -> Rows:
    """`reviewer`'s scores made `times` as wide around 3 and moved by `add`, of all items or of `only` some."""
    return [
        (item, who, round(3 + (value - 3) * times + add, 3) if who == reviewer and (only is None or item in only) else value)
        for item, who, value in rows
    ]


def test_a_harsh_reviewer_among_equals_is_named() -> None:
    rows = _changed(simulated(2, severity=0.1).rows, "r4", add=-1.5)
    (found,) = scoring.odd(scoring.calibrate(rows), level=0.001)
    assert (found.reviewer, found.kind, found.about, found.expected) == ("r4", "severity", "", 0)
    assert found.found == pytest.approx(1.5, abs=0.4)
    severity = scoring.calibrate(rows).reviewers["r4"]
    assert (found.found, found.standard_error, found.scores) == (severity.severity, severity.standard_error, severity.scores)


@pytest.mark.parametrize(("times", "wider"), [(0.1, False), (3, True)])
def test_a_reviewer_who_uses_too_little_or_too_much_of_the_scale_is_named(times: float, wider: bool) -> None:
    found = scoring.calibrate(_changed(simulated(2, severity=0.1).rows, "r4", times=times))
    (one,) = [one for one in scoring.odd(found) if one.kind == "range"]
    assert one.reviewer == "r4"
    assert (one.found, one.expected) == (found.reviewers["r4"].spread, found.reviewers["r4"].expected_spread)
    assert (one.found > one.expected) == wider


def test_a_lean_towards_ones_own_is_named_and_measured_as_by_algebra() -> None:
    panel = simulated(4, items=80, reviewers=8)
    own = {(item, who) for item, who, _value in panel.rows if int(item[1:]) % 3 == 0}
    rows = _changed(panel.rows, "r5", add=1.2, only={item for item, _who in own})
    found = scoring.calibrate(rows)
    leans = [one for one in scoring.odd(found, own={"country": own, "organisation": set()}, level=1.1) if one.kind == "lean"]
    assert {one.about for one in leans} == {"country"}
    assert [one.reviewer for one in leans if one.p < 0.05] == ["r5"]
    dense = Dense(rows, [1.0] * len(rows), found.variances)
    for one in leans:
        marks = np.array([float(who == one.reviewer and (item, who) in own) for item, who, _value in rows])
        design = np.column_stack([np.ones(len(rows)), marks])
        spread = np.linalg.inv(design.T @ dense.inverse @ design)
        effect = (spread @ design.T @ dense.inverse @ dense.values)[1]
        assert (one.found, one.standard_error, one.scores) == pytest.approx((effect, spread[1, 1] ** 0.5, marks.sum()))


def test_chance_alone_is_named_in_about_one_panel_of_twenty() -> None:
    alarms: dict[str, int] = {"severity": 0, "range": 0, "lean": 0}
    for seed in range(60):
        panel = simulated(seed, severity=0, step=0.001)
        own = {(item, who) for item, who, _value in panel.rows if int(item[1:]) % 4 == 0}
        for kind in {one.kind for one in scoring.odd(scoring.calibrate(panel.rows), own={"country": own})}:
            alarms[kind] += 1
    assert max(alarms.values()) <= 7  # of 60 at one in twenty each, more than 7 would be chance once in fifty times


def test_whose_scores_are_all_of_their_own_is_not_accused_for_severity_alone() -> None:
    panel = simulated(6)
    own = {(item, who) for item, who, _value in panel.rows if who == "r3"}
    (lean,) = [one for one in scoring.odd(scoring.calibrate(panel.rows), own={"country": own}, level=1.1) if one.kind == "lean"]
    assert lean.p > 0.05
    assert lean.standard_error > 0.8  # it cannot be told from severity, which differs by 0.9


@pytest.mark.parametrize(
    "rows",
    [
        [("a", "x", 3)],
        [("a", "x", 3), ("a", "y", 5)],
        [("a", "x", 3), ("b", "x", 5)],
        [("a", "x", 4), ("a", "y", 4), ("b", "x", 4), ("b", "y", 4)],
    ],
)
def test_too_few_or_equal_scores_accuse_nobody(rows: Rows) -> None:
    assert scoring.odd(scoring.calibrate(rows), own={"country": {("a", "x")}}) == []


def test_holms_correction_by_hand() -> None:
    assert corrected(np.array([0.04, 0.01, 0.03])) == pytest.approx([0.06, 0.03, 0.06])


@given(st.lists(st.floats(0, 1), max_size=20))
def test_corrected_chances_are_never_smaller_and_keep_their_order(chances: list[float]) -> None:
    found = corrected(np.array(chances))
    assert all(before <= after <= 1 for before, after in zip(chances, found, strict=True))
    assert [found[place] for place in np.argsort(chances)] == sorted(found)
