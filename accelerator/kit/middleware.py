"""What every request passes: its arrival time and id, headers, and refusals told as sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.csrf import csrf_failure

from accelerator.kit import arrived, clock, codes, masking, problems, unstorable
from accelerator.kit.refusals import Refusal, TooMany

Next = Callable[[HttpRequest], HttpResponse]
_REQUEST_ID = re.compile(r"[\w-]{8,64}")
log = structlog.get_logger("slipway.request")


def wants_data(request: HttpRequest) -> bool:
    """Whether a program or a fragment asks: such callers get a status, never a redirect to a page."""
    return "HX-Request" in request.headers or request.headers.get("Accept", "").startswith("application/json")


class Arrival:
    """Says first of all when the request arrived: `request.arrived_at` decides deadlines, however long the rest takes."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = _read_clock(request)  # type: ignore[attr-defined]  # one attribute for deadlines, read through kit.arrived
        given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXY_COUNT else ""
        request_id = given if _REQUEST_ID.fullmatch(given) else codes.new()
        request.request_id = request_id  # type: ignore[attr-defined]  # shown on error pages and kept in the trail
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            log.info(
                "answered",
                method=request.method,
                path=masking.masked(request.path),
                status=response.status_code,
                arrived=arrived.at(request).isoformat(),
                ms=round((clock.now() - arrived.at(request)).total_seconds() * 1000),
            )
        response["X-Request-ID"] = request_id
        return response


def _read_clock(request: HttpRequest) -> datetime:
    """The arrival by PostgreSQL's clock. A database that is away is told of by whoever needs it; /healthz needs none."""
    moment = arrived.read(request)
    if request.path != "/healthz":
        with suppress(DatabaseError):
            clock.keep_true()
    return moment + clock.offset()


class Headers:
    """What Django's own security middleware does not set."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response


class Refusals:
    """Turns a Refusal that no view caught into its page, and sign-in redirects into 401 for callers that are not pages."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        location = response.headers.get("Location", "")
        if response.status_code == 302 and wants_data(request) and location.startswith(resolve_url(settings.LOGIN_URL)):
            response = _signed_out()
        if response.status_code == 405 and problems.asked_by_program(request):
            return problems.not_allowed(response)
        if response.status_code == 405 and not response.content and not wants_data(request):
            problems.fill_empty_405(request, response)
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, Refusal):
            return refused(request, fault)
        if unstorable.is_told_by(fault):
            return refused(request, unstorable.refusal(request))
        return None


def _signed_out() -> HttpResponse:
    return HttpResponse(status=401, headers={"HX-Trigger": "slipway:signed-out"})


def no_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403. A page whose person went with all cookies hears that they are signed out, as of a session that ended."""
    lost = wants_data(request) and "X-Person" in request.headers and not request.user.is_authenticated
    return _signed_out() if lost else csrf_failure(request, reason)


def came_from(request: HttpRequest) -> str:
    """The page of this house whose button was pressed, as a path; "" where there is none to go back to."""
    page = request.headers.get("Referer", "")
    if request.method != "POST" or not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(page)
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a refusal: JSON for programs and scripts, a fragment or a page with the sentence for people."""
    if problems.asked_by_program(request):
        return problems.refusal(refusal)
    if request.headers.get("Accept", "").startswith("application/json"):
        body = {"detail": str(refusal.sentence), "field": refusal.field}
        response: HttpResponse = JsonResponse(body, status=refusal.status)
    else:
        name = "accelerator/refused.html" + ("#notice" if "HX-Request" in request.headers else "")
        response = render(request, name, {"refusal": refusal, "back": came_from(request)}, status=refusal.status)
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.wait)
    return response
