"""The arithmetic of scores, without a database. Totals are exact weighted means on the scale of the points.

Calibration, at the end, loads numpy and scipy as it is first called: whoever imports this module does not.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Literal, TypeVar

from accelerator.reviews.calibration import Calibration, Flip, Item, Oddity, Reviewer, Worth

Key = TypeVar("Key", bound=Hashable)

_THOUSANDTH = Decimal("0.001")


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


def at_the_line(scores: Iterable[Decimal], places: int) -> int:
    """How many share the score at the last of `places` when not all of them fit: a tie that people decide. Else 0."""
    ordered = sorted(scores, reverse=True)
    if places < 1 or len(ordered) <= places or ordered[places - 1] != ordered[places]:
        return 0
    return ordered.count(ordered[places])


def calibrate(
    scores: Iterable[tuple[Item, Reviewer, Any]] | tuple[Any, Any, Any], *, weights: Sequence[float] | None = None
) -> Calibration[Item, Reviewer]:
    """Who reads sternly and what items are worth, told apart: score = mean + item + reviewer + noise, shrunk as `mixed` says.

    `scores` are (item, reviewer, points) or a tuple of three numpy arrays of them; a score of weight 2 says as much as two.
    Raises ValueError, naming the row from 1, for what is no finite number, a weight that is not above 0, or a pair that comes
    twice; and for no scores at all. 200,000 scores of 40,000 items by 2,000 reviewers take seconds (`benchmarks/calibration.py`).
    """
    from accelerator.reviews import calibrating

    return calibrating.calibrate(scores, weights)


def flips(
    calibration: Calibration[Item, Reviewer], places: int, *, by: Literal["raw", "calibrated"] = "calibrated"
) -> list[Flip[Item, Reviewer]]:
    """Every review without which other items were inside the first `places`, in the order the scores came.

    Exact for raw means; for calibrated estimates exact with the variances held as they are. Values that agree to the thousandth
    tie, and equals that do not all fit share the line: coming to it and leaving it are told too. An item that loses its one
    review is outside.
    """
    from accelerator.reviews import lines

    return lines.flips(calibration, places, by)


def moves(
    calibration: Calibration[Item, Reviewer],
    places: int,
    *,
    step: float,
    low: float,
    high: float,
    by: Literal["raw", "calibrated"] = "calibrated",
) -> list[Flip[Item, Reviewer]]:
    """Every review whose score, were it `step` points higher or lower, would have other items inside the first `places`, in the
    order the scores came, a lower score before a higher one. Scores stay from `low` to `high`: near an end they move that far.

    As exact as `flips`, and ties are told alike. Raises ValueError for a step that is not above 0.
    """
    from accelerator.reviews import lines

    return lines.moves(calibration, places, by, step=step, ends=(low, high))


def worth_reading(calibration: Calibration[Item, Reviewer], places: int, most: int) -> list[Worth[Item]]:
    """At most `most` items of which one more review is likeliest to change the side of the line at `places`, likeliest first.

    The review is by a reviewer of whom nothing is known, all other estimates stay as they are, and what it moves the estimate
    by is taken as normal: with a standard error s of the estimate, its variance is s⁴ / (s² + reviewers' variance + noise).
    """
    from accelerator.reviews import lines

    return lines.worth_reading(calibration, places, most)


def odd(
    calibration: Calibration[Item, Reviewer],
    *,
    own: Mapping[str, Collection[tuple[Item, Reviewer]]] | None = None,
    level: float = 0.05,
) -> list[Oddity[Reviewer]]:
    """Reviewers whose severity, range of scores or lean towards their own chance explains with less than `level`.

    `own` names kinds of kinship ("country", "organisation") with the pairs that have it. Chances are Holm's, among all reviewers
    asked about one thing; those of severity and lean take the variances as known, those of ranges take scores as normal. Whether
    what is odd is a fault, people say.
    """
    from accelerator.reviews import oddities

    return oddities.odd(calibration, own or {}, level)
