"""What the rows of one page carry beyond their own columns: the panel, and what a manager should look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accelerator.reviews.models import Assignment, Conflict

SPLIT = Decimal(1)  # a standard deviation from here on means that the reviewers disagree


@dataclass
class Panel:
    """Who reviews an application, and what stands in the way: `flags` are late, conflict and split, in this order."""

    reviewers: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)


def dress(rows: Sequence[Any], *, today: date) -> None:
    """Gives every row its `panel`. Two queries, whatever the number."""
    panels = {row.pk: Panel() for row in rows}
    given = Assignment.objects.live().filter(application__in=panels).order_by("reviewer__name", "pk")
    late = set()
    for pk, name, state, due_on in given.values_list("application", "reviewer__name", "state", "due_on"):
        panels[pk].reviewers.append(name)
        if state == Assignment.State.ASSIGNED and due_on and due_on < today:
            late.add(pk)
    conflicts = set(Conflict.objects.live().filter(application__in=panels).values_list("application", flat=True))
    for row in rows:
        row.panel = panels[row.pk]
        signs = (("late", row.pk in late), ("conflict", row.pk in conflicts), ("split", (row.spread or 0) >= SPLIT))
        row.panel.flags = [name for name, holds in signs if holds]
