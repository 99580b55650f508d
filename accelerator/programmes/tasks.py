"""Doors for workers. Running twice does no harm."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from accelerator.kit import clock, probe
from accelerator.programmes import measuring, operations


@shared_task(name="programmes.watch")
def watch() -> None:
    """Asks the house whether it answers, then gives calls that are about to close what it cost them."""
    clock.keep_true()
    minute = measuring.minute_of(clock.now())
    answered = probe.answers(settings.PROBE_URL)
    measuring.write({minute: measuring.Count(answered=int(answered), unanswered=int(not answered))})
    operations.give_back(at=clock.now())
