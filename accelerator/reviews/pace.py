"""How long reviews take: a reviewer's own, to say what is left of their day; all of a call's together, for its managers."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from django.db.models import QuerySet

from accelerator.kit.kept import kept
from accelerator.reviews.models import Assignment, Review

FEWEST = 3  # reviews of one's own that say how long the next takes
_OWN = 30  # the latest of one's own: enough to tell by, few enough to look up at each page of the workbench
ENOUGH = 10  # reviews of a call of which a manager is told the middle one: fewer would tell of one person's
_MOST = 200  # the latest


@kept
def own(reviewer: int, stage: int) -> QuerySet[Review, int]:
    """Seconds that what this reviewer scored in the stage took, of those given to them last."""
    scored = Assignment.objects.filter(reviewer=reviewer, stage=stage, state=Assignment.State.SCORED)
    latest = scored.order_by("-pk").values("pk")[:_OWN]
    return Review.objects.filter(assignment__in=latest, seconds__gt=0).values_list("seconds", flat=True)


def left(seconds: Iterable[int], waiting: int) -> int | None:
    """Minutes that `waiting` reviews take at the pace of those that took these; None before enough say so."""
    found = sorted(seconds)
    if waiting <= 0 or len(found) < FEWEST:
        return None
    return _rounded(found[len(found) // 2] * waiting / 60)


def _rounded(minutes: float) -> int:
    """To five minutes, to ten from an hour on; five at the least."""
    step = 10 if minutes >= 60 else 5
    return max(5, round(minutes / step) * step)


@kept
def lasted(call: int) -> QuerySet[Review, int]:
    """Seconds that each of the call's latest reviews took."""
    counted = Review.objects.filter(assignment__application__call=call, submitted_at__isnull=False, seconds__gt=0)
    return counted.order_by("-pk").values_list("seconds", flat=True)[:_MOST]


def middle(seconds: Iterable[int]) -> int | None:
    """Minutes that the middle one took; None while they are few."""
    found = list(seconds)
    return max(1, round(median(found) / 60)) if len(found) >= ENOUGH else None
