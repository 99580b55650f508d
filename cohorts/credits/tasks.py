"""Credits expire by themselves."""

from __future__ import annotations

from celery import shared_task

from accelerator.kit import doorbell
from cohorts.credits import expiring


@shared_task(name="credits.expire")
def expire() -> None:
    """Ends what is due; where a whole batch was, rings once more for the rest."""
    if expiring.expire_due() >= expiring.AT_ONCE:
        doorbell.ring("credits.expire")
