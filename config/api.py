"""The API: every area's router under one roof, errors as problem documents (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from accelerator.accounts.tokens import scope
from accelerator.kit import areas, problems
from accelerator.kit.middleware import unstorable
from accelerator.kit.refusals import Refusal


class Api(NinjaAPI):
    """Describes itself once a process: that takes most of a second and does not change."""

    _described: OpenAPISchema | None = None

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        if self._described is None:
            self._described = super().get_openapi_schema(**given)
        return self._described


api = Api(
    title="Slipway",
    version="1",
    description="Everything people can do in Slipway, for programs. Send a token of yours as `Authorization: Bearer …`.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)

for _app in ("accelerator", "cohorts"):
    for _area in areas.of(_app):
        if find_spec(f"{_area}.api"):
            _router = import_module(f"{_area}.api").router
            api.add_router("", _router, auth=scope(_router.tags[0]))


def problem(request: HttpRequest, status: int, title: str, **more: object) -> HttpResponse:
    response = api.create_response(request, {"type": "about:blank", "status": status, "title": title, **more}, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(request, refusal.status, str(refusal.sentence), field=refusal.field)


def _field(where: Sequence[str | int]) -> str:
    """As a program sent it: `("body", "given", "actions", 0, "title")` is `actions.0.title`; `given` is our own word."""
    source, *names = where
    return ".".join(map(str, names[1:] if source == "body" and len(names) > 1 else names))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    errors = [{"field": _field(error["loc"]), "says": error["msg"]} for error in fault.errors]
    return problem(request, 422, _("Some fields cannot be read as they are."), errors=errors)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    response = problem(request, 401, _("Sign in, or send a valid token."))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Http404)
def _missing(request: HttpRequest, fault: Http404) -> HttpResponse:
    return problem(request, 404, _("There is nothing here, or nothing that you may see."))


@api.exception_handler(HttpError)
def _stopped(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return problem(request, fault.status_code, fault.message)


@api.exception_handler(DataError)
@api.exception_handler(UnicodeEncodeError)
def _unstorable(request: HttpRequest, fault: Exception) -> HttpResponse:
    """NUL and halves of characters, which PostgreSQL keeps nowhere."""
    if not unstorable(fault):
        return _broken(request, fault)
    return problem(request, 422, _("A character in this cannot be kept. Take it out and try again."))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, fault: RequestDataTooBig) -> HttpResponse:
    return problem(request, 413, _("This is larger than we take at once."))


@api.exception_handler(Exception)
def _broken(request: HttpRequest, fault: Exception) -> HttpResponse:
    if settings.DEBUG:
        raise fault
    import structlog

    structlog.get_logger("slipway.api").exception("api.broken", path=request.path)
    return problems.crashed(request)
