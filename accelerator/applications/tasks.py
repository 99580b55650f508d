"""Doors for workers. Every one may run twice without harm."""

from __future__ import annotations

from celery import shared_task

from accelerator.applications import deadlines
from accelerator.kit import clock, doorbell


@shared_task(name="applications.tell_extended")
def tell_extended(extension_id: int, after: int = 0) -> None:
    """Writes to a batch of those who have a draft, then rings itself for the next."""
    clock.keep_true()
    next_after = deadlines.step(extension_id, after=after, at=clock.now())
    if next_after is not None:
        doorbell.ring("applications.tell_extended", extension_id, next_after)


@shared_task(name="applications.tell_added")
def tell_added(call_id: int, after: int = 0) -> None:
    """The same of minutes that were added to a deadline."""
    clock.keep_true()
    next_after = deadlines.step_added(call_id, after=after, at=clock.now())
    if next_after is not None:
        doorbell.ring("applications.tell_added", call_id, next_after)


@shared_task(name="applications.tell_extensions")
def tell_extensions() -> None:
    """Takes up extensions, and minutes that were added, whose doorbell nobody heard."""
    for extension_id in deadlines.untold():
        tell_extended(extension_id)
    for call_id in deadlines.untold_added():
        tell_added(call_id)
