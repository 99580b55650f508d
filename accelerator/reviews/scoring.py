"""The arithmetic of scores: exact, without a database. Totals are weighted means on the scale of the points."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

_THOUSANDTH = Decimal("0.001")


class Place(NamedTuple):
    """Where something stands in a ranking. Equals share a rank and the next one skips: 1, 2, 2, 4."""

    rank: int
    tied: bool


def rounded(value: Decimal) -> Decimal:
    """To a thousandth, half to even: how totals are stored and compared."""
    return value.quantize(_THOUSANDTH, rounding=ROUND_HALF_EVEN)


def weighted(points: Mapping[Key, int | Decimal], weights: Mapping[Key, int]) -> Decimal | None:
    """The weighted mean of what has been scored so far, or None where nothing that counts has been.

    `points` and `weights` are by criterion; a criterion of weight 0 informs and does not count. Exact but for the division.
    """
    counting = {key: weight for key, weight in weights.items() if weight and key in points}
    if not counting:
        return None
    return Decimal(sum(points[key] * weight for key, weight in counting.items())) / sum(counting.values())


def missing(points: Mapping[Key, int | Decimal], weights: Mapping[Key, int]) -> list[Key]:
    """Criteria that count and have no points yet, in the order of `weights`."""
    return [key for key, weight in weights.items() if weight and key not in points]


def total(points: Mapping[Key, int | Decimal], weights: Mapping[Key, int]) -> Decimal:
    """The total of a complete review, to a thousandth. Raises ValueError while a criterion that counts is missing."""
    found = weighted(points, weights)
    if found is None or missing(points, weights):
        raise ValueError("a review is totalled once every criterion that counts is scored")
    return rounded(found)


def mean(totals: Sequence[Decimal]) -> Decimal | None:
    """The mean, to a thousandth; None of nothing."""
    return rounded(sum(totals, Decimal()) / len(totals)) if totals else None


def median(totals: Sequence[Decimal]) -> Decimal | None:
    """The middle value, or the mean of the two middle ones, to a thousandth."""
    if not totals:
        return None
    ordered, half = sorted(totals), len(totals) // 2
    return rounded(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def spread(totals: Sequence[Decimal]) -> Decimal | None:
    """The sample standard deviation, to a thousandth; None below two values."""
    if len(totals) < 2:
        return None
    middle = sum(totals, Decimal()) / len(totals)
    return rounded((sum((value - middle) ** 2 for value in totals) / Decimal(len(totals) - 1)).sqrt())


def ranked(scores: Mapping[Key, Decimal]) -> dict[Key, Place]:
    """{key: place}, the highest first. Equal scores tie."""
    above = 0
    places: dict[Key, Place] = {}
    for score in sorted(set(scores.values()), reverse=True):
        level = [key for key, value in scores.items() if value == score]
        places |= dict.fromkeys(level, Place(above + 1, len(level) > 1))
        above += len(level)
    return places


def at_the_line(scores: Iterable[Decimal], places: int) -> int:
    """How many share the score at the last of `places` when not all of them fit: a tie that people decide. Else 0."""
    ordered = sorted(scores, reverse=True)
    if places < 1 or len(ordered) <= places or ordered[places - 1] != ordered[places]:
        return 0
    return ordered.count(ordered[places])
