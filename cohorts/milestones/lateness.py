"""What a milestone's date says about its state. Pure; `today` is the day in the startup's zone."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

SOON = timedelta(days=7)
RISKY = timedelta(days=3)
SETTLED = {"reached", "waived"}


@lru_cache(4096)  # boards ask it of thousands of milestones that fall on a few days
def derived(state: str, *, due_on: date, today: date) -> str:
    """What people see: the stored state, or late, due_soon or at_risk where its date speaks louder.

    Settled milestones and those waiting to be checked stay what they are. One not begun three days before it is due, or returned,
    is at risk; any other within a week is due soon.
    """
    if state in SETTLED or state == "submitted":
        return state
    if due_on < today:
        return "late"
    if due_on - today <= RISKY and state in ("planned", "returned"):
        return "at_risk"
    if due_on - today <= SOON:
        return "due_soon"
    return state


def days_late(state: str, *, due_on: date, today: date) -> int:
    """Days past due, 0 where nothing is owed any more."""
    return 0 if state in SETTLED or state == "submitted" else max(0, (today - due_on).days)
