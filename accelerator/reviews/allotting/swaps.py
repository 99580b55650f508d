"""What would be lost by giving an item another reviewer, everybody else arranged at best around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from accelerator.reviews.allotting.cases import Case
from accelerator.reviews.allotting.flows import FAR, settle
from accelerator.reviews.allotting.worths import Ints, Named, Pairs, united


@dataclass(frozen=True)
class Swaps:
    """Around an assignment, fixed pairs among it; `prices` by reviewer only spare time."""

    case: Case
    pairs: list[tuple[int, int]]
    prices: list[float]

    @cached_property
    def made(self) -> Pairs:
        """Those that were not fixed before."""
        width = self.case.asked.shape[1]
        keys = np.array([item * width + reviewer for item, reviewer in self.pairs], dtype=np.int64)
        return self.case.worth.pairs(*np.divmod(np.setdiff1d(keys, self.case.asked.fixed), width))

    @cached_property
    def load(self) -> Ints:
        return np.bincount(self.made.reviewers, minlength=self.case.asked.shape[1])

    @cached_property
    def _near(self) -> Named:
        """The pairs that matter mostly."""
        shape, prices = self.case.asked.shape, self.case.units.worth(np.array(self.prices))
        return Named(united(self.case.worth.start(self.case.demand.wanted, prices), self.made, shape[1]), shape)

    def full(self, reviewer: int) -> bool:
        """Reads as many as they may."""
        return bool(self.load[reviewer] >= self.case.demand.high[reviewer])

    def losses(self, item: int, reviewer: int) -> dict[int, int]:
        """In worth, by who could take the place of this reviewer beside the item's others, in an optimum of the sum."""
        others = self.made.where(self.made.items != item)
        labels, rest = np.full(self.case.asked.shape[1], FAR, dtype=np.int64), FAR
        labels[reviewer] = 0
        for pairs in (self._near, self.case.worth):
            labels, rest = settle(pairs.beside(self.made), others, self.load, self.case.demand, labels, rest)
        row, mine = self.case.worth.row(item), self.made.where(self.made.items == item)
        now = int(mine.worth[mine.reviewers == reviewer][0])
        loss = now - row.worth + labels[row.reviewers]
        able = ~np.isin(row.reviewers, mine.reviewers) & (labels[row.reviewers] < FAR // 2)
        return dict(zip(row.reviewers[able].tolist(), loss[able].tolist(), strict=True))
