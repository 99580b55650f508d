"""Doors for workers: offers lapse by themselves, and sets that take long are worked out."""

from __future__ import annotations

from celery import shared_task

from accelerator.decisions import operations
from accelerator.decisions.models import Scenario
from accelerator.kit import doorbell


@shared_task(name="decisions.lapse")
def lapse() -> None:
    """Lapses what is due; where a whole batch was, rings once more for the rest."""
    if operations.lapse_due() >= operations.AT_ONCE:
        doorbell.ring("decisions.lapse")


@shared_task(name="decisions.solve")
def solve(pk: int) -> None:
    operations.carry_out(pk)


@shared_task(name="decisions.solve_due")
def solve_due() -> None:
    """Takes up scenarios that a lost doorbell or a killed worker left."""
    for pk in Scenario.objects.waiting().order_by("id").values_list("pk", flat=True)[:20]:
        doorbell.ring("decisions.solve", pk)
