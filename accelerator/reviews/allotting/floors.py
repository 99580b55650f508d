"""The worst-served item lifted as high as can be, then the sum of all: hard in general, so bounded work and honest bounds.

Flows in which the badly served weigh more bound the floor, and the sum above any floor, by Lagrangian duality; exchanges come
near, and CP-SAT closes what is left of cases that are not too large. Everything here is in units, lots left away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from accelerator.reviews.allotting import exchanges, flows, solving
from accelerator.reviews.allotting.cases import Case
from accelerator.reviews.allotting.worths import NEVER, Grid, Ints, Pairs, Worth

_ROUNDS, _FEWEST = 24, 6  # flows with weights: of cases that are solved, and of larger ones
_HEAVIEST = 1 << 16


@dataclass(frozen=True)
class Lifted:
    """The pairs made beside those that are fixed; no assignment has a higher floor than `ceiling`, and none with this floor a
    larger sum than `bound`.
    """

    made: Pairs
    ceiling: int | None
    bound: int


@dataclass(frozen=True)
class Round:
    """What a flow with these weights made, and what no assignment's weighted sum exceeds."""

    weights: Ints
    made: Pairs
    bound: int


def lifted(case: Case, start: flows.Best, seed: int) -> Lifted:
    """From the assignment with the best sum to the one with the best floor, and with the best sum of those."""
    bound = case.units.units(start.bound + sum(case.fixed.worth.tolist()))
    floor = worst(case, start.made)
    if floor is None or floor == (ceiling := _ceiling(case)):
        return Lifted(start.made, floor, bound)
    small, made, rounds = case.worth.many() <= solving.MOST, start.made, list[Round]()
    for one in _rounds(case, start.made, _ROUNDS if small else _FEWEST):
        rounds.append(one)
        ceiling = min(ceiling, one.bound // int(one.weights.sum()))
        made = max(made, one.made, key=lambda pairs: _merit(case, pairs))
    made = exchanges.exchanged(case, made, sums(case, made), ceiling)
    if small and worst(case, made) != ceiling:
        made, ceiling = solving.floor(case, made, ceiling, seed)
    floor, total = _merit(case, made)
    bound = min([bound, *(_above(case, one, floor) for one in rounds)])
    if small and total != bound:
        made, bound = solving.total(case, made, floor, bound, seed)
    return Lifted(made, ceiling, bound)


def sums(case: Case, made: Pairs) -> Ints:
    """What each item's pairs are worth together, fixed ones too."""
    found = np.zeros(case.asked.shape[0], dtype=np.int64)
    for pairs in (case.fixed, made):
        np.add.at(found, pairs.items, case.units.units(pairs.worth))
    return found


def worst(case: Case, made: Pairs) -> int | None:
    """Of the item that is served worst; None where no item is to be given anybody."""
    open_ = sums(case, made)[case.demand.wanted > 0]
    return int(open_.min()) if len(open_) else None


def _merit(case: Case, made: Pairs) -> tuple[int, int]:
    found = sums(case, made)
    return int(found[case.demand.wanted > 0].min()), int(found.sum())


def _ceiling(case: Case) -> int:
    """What the item can have at most that can have the least, were all reviewers free."""
    base, items = sums(case, _none(case)), np.flatnonzero(case.demand.wanted).tolist()
    best = (
        np.sort(case.units.units(case.worth.row(item).worth))[-case.demand.wanted[item] :].sum() + base[item] for item in items
    )
    return int(min(best))


def _rounds(case: Case, made: Pairs, many: int) -> Iterator[Round]:
    """Flows in which an item weighs more the worse it was served before."""
    base, open_ = sums(case, _none(case)), case.demand.wanted > 0
    heft = np.zeros(int(open_.sum()))
    for step in range(many):
        served = sums(case, made)[open_]
        heft -= 0.3 / (step + 1) ** 0.3 * served / max(1, np.abs(served).mean())
        weights = np.zeros(len(open_), dtype=np.int64)
        weights[open_] = np.maximum(1, np.rint(_HEAVIEST * np.exp(heft - heft.max())))
        found = flows.best(_weighted(case, weights), case.demand)
        assert isinstance(found, flows.Best)  # noqa: S101  # the same pairs had one before
        made = case.worth.pairs(found.made.items, found.made.reviewers)
        yield Round(weights, made, found.bound + sum((weights * base).tolist()))


def _weighted(case: Case, weights: Ints) -> Worth:
    if isinstance(case.worth, Grid):
        worth = case.worth.worth
        return Grid(np.where(worth == NEVER, NEVER, case.units.units(worth) * weights[:, None]))
    pairs = case.worth.named
    return replace(case.worth, named=replace(pairs, worth=case.units.units(pairs.worth) * weights[pairs.items]))


def _above(case: Case, one: Round, floor: int) -> int:
    """A bound on the sum of assignments with that floor: every item weighs as the lightest, and the floor pays for what more."""
    open_ = case.demand.wanted > 0
    lightest = int(one.weights[open_].min())
    paid = sum((one.weights[open_] - lightest).tolist()) * floor
    return int((one.bound - paid) // lightest + sums(case, _none(case))[~open_].sum())


def _none(case: Case) -> Pairs:
    return case.fixed.where(slice(0))
