"""Which pairs may be made and what each is worth, in integers: on a grid (all pairs) or in a list (those named)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Tops = Callable[[Ints], Ints]

NEVER = -(1 << 61)
_CELLS = 1 << 17  # of a grid that are looked at together, so that they stay in the processor's cache
_FIRST, _CHANCE = 16, 4  # reviewers an item is offered at first beside as many as it takes: the best, and any
_SLACK = 4  # a list is looked at as rows where these are not longer than it by more


@dataclass(frozen=True)
class Pairs:
    """Pairs and what each is worth, ordered by item, then reviewer."""

    items: Ints
    reviewers: Ints
    worth: Ints

    def where(self, chosen: Bools | Ints | slice) -> Pairs:
        return Pairs(self.items[chosen], self.reviewers[chosen], self.worth[chosen])

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True)
class Named:
    """The pairs that are named may be made, no others."""

    named: Pairs
    shape: tuple[int, int]

    @property
    def size(self) -> int:
        return len(self.named)

    def part(self, step: int) -> Named:
        """Of every so many items the first, which are numbered anew."""
        some = self.named.where(self.named.items % step == 0)
        return Named(Pairs(some.items // step, some.reviewers, some.worth), (-(-self.shape[0] // step), self.shape[1]))

    def start(self, wanted: Ints, prices: Ints) -> Pairs:
        """For each item the best at these prices, and a few at random: so that everybody's load can be reached."""
        many, counts = _FIRST + int(wanted.max(initial=0)), np.bincount(self.named.items, minlength=self.shape[0])
        width = int(counts.max(initial=0))
        if width <= many + _CHANCE or self.shape[0] * width > _SLACK * len(self.named):
            return self.named
        items, places = self.named.items, np.arange(len(self.named)) - (np.cumsum(counts) - counts)[self.named.items]
        rows = np.full((self.shape[0], width), NEVER)
        rows[items, places] = self.named.worth - prices[self.named.reviewers]
        chance = np.random.default_rng(0).random(len(self.named)) * counts[items] < _CHANCE
        return self.named.where(_largest(rows, many)[items, places] | chance)

    def every(self) -> Pairs:
        return self.named

    def many(self) -> int:
        return len(self.named)

    def row(self, item: int) -> Pairs:
        """Those the item may have."""
        return self.named.where(np.arange(*np.searchsorted(self.named.items, [item, item + 1])))

    def pairs(self, items: Ints, reviewers: Ints) -> Pairs:
        """These, which are named."""
        return self.named.where(self._places(items, reviewers))

    def at(self, items: Ints, reviewers: Ints) -> Ints:
        """What pairs are worth; NEVER where one may not be made."""
        places = np.minimum(self._places(items, reviewers), len(self.named) - 1)
        there = (self.named.items[places] == items) & (self.named.reviewers[places] == reviewers)
        return np.where(there, self.named.worth[places], NEVER)

    def _places(self, items: Ints, reviewers: Ints) -> Ints:
        width = self.shape[1]
        return np.searchsorted(self.named.items * width + self.named.reviewers, items * width + reviewers)

    def price(self, wages: Ints, prices: Ints) -> tuple[int, Pairs]:
        """What all pairs are worth above wage and price, summed, and those of them."""
        gain = self.named.worth - prices[self.named.reviewers] - wages[self.named.items]
        above = gain > 0
        return sum(gain[above].tolist()), self.named.where(above)

    def beside(self, made: Pairs) -> Tops:
        """Of labels of reviewers: for each item the most of worth less label over the pairs that are not made."""
        hidden = self._places(made.items, made.reviewers)
        there, first = np.unique(self.named.items, return_index=True)

        def tops(labels: Ints) -> Ints:
            gain = self.named.worth - labels[self.named.reviewers]
            gain[hidden] = NEVER
            best = np.full(self.shape[0], NEVER, dtype=np.int64)
            if len(first):
                best[there] = np.maximum.reduceat(gain, first)
            return best

        return tops


@dataclass(frozen=True)
class Grid:
    """Worths of all pairs, items × reviewers; NEVER where one may not be made. Its methods do as those of Named."""

    worth: Ints

    @property
    def shape(self) -> tuple[int, int]:
        return self.worth.shape[0], self.worth.shape[1]

    @property
    def size(self) -> int:
        return self.worth.size

    def part(self, step: int) -> Grid:
        return Grid(self.worth[::step])

    def start(self, wanted: Ints, prices: Ints) -> Pairs:
        items, reviewers = self.shape
        marks = np.zeros(self.shape, dtype=np.bool_)
        for part in parts(self.shape):
            marks[part] = _largest(self.worth[part] - prices, _FIRST + int(wanted.max(initial=0)))
        chance, every = np.random.default_rng(0), np.arange(items)
        for _ in range(_CHANCE if reviewers else 0):
            shift, turn = chance.integers(0, reviewers, size=2)
            marks[every, (every + shift + every // reviewers * turn) % reviewers] = True
        return self._marked(marks & (self.worth != NEVER))

    def every(self) -> Pairs:
        return self._marked(self.worth != NEVER)

    def many(self) -> int:
        return int(np.count_nonzero(self.worth != NEVER))

    def _marked(self, marks: Bools) -> Pairs:
        return self.pairs(*np.nonzero(marks))

    def row(self, item: int) -> Pairs:
        (reviewers,) = np.nonzero(self.worth[item] != NEVER)
        return self.pairs(np.full(len(reviewers), item), reviewers)

    def pairs(self, items: Ints, reviewers: Ints) -> Pairs:
        return Pairs(items, reviewers, self.worth[items, reviewers])

    def at(self, items: Ints, reviewers: Ints) -> Ints:
        return self.worth[items, reviewers]

    def price(self, wages: Ints, prices: Ints) -> tuple[int, Pairs]:
        surplus, found = 0, [(np.zeros(0, dtype=np.int64),) * 2]
        for part in parts(self.shape):
            gain = self.worth[part] - prices
            gain -= wages[part, None]
            items, reviewers = np.nonzero(gain > 0)
            surplus += sum(gain[items, reviewers].tolist())
            found.append((items + part.start, reviewers))
        return surplus, self.pairs(*(np.concatenate(side) for side in zip(*found, strict=True)))

    def beside(self, made: Pairs) -> Tops:
        def tops(labels: Ints) -> Ints:
            best = np.full(self.shape[0], NEVER, dtype=np.int64)
            for part in parts(self.shape):
                gain = np.where(self.worth[part] == NEVER, NEVER, self.worth[part] - labels)
                inside = slice(*np.searchsorted(made.items, [part.start, part.stop]))
                gain[made.items[inside] - part.start, made.reviewers[inside]] = NEVER
                best[part] = gain.max(axis=1, initial=NEVER)
            return best

        return tops


Worth = Grid | Named


def parts(shape: tuple[int, ...]) -> list[slice]:
    """Rows of a grid that are looked at together."""
    step = max(1, _CELLS // max(1, shape[1]))
    return [slice(row, min(shape[0], row + step)) for row in range(0, shape[0], step)]


def united(one: Pairs, other: Pairs, width: int) -> Pairs:
    """Both, each pair once, in order."""
    keys = np.concatenate([one.items * width + one.reviewers, other.items * width + other.reviewers])
    _, first = np.unique(keys, return_index=True)
    both = Pairs(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in ("items", "reviewers", "worth")))
    return both.where(first)


def _largest(rows: Ints, many: int) -> Bools:
    """Marks the `many` largest of each row."""
    width = rows.shape[1]
    if many >= width:
        return np.ones(rows.shape, dtype=np.bool_)
    marks = np.zeros(rows.shape, dtype=np.bool_)
    np.put_along_axis(marks, np.argpartition(rows, width - many, axis=1)[:, width - many :], True, axis=1)
    return marks
