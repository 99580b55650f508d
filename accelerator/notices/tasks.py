"""Doors for workers. Every one may run twice, or not at all, without harm."""

from __future__ import annotations

import time

from celery import shared_task

from accelerator.kit import clock, doorbell
from accelerator.notices import delivering, health, reminding

_LONGEST = 40.0  # seconds of one sweep; then it rings itself again


@shared_task(name="notices.deliver")
def deliver(delivery_id: int) -> None:
    """Sends one delivery if it is due and nobody else has it."""
    clock.keep_true()
    delivering.send_one(only=delivery_id)


@shared_task(name="notices.sweep")
def sweep(woken_by: str = "") -> None:
    """Sends what is due, and settles what a lost sender left. `woken_by` is "beat" where beat did."""
    clock.keep_true()
    for name in filter(None, ("worker", woken_by)):
        health.beat(name)
    began = time.monotonic()
    delivering.settle_expired()
    while delivering.send_one():
        if time.monotonic() - began > _LONGEST:
            doorbell.ring("notices.sweep")
            return


@shared_task(name="notices.remind")
def remind() -> None:
    """Turns due reminders into messages."""
    clock.keep_true()
    reminding.let_go_held()
    began, passing = time.monotonic(), set[int]()
    while reminding.remind_one(passing):
        if time.monotonic() - began > _LONGEST:
            doorbell.ring("notices.remind")
            return
