"""Doors for workers. Running twice does no harm."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from accelerator.kit import clock, probe
from accelerator.programmes import measuring, operations


@shared_task(name="programmes.watch")
def watch() -> None:
    """Asks the house whether it answers, then gives calls that are about to close what it cost them.

    What it found is kept first: where the database is why nothing answers, the next run that finds it writes it.
    """
    minute = measuring.minute_of(clock.now())
    answered = probe.answers(settings.PROBE_URL)
    measuring.keep(minute, measuring.Count(answered=int(answered), unanswered=int(not answered)))
    measuring.write_kept()
    clock.keep_true()
    operations.give_back(at=clock.now())
