"""Rankings follow the scores."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from accelerator.reviews import operations

PAUSE = timedelta(seconds=15)  # while scores pour in, a ranking is worked out no more often


@shared_task(name="reviews.rank")
def rank(stage: int = 0) -> None:
    """One stage, right after a score; without one all that are behind."""
    if stage:
        operations.rank(stage, pause=PAUSE)
    else:
        operations.rank_stale()
