"""Scenarios of a call: the list, a new one, one with its set, and what is done to it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.applications.models import Application
from accelerator.decisions import charting, operations, queries, scored
from accelerator.decisions.models import Scenario
from accelerator.decisions.scenario_forms import ScenarioForm, frame
from accelerator.decisions.shown import shown
from accelerator.kit import answers
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews

_RELATED = ("call__version", "call__programme", "created_by", "changed_by", "used_by")


def seen(request: HttpRequest, slug: str, code: str) -> Scenario:
    found = Scenario.objects.visible_to(request.user).select_related(*_RELATED)
    return get_object_or_404(found, call__slug=slug, code=code)


def run(request: HttpRequest, slug: str, code: str) -> Scenario:
    """For those who may change it; others do not find it."""
    found = Scenario.objects.filter(call__in=Call.objects.run_by(request.user)).select_related(*_RELATED)
    return get_object_or_404(found, call__slug=slug, code=code)


@login_required
@require_GET
def scenarios(request: HttpRequest, slug: str) -> HttpResponse:
    call = get_object_or_404(reviews.calls_overseen_by(request.user).select_related("programme"), slug=slug)
    context = {
        "call": call,
        "rows": queries.scenarios(call),
        "here": reverse("scenarios", args=[call.slug]),
        "may": request.user.has_perm("decisions.release", call),
    }
    return answers.page(request, "accelerator/decisions/scenarios.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    runs = Call.objects.run_by(request.user).select_related("programme", "version")
    call = get_object_or_404(runs, slug=slug)
    form = ScenarioForm(request.POST or None, initial={"places": queries.open_places(call), "scores_by": scored.RAW}, call=call)
    if request.method == "POST" and form.is_valid():
        made = answers.tried(form, lambda: operations.plan(call, by=request.user, **form.cleaned_data))
        if made:
            return redirect(made)
    context = {"call": call, "form": form, "back": reverse("scenarios", args=[call.slug])}
    return answers.page(request, "accelerator/decisions/scenario_form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def scenario(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Its set, what it costs, and how it is spread. While a worker is at it, the part that says so is asked for again."""
    found = seen(request, slug, code)
    sources = scored.sources(found.call)
    context: dict[str, Any] = {
        "scenario": found,
        "call": found.call,
        "may": request.user.has_perm("decisions.release", found.call),
        "undoable": queries.undoable(found),
        "source": sources.get(found.scores_by, sources[scored.RAW]),
    }
    if found.solved_at:
        context |= _told(shown(found), request.GET.get("by", ""))
    answer = answers.page(request, "accelerator/decisions/scenario.html", context, fragment="waiting")
    if found.solved_at and answers.wants_fragment(request):
        answer["HX-Refresh"] = "true"  # the set is there: the whole page
    return answer


def _told(told: Any, by: str) -> dict[str, Any]:
    """The set, and its charts where there is one."""
    if told.score is None:
        return {"shown": told}
    spreads = told.result["spreads"]
    name, there = charting.by(told.asked, spreads, by)
    parts = charting.parts(told.asked[name], spreads.get(name, []), filled=told.filled, candidates=told.result["candidates"])
    steps = charting.steps(told.result["steps"], Decimal(told.result["width"]))
    return {
        "shown": told,
        "by": name,
        "spread_by": there,
        "parts": parts,
        "parts_chart": charting.of_parts(parts),
        "steps": steps,
        "steps_chart": charting.of_steps(steps),
    }


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Name, places, scores and note."""
    found = run(request, slug, code)
    form = ScenarioForm(request.POST or None, initial=frame(found), call=found.call)
    if request.method == "POST" and form.is_valid():
        wished = {name: form.cleaned_data[name] for name in form.changed_data}
        if not wished or answers.tried(form, lambda: operations.change(found, by=request.user, **wished)):
            return redirect(found)
    context = {"call": found.call, "scenario": found, "form": form, "back": found.get_absolute_url()}
    return answers.page(request, "accelerator/decisions/scenario_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def act(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Works it out anew, copies it, or deletes it."""
    found = run(request, slug, code)
    wanted = request.POST.get("act", "")
    if wanted == "solve":
        return redirect(operations.solve(found, by=request.user))
    if wanted == "copy":
        made = operations.copy(found, by=request.user)
        messages.success(request, _("A copy to change, the other stays as it is."))
        return redirect(made)
    if wanted == "delete":
        operations.discard(found, by=request.user)
        messages.success(request, _("Scenario deleted. Decisions stay as they are."))
        return redirect("scenarios", found.call.slug)
    raise Refusal(_("Choose what to do with it."))


@login_required
@require_POST
def pin(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Keeps an application in or out, by its number or its startup's whole name."""
    found = run(request, slug, code)
    said = request.POST.get("application", "").replace("\0", "").strip()[:200]
    application = queries.called(found.call, said)
    if application is None:
        text = _("No application that stands is called “%(said)s”. Write its number, or its startup's whole name.")
        messages.warning(request, text % {"said": said})
        return redirect(found)
    operations.pin(found, application.pk, where=request.POST.get("where", ""), by=request.user)
    return redirect(f"{found.get_absolute_url()}#set")


@login_required
@require_http_methods(["GET", "POST"])
def use(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """GET says what would be decided; POST decides it."""
    found = run(request, slug, code)
    if request.method == "POST":
        held = operations.use(found, by=request.user, seen=request.POST.get("seen", "-"))
        undo = reverse("scenario_undo", args=[found.call.slug, found.code])
        messages.success(request, _("The set is accepted. Nothing is sent before the release."), extra_tags=undo)
        return redirect(held)
    chosen = queries.set_of(found)
    choice = queries.choice(chosen, outcome="accept", by=request.user)
    context = {"call": found.call, "scenario": found, "choice": choice, "applications": _accepted(chosen, choice)}
    return answers.page(request, "accelerator/decisions/scenario_use.html", context)


def _accepted(chosen: Sequence[Application], choice: queries.Choice) -> list[Application]:
    """Those whose decision would change, each with what was decided `before`."""
    before = {one.pk: "" for one in choice.fresh} | {one.application_id: one.outcome for one in choice.changed}
    changing = [one for one in chosen if one.pk in before]
    for one in changing:
        one.before = before[one.pk]  # type: ignore[attr-defined]  # for the page alone
    return changing


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Takes back what use() decided."""
    found = run(request, slug, code)
    operations.take_back(found, by=request.user)
    messages.success(request, _("The decisions are as they were before."))
    return redirect(found)
