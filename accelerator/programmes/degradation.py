"""Which minutes were too bad to count against anybody's deadline. Pure."""

from __future__ import annotations

from datetime import timedelta

LEAST = 20  # requests that a minute is judged by
SLOW = timedelta(seconds=3)
LOOKED_AT = timedelta(hours=2)  # before a call closes
MOST_ADDED = 60  # minutes


def is_degraded(*, requests: int, failed: int, slow: int, unanswered: int) -> bool:
    """Whether of at least LEAST requests one in a hundred failed or the 95th percentile took longer than SLOW (so more than
    one in twenty did), or whether a probe was `unanswered` and nothing else was answered either.
    """
    if requests >= LEAST and (failed * 100 >= requests or slow * 20 > requests):
        return True
    return unanswered > 0 and requests == failed
