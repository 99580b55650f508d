"""Doors for workers: what is released becomes known, offers lapse, places go on, packs and sets that take long are made."""

from __future__ import annotations

from celery import shared_task

from accelerator.decisions import operations
from accelerator.decisions.models import Pack, Scenario
from accelerator.kit import clock, doorbell


@shared_task(name="decisions.lapse")
def lapse() -> None:
    """Lapses what is due; where a whole batch was, rings once more for the rest. Then offers on what is left lying."""
    if operations.lapse_due() >= operations.AT_ONCE:
        doorbell.ring("decisions.lapse")
    operations.offer_on_due()


@shared_task(name="decisions.pack")
def pack(pk: int) -> None:
    operations.write_pack(pk)


@shared_task(name="decisions.sweep")
def sweep() -> None:
    """Takes up packs that a lost doorbell or a killed worker left, and drops the expired."""
    operations.expire_packs()
    for pk in Pack.objects.under_way().order_by("id").values_list("pk", flat=True)[:20]:
        doorbell.ring("decisions.pack", pk)


@shared_task(name="decisions.offer_on")
def offer_on(call: int) -> None:
    operations.offer_on(call)


@shared_task(name="decisions.solve")
def solve(pk: int) -> None:
    operations.carry_out(pk)


@shared_task(name="decisions.solve_due")
def solve_due() -> None:
    """Takes up scenarios that a lost doorbell or a killed worker left."""
    for pk in Scenario.objects.waiting().order_by("id").values_list("pk", flat=True)[:20]:
        doorbell.ring("decisions.solve", pk)


@shared_task(name="decisions.tell")
def tell() -> None:
    """Posts the letters that are due; while there were any, rings once more for the rest."""
    clock.keep_true()
    if operations.tell_due():
        doorbell.ring("decisions.tell")
