"""How a set is spread, as charts with the table of the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accelerator.decisions.facts import Fact
from accelerator.kit import wording

MOST = 12  # bars of a chart; the table has all


@dataclass(frozen=True)
class Part:
    """One value: how many of the set and of all it was chosen from, with their shares in percent."""

    label: str
    inside: int
    every: int
    share: Decimal
    share_of_all: Decimal


def parts(fact: Fact, rows: Sequence[Sequence[Any]], *, filled: int, candidates: int) -> list[Part]:
    """Of [[value, in the set, of all]]."""
    return [
        Part(fact.word(value), inside, every, _percent(inside, filled), _percent(every, candidates))
        for value, inside, every in rows
    ]


def _percent(count: int, whole: int) -> Decimal:
    return Decimal(100 * count) / whole if whole else Decimal()


def of_parts(found: Sequence[Part]) -> dict[str, Any]:
    """Share of the set beside the share of all it was chosen from."""
    shown = found[:MOST]
    series = [
        {"name": _("Of the set"), "type": "bar", "data": [round(float(one.share), 1) for one in shown], "barGap": "10%"},
        {"name": _("Of all"), "type": "bar", "data": [round(float(one.share_of_all), 1) for one in shown]},
    ]
    names = {"type": "category", "data": [one.label for one in shown], "axisLabel": {"width": 90, "overflow": "truncate"}}
    return {
        "grid": {"left": 8, "right": 8, "top": 36, "bottom": 4, "containLabel": True},
        "legend": {"top": 0},
        "xAxis": {"type": "value", "axisLabel": {"formatter": "{value} %"}},
        "yAxis": names | {"inverse": True},
        "series": series,
    }


def steps(rows: Sequence[Sequence[Any]], width: Decimal) -> list[tuple[str, int, int]]:
    """(scores, in the set, not in it) from low to high."""
    return [(_step(Decimal(low), width), inside, every - inside) for low, inside, every in rows]


def _step(low: Decimal, width: Decimal) -> str:
    return f"{wording.number(low, 2)}–{wording.number(low + width - Decimal('0.01'), 2)}"


def of_steps(found: Sequence[tuple[str, int, int]]) -> dict[str, Any]:
    """How many applications have which score; the set stands at the foot."""
    series = [
        {"name": name, "type": "bar", "stack": "all", "data": [one[place] for one in found]}
        for place, name in ((1, _("In the set")), (2, _("Not in the set")))
    ]
    return {
        "grid": {"left": 8, "right": 8, "top": 36, "bottom": 4, "containLabel": True},
        "legend": {"top": 0},
        "xAxis": {"type": "category", "data": [one[0] for one in found]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": series,
    }


def by(asked: Mapping[str, Fact], spreads: Mapping[str, Any], wanted: str) -> tuple[str, list[Fact]]:
    """(the fact that is shown, all that can be)."""
    there = [one for name, one in asked.items() if name in spreads]
    names = [one.name for one in there]
    return (wanted if wanted in names else (names or [""])[0]), there
