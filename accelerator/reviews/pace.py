"""How long reviews take: a reviewer's own, to say what is left of their day; all of a call's together, for its managers."""

from __future__ import annotations

from django.db.models import Aggregate, Count, FloatField

from accelerator.programmes.models import Call
from accelerator.reviews.models import Assignment, Review

FEWEST = 3  # reviews of one's own that say how long the next takes
ENOUGH = 10  # reviews of a call of which a manager is told the middle one: fewer would tell of one person's
_MOST = 200  # the latest


class Median(Aggregate):
    """The middle of a column."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def left(assignment: Assignment, waiting: int) -> int | None:
    """Minutes that the reviewer's `waiting` ones take at the pace of their own last reviews; None before enough say so. One
    query, none where nothing waits.
    """
    if waiting <= 0:
        return None
    own = Review.objects.filter(assignment__reviewer=assignment.reviewer_id, submitted_at__isnull=False, seconds__gt=0)
    took = sorted(own.order_by("-submitted_at").values_list("seconds", flat=True)[:_MOST])
    if len(took) < FEWEST:
        return None
    return _rounded(took[len(took) // 2] * waiting / 60)


def _rounded(minutes: float) -> int:
    """To five minutes, to ten from an hour on; five at the least."""
    step = 10 if minutes >= 60 else 5
    return max(5, round(minutes / step) * step)


def median(call: Call) -> int | None:
    """Minutes that a review of the call took, the middle one of the latest; None while they are few. One query."""
    counted = Review.objects.filter(assignment__application__call=call, submitted_at__isnull=False, seconds__gt=0)
    found = Review.objects.filter(pk__in=counted.order_by("-pk").values("pk")[:_MOST]).aggregate(
        median=Median("seconds"), count=Count("pk")
    )
    return max(1, round(found["median"] / 60)) if found["count"] >= ENOUGH else None
