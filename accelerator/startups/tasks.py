"""Doors for workers. Every one may run twice without harm."""

from __future__ import annotations

from celery import shared_task

from accelerator.kit import clock, doorbell
from accelerator.startups import operations


@shared_task(name="startups.recognise")
def recognise() -> None:
    """Looks for others like a batch of startups, then rings itself for the next."""
    clock.keep_true()
    if operations.recognise() == operations.AT_ONCE:
        doorbell.ring("startups.recognise")
