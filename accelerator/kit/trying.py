"""Long work is begun again when its worker dies, and given up where it never gets anywhere."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

MOST = 5  # tries of one stretch


@transaction.atomic
def count(waiting: QuerySet[Any], pk: int) -> int:
    """Which try this is of the row `pk`; 0 where it does not wait, or another worker has it.

    Committed before the work begins, so that a worker that dies of it has counted. Who gets on sets `tries` back to 0.
    """
    held = waiting.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if held is None:
        return 0
    held.tries += 1
    held.save(update_fields=["tries"])
    return int(held.tries)
