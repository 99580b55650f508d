"""Doors for those who watch the house."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accelerator.notices import health


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and is migrated."""
    ready = health.is_ready()
    return HttpResponse("ready\n" if ready else "not ready\n", content_type="text/plain", status=200 if ready else 503)


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Broker, worker, outbox and clock; always 200, `degraded` says whether something is not well."""
    return JsonResponse(health.status())
