"""Counts requests by the minute they arrived in: in the process first, then added to the database's rows."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import datetime
from threading import Lock
from typing import NamedTuple

import structlog
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.db.models import F

from accelerator.programmes.models import Minute

EVERY = 20.0  # seconds between two writes of a process; as much is lost where it is killed
MOST_KEPT = 240  # minutes that wait for a database that is away
_KEPT = "minutes.kept"
_KEPT_FOR = 24 * 3600  # seconds
log = structlog.get_logger(__name__)


class Count(NamedTuple):
    requests: int = 0
    failed: int = 0
    slow: int = 0
    answered: int = 0
    unanswered: int = 0

    def plus(self, other: Count) -> Count:
        return Count(*map(sum, zip(self, other, strict=True)))


class Tally:
    """What one process counted and has not written yet. Safe for threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[datetime, Count] = defaultdict(Count)
        self._written = time.monotonic()

    def add(self, at: datetime, count: Count) -> None:
        with self._lock:
            minute = minute_of(at)
            self._counts[minute] = self._counts[minute].plus(count)
            while len(self._counts) > MOST_KEPT:
                del self._counts[min(self._counts)]

    def is_due(self) -> bool:
        return time.monotonic() - self._written >= EVERY

    def flush(self) -> None:
        """Adds what was counted to the rows; keeps it where the database is away."""
        with self._lock:
            taken, self._counts, self._written = self._counts, defaultdict(Count), time.monotonic()
        try:
            write(taken)
        except DatabaseError as fault:
            log.warning("minutes.unwritten", fault=type(fault).__name__)
            for minute, count in taken.items():
                self.add(minute, count)


TALLY = Tally()


def minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


@transaction.atomic
def write(counts: dict[datetime, Count]) -> None:
    """Adds to the rows of these minutes, in their order, so that two processes never wait for each other in a circle."""
    Minute.objects.bulk_create([Minute(at=minute) for minute in sorted(counts)], ignore_conflicts=True)
    for minute, count in sorted(counts.items()):
        Minute.objects.filter(at=minute).update(**{name: F(name) + number for name, number in count._asdict().items()})


def keep(minute: datetime, count: Count) -> None:
    """Beside the database, for `write_kept`: it outlives the worker. For one process at a time."""
    kept = cache.get(_KEPT, {})
    cache.set(_KEPT, kept | {minute: kept.get(minute, Count()).plus(count)}, _KEPT_FOR)


def write_kept() -> None:
    """Writes what was kept. It stays kept where the database is away, and that is raised."""
    write(cache.get(_KEPT, {}))
    cache.delete(_KEPT)
