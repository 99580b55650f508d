"""For how long the house was slow or away, by the minutes that were measured."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from accelerator.programmes import degradation
from accelerator.programmes.models import Call, Extension, Minute

LOOKED_BACK = timedelta(days=2)
_PROBED = timedelta(days=1)


class Downtime(NamedTuple):
    """Degraded minutes from `since` on, and how many of them the call was `given` by itself."""

    since: datetime
    minutes: int
    given: int

    def left(self) -> int:
        return max(0, self.minutes - self.given)


def degraded(begins: datetime, ends: datetime) -> int:
    """How many minutes from `begins` until `ends` were degraded. Two queries."""
    # A probe that was never answered around then asks at a wrong address: it says nothing.
    around = Minute.objects.filter(at__gte=ends - _PROBED, at__lt=ends + degradation.LOOKED_AT)
    probed = around.filter(answered__gt=0).exists()
    return sum(minute.is_degraded(probed=probed) for minute in Minute.objects.filter(at__gte=begins, at__lt=ends))


def given(closes_at: datetime, *, since: datetime) -> int:
    """By how many minutes what closes then closes later: one for each degraded one of the two hours before, 60 at most, and none
    for what was before `since`, when somebody set that deadline. Two queries.
    """
    begins = max(closes_at - degradation.LOOKED_AT, since)
    return min(degradation.MOST_ADDED, degraded(begins, closes_at))


def unanswered_since(call: Call) -> datetime:
    """When the call was last extended, which answers all that was before; else when it opened. One query."""
    extended = Extension.objects.filter(call=call).order_by("-id").first()
    return max(call.opens_at, extended.created_at) if extended else call.opens_at


def unanswered_of(call: int, closes_at: datetime, *, since: datetime) -> datetime:
    """The same of a deadline of one's own, set at `since`: where `call` (by key) was extended until just then, that answers what
    was before. One query.
    """
    extended = Extension.objects.filter(call=call, closes_at=closes_at).order_by("-id").first()
    return max(since, extended.created_at) if extended else since


def of(call: Call, at: datetime) -> Downtime:
    """In the last two days before it closes, or before `at` where that is earlier; not before it opened or was last extended."""
    ends = min(call.ends_at(), at)
    since = min(ends, max(ends - LOOKED_BACK, unanswered_since(call)))
    return Downtime(since, degraded(since, ends), call.added_minutes)
