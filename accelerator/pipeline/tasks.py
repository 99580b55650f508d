"""Doors for workers."""

from __future__ import annotations

from celery import shared_task

from accelerator.kit import clock
from accelerator.pipeline import warning


@shared_task(name="pipeline.warn")
def warn() -> None:
    """Warns of promises that are close; each once."""
    warning.warn(clock.now())
