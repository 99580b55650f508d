"""Answers to what nobody expected: a page, a fragment or a problem document, with the code that stands in the log."""

from __future__ import annotations

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults
from psycopg_pool import PoolTimeout

_WAIT = "5"  # seconds


def no_connection_is_free(fault: BaseException | None) -> bool:
    """Whether every database connection of this process was in use for as long as we wait for one."""
    return isinstance(fault, (PoolTimeout, OperationalError)) and "couldn't get a connection" in str(fault)


def crashed(request: HttpRequest) -> HttpResponse:
    """Django calls it while the fault is being handled: 503 where only a connection was lacking, else 500."""
    status = 503 if no_connection_is_free(sys.exc_info()[1]) else 500
    code = getattr(request, "request_id", "")
    if request.path.startswith("/api/"):
        response = problem_document(status, code)
    elif "HX-Request" in request.headers:
        # The page stays as it is; its script says what happened.
        response = HttpResponse(status=status, headers={"HX-Reswap": "none"})
    else:
        response = render(None, f"{status}.html", {"code": code}, status=status)
    if status == 503:
        response["Retry-After"] = _WAIT
    return response


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a page, or for a fragment the sentence that its page's script says."""
    return _fragment(403) if "HX-Request" in request.headers else defaults.permission_denied(request, exception)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, told as `denied` is."""
    return _fragment(404) if "HX-Request" in request.headers else defaults.page_not_found(request, exception)


def _fragment(status: int) -> HttpResponse:
    return HttpResponse(status=status, headers={"HX-Reswap": "none", "HX-Trigger": "slipway:gone"})


def problem_document(status: int, code: str) -> HttpResponse:
    """The fault as a program reads it (RFC 9457)."""
    sentences = {
        500: _("We could not answer that. Your data is safe."),
        503: _("Too many ask at once. Try again in a few seconds."),
    }
    body = {"type": "about:blank", "status": status, "title": sentences[status], "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def fill_empty_405(request: HttpRequest, response: HttpResponse) -> None:
    """Gives a page to a person who opens the address of a button."""
    response.content = render_to_string("405.html", request=request).encode()
