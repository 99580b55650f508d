"""Row history learns who caused a change and in which request."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse

from accelerator.kit import masking


class History:
    """Wraps requests that may write in a pghistory context; reading requests pay nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        person = request.user.pk if request.user.is_authenticated else None
        path = masking.masked(request.path)
        with pghistory.context(person=person, path=path, request_id=getattr(request, "request_id", "")):
            return self.get_response(request)
