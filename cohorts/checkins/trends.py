"""What a row of check-ins says: how long it is unbroken, how a figure moved, whether it is where it should be. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

SENT, LATE, MISSED = "sent", "late", "missed"
MORE, LESS = "more", "less"


def streak(states: Iterable[str]) -> int:
    """How many were sent in a row, the newest first; what is open still, or was not asked, neither counts nor breaks it."""
    count = 0
    for state in states:
        if state == MISSED:
            break
        count += state in (SENT, LATE)
    return count


def counted(states: Iterable[str]) -> tuple[int, int, int]:
    """(sent, missed, of): of those that fell due, or were sent before they did."""
    known = [state for state in states if state in (SENT, LATE, MISSED)]
    missed = known.count(MISSED)
    return len(known) - missed, missed, len(known)


def change(values: Sequence[Decimal | None]) -> Decimal | None:
    """By how much the last value differs from the one known before it; None where either is unknown."""
    if not values or values[-1] is None:
        return None
    before = next((value for value in reversed(values[:-1]) if value is not None), None)
    return None if before is None else values[-1] - before


def last(values: Sequence[Decimal | None]) -> Decimal | None:
    """The latest that is known."""
    return next((value for value in reversed(values) if value is not None), None)


def is_better(moved: Decimal | None, better: str) -> bool | None:
    """Whether a move is one for the better; None where it is none, or nobody said which way is."""
    if not moved or better not in (MORE, LESS):
        return None
    return (moved > 0) == (better == MORE)


def is_met(value: Decimal | None, target: Decimal | None, better: str) -> bool | None:
    """Whether `value` is as good as `target`; None where one is unknown. A figure of no direction is met from there up."""
    if value is None or target is None:
        return None
    return value <= target if better == LESS else value >= target
