"""Counts every request by how it went."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accelerator.kit import arrived, clock
from accelerator.programmes import degradation, measuring

_UNCOUNTED = ("/healthz", "/readyz", "/status.json")  # machines ask these, and would thin out what people meet


class Measuring:
    """Outside of what can fail or be slow, inside of Arrival. What it counts is written every now and then, after an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.MEASURE_MINUTES or request.path in _UNCOUNTED or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        response = self.get_response(request)
        slow = clock.now() - arrived.whole_at(request) > degradation.SLOW and _size(request) <= arrived.TAKEN_IN
        count = measuring.Count(requests=1, failed=int(response.status_code >= 500), slow=int(slow))
        measuring.TALLY.add(arrived.at(request), count)
        if measuring.TALLY.is_due():
            measuring.TALLY.flush()
        return response


def _size(request: HttpRequest) -> int:
    """Bytes of its body. A larger one is read by the house itself, at the sender's pace."""
    given = request.headers.get("Content-Length", "")
    return int(given) if given.isdecimal() else 0
