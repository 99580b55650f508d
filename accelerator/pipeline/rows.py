"""What a manager should look at in a row of the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from accelerator.reviews.models import Assignment

SPLIT = Decimal(1)  # a standard deviation from here on means that the reviewers disagree


def dress(rows: Sequence[Any], *, today: date) -> None:
    """Gives every row of queries.shown() its `signs`: grace, late, conflict and split, in this order. No query."""
    for row in rows:
        late = any(_is_late(one, today) for one in row.panel)
        split = (row.spread or 0) >= SPLIT
        signs = (("grace", row.in_grace), ("late", late), ("conflict", row.conflicted), ("split", split))
        row.signs = [name for name, holds in signs if holds]


def _is_late(assignment: dict[str, Any], today: date) -> bool:
    due = assignment["due"]
    return assignment["state"] == Assignment.State.ASSIGNED and due is not None and date.fromisoformat(due) < today
