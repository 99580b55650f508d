"""The optimum and nothing else: against trying everything, and on the bids of a real conference."""

from __future__ import annotations

import csv
import itertools
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.reviews.allocation import Allocation, Infeasible, Pair, Reason, Refused, allocate, explain

REAL = Path(os.environ.get("SLIPWAY_REAL_DATA", Path(__file__).parents[3] / "shared/data")) / "review/preflib_csconf1_bids.csv"
OWN = Path(__file__).parents[1] / "files/reviews/bids.csv"
WORTH = {"yes": 1.0, "maybe": 0.5, "no": 0.25}


class Question(NamedTuple):
    """One that is small enough to try everything."""

    values: np.ndarray[Any, Any]
    per_item: list[int]
    min_load: list[int]
    max_load: list[int]
    conflicts: list[Pair]
    fixed: list[Pair]

    def asked(self, **other: Any) -> Allocation:
        return allocate(**{"affinity": self.values} | self.rules() | other)

    def rules(self) -> dict[str, Any]:
        return {key: value for key, value in self._asdict().items() if key != "values"}

    def triples(self) -> list[tuple[int, int, float]]:
        return [(item, one, float(self.values[item, one])) for item, one in np.argwhere(np.isfinite(self.values)).tolist()]

    def every(self) -> Iterator[tuple[float, float, list[Pair]]]:
        """Sum, worst-served sum and pairs of every assignment that keeps the rules."""
        items, reviewers = self.values.shape
        choices = [list(self._rows(item)) for item in range(items)]
        for rows in itertools.product(*choices):
            load = Counter(itertools.chain.from_iterable(rows))
            if all(self.min_load[one] <= load[one] <= self.max_load[one] for one in range(reviewers)):
                sums = [sum(self.values[item, one] for one in row) for item, row in enumerate(rows)]
                open_ = [s for item, s in enumerate(sums) if self.per_item[item] > sum(i == item for i, _ in set(self.fixed))]
                yield sum(sums), min(open_, default=np.inf), [(item, one) for item, row in enumerate(rows) for one in row]

    def _rows(self, item: int) -> Iterator[tuple[int, ...]]:
        may = [
            one
            for one in range(self.values.shape[1])
            if np.isfinite(self.values[item, one]) and (item, one) not in self.conflicts
        ]
        must = {one for fixed, one in self.fixed if fixed == item}
        return (row for row in itertools.combinations(may, self.per_item[item]) if must <= set(row))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    items, reviewers = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    value = st.sampled_from([0.0, 0.25, 0.5, 1.0, 1.0, -0.5, np.nan, -np.inf]) | st.integers(-10, 1000).map(lambda n: n / 1000)
    values = np.array([[draw(value) for _ in range(reviewers)] for _ in range(items)])
    pairs = st.lists(st.tuples(st.integers(0, items - 1), st.integers(0, reviewers - 1)), max_size=2)
    per_item = [draw(st.integers(0, min(3, reviewers))) for _ in range(items)]
    loads = [sorted((draw(st.sampled_from([0, 0, 0, 1, 2])), draw(st.integers(0, 4)))) for _ in range(reviewers)]
    return Question(values, per_item, [low for low, _ in loads], [high for _, high in loads], draw(pairs), draw(pairs))


@given(questions(), st.integers(0, 3))
def test_it_is_the_best_of_all_or_there_is_none(question: Question, seed: int) -> None:
    every = list(question.every())
    if not every:
        with pytest.raises(Infeasible) as why_not:
            question.asked(seed=seed)
        require_short(question, why_not.value)
        return
    found = question.asked(seed=seed)
    most = max(total for total, _, _ in every)
    assert found.objective == pytest.approx(most, abs=1e-9)
    assert found.bound == found.objective
    assert found.proven
    assert found.pairs in [pairs for _, _, pairs in every]
    assert found.load == [sum(one == reviewer for _, one in found.pairs) for reviewer in range(question.values.shape[1])]


def require_short(question: Question, told: Infeasible) -> None:
    """What it names is counted anew: that it falls short, and by how much."""
    may = {(i, r) for i, r in np.argwhere(np.isfinite(question.values)).tolist()} - set(question.conflicts)
    fixed = set(question.fixed)
    held, carried = Counter(item for item, _ in fixed), Counter(one for _, one in fixed)
    assert told.short == told.needed - told.possible > 0
    if told.why == "fixed":
        over = (
            [i for i, n in enumerate(question.per_item) if held[i] > n],
            [r for r, n in enumerate(question.max_load) if carried[r] > n],
        )
        assert set(over[0]) | {i for i, _ in fixed - may} == set(told.items)
        assert set(over[1]) | {r for _, r in fixed - may} == set(told.reviewers)
        return
    wants = {i: n - held[i] for i, n in enumerate(question.per_item)}
    most = {r: n - carried[r] for r, n in enumerate(question.max_load)}
    least = {r: max(0, n - carried[r]) for r, n in enumerate(question.min_load)}
    free = {(i, r) for i, r in may - fixed if wants[i]}
    if told.why == "places":
        assert told.needed == sum(wants[i] for i in told.items)
        beside = sum(i in told.items and r not in told.reviewers for i, r in free)
        assert told.possible == sum(most[r] for r in told.reviewers) + beside
    else:
        assert told.needed == sum(least[r] for r in told.reviewers)
        beside = sum(i not in told.items and r in told.reviewers for i, r in free)
        assert told.possible == sum(wants[i] for i in told.items) + beside


@given(questions(), st.integers(0, 3), st.randoms(use_true_random=False))
def test_a_list_and_a_grid_say_the_same_in_any_order(question: Question, seed: int, chance: Any) -> None:
    triples = question.triples()
    chance.shuffle(triples)
    turned = {"conflicts": question.conflicts[::-1], "fixed": question.fixed[::-1] * 2}
    assert told(lambda: question.asked(affinity=triples, seed=seed, **turned)) == told(lambda: question.asked(seed=seed))


def told(allocating: Callable[[], Allocation]) -> Allocation | dict[str, Any]:
    """The answer, or what is said about why there is none."""
    try:
        return allocating()
    except Infeasible as none:
        return vars(none)


@given(questions())
def test_the_worst_served_is_lifted_first_and_then_the_sum(question: Question) -> None:
    every = list(question.every())
    if not every:
        with pytest.raises(Infeasible):
            question.asked(fairness="floor")
        return
    found = question.asked(fairness="floor")
    floor = max(lowest for _, lowest, _ in every)
    most = max(total for total, lowest, _ in every if lowest >= floor - 1e-9)
    assert found.floor == (None if floor == np.inf else pytest.approx(floor, abs=1e-9))
    assert found.floor == found.floor_bound
    assert found.objective == found.bound == pytest.approx(most, abs=1e-9)
    assert found.proven
    assert found.pairs in [pairs for _, _, pairs in every]


@given(questions())
def test_a_refused_reviewer_costs_what_the_best_assignment_with_them_lacks(question: Question) -> None:
    every = list(question.every())
    if not every:
        return
    found = question.asked()
    for item in range(len(question.per_item)):
        row = [one for first, one in found.pairs if first == item]
        reasons = explain(found, item)
        assert [(why.reviewer, why.value) for why in reasons] == [(one, question.values[item, one]) for one in row]
        for why in reasons:
            assert why.fixed == ((item, why.reviewer) in question.fixed)
            for other in why.refused:
                wanted = sorted({*row, other.reviewer} - {why.reviewer})
                left = [t for t, _, pairs in every if [one for first, one in pairs if first == item] == wanted]
                assert other.value == question.values[item, other.reviewer]
                assert ((item, other.reviewer) in question.conflicts) == (other.why == "conflict")
                assert other.cost == (pytest.approx(found.objective - max(left), abs=1e-9) if left else None)


def bids(file: Path) -> np.ndarray[Any, Any]:
    """Papers × reviewers; NaN in conflict."""
    rows = [(int(row["paper"][1:]), int(row["reviewer"][1:]), row["bid"]) for row in csv.DictReader(file.open())]
    values = np.full([1 + max(numbers) for numbers in ([row[0] for row in rows], [row[1] for row in rows])], np.nan)
    for paper, reviewer, bid in rows:
        if bid != "conflict":
            values[paper, reviewer] = WORTH[bid]
    return values


@pytest.mark.skipif(not REAL.is_file(), reason="no folder of real lists here (SLIPWAY_REAL_DATA)")
class TestRealBids:
    @pytest.mark.parametrize("fairness", ["sum", "floor"])
    def test_six_each_come_to_the_known_optimum(self, fairness: Any) -> None:
        found = allocate(bids(REAL), per_item=3, max_load=6, fairness=fairness)
        assert (found.objective, found.bound, found.proven) == (124.25, 124.25, True)
        assert Counter(paper for paper, _ in found.pairs) == dict.fromkeys(range(54), 3)
        assert max(found.load) == 6

    def test_five_each_are_seven_places_short(self) -> None:
        with pytest.raises(Infeasible) as why_not:
            allocate(bids(REAL), per_item=3, max_load=5)
        assert (why_not.value.why, why_not.value.needed, why_not.value.possible, why_not.value.short) == ("places", 162, 155, 7)
        assert (why_not.value.items, why_not.value.reviewers) == (tuple(range(54)), tuple(range(31)))

    @pytest.mark.parametrize("item", [0, 20, 53])
    def test_what_an_exchange_costs_is_what_it_lacks(self, item: int) -> None:
        """Each exchange is made for good, and the rest allocated anew."""
        found = allocate(bids(REAL), per_item=3, max_load=6)
        for why in explain(found, item):
            (other,) = (one for one in why.refused if one.why != "conflict")
            row = [one for first, one in found.pairs if first == item and one != why.reviewer] + [other.reviewer]
            again = allocate(bids(REAL), per_item=3, max_load=6, fixed=[(item, one) for one in row])
            assert other.cost == found.objective - again.objective


def test_bids_of_our_own() -> None:
    """A paper that somebody is barred from whom it would suit, one that suits nobody, and reviewers who like the same."""
    found = allocate(bids(OWN), per_item=2, max_load=3)
    assert (found.objective, found.bound) == (7.25, 7.25)
    with pytest.raises(Infeasible) as why_not:
        allocate(bids(OWN), per_item=2, max_load=[3, 3, 2, 1])
    assert (why_not.value.why, why_not.value.short) == ("places", 1)


def everybody_wants_the_same(items: int, reviewers: int) -> np.ndarray[Any, Any]:
    """Affinities of many kinds at once: some reviewers suit nearly everything, and hundreds of pairs are equal."""
    chance = np.random.default_rng(4)
    values = chance.random((items, reviewers)) * 0.3 + np.linspace(0, 0.7, reviewers)
    values[:, ::7] = np.round(values[:, ::7], 1)
    values[chance.random(values.shape) < 0.05] = np.nan
    return values


def triples(values: np.ndarray[Any, Any]) -> tuple[Any, Any, Any]:
    items, reviewers = np.nonzero(np.isfinite(values))
    return items, reviewers, values[items, reviewers]


class TestManyPairs:
    """The flow is offered few of them, and must come to what it would have come to of all."""

    def test_what_the_prices_leave_out_would_not_have_been_made(self, monkeypatch: pytest.MonkeyPatch) -> None:
        values = everybody_wants_the_same(1000, 300)
        rules = {"per_item": 3, "max_load": [10] * 300, "min_load": 9}
        grid, listed = allocate(values, **rules), allocate(triples(values), **rules)
        monkeypatch.setattr("accelerator.reviews.allotting.worths._FIRST", 300)  # all are offered at once
        assert grid == listed == allocate(values, **rules)
        assert grid.proven

    def test_pairs_are_looked_for_where_those_at_first_are_too_few(self) -> None:
        """Ten reviewers of whom nobody thinks much must read 100 each."""
        values = everybody_wants_the_same(400, 90)
        rules = {"per_item": 3, "max_load": [200] * 90, "min_load": [100] * 10 + [0] * 80}
        found = allocate(values, **rules)
        assert found == allocate(triples(values), **rules)
        assert found.load[:10] == [100] * 10

    def test_a_floor_that_is_not_closed_has_its_bounds(self) -> None:
        values = everybody_wants_the_same(250, 100)
        most, lifted = (allocate(values, per_item=3, max_load=8, fairness=fairness) for fairness in ("sum", "floor"))
        assert most.floor is not None
        assert lifted.floor is not None
        assert lifted.floor_bound is not None
        assert most.floor < lifted.floor <= lifted.floor_bound
        assert lifted.objective <= lifted.bound <= most.bound
        assert (lifted.proven, lifted.prices) == (False, [])
        assert Counter(item for item, _ in set(lifted.pairs)) == dict.fromkeys(range(250), 3)
        assert max(lifted.load) == 8
        assert lifted.floor == pytest.approx(
            min(sum(values[lifted.pairs[3 * n + m]] for m in range(3)) for n in range(250)), abs=2e-6
        )


class TestLots:
    EQUAL = np.ones((6, 5))

    def test_the_same_seed_gives_the_same(self) -> None:
        once, again = (allocate(self.EQUAL, per_item=2, max_load=3, seed=7) for _ in range(2))
        assert once == again

    def test_another_seed_decides_otherwise_between_equals(self) -> None:
        answers = {tuple(allocate(self.EQUAL, per_item=2, max_load=3, seed=seed).pairs) for seed in range(6)}
        assert len(answers) == 6

    @given(st.integers(0, 50))
    def test_no_lot_outweighs_a_unit(self, seed: int) -> None:
        """The last digit that counts decides, however the lots fall."""
        values = np.full((6, 5), 0.5)
        better = [(item, (item + shift) % 5) for item in range(6) for shift in range(2)]
        values[tuple(zip(*better, strict=True))] = 0.500001
        assert set(allocate(values, per_item=2, max_load=4, seed=seed).pairs) == set(better)


class TestUnits:
    VALUES = np.array([[0.9, 0.2, 0.4], [0.8, 0.7, 0.1], [0.3, 0.6, 0.5]])

    @pytest.mark.parametrize("scale", [1e-9, 1e-3, 1.0, 1e4, 1e12])
    def test_six_digits_count_whatever_the_scale(self, scale: float) -> None:
        found = allocate(self.VALUES * scale, per_item=1, max_load=1)
        assert found.pairs == [(0, 0), (1, 1), (2, 2)]
        assert found.objective == found.bound == pytest.approx(2.1 * scale)

    def test_single_precision_is_read_too(self) -> None:
        assert allocate(self.VALUES.astype(np.float32), per_item=1, max_load=1).objective == 2.1

    def test_whole_numbers_are_affinities(self) -> None:
        assert allocate(np.array([[3, 1], [2, 2]]), per_item=1, max_load=1).objective == 5

    def test_one_more_place_brings_what_it_is_priced_at_most(self) -> None:
        found = allocate(self.VALUES, per_item=1, max_load=1)
        loads = ([1 + (reviewer == more) for reviewer in range(3)] for more in range(3))
        brings = [allocate(self.VALUES, per_item=1, max_load=load).objective - found.objective for load in loads]
        assert brings == [pytest.approx(0.2), pytest.approx(0.1), 0]
        assert found.prices == [pytest.approx(0.2), pytest.approx(0.1), 0]


class TestRefusals:
    VALUES = np.array([[0.9, 0.5, 0.1], [0.8, 0.7, 0.2]])

    def why(self, **rules: Any) -> dict[str, Any]:
        with pytest.raises(Infeasible) as why_not:
            allocate(self.VALUES, **rules)
        return vars(why_not.value)

    def test_who_must_read_more_than_there_is(self) -> None:
        assert self.why(per_item=1, max_load=2, min_load=[0, 2, 1]) == {
            "why": "reading", "items": (0, 1), "reviewers": (1, 2), "needed": 3, "possible": 2, "short": 1,
        }  # fmt: skip

    def test_an_item_that_too_few_may_read(self) -> None:
        assert self.why(per_item=[1, 3], max_load=2, conflicts=[(1, 0)]) == {
            "why": "places", "items": (1,), "reviewers": (), "needed": 3, "possible": 2, "short": 1,
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("rules", "items", "reviewers"),
        [
            ({"per_item": 1, "max_load": 2, "fixed": [(0, 0), (0, 1)]}, (0,), ()),
            ({"per_item": 2, "max_load": [1, 2, 2], "fixed": [(0, 0), (1, 0)]}, (), (0,)),
            ({"per_item": 2, "max_load": 2, "fixed": [(0, 0)], "conflicts": [(0, 0)]}, (0,), (0,)),
        ],
    )
    def test_fixed_pairs_that_cannot_stand(self, rules: dict[str, Any], items: Any, reviewers: Any) -> None:
        assert self.why(**rules) == {
            "why": "fixed", "items": items, "reviewers": reviewers, "needed": 1, "possible": 0, "short": 1,
        }  # fmt: skip

    @pytest.mark.parametrize(
        "rules",
        [
            {"max_load": -1},
            {"max_load": 1.5},
            {"min_load": 3},
            {"per_item": [1, 1, 1]},
            {"max_load": [1, 1]},
            {"conflicts": [(2, 0)]},
            {"fixed": [(0, -1)]},
            {"affinity": np.array([[np.inf, 1.0, 1.0]] * 2)},
            {"affinity": np.ones(3)},
            {"affinity": [(0, 0, 1.0), (0, 0, 0.5)]},
            {"affinity": [(0, 5, 1.0)], "max_load": [1, 1]},
            {"affinity": [(5, 0, 1.0)], "per_item": [1, 1]},
            {"affinity": [(-1, 0, 1.0)]},
            {"affinity": [(0.5, 0, 1.0)]},
            {"affinity": [(0, 0)]},
        ],
    )
    def test_what_cannot_be_meant(self, rules: dict[str, Any]) -> None:
        with pytest.raises(ValueError):  # noqa: PT011  # each its own sentence
            allocate(**{"affinity": self.VALUES, "per_item": 1, "max_load": 2} | rules)


class TestReasons:
    VALUES = np.array([[0.9, 0.5, 0.1], [0.8, 0.2, 0.3]])

    def test_full_and_no_better(self) -> None:
        """Either exchange would leave 0.9 and 0.3 in the place of 0.5 and 0.8."""
        found = allocate(self.VALUES, per_item=1, max_load=1)
        assert explain(found, 0) == [Reason(1, 0.5, 2, 3, False, (Refused(0, 0.9, "full", 0.1),))]
        assert explain(found, 1) == [Reason(0, 0.8, 1, 3, False, (Refused(2, 0.3, "no better", 0.1),))]

    def test_conflict(self) -> None:
        found = allocate(self.VALUES, per_item=1, max_load=2, conflicts=[(0, 0), (1, 2)])
        barred = Refused(0, 0.9, "conflict", None)
        assert explain(found, 0) == [Reason(1, 0.5, 1, 2, False, (barred, Refused(2, 0.1, "no better", 0.4)))]
        assert explain(found, 1) == [Reason(0, 0.8, 1, 2, False, (Refused(1, 0.2, "no better", 0.6),))]

    def test_needed(self) -> None:
        found = allocate(self.VALUES, per_item=1, max_load=2, min_load=[0, 1, 1])
        assert explain(found, 0) == [Reason(1, 0.5, 2, 3, False, (Refused(0, 0.9, "needed", None),))]

    def test_fixed(self) -> None:
        found = allocate(self.VALUES, per_item=[1, 2], max_load=2, fixed=[(0, 2), (1, 1)])
        assert explain(found, 0) == [Reason(2, 0.1, 3, 3, True, ())]
        assert explain(found, 1) == [
            Reason(0, 0.8, 1, 3, False, (Refused(2, 0.3, "no better", 0.5),)),
            Reason(1, 0.2, 3, 3, True, ()),
        ]

    def test_where_the_floor_was_lifted_no_cost_is_told(self) -> None:
        found = allocate(np.array([[0.9, 0.5], [0.8, 0.2]]), per_item=1, max_load=1, fairness="floor")
        assert explain(found, 0) == [Reason(1, 0.5, 2, 2, False, (Refused(0, 0.9, "full", None),))]


def test_nothing_heavy_is_loaded_before_something_is_allocated() -> None:
    """Pages import it, and start without arrays and solvers."""
    code = "import sys, accelerator.reviews.allocation; print({'numpy', 'scipy', 'ortools'} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
