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

from accelerator.kit.refusals import Refusal, TooMany

_WAIT = "5"  # seconds


def no_connection_is_free(fault: BaseException | None) -> bool:
    """Whether every database connection of this process was in use for as long as we wait for one."""
    return isinstance(fault, (PoolTimeout, OperationalError)) and "couldn't get a connection" in str(fault)


def crashed(request: HttpRequest) -> HttpResponse:
    """Django calls it while the fault is being handled: 503 where only a connection was lacking, else 500."""
    status = 503 if no_connection_is_free(sys.exc_info()[1]) else 500
    code = getattr(request, "request_id", "")
    if asked_by_program(request):
        response = document(status, _crashes()[status], code=code)
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
    if asked_by_program(request):
        return document(404, _("There is nothing here, or nothing that you may see."))
    return _fragment(404) if "HX-Request" in request.headers else defaults.page_not_found(request, exception)


def _fragment(status: int) -> HttpResponse:
    return HttpResponse(status=status, headers={"HX-Reswap": "none", "HX-Trigger": "slipway:gone"})


def asked_by_program(request: HttpRequest) -> bool:
    """Whether the API was asked: it speaks of what is wrong in documents of its own (RFC 9457), never in pages."""
    return request.path.startswith("/api/v1/")


def document(status: int, title: str, **more: object) -> HttpResponse:
    """What is wrong, as a program reads it; `more` is told as it is."""
    body = {"type": "about:blank", "status": status, "title": title, **more}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def refusal(refused: Refusal) -> HttpResponse:
    """A refusal as a program reads it, each input at fault by its path."""
    errors = [{"field": one.path, "says": str(one.sentence)} for one in refused.faults]
    if refused.field and not errors:
        errors = [{"field": refused.field, "says": str(refused.sentence)}]
    response = document(refused.status, str(refused.sentence), field=refused.field, errors=errors)
    if isinstance(refused, TooMany):
        response["Retry-After"] = str(refused.wait)
    return response


def _crashes() -> dict[int, str]:
    return {
        500: _("We could not answer that. Your data is safe."),
        503: _("Too many ask at once. Try again in a few seconds."),
    }


def not_allowed(response: HttpResponse) -> HttpResponse:
    """405 for a program; what goes stands in Allow."""
    told = document(405, _("This address does not take that method. See Allow."))
    told["Allow"] = response["Allow"]
    return told


def fill_empty_405(request: HttpRequest, response: HttpResponse) -> None:
    """Gives a page to a person who opens the address of a button."""
    response.content = render_to_string("405.html", request=request).encode()
