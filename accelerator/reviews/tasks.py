"""Doors for workers. Running twice does no harm."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from accelerator.kit import clock, doorbell
from accelerator.programmes.models import Call
from accelerator.reviews import operations, queries

PAUSE = timedelta(seconds=15)  # while scores pour in, a ranking is worked out no more often


@shared_task(name="reviews.sweep_conflicts")
def sweep() -> None:
    """Wakes a look at every call whose applications are still judged."""
    for pk in queries.judged().values_list("pk", flat=True):
        doorbell.ring("reviews.refresh_conflicts", pk)


@shared_task(name="reviews.refresh_conflicts")
def refresh(call: int, after: int = 0) -> None:
    """One stretch of a call, and rings for the next."""
    if last := operations.refresh(Call.objects.get(pk=call), after=after):
        doorbell.ring("reviews.refresh_conflicts", call, last)


@shared_task(name="reviews.conflicts_of_submission")
def of_submission(pk: int) -> None:
    operations.refresh_submitted(pk)


@shared_task(name="reviews.conflicts_of_startup")
def of_startup(pk: int) -> None:
    operations.refresh_startup(pk)


@shared_task(name="reviews.conflicts_of_person")
def of_person(pk: int) -> None:
    """Every call that they may be given applications of."""
    for call in queries.judged().filter(programme__in=queries.programmes_of(pk)).values_list("pk", flat=True):
        doorbell.ring("reviews.refresh_conflicts", call)


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
