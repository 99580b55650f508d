"""The optimum as a minimum-cost flow from items through reviewers, proven by prices; or the cut that none gets through.

The solver tells no prices. They are the shortest distances in what the flow leaves over: labels of reviewers that are lowered
until no swap gains (Bellman and Ford's relaxation, all pairs at once). By weak duality any prices bound every assignment
(`bound`), so they prove the flow's total without trusting the solver. The flow is offered a few pairs of each item and
reviewer only; all others are held against the prices, and those that would gain are offered too, until there are none
(column generation): what is proven is the optimum over all pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from accelerator.reviews.allotting.worths import Bools, Ints, Named, Pairs, Tops, Worth, united

FAR = 1 << 60  # a label that nothing has lowered yet
_LARGE, _PART = 1 << 18, 8  # pairs from which on prices are foretold, from one item of so many


class Demand(NamedTuple):
    """How many reviewers each item wants, and the fewest and most items of each reviewer."""

    wanted: Ints
    low: Ints
    high: Ints


@dataclass(frozen=True)
class Best:
    """The pairs made, what they are worth, a bound on what any could be, and the price of a place with each reviewer."""

    made: Pairs
    total: int
    bound: int
    prices: Ints


class Cut(NamedTuple):
    """`items` want `needed` places with reviewers, or `reviewers` need as many to read, but there are only `possible`."""

    items: Ints
    reviewers: Ints
    needed: int
    possible: int
    idle: bool


def best(worth: Worth, demand: Demand) -> Best | Cut:
    """An optimal assignment. A few flows over a small part of the pairs, and one look at all pairs for each."""
    prices = _foretold(worth, demand)
    offered = worth.start(demand.wanted, prices)
    while True:
        chosen = _cheapest(offered, demand)
        if chosen is None:
            some = feasible(worth.every(), demand)
            if isinstance(some, Cut):
                return some
            offered = united(offered, some, worth.shape[1])
            continue
        made = offered.where(chosen)
        prices, wages = _priced(offered, made, demand, prices)
        surplus, above = worth.price(wages, prices)
        more = united(offered, above, worth.shape[1])
        if len(more) == len(offered):
            return Best(made, _sum(made.worth), surplus + _rent(wages, prices, demand), prices)
        offered = more


def _foretold(worth: Worth, demand: Demand) -> Ints:
    """Prices to start from: of many pairs those of a part of the items, where every reviewer takes that part of their load."""
    nothing = np.zeros(len(demand.high), dtype=np.int64)
    if worth.size <= _LARGE:
        return nothing
    wanted = demand.wanted[::_PART]
    share = wanted.sum() / max(1, demand.wanted.sum())
    high = np.diff(np.ceil(np.cumsum(demand.high) * share), prepend=0).astype(np.int64)
    low = np.minimum(high, np.diff(np.floor(np.cumsum(demand.low) * share), prepend=0).astype(np.int64))
    found = best(worth.part(_PART), Demand(wanted, low, high))
    return nothing if isinstance(found, Cut) else found.prices


def _sum(numbers: Ints) -> int:
    """Without an end to it."""
    return sum(numbers.tolist())


def _rent(wages: Ints, prices: Ints, demand: Demand) -> int:
    places = np.where(prices > 0, demand.high, demand.low)
    return sum(
        a * b for a, b in zip([*wages.tolist(), *prices.tolist()], [*demand.wanted.tolist(), *places.tolist()], strict=True)
    )


def _cheapest(offered: Pairs, demand: Demand) -> Bools | None:
    """Marks the pairs of an optimum among those offered; None where there is no assignment."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    items, reviewers = len(demand.wanted), len(demand.high)
    flow, rest = SimpleMinCostFlow(), items + reviewers
    one, heads = np.ones(len(offered), dtype=np.int64), offered.reviewers + items
    flow.add_arcs_with_capacity_and_unit_cost(offered.items.astype(np.int32), heads.astype(np.int32), one, -offered.worth)
    tails = np.arange(items, rest, dtype=np.int32)
    spare = demand.high - demand.low
    flow.add_arcs_with_capacity_and_unit_cost(tails, np.full_like(tails, rest), spare, np.zeros_like(spare))
    left = int(demand.low.sum() - demand.wanted.sum())
    flow.set_nodes_supplies(np.arange(rest + 1, dtype=np.int32), np.concatenate([demand.wanted, -demand.low, [left]]))
    status = flow.solve()
    if status == flow.INFEASIBLE:
        return None
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"the flow came to {status}")
    chosen: Bools = flow.flows(np.arange(len(offered), dtype=np.int32)) > 0
    return chosen


def _priced(offered: Pairs, made: Pairs, demand: Demand, start: Ints) -> tuple[Ints, Ints]:
    """The price of a place with each reviewer, and the wage of each item: the least its pairs are worth above the price."""
    tops = Named(offered, (len(demand.wanted), len(demand.high))).beside(made)
    load = np.bincount(made.reviewers, minlength=len(demand.high))
    labels, rest = settle(tops, made, load, demand, start, 0)
    prices = labels - rest
    wages = np.zeros(len(demand.wanted), dtype=np.int64)
    there, first = np.unique(made.items, return_index=True)
    if len(first):
        wages[there] = np.minimum.reduceat(made.worth - prices[made.reviewers], first)
    return prices, wages


def settle(tops: Tops, made: Pairs, load: Ints, demand: Demand, labels: Ints, rest: int) -> tuple[Ints, int]:
    """Lowers labels until none can be lowered: a reviewer's to another's and what is lost by handing on to them an item of those
    `made`; of those who may take more to `rest`; and `rest` to those of who may take less.
    """
    ordered = made.where(np.argsort(made.reviewers, kind="stable"))
    there, first = np.unique(ordered.reviewers, return_index=True)
    fewer, more = load > demand.low, load < demand.high
    for _ in range(len(demand.wanted) + len(labels) + 2):
        lower = labels.copy()
        if len(first):
            loss = ordered.worth - tops(labels)[ordered.items]
            lower[there] = np.minimum(lower[there], np.minimum.reduceat(loss, first))
        least = min(rest, int(labels[fewer].min(initial=FAR)))
        lower[more] = np.minimum(lower[more], least)
        if least == rest and np.array_equal(lower, labels):
            return labels, rest
        labels, rest = lower, least
    raise ArithmeticError("an assignment that a swap improves is no optimum")


def feasible(pairs: Pairs, demand: Demand) -> Pairs | Cut:
    """Some assignment, or why there is none: the smallest of the cuts that let the least through."""
    from ortools.graph.python.max_flow import SimpleMaxFlow

    items, reviewers = len(demand.wanted), len(demand.high)
    rest, source, sink = items + reviewers, items + reviewers + 1, items + reviewers + 2
    needs, left = int(demand.wanted.sum()), int(demand.wanted.sum() - demand.low.sum())
    theirs, ours = np.arange(items, rest), np.arange(items)
    tails: list[Any] = [pairs.items, np.full(items, source), theirs, theirs, [rest]]
    heads: list[Any] = [pairs.reviewers + items, ours, np.full(reviewers, rest), np.full(reviewers, sink), [sink]]
    room: list[Any] = [np.ones(len(pairs)), demand.wanted, demand.high - demand.low, demand.low, [max(0, left)]]
    flow = SimpleMaxFlow()
    tail, head, rooms = (np.concatenate(side) for side in (tails, heads, room))
    flow.add_arcs_with_capacity(tail.astype(np.int32), head.astype(np.int32), rooms.astype(np.int64))
    if (status := flow.solve(source, sink)) != flow.OPTIMAL:
        raise ArithmeticError(f"the flow came to {status}")
    if flow.optimal_flow() == max(needs, needs - left):
        return pairs.where(flow.flows(np.arange(len(pairs), dtype=np.int32)) > 0)
    near = np.zeros(sink + 1, dtype=np.bool_)
    near[flow.get_source_side_min_cut()] = True
    if left >= 0 and not near[rest]:
        return _few(pairs, demand, near)
    near[:] = True
    near[flow.get_sink_side_min_cut()] = False
    return _idle(pairs, demand, near)


def _few(pairs: Pairs, demand: Demand, near: Bools) -> Cut:
    items, full = near[: len(demand.wanted)], near[len(demand.wanted) : -3]
    elsewhere = np.count_nonzero(items[pairs.items] & ~full[pairs.reviewers])
    possible = int(demand.high[full].sum()) + int(elsewhere)
    return Cut(np.flatnonzero(items), np.flatnonzero(full), int(demand.wanted[items].sum()), possible, idle=False)


def _idle(pairs: Pairs, demand: Demand, near: Bools) -> Cut:
    items, theirs = ~near[: len(demand.wanted)], ~near[len(demand.wanted) : -3]
    elsewhere = np.count_nonzero(~items[pairs.items] & theirs[pairs.reviewers])
    possible = int(demand.wanted[items].sum()) + int(elsewhere)
    return Cut(np.flatnonzero(items), np.flatnonzero(theirs), int(demand.low[theirs].sum()), possible, idle=True)
