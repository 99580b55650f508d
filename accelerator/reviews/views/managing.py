"""The manager's doors: who reviews what, the register of conflicts, the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

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
from accelerator.reviews import away, chasing, discussions, operations, pace, queries
from accelerator.reviews.forms import EvenForm, HandForm
from accelerator.reviews.models import Assignment, Conflict


def _call(request: HttpRequest, slug: str) -> Call:
    """The call, for who may see its scores; others do not learn that it exists."""
    return get_object_or_404(queries.calls_overseen_by(request.user).select_related("programme"), slug=slug)


@login_required
@require_GET
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Loads, coverage, who is late, who stands back."""
    call = _call(request, slug)
    usual, lacking, register = queries.usual_reviewers(call), queries.lacking(call)[:50], queries.register(call)
    overdue, gone = chasing.overdue(call)[:50], away.of_call(call)
    lists = map(together.filled, (usual, lacking, register, overdue, gone))
    loads, *_filled = together.run(together.beside(queries.loads.steps(call), *lists))
    context = {
        "call": call,
        "here": reverse("call_reviews", args=[call.slug]),
        "coverage": queries.coverage(call),
        "median": pace.median(call),
        "loads": loads,
        "lacking": lacking,
        "register": register,
        "form": EvenForm(call=call, initial=_usual(call, usual)),
        "may_assign": request.user.has_perm("reviews.assign", call),
        "overdue": overdue,
        "away": gone,
    }
    return answers.page(request, "accelerator/reviews/overview.html", context)


def _usual(call: Call, reviewers: Any) -> dict[str, Any]:
    """How a call is spread where nobody says otherwise."""
    return {"reviewers": reviewers, "per_item": call.reviews_wanted, "due_on": call.reviews_due_on}


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """GET, or POST with `preview`, shows what spreading evenly would do; POST does exactly that or shows it anew."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)
    sent = request.POST if request.method == "POST" else request.GET
    numbers, on = sent.get("numbers", "").split(",") if sent.get("numbers") else [], sent.get("on", "")
    form = EvenForm(sent or None, call=call, initial=None if sent else _usual(call, queries.usual_reviewers(call)))
    if not form.is_valid():
        return preview(request, call, form, numbers, on=on)
    if request.method == "POST" and "preview" not in request.POST:
        applications = list(queries.lacking(call, form.cleaned_data["per_item"], numbers=numbers))
        seen, due_on = request.POST.get("seen", "-"), form.cleaned_data["due_on"]
        try:
            done = operations.assign_evenly(applications, by=request.user, due_on=due_on, seen=seen, **form.wanted)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            messages.warning(request, str(refusal.sentence))
        else:
            return _assigned(request, call, done, on)
    return preview(request, call, form, numbers, on=on)


def _assigned(request: HttpRequest, call: Call, done: queries.Plan, on: str) -> HttpResponse:
    said = ngettext("%(count)d review assigned.", "%(count)d reviews assigned.", len(done.pairs))
    undo = reverse("call_reviews_undo", args=[call.slug, done.act]) if done.pairs else ""
    handed = f"?{urlencode({'on': on})}" if undo and on else ""
    messages.success(request, said % {"count": len(done.pairs)}, extra_tags=f"{undo}{handed}")
    return redirect(_back(call, on))


def _back(call: Call, on: str) -> str:
    """The list that one came from, `on` its query, which is never empty; else the reviews."""
    return answers.narrowed("pipeline", call.slug, on=on) if on else reverse("call_reviews", args=[call.slug])


def preview(request: HttpRequest, call: Call, form: EvenForm, numbers: Sequence[str], *, on: str = "") -> HttpResponse:
    """What would be assigned; only applications of `numbers`, where any are given; `on` is the query of the list before."""
    context: dict[str, Any] = {"call": call, "form": form, "numbers": ",".join(numbers), "on": on, "back": _back(call, on)}
    if form.is_valid():
        applications = list(queries.lacking(call, form.cleaned_data["per_item"], numbers=numbers))
        due_on = form.cleaned_data["due_on"] or call.reviews_due_on
        found = queries.plan(call, applications, due_on=due_on, **form.wanted)
        loads = found.loads(form.wanted["reviewers"])
        gone = away.on([who for who, _before, gets, _then in loads if gets], due_on)
        context |= {"plan": found, "loads": loads, "applications": applications, "away": gone}
    return answers.page(request, "accelerator/reviews/plan.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """Takes back what was spread at once."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    done = operations.undo(call, act=act, by=request.user)
    said = ngettext("%(count)d review taken back.", "%(count)d reviews taken back.", done.count) % {"count": done.count}
    if done.left:
        left = ngettext("%(count)d stays: it is begun.", "%(count)d stay: they are begun.", done.left)
        said = f"{said} {left % {'count': done.left}}"
    messages.success(request, said)
    return redirect(_back(call, request.GET.get("on", "")))


@login_required
@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One application: who reviews it, what they say, who stands back. POST gives it to more reviewers."""
    call = _call(request, slug)
    chosen = get_object_or_404(Application.objects.standing().select_related("startup", "call"), call=call, number=number)
    form = HandForm(request.POST or None, call=call, initial={"due_on": call.reviews_due_on})
    if request.method == "POST" and form.is_valid():
        try:
            reviewers, due_on = list(form.cleaned_data["reviewers"]), form.cleaned_data["due_on"]
            given = operations.assign(chosen, reviewers=reviewers, by=request.user, due_on=due_on)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error("reviewers", str(refusal.sentence))
        else:
            said = ngettext("Given to %(count)d reviewer.", "Given to %(count)d reviewers.", len(given))
            messages.success(request, said % {"count": len(given)})
            _warn(request, [one.reviewer for one in given], due_on or call.reviews_due_on)
            return redirect("application_reviews", call.slug, chosen.number)
    register = queries.register(call).filter(application=chosen)
    context = {
        "call": call,
        "application": chosen,
        "panel": _panel(chosen, register),
        "criteria": queries.criteria(call),
        "register": register,
        "form": form,
        "news": discussions.news(chosen, request.user) if request.user.has_perm("reviews.hear", chosen) else None,
        "may_assign": request.user.has_perm("reviews.assign", call),
    }
    return answers.page(request, "accelerator/reviews/application.html", context, status=422 if form.errors else 200)


def _panel(application: Application, register: Any) -> Any:
    """Everybody it was given to, each with how they handed it back, where they did; fills the register along."""
    panel, declines = queries.panel(application), application.declines.order_by("pk")
    together.fetch(panel, register, declines)
    handed_back = {one.person_id: one for one in declines}
    for one in panel:
        one.handed_back = handed_back.get(one.reviewer_id)  # type: ignore[attr-defined]  # for the page alone
    return panel


def _warn(request: HttpRequest, reviewers: Sequence[Any], due_on: Any) -> None:
    """Of those who got something that is due while they are away."""
    for person in away.on(reviewers, due_on):
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


@login_required
@require_POST
def lift(request: HttpRequest, code: str) -> HttpResponse:
    found = Conflict.objects.live().visible_to(request.user).select_related("application__call", "person")
    conflict = get_object_or_404(found, code=code)
    operations.lift(conflict, by=request.user)
    messages.success(request, _("The conflict of %(name)s has ended.") % {"name": conflict.person})
    return redirect("application_reviews", conflict.application.call.slug, conflict.application.number)
