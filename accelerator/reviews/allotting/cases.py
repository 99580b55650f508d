"""What `allocate` is asked, as integers: affinities in units, seeded lots below a unit, fixed pairs taken out of the demand."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from accelerator.reviews.allotting.flows import Demand
from accelerator.reviews.allotting.worths import NEVER, Grid, Ints, Named, Pairs, Worth, parts

Pair = tuple[int, int]
Floats = NDArray[np.floating[Any]]

_DIGITS = 6  # of the largest affinity that count
_LOTS = 10  # bits of the lot that is drawn for a pair
_ROOM = 60  # bits that a worth times the number of nodes may take: the solver computes in 64


@dataclass(frozen=True)
class Units:
    """An affinity of 1 is 10 ** `digits` units; a unit is `grain` of worth, more than twice all lots of an assignment."""

    digits: int
    grain: int

    def worth(self, affinities: Floats) -> Ints:
        scale = 10.0 ** abs(self.digits)
        exact = affinities.astype(np.float64)
        return np.rint(exact * scale if self.digits >= 0 else exact / scale).astype(np.int64) * self.grain

    def affinity(self, worth: int) -> float:
        units = int(self.units(worth))
        return units / 10**self.digits if self.digits >= 0 else float(units * 10**-self.digits)

    def units(self, worth: Any) -> Any:
        """Of a number or an array: lots left away, which make less than half a unit."""
        return (worth + self.grain // 2) // self.grain


@dataclass(frozen=True)
class Lots:
    """What decides between equals: a number of a few bits for each pair, by seed and place alone."""

    bits: int
    items: NDArray[np.uint32]
    reviewers: NDArray[np.uint32]

    def drawn(self, items: Ints, reviewers: Ints) -> Ints:
        if not self.bits:
            return np.zeros(1, dtype=np.int64)
        mixed = self.items[items] * self.reviewers[reviewers]
        return (mixed >> np.uint32(32 - self.bits)).astype(np.int64)


class Unfit(NamedTuple):
    """Items and reviewers whose fixed pairs are forbidden, or more than they take, and how many too many."""

    items: Ints
    reviewers: Ints
    excess: int


@dataclass(frozen=True)
class Asked:
    """As it was given: values of pairs by item, then reviewer (not numbers where none is known), and pairs as keys."""

    values: Floats | tuple[Ints, Ints, Floats]
    shape: tuple[int, int]
    conflicts: Ints
    fixed: Ints

    def row(self, item: int) -> tuple[Ints, Floats]:
        """Reviewers whose affinity with the item is known, conflicts too, and the affinities."""
        if isinstance(self.values, tuple):
            part = slice(*np.searchsorted(self.values[0], [item, item + 1]))
            return self.values[1][part], self.values[2][part]
        (known,) = np.nonzero(np.isfinite(self.values[item]))
        return known, self.values[item, known]

    def barred(self, item: int) -> Ints:
        """Reviewers who are in conflict with the item."""
        barred: Ints = self.conflicts[self.conflicts // self.shape[1] == item] % self.shape[1]
        return barred


@dataclass(frozen=True)
class Case:
    """`worth` and `demand` are of what is still to be made, beside `fixed`."""

    asked: Asked
    units: Units
    worth: Worth
    demand: Demand
    fixed: Pairs


def read(
    affinity: Any, per_item: Any, max_load: Any, min_load: Any, conflicts: Collection[Pair], fixed: Collection[Pair], seed: int
) -> Case | Unfit:
    """Raises ValueError for what cannot be meant: sizes that differ, pairs that are not there or named twice, no numbers."""
    barred, held = _indices(conflicts), _indices(fixed)
    values: Floats | tuple[Ints, Ints, Floats]
    if isinstance(affinity, np.ndarray):
        if affinity.ndim != 2:
            raise ValueError("affinities are an array of items and reviewers, or triples")
        values = np.asarray(affinity, dtype=np.result_type(affinity, np.float32))
        shape = (affinity.shape[0], affinity.shape[1])
    else:
        triples = _triples(affinity)
        named = [np.concatenate([triples[side], barred[side], held[side]]) for side in (0, 1)]
        sizes = [
            len(each) if np.ndim(each) else int(side.max(initial=-1)) + 1
            for each, side in zip((per_item, max_load), named, strict=True)
        ]
        shape, values = (sizes[0], sizes[1]), _ordered(triples, (sizes[0], sizes[1]))
    each, low, high = (
        _each(number, size) for number, size in zip((per_item, min_load, max_load), (shape[0], shape[1], shape[1]), strict=True)
    )
    if (low > high).any():
        raise ValueError("a reviewer must read more than they may")
    asked = Asked(values, shape, _keys(barred, shape), _keys(held, shape))
    return _case(asked, each, low, high, seed)


def _indices(pairs: Collection[Pair]) -> tuple[Ints, Ints]:
    sides = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return sides[:, 0], sides[:, 1]


def _triples(affinity: Any) -> tuple[Ints, Ints, Floats]:
    sides = affinity
    if not (isinstance(affinity, tuple) and all(isinstance(side, np.ndarray) for side in affinity)):
        rows = [tuple(row) for row in affinity]
        sides = np.array(rows or np.zeros((0, 3)), dtype=np.float64).T
    if len(sides) != 3:
        raise ValueError("affinities are an array of items and reviewers, or triples")
    return _whole(sides[0]), _whole(sides[1]), np.asarray(sides[2], dtype=np.float64)


def _whole(numbers: Any) -> Ints:
    whole = np.asarray(numbers).astype(np.int64)
    if (whole != numbers).any() or (whole < 0).any():
        raise ValueError("places, loads and reviewers an item are whole numbers from 0 on")
    return whole


def _ordered(triples: tuple[Ints, Ints, Floats], shape: tuple[int, int]) -> tuple[Ints, Ints, Floats]:
    items, reviewers, values = triples
    if (items >= shape[0]).any() or (reviewers >= shape[1]).any():
        raise ValueError("a triple names an item or a reviewer that is not there")
    keys, first = np.unique(items * shape[1] + reviewers, return_index=True)
    if len(keys) < len(items):
        raise ValueError("a pair has two affinities")
    return items[first], reviewers[first], values[first]


def _each(number: Any, size: int) -> Ints:
    if np.ndim(number) and len(number) != size:
        raise ValueError("loads and reviewers an item are one number, or one for each")
    return np.array(np.broadcast_to(_whole(number), (size,)))


def _keys(sides: tuple[Ints, Ints], shape: tuple[int, int]) -> Ints:
    for side, size in zip(sides, shape, strict=True):
        if (side < 0).any() or (side >= size).any():
            raise ValueError("a pair names an item or a reviewer that is not there")
    return np.unique(sides[0] * shape[1] + sides[1])


def _case(asked: Asked, per_item: Ints, low: Ints, high: Ints, seed: int) -> Case | Unfit:
    items, reviewers = asked.shape
    units, bits = _units(asked, int(per_item.sum()))
    lots = _lots(bits, asked.shape, seed)
    held = np.bincount(asked.fixed // max(1, reviewers), minlength=items)
    carried = np.bincount(asked.fixed % max(1, reviewers), minlength=reviewers)
    demand = Demand(per_item - held, np.maximum(low - carried, 0), high - carried)
    worth, fixed = _named(asked, units, lots, demand.wanted) or _grid(asked, units, lots, demand.wanted)
    forbidden = fixed.where(fixed.worth == NEVER)
    excess = len(forbidden) - int(np.minimum(demand.wanted, 0).sum()) - int(np.minimum(demand.high, 0).sum())
    if excess:
        over = np.union1d(np.flatnonzero(demand.wanted < 0), forbidden.items)
        return Unfit(over, np.union1d(np.flatnonzero(demand.high < 0), forbidden.reviewers), excess)
    return Case(asked, units, worth, demand, fixed)


def _units(asked: Asked, places: int) -> tuple[Units, int]:
    largest = _largest(asked)
    digits = _DIGITS - (math.ceil(math.log10(largest)) if largest else 0)
    above = places.bit_length() + 1
    bits = _ROOM - (10**_DIGITS).bit_length() - (sum(asked.shape) + 2).bit_length() - above
    bits = max(0, min(_LOTS, bits))
    return Units(digits, 1 << (above + bits) if bits else 1), bits


def _largest(asked: Asked) -> float:
    most = 0.0
    values = asked.values[2][:, None] if isinstance(asked.values, tuple) else asked.values
    for part in parts(values.shape):
        if np.isposinf(values[part]).any():
            raise ValueError("an affinity is without bound")
        most = max(most, float(np.abs(values[part]).max(where=np.isfinite(values[part]), initial=0.0)))
    return most


def _lots(bits: int, shape: tuple[int, int], seed: int) -> Lots:
    odd = [
        np.random.default_rng([seed, side]).integers(1 << 31, size=size, dtype=np.uint32) * 2 + 1
        for side, size in enumerate(shape)
    ]
    return Lots(bits, odd[0], odd[1])


def _grid(asked: Asked, units: Units, lots: Lots, wanted: Ints) -> tuple[Worth, Pairs]:
    values: Floats = np.asarray(asked.values)
    worth = np.empty(asked.shape, dtype=np.int64)
    for part in parts(asked.shape):
        known = np.isfinite(values[part])
        drawn = lots.drawn(np.arange(part.start, part.stop)[:, None], np.arange(asked.shape[1]))
        worth[part] = np.where(known, units.worth(_finite(values[part])) + drawn, NEVER)
    flat = worth.reshape(-1)
    flat[asked.conflicts] = NEVER
    items, reviewers = np.divmod(asked.fixed, asked.shape[1])
    fixed = np.where(flat[asked.fixed] == NEVER, NEVER, units.worth(_finite(values[items, reviewers])))
    flat[asked.fixed] = NEVER
    worth[wanted <= 0] = NEVER
    return Grid(worth), Pairs(items, reviewers, fixed)


def _named(asked: Asked, units: Units, lots: Lots, wanted: Ints) -> tuple[Worth, Pairs] | None:
    if not isinstance(asked.values, tuple):
        return None
    items, reviewers, values = asked.values
    keys, known = items * asked.shape[1] + reviewers, np.isfinite(values)
    worth = units.worth(_finite(values))
    possible = known & ~np.isin(keys, asked.conflicts)
    fixed = np.full(len(asked.fixed), NEVER, dtype=np.int64)
    _, here, those = np.intersect1d(keys[possible], asked.fixed, return_indices=True)
    fixed[those] = worth[possible][here]
    open_ = possible & ~np.isin(keys, asked.fixed) & (wanted[items] > 0)
    pairs = Pairs(items[open_], reviewers[open_], (worth + lots.drawn(items, reviewers))[open_])
    return Named(pairs, asked.shape), Pairs(*np.divmod(asked.fixed, asked.shape[1]), fixed)


def _finite(values: Any) -> Floats:
    return np.where(np.isfinite(values), values, 0.0)
