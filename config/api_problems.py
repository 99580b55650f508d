"""What goes wrong in the API, as problem documents (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from accelerator.kit import problems, unstorable
from accelerator.kit.refusals import Refusal

log = structlog.get_logger("slipway.api")


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problems.refusal(refusal)


def _field(where: Sequence[str | int]) -> str:
    """As a program sent it: `("body", "given", "actions", 0, "title")` is `actions.0.title`; `given` is our own word."""
    source, *names = where
    return ".".join(map(str, names[1:] if source == "body" and len(names) > 1 else names))


def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    errors = [{"field": _field(error["loc"]), "says": _said(error)} for error in fault.errors]
    return problems.document(422, _("Some fields cannot be read as they are."), errors=errors)


def _said(error: Mapping[str, Any]) -> str:
    return _("There is no such field here.") if error.get("type") == "extra_forbidden" else str(error["msg"])


def _unknown(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    response = problems.document(401, _("Sign in, or send a valid token."))
    response["WWW-Authenticate"] = "Bearer"
    return response


def _missing(request: HttpRequest, fault: Http404) -> HttpResponse:
    return problems.missing(request, fault)


def _stopped(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return problems.document(fault.status_code, fault.message)


def _unstorable(request: HttpRequest, fault: Exception) -> HttpResponse:
    """NUL and halves of characters, which PostgreSQL keeps nowhere."""
    return problems.refusal(unstorable.refusal(request)) if unstorable.is_told_by(fault) else _broken(request, fault)


def _garbled(request: HttpRequest, fault: MultiPartParserError) -> HttpResponse:
    return problems.document(422, _("This form cannot be read. Send its parts with their boundary."))


def _too_large(request: HttpRequest, fault: Exception) -> HttpResponse:
    return problems.document(413, _("This is larger than we take at once."))


def _broken(request: HttpRequest, fault: Exception) -> HttpResponse:
    if settings.DEBUG:
        raise fault
    log.exception("api.broken", path=request.path)
    return problems.crashed(request)


def told_as_problem(status: int, told: Mapping[str, Any]) -> dict[str, Any]:
    """What an endpoint tells of what it did not do, with what every problem says; what was done stands beside it."""
    titles = {
        409: _("Some of it changed since you read it. What stands there now is told here; the rest was saved."),
        422: _("Some of it cannot be kept, and is named here; the rest was saved."),
    }
    return {"type": "about:blank", "status": status, "title": titles[status], **told}


ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Refusal: _refused,
    ValidationError: _invalid,
    AuthenticationError: _unknown,
    Http404: _missing,
    HttpError: _stopped,
    DataError: _unstorable,
    UnicodeEncodeError: _unstorable,
    RequestDataTooBig: _too_large,
    TooManyFieldsSent: _too_large,
    TooManyFilesSent: _too_large,
    MultiPartParserError: _garbled,
    Exception: _broken,
}
