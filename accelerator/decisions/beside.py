"""Scenarios beside one another: who is in which, what they share, where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accelerator.decisions import facts, stated
from accelerator.decisions.models import Scenario
from accelerator.programmes.models import Call
from accelerator.reviews import ranks

MOST = 3


@dataclass(frozen=True)
class Column:
    """A scenario, its limits in words, and how many only it has."""

    scenario: Scenario
    limits: list[str]
    alone: int


@dataclass(frozen=True)
class Compared:
    """`rows` are applications of any set with `marks`, whether each scenario has it, and `named`, the same beside its name: those
    that all have last, for who compares looks for differences."""

    columns: list[Column]
    rows: list[Any]
    shared: int

    @property
    def differing(self) -> list[Any]:
        return [row for row in self.rows if not all(row.marks)]

    @property
    def alike(self) -> list[Any]:
        return [row for row in self.rows if all(row.marks)]


def compared(call: Call, scenarios: Sequence[Scenario]) -> Compared:
    """Two queries, whatever the size."""
    sets = [{pk for pk, _score in one.result.get("chosen", ())} for one in scenarios]
    every = set().union(*sets)
    asked = facts.of(call)
    columns = [_column(one, sets, place, asked) for place, one in enumerate(scenarios)]
    rows = list(ranks.standings(call).filter(pk__in=every).select_related("startup"))
    for row in rows:
        row.marks = [row.pk in one for one in sets]
        row.named = [(one.name, has) for one, has in zip(scenarios, row.marks, strict=True)]
    return Compared(columns, rows, len(set.intersection(*sets)) if sets else 0)


def _column(one: Scenario, sets: Sequence[set[int]], place: int, asked: Any) -> Column:
    others = set().union(*(other for at, other in enumerate(sets) if at != place))
    limits = [stated.kept(raw) for raw in one.limits]
    return Column(one, [limit.told(asked.get(limit.of)) for limit in limits], len(sets[place] - others))
