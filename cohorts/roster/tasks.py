"""Doors for workers. Every one may run twice, or not at all, without harm."""

from __future__ import annotations

from celery import shared_task

from accelerator.kit import clock, doorbell
from cohorts.roster import operations
from cohorts.roster.models import PlannedAnnouncement

_AT_ONCE = 100  # of one sweep; the next takes up the rest


@shared_task(name="roster.sweep")
def sweep() -> None:
    """Wakes a worker for every announcement whose time has come; one that fails keeps no other from going out."""
    clock.keep_true()
    due = PlannedAnnouncement.objects.due(clock.now()).order_by("send_at", "id")
    for pk in due.values_list("pk", flat=True)[:_AT_ONCE]:
        doorbell.ring("roster.announce", pk)


@shared_task(name="roster.announce")
def announce(pk: int) -> None:
    clock.keep_true()
    operations.announce_due(pk)
