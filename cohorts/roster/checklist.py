"""When a line of the onboarding checklist is due, how it is seen, and what a profile lacks. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accelerator.kit.workdays import Workdays

# What a programme and its mentors read of a startup first.
PROFILE = ("one_liner", "description", "country", "sector", "stage")
LONGEST = 365  # days after joining that a line may be due


def due_on(*, joined_on: date, days: int | None, on: date | None, workdays: Workdays) -> date:
    """The day that a startup that joined on `joined_on` has to have it done by: `on`, though never before it joined, or so many
    `days` later, moved on to a working day.
    """
    if on is not None:
        return max(on, joined_on)
    return workdays.on_or_after(joined_on + timedelta(days=days or 0))


def seen_as(state: str, *, due_on: date, today: date) -> str:
    """The state with what its day says: "late" too."""
    return "late" if state == "open" and due_on < today else state


def lacking(startup: Any) -> list[str]:
    """The names of fields that its profile still lacks."""
    return [name for name in PROFILE if not getattr(startup, name)]
