"""What the pipeline answers at the points of areas below: the manager's menu, and what founders read while they wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accelerator.accounts.points import HomeCard, MenuEntry
from accelerator.applications.models import Application
from accelerator.applications.points import Standing
from accelerator.kit import together
from accelerator.kit.addresses import reverse
from accelerator.kit.together import Steps
from accelerator.pipeline import waiting
from accelerator.programmes import queries as programmes
from accelerator.programmes.models import Call

_DECIDED = ("call_release", "call_waiting", "call_votes", "call_procedure", "call_packs")  # pages beside the decisions


def menu(person: Any, request: HttpRequest) -> list[MenuEntry]:
    """The selection of the call in view."""
    call = programmes.in_view(person, request)
    if call is None or call.state == Call.State.DRAFT:
        return []
    where, group = [call.slug], call.name
    decided = tuple(reverse(name, args=where) for name in _DECIDED)
    conflicts = (reverse("call_conflicts", args=where),)
    return [
        MenuEntry(_("Pipeline"), reverse("pipeline", args=where), "list-filter", group=group, place=40, dock=True),
        MenuEntry(_("Reviews"), reverse("call_reviews", args=where), "scale", group=group, place=41, also=conflicts),
        MenuEntry(_("Interviews"), reverse("call_interviews_any", args=where), "messages-square", group=group, place=41),
        MenuEntry(_("Ranking"), reverse("call_ranking", args=where), "list-ordered", group=group, place=42),
        MenuEntry(_("Scenarios"), reverse("scenarios", args=where), "git-compare", group=group, place=42),
        MenuEntry(_("Decisions"), reverse("call_decisions", args=where), "send", group=group, place=43, dock=True, also=decided),
    ]


def application_panels(application: Application, standing: Standing) -> list[HomeCard]:
    """How far the round is and when its founders should hear, until they have."""
    shown = waiting.waited(application, standing)
    return [HomeCard("accelerator/pipeline/waiting.html", {"waiting": shown})] if shown else []


@together.stepwise
def promised_days(calls: Sequence[Call]) -> Steps[dict[int, date | None]]:
    """The day that the panel names."""
    found = yield from waiting.lately.steps(calls)
    return {pk: one.promise.by for pk, one in found.items()}
