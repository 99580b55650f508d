"""The manager's doors: who reviews what, the register of conflicts, the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.applications.models import Application
from accelerator.kit import answers, together
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.reviews import away, discussions, drawing, operations, overviews, queries, released, rulings, stages
from accelerator.reviews.forms import HandForm
from accelerator.reviews.models import Assignment
from accelerator.startups.models import Startup


def _call(request: HttpRequest, slug: str) -> Call:
    """The call, for who may see its scores; others do not learn that it exists."""
    call: Call = answers.found(queries.overseen.first(request.user, slug))
    return call


@login_required
@require_GET
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Of the stage that `stage` names, else of the one in hand: loads, coverage, who is late, who stands back."""
    call = _call(request, slug)
    there = stages.of_call(call)
    stage = stages.at_work(there, request.GET.get("stage", ""))
    hands_on = getattr(call, "arrangement", None) and call.arrangement.hands_on_after  # else nothing is ever overdue
    seen = overviews.read(stage, there, hands_on=bool(hands_on))
    may_assign, here = request.user.has_perm("reviews.assign", call), reverse("call_reviews", args=[call.slug])
    context = {
        "call": call,
        "stage": stage,
        "stages": there,
        "seen": seen,
        "rows": drawing.overview(seen, stage, here, linked=may_assign),
        "may_assign": may_assign,
    }
    return answers.page(request, "accelerator/reviews/overview.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One application: who reviews it, what they say, who stands back. POST gives it to more reviewers."""
    call = _call(request, slug)
    chosen = get_object_or_404(Application.objects.standing().select_related("startup", "call"), call=call, number=number)
    form = HandForm(request.POST or None, call=call)
    if request.method == "POST" and form.is_valid():
        try:
            given = operations.assign(chosen, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error(refusal.field if refusal.field in form.fields else "reviewers", str(refusal.sentence))
        else:
            said = ngettext("Given to %(count)d reviewer.", "Given to %(count)d reviewers.", len(given))
            messages.success(request, said % {"count": len(given)})
            _warn(request, given)
            return redirect("application_reviews", call.slug, chosen.number)
    register, ruled = queries.register(call).filter(application=chosen), rulings.about(chosen, reader=request.user)
    panel = _panel(request, chosen, register, ruled)
    form.initial["due_on"] = stages.day_ahead(panel["here"])
    context = panel | {
        "call": call,
        "application": chosen,
        "rulings": ruled,
        "criteria": queries.criteria(call),
        "register": register,
        "form": form,
        "news": discussions.news(chosen, request.user) if request.user.has_perm("reviews.hear", chosen) else None,
        "may_assign": request.user.has_perm("reviews.assign", call),
    }
    return answers.page(request, "accelerator/reviews/application.html", context, status=422 if form.errors else 200)


def _panel(request: HttpRequest, application: Application, register: Any, ruled: Any) -> dict[str, Any]:
    """Everybody it was given to, each with how they handed it back, where they did, whether the reader is `barred` from them, and
    the stage in which it is given now, and why it no longer is where it is `closed`; fills `register` and `ruled` along.
    """
    panel, declines = queries.panel(application, reader=request.user), application.declines.order_by("pk")
    own = Startup.objects.of(request.user).filter(pk=application.startup_id)
    closed = released.rows([application.pk])
    lists = map(together.filled, (panel, register, ruled, own, declines, closed))
    here, *_filled = together.run(together.beside(stages.where.steps(application.call, [application]), *lists))
    handed_back = {one.person_id: one for one in declines}
    for one in panel:
        one.handed_back = handed_back.get(one.reviewer_id)  # type: ignore[attr-defined]  # for the page alone
    barred = bool(own) or any(one.person_id == request.user.pk for one in register)
    said = released.remedied(application) if closed else ""
    return {"panel": panel, "barred": barred, "closed": said, "staged": queries.spans_stages(panel), "here": here[application.pk]}


def _warn(request: HttpRequest, given: Sequence[Assignment]) -> None:
    """Of those who got something that is due while they are away; all of it is due on one day."""
    for person in away.on([one.reviewer for one in given], given[0].due_on if given else None):
        messages.warning(request, _("%(name)s is away on the day it is due.") % {"name": person})


@login_required
@require_POST
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    assignment = _assignment(request, code)
    operations.unassign(assignment, by=request.user)
    messages.success(request, _("Taken back from %(name)s.") % {"name": assignment.reviewer})
    return redirect("application_reviews", assignment.application.call.slug, assignment.application.number)


@login_required
@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    assignment = _assignment(request, code)
    operations.reopen(assignment, by=request.user)
    messages.success(request, _("Open again for %(name)s.") % {"name": assignment.reviewer})
    return redirect("application_reviews", assignment.application.call.slug, assignment.application.number)


def _assignment(request: HttpRequest, code: str) -> Assignment:
    found = Assignment.objects.visible_to(request.user).select_related("application__call", "reviewer")
    return get_object_or_404(found, code=code)
