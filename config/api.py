"""The API: every area's router under one roof, described as OpenAPI."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property, partial, wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from accelerator.accounts import repeats, scopes
from accelerator.accounts.tokens import scope
from accelerator.kit import areas
from config.api_description import Description
from config.api_problems import ANSWERS, told_as_problem

Run = Callable[..., HttpResponseBase]


class Api(NinjaAPI):
    """Describes itself once a process: that takes most of a second and does not change."""

    @cached_property
    def description_of_all(self) -> Description:
        return Description(self, self.get_root_path({}))

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        return self.description_of_all

    def create_response(self, request: HttpRequest, data: Any, **given: Any) -> HttpResponse:
        """What an endpoint tells with an error of its own is a problem document too: of its type, beside what it tells."""
        held = given.get("temporal_response")
        status = given.get("status") or (held.status_code if held else 200)
        if status < 400:
            return super().create_response(request, data, **given)
        response = super().create_response(request, told_as_problem(status, data), **given)
        response["Content-Type"] = "application/problem+json"
        return response

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """`applications_submit`: what a generated client calls it."""
        return f"{(operation.tags or [''])[0]}_{operation.view_func.__name__}"


api = Api(
    title="Slipway",
    version="1",
    description="Everything people can do in Slipway, for programs. Send a token of yours as `Authorization: Bearer …`.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    servers=[{"url": settings.SITE_URL}],
)


def _guarded(run: Run) -> Run:
    """Round every operation: an address asks nothing that is not there to ask, a write with an idempotency key is done once."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]  # ninja gives us the operation's own method
    (opener,) = operation.auth_callbacks

    @wraps(run)
    def answer(request: HttpRequest, **given: Any) -> HttpResponseBase:
        act = partial(run, request, **given)
        try:
            _refuse_unasked(operation, opener, request)
            _refuse_unread(operation, opener, request)
            person = opener(request) if repeats.HEADER in request.headers and request.method not in scopes.READING else None
            return repeats.once(request, person, act) if person else act()
        except Exception as fault:
            return api.on_exception(request, fault)

    return answer


def _refuse_unasked(operation: Operation, opener: Callable[[HttpRequest], Any], request: HttpRequest) -> None:
    """What means nothing in an address or a form is named to whoever may ask: left out, a program would believe it was heard."""
    unasked = sorted(request.GET.keys() - _asked(operation, "query"))
    if (fields := _asked(operation, "form", "file")) and opener(request):
        unasked += sorted({*request.POST, *request.FILES} - fields - {"csrfmiddlewaretoken"})
    if unasked and opener(request):
        raise ValidationError([{"type": "extra_forbidden", "loc": ("query", name), "msg": ""} for name in unasked])


def _refuse_unread(operation: Operation, opener: Callable[[HttpRequest], Any], request: HttpRequest) -> None:
    """JSON is read where it says that it is JSON."""
    reads = any(model.__ninja_param_source__ == "body" for model in operation.models)
    if reads and request.content_type != "application/json" and request.body and opener(request):
        raise HttpError(415, _("Send JSON, with Content-Type: application/json."))


@cache
def _asked(operation: Operation, *sources: str) -> frozenset[str]:
    """Names that the operation reads from an address, or from a form."""
    read = [model for model in operation.models if model.__ninja_param_source__ in sources]
    return frozenset(name for model in read for name in getattr(model, "__ninja_flatten_map__", None) or model.model_fields)


api.add_decorator(_guarded, mode="view")
for _fault, _answer in ANSWERS.items():
    api.add_exception_handler(_fault, _answer)
for _app in ("accelerator", "cohorts"):
    for _area in areas.of(_app):
        if find_spec(f"{_area}.api"):
            _router = import_module(f"{_area}.api").router
            api.add_router("", _router, auth=scope(_router.tags[0]))
