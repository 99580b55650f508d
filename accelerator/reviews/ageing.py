"""How much an unfinished assignment weighs in what somebody carries. Pure."""

from __future__ import annotations

from datetime import date

FADES_IN = 14  # days


def weight(due_on: date | None, today: date) -> float:
    """1 until the due day and without one; from then on less each day, by one fourteenth, and 0 two weeks after.

    What nobody will finish is no load: it is chased, and handed on. Without this a reviewer who fell behind would look busy for
    the rest of the round.
    """
    late = (today - due_on).days if due_on else 0
    return min(1.0, max(0.0, 1 - late / FADES_IN))
