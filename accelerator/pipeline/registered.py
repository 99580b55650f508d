"""What the pipeline answers at the points of areas below: the manager's menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.accounts.points import MenuEntry
from accelerator.programmes import queries as programmes
from accelerator.programmes.models import Call


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """The selection of the call in view."""
    call = programmes.in_view(person, request)
    if call is None or call.state == Call.State.DRAFT:
        return []
    where, group = [call.slug], call.name
    return [
        MenuEntry(_("Pipeline"), reverse("pipeline", args=where), "list-filter", group=group, place=40, dock=True),
        MenuEntry(_("Reviews"), reverse("call_reviews", args=where), "scale", group=group, place=41),
        MenuEntry(_("Ranking"), reverse("call_ranking", args=where), "list-ordered", group=group, place=42),
        MenuEntry(_("Decisions"), reverse("call_decisions", args=where), "send", group=group, place=43, dock=True),
    ]
