"""What flows leave open about the floor, closed by CP-SAT in bounded work: one thread and no clock, so the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from accelerator.reviews.allotting.cases import Case
from accelerator.reviews.allotting.worths import Ints, Pairs

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

MOST = 20_000  # pairs it is given at most
_WORK = 3.0  # in its own unit of time, some seconds each


def floor(case: Case, made: Pairs, ceiling: int, seed: int) -> tuple[Pairs, int]:
    """The best floor it finds, from `made` on and up to `ceiling`, and what no floor exceeds."""
    pairs = case.worth.every()
    model, chosen = _model(case, pairs, made)
    lowest = model.new_int_var(-(1 << 50), ceiling, "")
    _serve(model, chosen, case, pairs, lowest)
    model.maximize(lowest)
    return _solved(model, chosen, pairs, made, ceiling, seed)


def total(case: Case, made: Pairs, floor: int, bound: int, seed: int) -> tuple[Pairs, int]:
    """The largest sum it finds with that floor, from `made` on, and what no such sum exceeds."""
    pairs = case.worth.every()
    model, chosen = _model(case, pairs, made)
    _serve(model, chosen, case, pairs, floor)
    units, held = case.units.units(pairs.worth), int(case.units.units(case.fixed.worth).sum())
    model.maximize(sum(worth * variable for worth, variable in zip(units.tolist(), chosen, strict=True)) + held)
    return _solved(model, chosen, pairs, made, bound, seed)


def _model(case: Case, pairs: Pairs, made: Pairs) -> tuple[CpModel, list[IntVar]]:
    from ortools.sat.python.cp_model import CpModel

    model = CpModel()
    chosen = [model.new_bool_var("") for _ in range(len(pairs))]
    known = set(zip(made.items.tolist(), made.reviewers.tolist(), strict=True))
    for variable, pair in zip(chosen, zip(pairs.items.tolist(), pairs.reviewers.tolist(), strict=True), strict=True):
        model.add_hint(variable, pair in known)
    for item, places in _grouped(pairs.items):
        model.add(sum(chosen[place] for place in places) == int(case.demand.wanted[item]))
    for reviewer, places in _grouped(pairs.reviewers):
        low, high = int(case.demand.low[reviewer]), int(case.demand.high[reviewer])
        model.add_linear_constraint(sum(chosen[place] for place in places), low, high)
    return model, chosen


def _grouped(numbers: Ints) -> Iterator[tuple[int, list[int]]]:
    """Each number that occurs, and where."""
    order = np.argsort(numbers, kind="stable")
    there, first = np.unique(numbers[order], return_index=True)
    for number, places in zip(there.tolist(), np.split(order, first[1:]), strict=True):
        yield number, places.tolist()


def _serve(model: CpModel, chosen: list[IntVar], case: Case, pairs: Pairs, lowest: IntVar | int) -> None:
    """No item is served worse."""
    units = case.units.units(pairs.worth).tolist()
    held = np.zeros(len(case.demand.wanted), dtype=np.int64)
    np.add.at(held, case.fixed.items, case.units.units(case.fixed.worth))
    for item, places in _grouped(pairs.items):
        model.add(sum(units[place] * chosen[place] for place in places) + int(held[item]) >= lowest)


def _solved(model: CpModel, chosen: list[IntVar], pairs: Pairs, made: Pairs, bound: int, seed: int) -> tuple[Pairs, int]:
    from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpSolver

    solver = CpSolver()
    solver.parameters.num_workers, solver.parameters.max_deterministic_time = 1, _WORK
    solver.parameters.random_seed = seed % (1 << 31)
    if (status := solver.solve(model)) in (OPTIMAL, FEASIBLE):
        made = pairs.where(np.array([solver.boolean_value(variable) for variable in chosen], dtype=np.bool_))
    told = round(solver.objective_value if status == OPTIMAL else solver.best_objective_bound)
    return made, min(bound, told)
