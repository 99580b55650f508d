"""Up to three scenarios side by side."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accelerator.decisions import beside
from accelerator.decisions.models import Scenario
from accelerator.kit import answers
from accelerator.kit.addresses import reverse
from accelerator.reviews import queries as reviews


@login_required
@require_GET
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """`s` names scenarios by their codes; more than three are left out, and said."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user).select_related("programme", "version"), slug=slug)
    codes = list(dict.fromkeys(request.GET.getlist("s")))
    found = {one.code: one for one in Scenario.objects.filter(call=call, code__in=codes[:20]).exclude(solved_at=None)}
    chosen = [found[code] for code in codes if code in found]
    context = {
        "call": call,
        "compared": beside.compared(call, chosen[: beside.MOST]),
        "left_out": max(0, len(chosen) - beside.MOST),
        "back": reverse("scenarios", args=[call.slug]),
    }
    return answers.page(request, "accelerator/decisions/scenarios_compared.html", context)
