"""Doors for workers. Every one may run twice, or not at all, without harm."""

from __future__ import annotations

from celery import shared_task

from accelerator.kit import clock, doorbell
from cohorts.milestones import passes
from cohorts.milestones.models import ReminderPass


@shared_task(name="milestones.plan_reminders")
def plan_reminders(pk: int) -> None:
    """One piece of a pass, and rings for the next."""
    clock.keep_true()
    if passes.advance(pk):
        doorbell.ring("milestones.plan_reminders", pk)


@shared_task(name="milestones.sweep")
def sweep() -> None:
    """Takes up passes whose doorbell was lost, or whose worker was killed."""
    for pk in ReminderPass.objects.open().order_by("id").values_list("pk", flat=True):
        plan_reminders(pk)
