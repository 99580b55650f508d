"""Doors for workers. Every one may run twice, or not at all, without harm."""

from __future__ import annotations

import time

from celery import shared_task

from accelerator.files import operations
from accelerator.files.operations.uploading import SWEPT_AT_ONCE
from accelerator.kit import clock, doorbell

_LONGEST = 30.0  # seconds of one run; then it rings itself again


@shared_task(name="files.forget")
def forget() -> None:
    """Ends uploads that nobody came back to; where a whole batch was, rings once more for the rest."""
    clock.keep_true()
    if operations.forget_expired(at=clock.now()) >= SWEPT_AT_ONCE:
        doorbell.ring("files.forget")


@shared_task(name="files.look")
def look(file_id: int) -> None:
    """Scans one file and draws its preview, as far as either is due."""
    clock.keep_true()
    operations.look(file_id)


@shared_task(name="files.look_due")
def look_due() -> None:
    """The same for files whose doorbell nobody heard, or whose scanner was away."""
    clock.keep_true()
    began = time.monotonic()
    for file_id in operations.look_due():
        operations.look(file_id)
        if time.monotonic() - began > _LONGEST:
            doorbell.ring("files.look_due")
            return


@shared_task(name="files.sweep")
def sweep() -> None:
    """Deletes bytes that no row knows."""
    clock.keep_true()
    operations.sweep_orphans(at=clock.now())
