"""What anybody may read: the front page, the calls, one call."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.accounts import safety
from accelerator.kit import clock, together, wording
from accelerator.kit.registered import registered
from accelerator.programmes import forms, queries, stages
from accelerator.programmes.models import Call


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Who runs this, which calls are open, what founders get."""
    now = clock.now()
    found = list(queries.open_calls(now)[:6])
    figures, panels = together.run(together.beside(*(together.each(registered(point)) for point in ("figures", "front_panels"))))
    context = {
        "house": safety.house(request),
        "calls": found,
        "next": found[0] if found else queries.planned_calls(now).first(),
        "now": now,
        "figures": list(chain.from_iterable(figures)),
        "panels": list(chain.from_iterable(panels)),
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
    return page(request, get_object_or_404(queries.readable_calls(request.user), slug=slug), forms.Ask())


def page(request: HttpRequest, found: Call, asking: forms.Ask) -> HttpResponse:
    """The page of a call with the form for a question, perhaps one that was refused."""
    now = clock.now()
    own = queries.own_code(found, request.user) if found.phase(now) != "planned" else None
    context = {
        "call": found,
        "phase": found.phase(now),
        "now": now,
        "left": wording.left(found.ends_at(), now),
        "closes": queries.told(found.ends_at(), found),
        "enquiries": queries.enquiries(found, request.user),
        "asking": asking,
        "steps": _steps(found, now),
        "own_code": own,
        "own_until": (until := own.opens_until() if own else None),
        "takes": queries.opens_for(found, until, now),
        "own": [one for answer in registered("own_applications") for one in answer(found, request.user, now)],
        "extensions": queries.extensions(found),
        "checks": forms.announced(found.eligibility),
        "criteria": queries.criteria(found.rubric),
        "sections": found.version.sections() if found.version else (),
        "form_language": found.version.language if found.version else "",
        "may_manage": request.user.is_authenticated and request.user.has_perm("calls.manage", found),
    }
    return render(request, "accelerator/programmes/call.html", context, status=422 if asking.errors else 200)


def _steps(call: Call, now: datetime) -> list[tuple[str, str, str, str]]:
    """(state, title, date, note) of what happens when; nothing where the call names no days after it closes."""
    if not (call.reviews_due_on and call.decisions_on):
        return []
    closed = now >= call.last_moment()
    reviewed = now >= stages.midnight(call.reviews_due_on + timedelta(days=1), call.zone)
    told = now >= stages.midnight(call.decisions_on + timedelta(days=1), call.zone)
    written = "done" if closed else "now" if now >= call.opens_at else "next"
    read = "done" if reviewed else "now" if closed else "next"
    heard = "done" if told else "now" if reviewed else "next"
    opens, closes = (
        wording.day(call.opens_at.astimezone(call.zone).date()),
        wording.day(call.ends_at().astimezone(call.zone).date()),
    )
    return [
        (written, _("Apply"), f"{opens}–{closes}", _("Change and submit as often as you like; the last one counts.")),
        (read, _("Reviews"), _("until %(day)s") % {"day": wording.day(call.reviews_due_on)}, _("Reviewers read and score.")),
        (heard, _("You hear"), _("by %(day)s") % {"day": wording.day(call.decisions_on)}, _("Either way, with feedback.")),
    ]
