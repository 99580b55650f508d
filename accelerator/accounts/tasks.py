"""Doors for workers. Every one may run twice, or not at all, without harm."""

from __future__ import annotations

from celery import shared_task

from accelerator.accounts import repeats
from accelerator.kit import clock


@shared_task(name="accounts.forget")
def forget() -> None:
    """Lets answers go that no program can ask for again."""
    clock.keep_true()
    repeats.forget()
