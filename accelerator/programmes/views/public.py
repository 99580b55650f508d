"""What anybody may read: the front page, the calls, one call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accelerator.accounts import safety
from accelerator.kit import clock, wording
from accelerator.kit.registered import registered
from accelerator.programmes import queries
from accelerator.programmes.models import Call


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Who runs this, which calls are open, what founders get."""
    now = clock.now()
    found = list(queries.open_calls(now)[:6])
    context = {
        "house": safety.house(request),
        "calls": found,
        "next": found[0] if found else queries.planned_calls(now).first(),
        "now": now,
        "figures": [figure for give in registered("figures") for figure in give()],
        "panels": [panel for give in registered("front_panels") for panel in give()],
    }
    return render(request, "accelerator/programmes/front.html", context)


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    context = {
        "open": queries.open_calls(now),
        "planned": queries.planned_calls(now),
        "past": queries.past_calls(now)[:50],
        "now": now,
    }
    return render(request, "accelerator/programmes/calls.html", context)


@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """A published call to everybody; a draft to its programme's staff, who are told so."""
    found = get_object_or_404(Call.objects.readable_by(request.user).select_related("programme", "version", "rubric"), slug=slug)
    now = clock.now()
    context = {
        "call": found,
        "phase": found.phase(now),
        "now": now,
        "left": wording.left(found.ends_at(), now),
        "closes": queries.told(found.ends_at(), found),
        "extensions": queries.extensions(found),
        "criteria": queries.criteria(found.rubric),
        "sections": found.version.definition["sections"] if found.version else [],
        "may_manage": request.user.is_authenticated and request.user.has_perm("calls.manage", found),
    }
    return render(request, "accelerator/programmes/call.html", context)
