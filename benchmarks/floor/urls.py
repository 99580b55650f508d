"""The floor's one page: who reads it, one query, ten rows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from accelerator.startups.models import Startup

_PAGE = engines["django"].from_string(
    "<!doctype html><title>Floor</title><p>{{ request.user.email }}</p>"
    "<ul>{% for one in rows %}<li>{{ one.name }}</li>{% endfor %}</ul>"
)


def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_PAGE.render({"rows": Startup.objects.order_by("-id")[:10]}, request))


urlpatterns = [path("", floor)]
