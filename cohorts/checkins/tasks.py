"""Doors for workers. Every one may run twice, or not at all, without harm."""

from __future__ import annotations

import time

from celery import shared_task

from accelerator.kit import clock, doorbell, locking
from cohorts.checkins import operations
from cohorts.checkins.models import Rhythm

_LONGEST = 40.0  # seconds of one sweep; then it rings itself again


@shared_task(name="checkins.lay_out")
def lay_out() -> None:
    """Wakes a look at every rhythm of which something may still fall due."""
    for pk in operations.living(clock.now()).order_by("id").values_list("pk", flat=True):
        doorbell.ring("checkins.lay_out_one", pk)


@shared_task(name="checkins.lay_out_one")
def lay_out_one(pk: int) -> None:
    operations.lay_out(Rhythm.objects.get(pk=pk))


@shared_task(name="checkins.sweep")
def sweep() -> None:
    """Spares who is not in the cohort, opens what is due."""
    clock.keep_true()
    operations.excuse(clock.now())
    began = time.monotonic()
    while operations.open_next(clock.now()):
        if time.monotonic() - began > _LONGEST:
            doorbell.ring("checkins.sweep")
            return


@shared_task(name="checkins.tell_mentors")
def tell_mentors() -> None:
    """Tells mentors what startups ask for, each once, one worker at a time."""
    clock.keep_true()
    began = time.monotonic()
    with locking.alone("checkins.tell_mentors"):
        while operations.tell_next(clock.now()):
            if time.monotonic() - began > _LONGEST:
                doorbell.ring("checkins.tell_mentors")
                return
