"""Doors for workers: long work does one stretch and rings for the next."""

from __future__ import annotations

from celery import shared_task

from accelerator.kit import clock, doorbell
from accelerator.pipeline import operations, warning
from accelerator.pipeline.models import Export, Import, Mailing


@shared_task(name="pipeline.warn")
def warn() -> None:
    """Warns of promises that are close; each once."""
    warning.warn(clock.now())


@shared_task(name="pipeline.export")
def export(pk: int) -> None:
    if operations.advance(pk):
        doorbell.ring("pipeline.export", pk)


@shared_task(name="pipeline.sweep")
def sweep() -> None:
    """Takes up files that a lost doorbell or a killed worker left, drops the expired, and makes findable what is not."""
    if operations.catch_up():
        doorbell.ring("pipeline.sweep")
    operations.expire()
    operations.drop()
    for pk in Import.objects.filter(begun_at__isnull=False, done_at=None).values_list("pk", flat=True):
        doorbell.ring("pipeline.bring_in", pk)
    for pk in Import.objects.filter(invited_at__isnull=False).exclude(contacts={}).values_list("pk", flat=True):
        doorbell.ring("pipeline.invite", pk)
    for pk in Mailing.objects.due(clock.now()).values_list("pk", flat=True):
        doorbell.ring("pipeline.mail", pk)
    for pk in Export.objects.under_way().order_by("id").values_list("pk", flat=True)[:20]:
        doorbell.ring("pipeline.export", pk)


@shared_task(name="pipeline.bring_in")
def bring_in(pk: int) -> None:
    operations.carry_out(pk)


@shared_task(name="pipeline.invite")
def invite(pk: int) -> None:
    if operations.invite_next(pk):
        doorbell.ring("pipeline.invite", pk)


@shared_task(name="pipeline.mail")
def mail(pk: int) -> None:
    if operations.post(pk):
        doorbell.ring("pipeline.mail", pk)
