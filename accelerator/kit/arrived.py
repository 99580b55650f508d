"""When a request reached the house."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.http import HttpRequest

from accelerator.kit import clock

STAMP = "slipway.arrived_at"  # of a request's environment: the host's clock at the door, before the request waits its turn
WHOLE = "slipway.whole_at"  # the same clock when the door had read the body, where it had one to read
TAKEN_IN = 9 << 20  # bytes of a body that the door reads before its turn: a part of an upload with what surrounds it
LONGEST = timedelta(minutes=1)  # that a proxy may say a request was with it
_SECONDS = re.compile(r"(?:t=)?(\d{10}(?:\.\d{1,6})?)")
log = structlog.get_logger(__name__)


def at(request: HttpRequest) -> datetime:
    """The first reading of the clock, at the door: what deadlines are decided by."""
    moment: datetime = request.arrived_at  # type: ignore[attr-defined]  # set by kit.middleware.Arrival
    return moment


def whole_at(request: HttpRequest) -> datetime:
    """When all of it was here: a body comes at its sender's pace, and what takes longer is the house's."""
    stamp: datetime | None = request.META.get(WHOLE)
    return stamp + clock.offset() if stamp else at(request)


def read(request: HttpRequest) -> datetime:
    """The same by the host's clock: the stamp of the proxy whose header counts, else of our own door, else now.

    A proxy's stamp counts where it is in the minute before our own. Later ones are clocks that go fast; earlier ones nobody can
    have waited for.
    """
    here: datetime = request.META.get(STAMP) or clock.host()
    if not (settings.TRUSTED_PROXY_COUNT and settings.ARRIVAL_HEADER):
        return here
    given = _SECONDS.fullmatch(request.headers.get(settings.ARRIVAL_HEADER, ""))
    there = datetime.fromtimestamp(float(given[1]), UTC) if given else None
    if there is None or not here - LONGEST <= there <= here:
        log.warning("arrival.unbelieved", header=settings.ARRIVAL_HEADER, given=there)
        return here
    return there
