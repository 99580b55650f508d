"""Wakes a worker after commit. A doorbell nobody hears is harmless: the row is there and the sweep finds it."""

from __future__ import annotations

import time
from functools import partial

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

QUIET = 5.0  # seconds without ringing after nobody heard: a broker that is away must not slow down every request

_quiet_until = float("-inf")
log = structlog.get_logger(__name__)


def ring(task: str, *args: int | str) -> None:
    """Sends the task named `area.name` with `args` once the present transaction commits."""
    transaction.on_commit(partial(_send, task, args), robust=True)


def _send(task: str, args: tuple[int | str, ...]) -> None:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(task, args=args, retry=False)
    except (OperationalError, OSError) as fault:
        _quiet_until = time.monotonic() + QUIET
        log.warning("doorbell.unheard", task=task, fault=type(fault).__name__)
