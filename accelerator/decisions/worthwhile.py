"""Which items can be in a best set at all: what is left of 10,000 is a few hundred, and no best set is lost. Pure."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Sequence

from accelerator.decisions.limits import Row

_GROUPS = 400  # beyond which groups are compared with themselves alone


def worthwhile(
    levels: Sequence[int], rows: Sequence[Row], *, places: int, among: Collection[int], near: Sequence[Row] = ()
) -> set[int]:
    """Those of `among` that a best set can hold, where a higher level is better and the `places` are not exceeded. The less it
    goes beyond the rows of `near`, the better.

    One outdoes another if it is of a higher level and weighs no more in any row: in the other's place it makes every set better
    and breaks no row. Whoever is outdone by as many as a set can hold is in no best set, for one of them is always free. A set
    holds as many as there are places; of those that weigh in a row without negative weights, as many as the row lets in.
    Costs a sort and, for each item, a look at the groups that can outdo it.
    """
    swept = max((*rows, *near), key=lambda row: len(set(row.weights)), default=Row([0] * len(levels), 0))
    held_to = [row for row in rows if row is not swept]
    others = [*held_to, *(row for row in near if row is not swept)]
    signature = {one: tuple(row.weights[one] for row in others) for one in among}
    better = _outdoing(list(dict.fromkeys(signature.values())), held_to, places)
    seen: dict[tuple[int, ...], list[int]] = {key: [] for key in better}
    kept: set[int] = set()
    for level in _falling(levels, among):
        for one in level:
            if not any(_at_most(seen, groups, swept.weights[one], most) for most, groups in better[signature[one]]):
                kept.add(one)
        for one in level:
            insort(seen[signature[one]], swept.weights[one])
    return kept


def _falling(levels: Sequence[int], among: Iterable[int]) -> Iterable[list[int]]:
    by_level: dict[int, list[int]] = {}
    for one in among:
        by_level.setdefault(levels[one], []).append(one)
    return (by_level[level] for level in sorted(by_level, reverse=True))


def _at_most(seen: dict[tuple[int, ...], list[int]], groups: Iterable[tuple[int, ...]], weight: int, most: int) -> bool:
    """Whether at least `most` of those seen in these groups weigh no more."""
    count = 0
    for key in groups:
        count += bisect_right(seen[key], weight)
        if count >= most:
            return True
    return count >= most


def _outdoing(
    keys: Sequence[tuple[int, ...]], rows: Sequence[Row], places: int
) -> dict[tuple[int, ...], list[tuple[int, list[tuple[int, ...]]]]]:
    """For each group: how many of which groups outdo its members, whichever of these holds. Keys begin with the weights in
    `rows`, in their order.
    """
    counting = [place for place, row in enumerate(rows) if min(row.weights) >= 0]
    found = {}
    for key in keys:
        candidates = keys if len(keys) <= _GROUPS else [key]
        lighter = [one for one in candidates if all(its <= own for its, own in zip(one, key, strict=True))]
        found[key] = [(places, lighter)]
        for place in counting:
            if key[place] > 0:
                found[key].append((max(0, rows[place].most), [one for one in lighter if one[place] > 0]))
    return found
