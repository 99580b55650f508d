"""The worst-served item lifted by one exchange after the other, as long as there is one; in units, lots left away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from accelerator.reviews.allotting.cases import Case
from accelerator.reviews.allotting.worths import NEVER, Ints, Pairs

_MOST = 5_000  # exchanges


class Move(NamedTuple):
    """A pair gets another reviewer, and the pair they come from, if any, the one it had; neither item is left below `least`."""

    least: int
    pair: int
    reviewer: int
    other: int | None


@dataclass(frozen=True)
class Board:
    """The pairs as they stand: `worth` of each, what each item is `served` with those that are fixed, `load` by reviewer."""

    case: Case
    items: Ints
    reviewers: Ints
    worth: Ints
    served: Ints
    load: Ints

    def moves(self, item: int) -> Iterator[Move]:
        """The best for each of its pairs."""
        mine = np.arange(*np.searchsorted(self.items, [item, item + 1]))
        row, wanted = np.full(len(self.load), NEVER), self.case.worth.row(item)
        row[wanted.reviewers] = self.case.units.units(wanted.worth)
        row[self.reviewers[mine]] = NEVER
        free = np.where(self.load < self.case.demand.high, row, NEVER)
        for pair in mine.tolist():
            left, now = int(self.served[item] - self.worth[pair]), int(self.reviewers[pair])
            least = np.minimum(left + row[self.reviewers], self.served[self.items] - self.worth + self._with(now))
            least[mine] = NEVER
            other = int(least.argmax())
            yield Move(int(least[other]), pair, int(self.reviewers[other]), other)
            if self.load[now] > self.case.demand.low[now]:
                yield Move(left + int(free.max()), pair, int(free.argmax()), None)

    def _with(self, reviewer: int) -> Ints:
        """What this reviewer is worth to the item of each pair; NEVER where it has them or may not."""
        worth = self.case.worth.at(self.items, np.full(len(self.items), reviewer))
        worth = np.where(worth == NEVER, NEVER, self.case.units.units(worth))
        worth[np.isin(self.items, self.items[self.reviewers == reviewer])] = NEVER
        return worth

    def make(self, move: Move) -> None:
        before = int(self.reviewers[move.pair])
        for pair, reviewer in [(move.pair, move.reviewer), *([] if move.other is None else [(move.other, before)])]:
            worth = self.case.units.units(self.case.worth.at(self.items[[pair]], np.array([reviewer])))[0]
            self.load[[self.reviewers[pair], reviewer]] += [-1, 1]
            self.served[self.items[pair]] += worth - self.worth[pair]
            self.reviewers[pair], self.worth[pair] = reviewer, worth


def exchanged(case: Case, made: Pairs, served: Ints, ceiling: int) -> Pairs:
    """From an assignment that serves items so: looks at all pairs made for every exchange, of which there is an end."""
    load = np.bincount(made.reviewers, minlength=case.asked.shape[1])
    board = Board(case, made.items, made.reviewers.copy(), case.units.units(made.worth), served.copy(), load)
    for _ in range(_MOST):
        item = int(np.where(case.demand.wanted > 0, board.served, 1 << 60).argmin())
        best = max(board.moves(item), key=lambda move: move.least)
        if board.served[item] >= ceiling or best.least <= board.served[item]:
            break
        board.make(best)
    order = np.lexsort((board.reviewers, board.items))
    return case.worth.pairs(board.items[order], board.reviewers[order])
