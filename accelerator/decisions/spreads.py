"""How a set is spread over scores and over what is known of its applications, beside all it was chosen from. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from accelerator.decisions.facts import Fact, Values

_WIDTHS = tuple(map(Decimal, ("0.05", "0.1", "0.25", "0.5", "1", "2", "5", "10")))  # of the steps of scores, in points
_STEPS = 16  # at most


def of(shown: Iterable[Fact], chosen: Collection[int], scores: Mapping[int, Decimal], known: Values) -> dict[str, Any]:
    """`width` of the `steps` [[lowest score, in the set, of all]]; `spreads` {fact: [[value, in the set, of all]]}, the
    most frequent first, "" for not said. Of amounts there is none."""
    spread = {one.name: _spread(one, chosen, scores, known) for one in shown if one.kind != "amount"}
    width = _width(scores.values())
    return {"width": str(width), "steps": _steps(chosen, scores, width), "spreads": spread}


def _spread(fact: Fact, chosen: Collection[int], scores: Iterable[int], known: Values) -> list[list[Any]]:
    every = Counter(value for pk in scores for value in _parts(known[pk].get(fact.name)))
    inside = Counter(value for pk in chosen for value in _parts(known[pk].get(fact.name)))
    return [
        [value, inside[value], count] for value, count in sorted(every.items(), key=lambda one: (one[0] == "", -one[1], one[0]))
    ]


def _parts(value: Any) -> Sequence[str]:
    """Who chose several counts for each."""
    return sorted(value) if isinstance(value, frozenset) else [value or ""]


def _width(scores: Collection[Decimal]) -> Decimal:
    """The finest that needs no more than so many steps."""
    low, high = min(scores, default=Decimal()), max(scores, default=Decimal())
    return next((one for one in _WIDTHS if high // one - low // one < _STEPS), _WIDTHS[-1])


def _steps(chosen: Collection[int], scores: Mapping[int, Decimal], width: Decimal) -> list[list[Any]]:
    every = Counter(int(score // width) for score in scores.values())
    inside = Counter(int(scores[pk] // width) for pk in chosen)
    shown = range(min(every), max(every) + 1) if every else ()
    return [[str(step * width), inside[step], every[step]] for step in shown]
