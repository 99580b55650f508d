"""Who reads what, at best: exact, proven, explained. Pure; arrays and solvers are imported when something is allocated.

A place with a reviewer is worth the affinity of the pair. `allocate` finds the assignment that is worth most, as a minimum-cost
flow (R. K. Ahuja, T. L. Magnanti, J. B. Orlin, *Network Flows*, 1993, chapters 9 to 11), and proves it by weak duality.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from accelerator.reviews.allotting.cases import Case
    from accelerator.reviews.allotting.swaps import Swaps
    from accelerator.reviews.allotting.worths import Pairs

    Affinity = NDArray[np.floating[Any]] | tuple[NDArray[Any], NDArray[Any], NDArray[Any]] | Iterable[tuple[int, int, float]]

Pair = tuple[int, int]


class Infeasible(Exception):
    """There is no such assignment, and this is why; nothing has been assigned.

    `places`: `items` want `needed` reviewers, but `reviewers` may not read more of them, and others only as few as `possible`
    counts in all. `reading`: `reviewers` must read at least `needed`, but what they may read gives only `possible`. Both count
    beside what is fixed. `fixed`: fixed pairs are in conflict, or more than `items` and `reviewers` take, by `short`.
    """

    def __init__(
        self,
        why: Literal["places", "reading", "fixed"],
        items: Sequence[int],
        reviewers: Sequence[int],
        needed: int,
        possible: int,
    ) -> None:
        super().__init__(f"{why}: {needed} are needed, {possible} possible")
        self.why, self.items, self.reviewers = why, tuple(items), tuple(reviewers)
        self.needed, self.possible, self.short = needed, possible, needed - possible


@dataclass(frozen=True)
class Allocation:
    """`pairs` of item and reviewer in order, fixed ones too, worth `objective` in all; `load` by reviewer. `floor` is what the
    pairs of the worst-served item are worth together, of those that were to be given anybody. `prices`: one more place with
    a reviewer brings at most that much (none where the floor was lifted).

    No assignment is worth more than `bound`. Where the floor was lifted, no assignment has a higher one than `floor_bound`,
    and none with this floor is worth more than `bound`. An assignment that reaches its bounds is an optimum, and `proven`.
    """

    pairs: list[Pair]
    objective: float
    bound: float
    load: list[int]
    prices: list[float] = field(compare=False)
    floor: float | None
    floor_bound: float | None
    case: Case = field(repr=False, compare=False)

    @property
    def proven(self) -> bool:
        return self.objective == self.bound and self.floor_bound in (None, self.floor)


class Refused(NamedTuple):
    """Somebody who was not given the item, in the place of one who was.

    `conflict`: may not be; `no better`: has no more affinity; `full`: has more, but reads as many as they may; `needed`: has
    more, but the other must read that many. `cost`: what the sum would lose, all others arranged at best around the
    exchange; None where there is no such arrangement, and where the floor was lifted.
    """

    reviewer: int
    value: float
    why: Literal["conflict", "no better", "full", "needed"]
    cost: float | None


class Reason(NamedTuple):
    """Why an item has a reviewer: `rank` by affinity among the `choice` who may have it, or because the pair was fixed.

    `refused` is the best of those who were not given it, and before them the best in conflict where that would have been better.
    """

    reviewer: int
    value: float
    rank: int
    choice: int
    fixed: bool
    refused: tuple[Refused, ...]


def allocate(
    affinity: Affinity,
    *,
    per_item: int | Sequence[int],
    max_load: int | Sequence[int],
    min_load: int | Sequence[int] = 0,
    conflicts: Collection[Pair] = (),
    fixed: Collection[Pair] = (),
    seed: int = 0,
    fairness: Literal["sum", "floor"] = "sum",
) -> Allocation:
    """Gives each item exactly `per_item` different reviewers, each reviewer `min_load` to `max_load` items, to the largest sum.

    `affinity` is an array of items × reviewers, NaN or -inf where a pair may not be made, or triples (item, reviewer, value),
    also as three arrays, where all others may not be made; `conflicts` may not be made either. Items and reviewers are numbered
    from 0; loads and reviewers an item are one number or one for each. `fixed` pairs are kept and count.

    Affinities are read to six digits of the largest (to a millionth where that is from 0.1 to 1): the answer is exactly optimal
    for what was read, and within one such step a pair for what was given. Of equally good assignments lots decide, drawn by
    `seed` for each pair: the same seed gives the same answer, whatever the order of triples and pairs.

    `fairness="floor"` first lifts the sum of the worst-served item (of those that are to be given anybody) as high as can be,
    then the sum of all. That is hard in general: where it could not be closed in bounded work, the bounds say how far it may be.

    Raises Infeasible, and ValueError for what cannot be meant. Grids of ten million pairs take seconds and 8 bytes a pair.
    """
    from accelerator.reviews.allotting import cases, floors, flows

    case = cases.read(affinity, per_item, max_load, min_load, conflicts, fixed, seed)
    if isinstance(case, cases.Unfit):
        raise Infeasible("fixed", case.items.tolist(), case.reviewers.tolist(), case.excess, 0)
    found = flows.best(case.worth, case.demand)
    if isinstance(found, flows.Cut):
        why: Literal["reading", "places"] = "reading" if found.idle else "places"
        raise Infeasible(why, found.items.tolist(), found.reviewers.tolist(), found.needed, found.possible)
    if fairness == "sum":
        return _told(case, found.made, found.bound + sum(case.fixed.worth.tolist()), None, found.prices.tolist())
    raised = floors.lifted(case, found, seed)
    return _told(case, raised.made, raised.bound * case.units.grain, raised.ceiling, [])


def _told(case: Case, made: Pairs, bound: int, ceiling: int | None, prices: list[int]) -> Allocation:
    """`bound` and `prices` in worth, `ceiling` in units."""
    import numpy as np

    from accelerator.reviews.allotting import floors, worths

    units = case.units
    every, floor = worths.united(case.fixed, made, case.asked.shape[1]), floors.worst(case, made)
    return Allocation(
        pairs=list(zip(every.items.tolist(), every.reviewers.tolist(), strict=True)),
        objective=units.affinity(sum(every.worth.tolist())),
        bound=units.affinity(bound),
        load=np.bincount(every.reviewers, minlength=case.asked.shape[1]).tolist(),
        prices=[units.affinity(price) for price in prices],
        floor=None if floor is None else units.affinity(floor * units.grain),
        floor_bound=None if ceiling is None else units.affinity(ceiling * units.grain),
        case=case,
    )


def explain(allocation: Allocation, item: int) -> list[Reason]:
    """Of each pair of the item. Asked when somebody wants to know: a few looks at all affinities for each of its reviewers."""
    from accelerator.reviews.allotting.swaps import Swaps

    case, mine = allocation.case, [reviewer for one, reviewer in allocation.pairs if one == item]
    swaps = Swaps(case, allocation.pairs, allocation.prices if allocation.floor_bound is None else [])
    values = {one: float(value) for one, value in zip(*(side.tolist() for side in case.asked.row(item)), strict=True)}
    barred = {one: values.pop(one) for one in case.asked.barred(item).tolist() if one in values}
    kept = set(case.fixed.reviewers[case.fixed.items == item].tolist())
    others = {one: value for one, value in values.items() if one not in mine}
    return [
        Reason(
            reviewer=one,
            value=values[one],
            rank=1 + sum(value > values[one] for value in values.values()),
            choice=len(values),
            fixed=one in kept,
            refused=() if one in kept else tuple(_refused(swaps, (item, one), values[one], others, barred)),
        )
        for one in mine
    ]


def _refused(swaps: Swaps, pair: Pair, value: float, others: dict[int, float], barred: dict[int, float]) -> Iterator[Refused]:
    best = max(others.values(), default=value)
    if barred and (most := max(barred.values())) > max(best, value):
        yield Refused(min(one for one in barred if barred[one] == most), most, "conflict", None)
    if not others:
        return
    costs = swaps.losses(*pair) if swaps.prices else {}
    other = min((one for one in others if others[one] == best), key=lambda one: (one not in costs, costs.get(one, 0), one))
    short: Literal["full", "needed"] = "full" if swaps.full(other) else "needed"
    why: Literal["no better", "full", "needed"] = "no better" if best <= value else short
    yield Refused(other, best, why, swaps.case.units.affinity(costs[other]) if other in costs else None)
