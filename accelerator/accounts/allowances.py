"""What the API takes in a minute: of a token, of a person's browser, and of a network address where it is neither."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accelerator.kit import limiter, problems
from accelerator.kit.refusals import TooMany


def count(request: HttpRequest, who: str) -> None:
    """One more request of `who`, once a request; raises TooMany. What is left stays with the request, for its answer."""
    if not hasattr(request, "allowance"):
        left = limiter.count("api", who, most=settings.API_REQUESTS_A_MINUTE, seconds=60)
        request.allowance = left  # type: ignore[attr-defined]
        left.require()


def count_unknown(request: HttpRequest) -> None:
    """The same of somebody who showed nothing that is valid, by network address."""
    count(request, f"address {address(request)}")


def address(request: HttpRequest) -> str:
    """Of the network; empty where the proxy names none: all of these are one."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


class Telling:
    """Every answer of the API says what is left. What no door of it counted, an address that is none, counts here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not problems.asked_by_program(request):
            return response
        try:
            count_unknown(request)
        except TooMany as refusal:
            response = problems.refusal(refusal)
        for name, value in request.allowance.headers():  # type: ignore[attr-defined]
            response[name] = value
        return response
