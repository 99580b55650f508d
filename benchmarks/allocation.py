"""Who reads what, beside OR-Tools' plain minimum-cost flow on the same affinities: `python -m benchmarks.allocation [large]`.

Each go has a process of its own, so that its peak memory is its own; both begin at the affinities and end at the pairs.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from accelerator.reviews.allocation import allocate

PER_ITEM = 3
MOST = 1.5  # of the plain flow's time
SCALE = 10**6  # a millionth, as `allocate` reads affinities


class Size(NamedTuple):
    """`candidates` of each item, else everybody."""

    items: int
    reviewers: int
    max_load: int
    candidates: int = 0

    def __str__(self) -> str:
        return f"{self.items:,} × {self.reviewers:,}, {f'{self.candidates} candidates' if self.candidates else 'all pairs'}"

    def drawn(self) -> tuple[np.ndarray[Any, Any], ...]:
        """Items, reviewers and affinities."""
        chance = np.random.default_rng(self.items)
        items = np.repeat(np.arange(self.items), self.candidates or self.reviewers)
        every = np.tile(np.arange(self.reviewers), (self.items, 1))
        reviewers = chance.permuted(every, axis=1)[:, : self.candidates] if self.candidates else every
        return items, reviewers.ravel(), chance.random(len(items))


SMALL = (Size(2_000, 300, 20), Size(2_000, 300, 20, 50))
LARGE = (Size(10_000, 1_000, 30), Size(10_000, 1_000, 30, 50))


@dataclass(frozen=True)
class Measured:
    """Seconds and peak megabytes; `share` of the plain flow's time."""

    size: str
    plain: float
    plain_peak: float
    ours: float
    ours_peak: float
    share: float
    objective: float
    met: bool


def measured(sizes: tuple[Size, ...] = SMALL, goes: int = 3) -> tuple[list[str], list[dict[str, Any]]]:
    """A table for people and its rows for programs."""
    rows = [_row(size, goes) for size in sizes]
    return list(_table(rows, goes)), [asdict(row) for row in rows]


def _row(size: Size, goes: int) -> Measured:
    """In turn, and the middle go of each counts."""
    told = [(_apart("plain", size), _apart("ours", size)) for _ in range(goes)]
    plain, ours = (median(go[side][0] for go in told) for side in (0, 1))
    (objective,) = {round(one[2], 6) for go in told for one in go}
    peaks = [max(go[side][1] for go in told) for side in (0, 1)]
    row = Measured(str(size), plain, peaks[0], ours, peaks[1], ours / plain, objective, ours <= MOST * plain)
    print(f"  {size}: {plain:.2f} s plain, {ours:.2f} s ours", flush=True)
    return row


def _apart(who: str, size: Size) -> tuple[float, float, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_go, (who, size))


def _go(who: str, size: Size) -> tuple[float, float, float]:
    """Seconds, peak megabytes and objective."""
    items, reviewers, values = size.drawn()
    before = time.perf_counter()
    objective = (_plain if who == "plain" else _ours)(size, items, reviewers, values)
    return time.perf_counter() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, objective


def _ours(size: Size, items: Any, reviewers: Any, values: Any) -> float:
    affinity = (items, reviewers, values) if size.candidates else values.reshape(size.items, size.reviewers)
    found = allocate(affinity, per_item=PER_ITEM, max_load=[size.max_load] * size.reviewers)
    assert found.proven
    return found.objective


def _plain(size: Size, items: Any, reviewers: Any, values: Any) -> float:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow, sink = SimpleMinCostFlow(), size.items + size.reviewers
    costs = -np.rint(values * SCALE).astype(np.int64)
    ones = np.ones(len(items), dtype=np.int64)
    heads = (reviewers + size.items).astype(np.int32)
    flow.add_arcs_with_capacity_and_unit_cost(items.astype(np.int32), heads, ones, costs)
    last = np.arange(size.items, sink, dtype=np.int32)
    loads = np.full(size.reviewers, size.max_load)
    flow.add_arcs_with_capacity_and_unit_cost(last, np.full_like(last, sink), loads, np.zeros_like(loads))
    supplies = np.zeros(sink + 1, dtype=np.int64)
    supplies[: size.items], supplies[sink] = PER_ITEM, -PER_ITEM * size.items
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    assert flow.solve() == flow.OPTIMAL
    made = flow.flows(np.arange(len(items), dtype=np.int32)) > 0
    return int(-costs[made].sum()) / SCALE


def _table(rows: list[Measured], goes: int) -> Iterator[str]:
    yield f"{PER_ITEM} reviewers an item and not one place too many; the middle of {goes} goes, each in a process of its own.\n"
    yield "| items × reviewers | plain flow s | MB | ours, proven s | MB | of the plain flow | objective of both | goal |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in rows:
        figures = f"{one.plain:.2f} | {one.plain_peak:,.0f} | {one.ours:.2f} | {one.ours_peak:,.0f} | {one.share:.2f}"
        yield f"| {one.size} | {figures} | {one.objective:,.6f} | at most {MOST}: {'met' if one.met else '**missed**'} |"


if __name__ == "__main__":
    large = sys.argv[1:] == ["large"]
    table, _ = measured(LARGE, 1) if large else measured()
    print("\n".join(table))
