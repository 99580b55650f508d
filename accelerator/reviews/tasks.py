"""Doors for workers. Running twice does no harm."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from accelerator.kit import clock
from accelerator.reviews import operations

PAUSE = timedelta(seconds=15)  # while scores pour in, a ranking is worked out no more often


@shared_task(name="reviews.rank")
def rank(stage: int = 0) -> None:
    """One stage, right after a score; without one all that are behind."""
    if stage:
        operations.rank(stage, pause=PAUSE)
    else:
        operations.rank_stale()


@shared_task(name="reviews.watch")
def watch() -> None:
    """Plans what is to be told of due reviews, and hands on what stayed lying."""
    clock.keep_true()
    operations.watch()
    operations.hand_on_by_rule()
