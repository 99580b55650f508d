"""Offers lapse by themselves."""

from __future__ import annotations

from celery import shared_task

from accelerator.decisions import operations
from accelerator.kit import doorbell


@shared_task(name="decisions.lapse")
def lapse() -> None:
    """Lapses what is due; where a whole batch was, rings once more for the rest."""
    if operations.lapse_due() >= operations.AT_ONCE:
        doorbell.ring("decisions.lapse")
