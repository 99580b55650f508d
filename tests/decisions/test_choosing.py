"""The best set against every set there is; why there is none; what limits cost; who could as well be in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.decisions.choosing import FIXED_IN, FIXED_OUT, PLACES, Choice, Infeasible, choose
from accelerator.decisions.limits import Count, Each, Limit, Share, Sum
from accelerator.decisions.solving import Unsolved


@dataclass(frozen=True)
class Case:
    scores: dict[int, Decimal]
    places: int
    limits: tuple[Limit, ...]
    held: frozenset[int]
    barred: frozenset[int]

    def sets(self, *, but: object = None, only: frozenset[object] | None = None) -> Iterator[frozenset[int]]:
        """Every set within all but one, or within these only."""
        kept = [one for one in (*self.limits, PLACES, FIXED_IN, FIXED_OUT) if one is not but and (only is None or one in only)]
        for size in range(len(self.scores) + 1):
            for chosen in map(frozenset, combinations(self.scores, size)):
                if all(self.beyond(one, chosen) == 0 for one in kept):
                    yield chosen

    def beyond(self, what: object, chosen: frozenset[int]) -> Decimal:
        """How far a set is beyond a limit, worked out from what limits mean."""
        if what == PLACES:
            return Decimal(max(0, len(chosen) - self.places))
        if what == FIXED_IN:
            return Decimal(not chosen >= self.held)
        if what == FIXED_OUT:
            return Decimal(len(chosen & self.barred))
        assert isinstance(what, Limit)
        return sum((max(Decimal(), over if what.way == "most" else -over) for over in self._over(what, chosen)), Decimal())

    def _over(self, limit: Limit, chosen: frozenset[int]) -> Iterator[Decimal]:
        if isinstance(limit, Count):
            yield Decimal(len(chosen & set(limit.among)) - limit.bound)
        elif isinstance(limit, Share):
            exact = len(chosen & set(limit.among)) - limit.bound * len(chosen)
            yield Decimal(ceil(exact) if limit.way == "most" else -ceil(-exact))
        elif isinstance(limit, Each):
            for group in set(limit.groups.values()):
                yield Decimal(sum(limit.groups.get(one) == group for one in chosen) - limit.bound)
        elif isinstance(limit, Sum):
            yield sum((limit.amounts.get(one, Decimal()) for one in chosen), Decimal()) - limit.bound

    def worth(self, chosen: frozenset[int]) -> tuple[Decimal, int]:
        """Its score, and of sets that score the same how large it is."""
        return sum((self.scores[one] for one in chosen), Decimal()), len(chosen)

    def choose(self) -> Choice[int]:
        return choose(self.scores, places=self.places, limits=self.limits, fixed_in=self.held, fixed_out=self.barred)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    items = list(range(draw(st.integers(1, 6))))
    some = st.frozensets(st.sampled_from(items))
    way = st.sampled_from(["most", "least"])
    quarter = st.integers(0, 20).map(lambda one: Decimal(one) / 4)
    groups = st.dictionaries(st.sampled_from(items), st.sampled_from("xy"))
    limit = st.one_of(
        st.builds(Count, st.just("count"), way, some, st.integers(0, 4)),
        st.builds(Share, st.just("share"), way, some, st.fractions(0, 1, max_denominator=5)),
        st.builds(Each, st.just("each"), way, groups, st.integers(0, 3)),
        st.builds(Sum, st.just("sum"), way, st.dictionaries(st.sampled_from(items), quarter), quarter),
    )
    scores = {one: Decimal(draw(st.integers(0, 6))) / 2 for one in items}
    held = draw(some) if draw(st.booleans()) else frozenset()
    barred = draw(some) - held if draw(st.booleans()) else frozenset()
    limits = draw(st.lists(limit, max_size=3))
    named = tuple(_named(one, f"{place} {one.name}") for place, one in enumerate(limits))
    return Case(scores, draw(st.integers(0, len(items))), named, held, barred)


def _named(limit: Limit, name: str) -> Limit:
    return type(limit)(**{**vars(limit), "name": name})


@given(cases())
def test_the_best_set_its_prices_and_its_ties_are_those_of_every_set_there_is(case: Case) -> None:
    within = list(case.sets())
    if not within:
        with pytest.raises(Infeasible):
            case.choose()
        return
    found = case.choose()
    chosen, (best, size) = frozenset(found.chosen), max(map(case.worth, within))
    assert (found.score, found.bound, found.is_proven) == (best, best, True)
    assert chosen in within
    assert case.worth(chosen) == (best, size)
    assert [case.scores[one] for one in found.chosen] == sorted((case.scores[one] for one in chosen), reverse=True)
    for limit, price in zip(case.limits, found.prices, strict=True):
        freed = list(case.sets(but=limit))
        assert (price.limit, price.is_proven) == (limit, True)
        top = max(map(case.worth, freed))
        assert price.gain == top[0] - best
        beyond = {case.beyond(limit, one) for one in freed if case.worth(one) == top}
        assert price.units in (beyond if price.gain else {0})
    equal = [one for one in within if case.worth(one) == (best, size)]
    inside, outside = chosen - frozenset.intersection(*equal), frozenset.union(*equal) - chosen
    assert (found.tie is None) == (not inside and not outside)
    if found.tie:
        assert (set(found.tie.inside), set(found.tie.outside), found.tie.is_whole) == (inside, outside, True)


@given(cases())
def test_a_contradiction_is_explained_by_no_more_than_it_needs(case: Case) -> None:
    if any(True for _ in case.sets()):
        return
    with pytest.raises(Infeasible) as raised:
        case.choose()
    clashing = frozenset(one.what for one in raised.value.clashes)
    assert not list(case.sets(only=clashing))
    for clash in raised.value.clashes:
        others = list(case.sets(only=clashing - {clash.what}))
        assert others
        if clash.what in (FIXED_IN, FIXED_OUT):
            assert clash.short is None
        else:
            assert clash.short == min(case.beyond(clash.what, one) for one in others)


@st.composite
def crowds(draw: st.DrawFn) -> Case:
    """Some alike, more of them than a limit lets in, and only so many places."""
    kinds = [kind for kind in range(3) for _ in range(draw(st.integers(1, 3)))]
    items = range(len(kinds))
    worth = draw(st.lists(st.integers(1, 3), min_size=3, max_size=3))
    of = frozenset(one for one in items if kinds[one] == 0)
    least = Sum("worth", "least", {one: Decimal(worth[kinds[one]]) for one in items}, Decimal(draw(st.integers(3, 12))))
    most = draw(
        st.one_of(
            st.builds(Count, st.just("few"), st.just("most"), st.just(of), st.integers(0, 2)),
            st.builds(Each, st.just("few"), st.just("most"), st.just(dict(enumerate(kinds))), st.integers(0, 1)),
            st.builds(Share, st.just("few"), st.just("most"), st.just(of), st.fractions(0, 1, max_denominator=4)),
        )
    )
    return Case(dict.fromkeys(items, Decimal(1)), draw(st.integers(1, 4)), (most, least), frozenset(), frozenset())


@given(crowds())
def test_how_far_a_limit_would_give_way_is_that_of_the_nearest_set_there_is(case: Case) -> None:
    test_a_contradiction_is_explained_by_no_more_than_it_needs.hypothesis.inner_test(case)


def test_of_a_crowd_that_a_limit_keeps_out_enough_are_looked_at() -> None:
    worth = {1: 2, 2: 2, 3: 2, 4: 1, 5: 1, 6: 1}
    limits = [
        Count("few", "most", (1, 2, 3), 1),
        Sum("worth", "least", {one: Decimal(its) for one, its in worth.items()}, Decimal(5)),
    ]
    with pytest.raises(Infeasible) as raised:
        choose(dict.fromkeys(worth, Decimal(1)), places=3, limits=limits)
    assert [one.short for one in raised.value.clashes] == [Decimal(1)] * 3


SCORES = {"ada": Decimal("4.5"), "bo": Decimal("4.0"), "cy": Decimal("4.0"), "di": Decimal("3.0"), "ed": Decimal("2.0")}


def test_without_limits_the_best_are_in_and_a_tie_at_the_last_place_is_told() -> None:
    found = choose(SCORES, places=2)
    assert found.score == Decimal("8.5")
    assert found.chosen[0] == "ada"
    assert found.tie
    assert {*found.tie.inside, *found.tie.outside} == {"bo", "cy"}
    assert choose(SCORES, places=3).tie is None


def test_what_a_limit_costs_and_how_far_one_would_go_beyond_it() -> None:
    health = dict.fromkeys(("ada", "bo", "cy"), "health")
    found = choose(SCORES, places=4, limits=[Each("sector", "most", health, 1), Count("all", "most", SCORES, 4)])
    assert (found.chosen, found.score) == (("ada", "di", "ed"), Decimal("9.5"))  # a place stays free
    assert [(one.gain, one.units) for one in found.prices] == [(Decimal("6"), Decimal("2")), (Decimal("0"), Decimal("0"))]


def test_a_share_is_told_in_items() -> None:
    wanted = Share("early", "least", {"di", "ed"}, Fraction(2, 3))
    found = choose(SCORES, places=3, limits=[wanted])
    assert (found.chosen, found.prices[0].gain, found.prices[0].units) == (("ada", "di", "ed"), Decimal("3"), Decimal("2"))
    with pytest.raises(Infeasible) as raised:
        choose(SCORES, places=3, limits=[wanted], fixed_in=["ada", "bo", "cy"])
    assert {clash.what: clash.short for clash in raised.value.clashes} == {wanted: Decimal("2"), FIXED_IN: None}


def test_all_who_are_alike_are_told_of_a_tie_however_many() -> None:
    tie = choose(dict.fromkeys(range(60), Decimal(3)), places=1).tie
    assert tie
    assert (len(tie.inside), len(tie.outside), tie.is_whole) == (1, 59, True)


def test_a_score_of_nothing_fills_a_place_all_the_same() -> None:
    assert choose({"ada": Decimal(1), "bo": Decimal(0)}, places=2).chosen == ("ada", "bo")


def test_a_budget_is_added_up_exactly() -> None:
    asked = {"ada": Decimal("0.1"), "bo": Decimal("0.2"), "cy": Decimal("0.3")}
    found = choose(SCORES, places=2, limits=[Sum("credits", "most", asked, Decimal("0.3"))])
    assert found.chosen == ("ada", "bo")
    with pytest.raises(Infeasible) as raised:
        choose(SCORES, places=2, limits=[Sum("credits", "most", asked, Decimal("0.25"))], fixed_in=["cy"])
    limit, pinned = raised.value.clashes
    assert (limit.short, pinned.what) == (Decimal("0.05"), FIXED_IN)


def test_scores_are_told_apart_by_a_millionth() -> None:
    close = {"ada": Decimal("4.0000014"), "bo": Decimal("4.0000012"), "cy": Decimal("4.000003")}
    assert choose(close, places=1).chosen == ("cy",)
    tie = choose(close, places=2).tie
    assert tie
    assert {*tie.inside, *tie.outside} == {"ada", "bo"}


def test_one_seed_is_one_answer() -> None:
    equal = dict.fromkeys(range(60), Decimal(3))
    first = choose(equal, places=20, seed=7)
    assert choose(equal, places=20, seed=7) == first
    assert first.tie
    assert (len(first.tie.inside), len(first.tie.outside)) == (20, 40)


def test_what_is_not_proven_says_so() -> None:
    chance = Random(3)
    scores = {one: Decimal(chance.randint(1_000_000, 5_000_000)) / 1_000_000 for one in range(400)}
    limits = [
        Sum(name, "most", {one: Decimal(chance.randint(10_000, 99_999)) for one in scores}, Decimal(900_000)) for name in "abcd"
    ]
    found = choose(scores, places=30, limits=limits, effort=0.1)
    assert not found.is_proven
    assert found.tie is None
    assert found.score < found.bound < found.score * 2
    assert {one.is_proven for one in found.prices} == {False}
    with pytest.raises(Unsolved):
        choose(scores, places=30, limits=limits, effort=0.0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"places": -1}, "fewer than 0"),
        ({"places": 1, "fixed_in": ["nobody"]}, "without a score"),
        ({"places": 1, "fixed_in": ["ada"], "fixed_out": ["ada"]}, "both in and out"),
        ({"places": 1, "limits": [Sum("credits", "most", {"ada": Decimal(10) ** 20}, Decimal(1))]}, "too large"),
    ],
)
def test_senseless_arguments_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        choose(SCORES, **wrong)  # type: ignore[arg-type]


def test_a_negative_score_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        choose({"ada": Decimal(-1)}, places=1)
