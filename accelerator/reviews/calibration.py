"""What calibration says of scores: plain values, without arrays, in the points of the scores. `scoring.calibrate` makes them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypeVar

Item = TypeVar("Item", bound=Hashable)
Reviewer = TypeVar("Reviewer", bound=Hashable)


class Standing(NamedTuple):
    """An item's figures, in points. `estimate` is what all reviewers together would give it, as far as scores can tell.

    `low` and `high` bound the estimate with 95 % (1.96 standard errors). Ranks compare thousandths; equals share one, the next
    skips. `component` is the place in `Calibration.components` of the scores it hangs together with.
    """

    estimate: float
    standard_error: float
    low: float
    high: float
    raw_mean: float
    raw_rank: int
    rank: int
    scores: int
    component: int


class Severity(NamedTuple):
    """A reviewer's figures, in points. `severity` is how far below the panel they score one and the same item; above 0 is harsh.

    `spread` is the sample standard deviation of their scores, None of one alone; `expected_spread` what the whole panel's
    differences between items and noise would make it.
    """

    severity: float
    standard_error: float
    spread: float | None
    expected_spread: float
    scores: int


class Variances(NamedTuple):
    """What scores differ by, in squared points: between items, between reviewers, and what is left of a score of weight 1."""

    item: float
    reviewer: float
    noise: float


class Known(NamedTuple):
    """What the design can tell. Without two scores of one item their noise cannot be told from what items differ by, and half is
    taken for each; without two items and two scores of one of two reviewers nobody's severity shows, and all count as 0.
    """

    noise: bool
    severity: bool


class Agreement(NamedTuple):
    """How far reviewers agree: 1 is fully, 0 no more than by chance; None where nothing can be compared.

    `alpha` is Krippendorff's for intervals. `one_score` is the share of a single score's variance that is the item's, by the
    variances; `one_way` the same by analysis of variance, whoever scored.
    """

    alpha: float | None
    one_score: float | None
    one_way: float | None


class Component(NamedTuple, Generic[Item, Reviewer]):
    """Items and reviewers that hang together by scores, in the order they came."""

    items: tuple[Item, ...]
    reviewers: tuple[Reviewer, ...]


@dataclass(frozen=True)
class Calibration(Generic[Item, Reviewer]):
    """All of it. `mean` is the panel's, in points; `components` come largest first, by items."""

    mean: float
    variances: Variances
    known: Known
    agreement: Agreement
    items: dict[Item, Standing]
    reviewers: dict[Reviewer, Severity]
    components: tuple[Component[Item, Reviewer], ...]
    system: Any = field(repr=False, compare=False)  # the solved equations, for what is asked of them later

    @property
    def apart(self) -> tuple[Item, ...]:
        """Items that no chain of shared reviewers links to the largest component: between them and it only shrinkage compares."""
        return tuple(item for component in self.components[1:] for item in component.items)


class Flip(NamedTuple, Generic[Item, Reviewer]):
    """What happens at the line if this one review were not there, or its score `moved` by so many points: who moves up across it
    or to it, who down.
    """

    item: Item
    reviewer: Reviewer
    up: tuple[Item, ...]
    down: tuple[Item, ...]
    moved: float | None = None


class Worth(NamedTuple, Generic[Item]):
    """One more review of `item` changes on which side of the line it stands with `chance` (0 to 1). `inside` is the side now."""

    item: Item
    chance: float
    inside: bool


class Oddity(NamedTuple, Generic[Reviewer]):
    """A reviewer whose scores chance does not explain. `p` is corrected for how many reviewers were looked at.

    severity: `found` points below the panel, 0 expected. range: `found` standard deviation of their scores in points, beside the
    expected one. lean: `found` points more for one's own, as `about` names it, than for others; 0 expected.
    """

    reviewer: Reviewer
    kind: Literal["severity", "range", "lean"]
    about: str
    found: float
    expected: float
    standard_error: float
    p: float
    scores: int
