"""Whole-number questions about sets of items, put to CP-SAT with one worker: the same answer for the same seed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accelerator.decisions.limits import Row


class Unsolved(Exception):
    """Within the effort no set was found, and none was ruled out."""


@dataclass(frozen=True)
class Found:
    """A set with its score. No set scores more than `bound`; where `is_proven`, that is the score."""

    chosen: frozenset[int]
    score: int
    bound: int

    @property
    def is_proven(self) -> bool:
        return self.score == self.bound


@dataclass
class Effort:
    """How much solving is left, in CP-SAT's deterministic time: about seconds, the same on every machine. A question may take a
    third of it."""

    left: float

    def share(self) -> float:
        return self.left / 3

    def spend(self, used: float) -> None:
        self.left = max(0.0, self.left - used)


class Question:
    """Which of the items at these places to choose: all of `fixed`, no more than `places`, within `rows`."""

    def __init__(
        self,
        items: Collection[int],
        rows: Sequence[Row],
        *,
        places: int | None,
        fixed: Collection[int] = (),
        seed: int = 0,
        effort: Effort,
    ) -> None:
        from ortools.sat.python import cp_model

        self.seed, self.effort, self.model = seed, effort, cp_model.CpModel()
        self.taken = {one: self.model.new_bool_var("") for one in items}
        for one in fixed:
            self.model.add(self.taken[one] == 1)
        if places is not None:
            self.model.add(sum(self.taken.values()) <= places)
        for row in rows:
            self.model.add(self._total(row) <= row.most)

    def _total(self, row: Row) -> Any:
        return self._weighted({one: row.weights[one] for one in self.taken})

    def _weighted(self, weights: Mapping[int, int]) -> Any:
        from ortools.sat.python import cp_model

        counting = [(self.taken[one], weight) for one, weight in weights.items() if weight]
        return cp_model.LinearExpr.weighted_sum([one for one, _ in counting], [weight for _, weight in counting])

    def reach(self, weights: Mapping[int, int], score: int) -> None:
        """Only sets that score at least this."""
        self.model.add(self._weighted(weights) >= score)

    def most(self, weights: Mapping[int, int]) -> Found | None:
        """The set whose weights add up to the most; None where there is no set. Raises Unsolved."""
        self.model.maximize(self._weighted(weights))
        answer = self._asked()
        if answer is None:
            return None
        chosen = frozenset(one for one, variable in self.taken.items() if answer.boolean_value(variable))
        return Found(chosen, sum(weights.get(one, 0) for one in chosen), round(answer.best_objective_bound))

    def cannot_be(self) -> bool:
        """Whether it is proven that there is no such set."""
        try:
            return self.most({}) is None
        except Unsolved:
            return False

    def least_excess(self, rows: Sequence[Row]) -> Decimal | None:
        """How far the set that comes closest lies beyond these rows, in their units; sums over several. None where the effort was
        spent before that was proven."""
        most = sum(sum(map(abs, row.weights)) + abs(row.most) for row in rows)
        beyond = [self.model.new_int_var(0, most, "") for _row in rows]
        for row, steps in zip(rows, beyond, strict=True):
            self.model.add(self._total(row) <= row.most + row.step * steps)
        self.model.minimize(sum(beyond))
        try:
            answer = self._asked()
        except Unsolved:
            return None
        proven = answer and round(answer.objective_value) == round(answer.best_objective_bound)
        return Decimal(round(answer.objective_value)) / rows[0].scale if proven else None

    def _asked(self) -> Any:
        """The solver with its answer; None where nothing can be."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        solver.parameters.max_deterministic_time = self.effort.share()
        status = solver.solve(self.model)
        self.effort.spend(solver.response_proto.deterministic_time)
        if status == cp_model.INFEASIBLE:
            return None
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise Unsolved
        return solver
