"""Doors for workers. Every one may run twice without harm."""

from __future__ import annotations

from celery import shared_task

from accelerator.kit import clock, doorbell
from accelerator.questionnaires import operations, renewals


@shared_task(name="questionnaires.change_over")
def change_over(changeover_id: int) -> None:
    """Takes some drafts over to a newer version, then rings itself for the rest."""
    clock.keep_true()
    if operations.step(changeover_id, at=clock.now()):
        doorbell.ring("questionnaires.change_over", changeover_id)


@shared_task(name="questionnaires.change_overs")
def change_overs() -> None:
    """Takes up changeovers whose doorbell nobody heard."""
    for changeover_id in renewals.changing_over():
        change_over(changeover_id)
