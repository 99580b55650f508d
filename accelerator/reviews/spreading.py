"""Who reads what, evenly: pure, deterministic by seed. The least loaded reviewer without a conflict comes first."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item", bound=Hashable)
Reviewer = TypeVar("Reviewer", bound=Hashable)


class Spread(NamedTuple, Generic[Item, Reviewer]):
    """New pairs in order of `items`; `short` is how many reviewers each item still lacks, for those that lack any."""

    pairs: list[tuple[Item, Reviewer]]
    short: dict[Item, int]


def spread(
    items: Sequence[Item],
    reviewers: Sequence[Reviewer],
    *,
    per_item: int,
    conflicts: Collection[tuple[Item, Reviewer]] = (),
    given: Collection[tuple[Item, Reviewer]] = (),
    load: Mapping[Reviewer, int] | None = None,
    seed: int = 0,
) -> Spread[Item, Reviewer]:
    """Brings every item to `per_item` different reviewers, counting those it was `given` before.

    Never a pair of `conflicts`. `load` is what each reviewer carries already. Items with the fewest possible reviewers
    are served first; without conflicts and with equal loads at the start the loads end at most one apart.
    Same arguments, same answer. O(items × reviewers).
    """
    chance = random.Random(seed)  # noqa: S311  # a fair order that can be repeated, not a secret
    turn = {reviewer: chance.random() for reviewer in reviewers}
    order = {item: (chance.random(), place) for place, item in enumerate(items)}
    before, barred = Counter(item for item, _ in given), {*conflicts, *given}
    carried = Counter({reviewer: (load or {}).get(reviewer, 0) for reviewer in reviewers})
    free = {item: [reviewer for reviewer in reviewers if (item, reviewer) not in barred] for item in items}
    chosen: dict[Item, list[Reviewer]] = {}
    for item in sorted(items, key=lambda one: (len(free[one]), order[one])):
        lightest = sorted(free[item], key=lambda one: (carried[one], turn[one]))
        chosen[item] = lightest[: max(0, per_item - before[item])]
        carried.update(chosen[item])
    lacks = {item: per_item - before[item] - len(chosen[item]) for item in items}
    pairs = [(item, reviewer) for item in items for reviewer in chosen[item]]
    return Spread(pairs, {item: lack for item, lack in lacks.items() if lack > 0})
