"""When a request reached the house."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest


def at(request: HttpRequest) -> datetime:
    """The first middleware's reading of the clock: what deadlines are decided by."""
    moment: datetime = request.arrived_at  # type: ignore[attr-defined]  # set by kit.middleware.Arrival
    return moment
