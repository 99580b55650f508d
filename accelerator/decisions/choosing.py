"""The best set for the places under limits: pure, exact, the same answer for the same seed.

Scores become whole numbers of RESOLUTION and amounts whole numbers of their last decimal, so that nothing is lost to rounding but
what lies below RESOLUTION of a score. solving.py puts the questions to CP-SAT (OR-Tools).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial
from typing import Generic, TypeVar

from accelerator.decisions.limits import Limit, Row
from accelerator.decisions.solving import Effort, Found, Question, Unsolved
from accelerator.decisions.worthwhile import worthwhile

Item = TypeVar("Item", bound=Hashable)

RESOLUTION = Decimal("0.000001")  # scores that differ by less count as equal
EFFORT = 20.0  # for all questions together
ROUNDS = 25  # questions at most about a tie
PLACES, FIXED_IN, FIXED_OUT = "places", "fixed_in", "fixed_out"  # what may clash beside limits


@dataclass(frozen=True)
class Clash:
    """One of those that cannot hold together: a limit, or PLACES, FIXED_IN or FIXED_OUT. `short` is how far it would have to give
    way while the others of them hold, in its own units; None for FIXED_IN and FIXED_OUT, and where the effort was spent."""

    what: Limit | str
    short: Decimal | None


class Infeasible(Exception):
    """No set is within the limits. `clashes` explains it minimally: without any one of them the others can hold together. Where
    the effort was spent before that was known of one, it stays among them."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__("no set is within the limits")
        self.clashes = tuple(clashes)


@dataclass(frozen=True)
class Price:
    """What a limit costs: the score would rise by `gain` without it. `units` is how far the best set without it goes beyond it; 0
    where it costs nothing. Where not `is_proven`, the gain is that between the best sets found."""

    limit: Limit
    gain: Decimal
    units: Decimal
    is_proven: bool


@dataclass(frozen=True)
class Tie(Generic[Item]):
    """Other sets score the same: each of `inside` is missing from one of them, each of `outside` is in one. Where not `is_whole`,
    there may be more of either."""

    inside: tuple[Item, ...]
    outside: tuple[Item, ...]
    is_whole: bool


@dataclass(frozen=True)
class Choice(Generic[Item]):
    """The set, best scores first. No set scores more than `bound`; where `is_proven`, that is the score. No tie is looked for in
    a set that is not proven."""

    chosen: tuple[Item, ...]
    score: Decimal
    bound: Decimal
    is_proven: bool
    prices: tuple[Price, ...]
    tie: Tie[Item] | None


def choose(
    scores: Mapping[Item, Decimal],
    *,
    places: int,
    limits: Sequence[Limit] = (),
    fixed_in: Collection[Item] = (),
    fixed_out: Collection[Item] = (),
    seed: int = 0,
    effort: float = EFFORT,
) -> Choice[Item]:
    """At most `places` items whose scores add up to the most, with all of `fixed_in` and none of `fixed_out`, within `limits`.

    Of sets that score the same a larger one is better, and no score is negative: a place stays free only where a limit or a lack
    of items demands it. Raises ValueError on senseless
    arguments, Infeasible, or Unsolved. Costs one question, one more for each limit, and for a tie up to ROUNDS.
    """
    items = list(scores)
    at = {item: place for place, item in enumerate(items)}
    _refuse_senseless(scores, places, fixed_in, fixed_out)
    held, barred = frozenset(at[one] for one in fixed_in), frozenset(at[one] for one in fixed_out)
    rows = [limit.rows(items) for limit in limits]
    worth = [whole(scores[one]) * (places + 1) + 1 for one in items]
    problem = _Problem(worth, places, rows, held, barred, seed, Effort(effort))
    found = problem.best()
    if found is None:
        raise Infeasible(_explained(problem, limits))
    tie = _tie(problem, found) if found.is_proven else None
    score = sum((scores[items[one]] for one in found.chosen), Decimal())
    return Choice(
        chosen=tuple(items[one] for one in problem.in_order(found.chosen)),
        score=score,
        bound=score if found.is_proven else problem.points(found.bound),
        is_proven=found.is_proven,
        prices=tuple(_price(problem, found, place, limit) for place, limit in enumerate(limits)),
        tie=_named(tie, items) if tie else None,
    )


def _named(tie: Tie[int], items: Sequence[Item]) -> Tie[Item]:
    return Tie(tuple(items[one] for one in tie.inside), tuple(items[one] for one in tie.outside), tie.is_whole)


def whole(score: Decimal) -> int:
    """In units of RESOLUTION, half to even."""
    return int((score / RESOLUTION).to_integral_value(ROUND_HALF_EVEN))


def _refuse_senseless(scores: Mapping[Item, Decimal], places: int, held: Collection[Item], barred: Collection[Item]) -> None:
    if places < 0:
        raise ValueError("there cannot be fewer than 0 places")
    if any(score < 0 for score in scores.values()):
        raise ValueError("a score cannot be negative")
    if unknown := [item for item in (*held, *barred) if item not in scores]:
        raise ValueError(f"fixed without a score: {unknown[:5]}")
    if both := set(held) & set(barred):
        raise ValueError(f"fixed both in and out: {list(both)[:5]}")


@dataclass(frozen=True)
class _Problem:
    """The same by places in a list: `scores` in units so fine that one item more is worth less than any difference; `rows`
    of each limit."""

    scores: Sequence[int]
    places: int
    rows: Sequence[Sequence[Row]]
    held: frozenset[int]
    barred: frozenset[int]
    seed: int
    effort: Effort

    def best(self, without: int | None = None) -> Found | None:
        """The best set within all limits but one, or all."""
        asked = self.asked(without)
        return asked.most({one: self.scores[one] for one in asked.taken})

    def asked(self, without: int | None = None) -> Question:
        """The question about those that can be in a best set."""
        rows = [row for place, several in enumerate(self.rows) if place != without for row in several]
        free = [one for one in range(len(self.scores)) if one not in self.held and one not in self.barred]
        items = worthwhile(self.scores, rows, places=self.places, among=free) | self.held
        return Question(sorted(items), rows, places=self.places, fixed=self.held, seed=self.seed, effort=self.effort)

    def points(self, units: int) -> Decimal:
        """As a score, without what the number of items is worth."""
        return units // (self.places + 1) * RESOLUTION

    def in_order(self, found: Iterable[int]) -> list[int]:
        return sorted(found, key=lambda one: (-self.scores[one], one))

    def asked_within(self, kept: Collection[int | str], *, near: Sequence[Row] = ()) -> Question:
        """Whatever is within `kept`: places in `rows`, PLACES, FIXED_IN and FIXED_OUT; what comes closest to `near` among it."""
        rows = [row for place, several in enumerate(self.rows) if place in kept for row in several]
        held = self.held if FIXED_IN in kept else frozenset()
        items = {one for one in range(len(self.scores)) if one not in held and not (FIXED_OUT in kept and one in self.barred)}
        if PLACES in kept:
            first = sorted(items, key=lambda one: [row.weights[one] for row in (*rows, *near)])
            levels = dict(zip(first, range(len(first), 0, -1), strict=True))
            each = [levels.get(one, 0) for one in range(len(self.scores))]
            items = worthwhile(each, rows, places=self.places, among=items, near=near)
        places = self.places if PLACES in kept else None
        return Question(sorted(items | held), rows, places=places, fixed=held, seed=self.seed, effort=self.effort)


def _price(problem: _Problem, found: Found, place: int, limit: Limit) -> Price:
    """A limit that the best set keeps by itself costs nothing."""
    freed = _unless_unsolved(partial(problem.best, without=place))
    gain = max(Decimal(), problem.points(freed.score) - problem.points(found.score)) if freed else Decimal()
    beyond = sum((row.excess(freed.chosen) for row in problem.rows[place]), Decimal()) if freed and gain else Decimal()
    return Price(limit, gain, beyond, bool(found.is_proven and freed and freed.is_proven))


def _explained(problem: _Problem, limits: Sequence[Limit]) -> list[Clash]:
    """A deletion filter: what the contradiction outlives is left away; all that remains is needed for it."""
    needed: list[int | str] = [*range(len(limits)), FIXED_OUT, FIXED_IN, PLACES]
    for one in list(needed):
        others = problem.asked_within([other for other in needed if other != one])
        if others.cannot_be():
            needed.remove(one)
    clashes = []
    for one in needed:
        near = problem.rows[one] if isinstance(one, int) else ()
        others = problem.asked_within([other for other in needed if other != one], near=near)
        clashes.append(Clash(limits[one] if isinstance(one, int) else one, _short(problem, others, one)))
    return clashes


def _short(problem: _Problem, others: Question, one: int | str) -> Decimal | None:
    if isinstance(one, int):
        return others.least_excess(problem.rows[one])
    fewest = _unless_unsolved(partial(others.most, dict.fromkeys(others.taken, -1))) if one == PLACES else None
    return Decimal(-fewest.score - problem.places) if fewest else None


def _tie(problem: _Problem, found: Found) -> Tie[int] | None:
    """Each round asks for the set of this score that brings most new to light, until none does. Who is alike goes with it."""
    asked = problem.asked()
    alike = _alike(problem, asked.taken)
    asked.reach({one: problem.scores[one] for one in asked.taken}, found.score)
    seen: set[int] = set(problem.held)
    is_whole = False
    for _round in range(ROUNDS):
        fresh = {one: -1 if one in found.chosen else 1 for one in asked.taken if one not in seen}
        other = _unless_unsolved(partial(asked.most, fresh))
        new = {one for one in fresh if (one in other.chosen) != (one in found.chosen)} if other else set()
        if not new:
            is_whole = bool(other and other.is_proven)
            break
        for one in new:
            seen.update(level for level in alike[one] if (level in found.chosen) == (one in found.chosen))
    seen -= problem.held
    if not seen and is_whole:
        return None
    ordered = problem.in_order(seen)
    inside, outside = (tuple(one for one in ordered if (one in found.chosen) == wanted) for wanted in (True, False))
    return Tie(inside, outside, is_whole)


def _alike(problem: _Problem, items: Iterable[int]) -> dict[int, list[int]]:
    """Who weighs the same in every row and scores the same, by each of them."""
    rows = [row for several in problem.rows for row in several]
    found: dict[tuple[int, ...], list[int]] = {}
    for one in items:
        found.setdefault((problem.scores[one], *(row.weights[one] for row in rows)), []).append(one)
    return {one: group for group in found.values() for one in group if one not in problem.held}


def _unless_unsolved(asked: Callable[[], Found | None]) -> Found | None:
    try:
        return asked()
    except Unsolved:
        return None
