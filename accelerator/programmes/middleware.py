"""Counts every request by how it went."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accelerator.kit import arrived, clock
from accelerator.programmes import degradation, measuring

_UNCOUNTED = ("/healthz", "/readyz", "/status.json")  # machines ask these, and would thin out what people meet
_LARGE = 1_000_000  # bytes of a body whose pace is the sender's


class Measuring:
    """Outside of what can fail or be slow, inside of Arrival. What it counts is written every now and then, after an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.MEASURE_MINUTES or request.path in _UNCOUNTED or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        response = self.get_response(request)
        slow = clock.now() - arrived.at(request) > degradation.SLOW and _size(request) < _LARGE
        count = measuring.Count(requests=1, failed=int(response.status_code >= 500), slow=int(slow))
        measuring.TALLY.add(arrived.at(request), count)
        if measuring.TALLY.is_due():
            measuring.TALLY.flush()
        return response


def _size(request: HttpRequest) -> int:
    given = request.headers.get("Content-Length", "")
    return int(given) if given.isdecimal() else 0
