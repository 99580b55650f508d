"""The one "now". Rules about time take its reading as a parameter; nothing else reads a clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

MEASURE_EVERY = 30.0  # seconds between looks at PostgreSQL's clock

_offset = timedelta(0)
_measured_at = float("-inf")


def now() -> datetime:
    """The instant, in UTC: the host's clock brought to PostgreSQL's by the last measured offset."""
    return host() + _offset


def host() -> datetime:
    """The host's own clock, in UTC: for who learns the offset only later."""
    return datetime.now(UTC)


def today(zone: tzinfo | str) -> date:
    """The day it is in `zone` (a tzinfo or an IANA name)."""
    return now().astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()


def offset() -> timedelta:
    """PostgreSQL's clock minus the host's, as last measured."""
    return _offset


def keep_true() -> None:
    """Measures the offset again when the last look is older than MEASURE_EVERY; costs one tiny query then."""
    if settings.CLOCK_FOLLOWS_DATABASE and time.monotonic() - _measured_at > MEASURE_EVERY:
        measure()


def measure() -> None:
    """Asks PostgreSQL for its time. A slow answer (over 1 s) is no measurement and changes nothing."""
    global _offset, _measured_at
    _measured_at = time.monotonic()
    before = host()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    after = host()
    if after - before < timedelta(seconds=1):
        _offset = theirs - (before + (after - before) / 2)


@contextmanager
def pretending(moment: datetime) -> Iterator[None]:
    """Inside, it is `moment` and time goes on from there: for making up a past, as the demo does. Not for threads."""
    global _offset
    kept = _offset
    _offset = moment - host()
    try:
        yield
    finally:
        _offset = kept
