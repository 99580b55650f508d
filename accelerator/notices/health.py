"""Whether the machinery lives, judged by what it does, not by whether its processes exist."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError

from accelerator.kit import clock
from accelerator.notices import delivering
from accelerator.notices.models import Delivery, Heartbeat, Reminder

_SILENT = timedelta(minutes=3)
_SLOW = timedelta(minutes=5)
_SKEW = timedelta(seconds=2)


def beat(name: str) -> None:
    """Notes that the part `name` did its round."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": clock.now()})


def is_ready() -> bool:
    """The database answers and knows every migration."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def status() -> dict[str, Any]:
    """Every part's state; `degraded` where one is not well. Four cheap queries and one knock at the broker."""
    try:
        return {"database": "ok", **_seen_by_database()}
    except DatabaseError:
        return {"degraded": True, "database": "down", "broker": "ok" if _broker_answers() else "down"}


def _seen_by_database() -> dict[str, Any]:
    at = clock.now()
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    lag = delivering.waiting_since(at)
    unknown = Delivery.objects.filter(state=Delivery.State.UNKNOWN).count()
    parts = {
        "broker": _broker_answers(),
        "worker": _is_heard("worker", beats, at),
        "beat": _is_heard("beat", beats, at),
        "outbox": lag < _SLOW,
        "reminders": not Reminder.objects.due(at - _SLOW).exists(),
        "clock": abs(clock.offset()) < _SKEW,
    }
    return {
        "degraded": not all(parts.values()),
        **{name: "ok" if well else "down" for name, well in parts.items()},
        "outbox_lag_seconds": round(lag.total_seconds()),
        "deliveries_unknown": unknown,
        "clock_offset_ms": round(clock.offset().total_seconds() * 1000),
    }


def _is_heard(name: str, beats: dict[str, datetime], at: datetime) -> bool:
    return name in beats and at - beats[name] < _SILENT


def _broker_answers() -> bool:
    try:
        with current_app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=0, timeout=1)
    except (OperationalError, OSError):
        return False
    return True
