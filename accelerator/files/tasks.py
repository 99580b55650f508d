"""Doors for workers. Every one may run twice, or not at all, without harm."""

from __future__ import annotations

from celery import shared_task

from accelerator.files import operations
from accelerator.files.operations.uploading import SWEPT_AT_ONCE
from accelerator.kit import clock, doorbell


@shared_task(name="files.forget")
def forget() -> None:
    """Ends uploads that nobody came back to; where a whole batch was, rings once more for the rest."""
    clock.keep_true()
    if operations.forget_expired(at=clock.now()) >= SWEPT_AT_ONCE:
        doorbell.ring("files.forget")


@shared_task(name="files.sweep")
def sweep() -> None:
    """Deletes bytes that no row knows."""
    clock.keep_true()
    operations.sweep_orphans(at=clock.now())
