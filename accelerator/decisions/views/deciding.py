"""The manager's doors: decisions of a call, one decision, undo, the release."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.applications.models import Application
from accelerator.decisions import letters, operations, queries
from accelerator.decisions.forms import DecisionForm, ReleaseForm
from accelerator.decisions.models import Decision
from accelerator.kit import answers, clock, together
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews
from accelerator.reviews import ranks


def _seen_call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(reviews.calls_overseen_by(request.user).select_related("programme"), slug=slug)


@login_required
@require_GET
def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """What is decided, by whom, and how offers are answered."""
    call = _seen_call(request, slug)
    show = request.GET.get("show", "")
    tally = queries.tally(call)
    context = {
        "call": call,
        "tally": tally,
        "show": show if show in ("released", "offers") else "ready",
        "page": queries.listed(call, show, request.GET.get("mark", "")),
        "here": reverse("call_decisions", args=[call.slug]),
        "zone": str(call.zone),
        "may": request.user.has_perm("decisions.release", call),
        "form": _release_form(call, tally),
    }
    return answers.page(request, "accelerator/decisions/decisions.html", context)


def _release_form(call: Call, tally: queries.Tally, **typed: Any) -> ReleaseForm:
    """With the counts of now, and what was typed before."""
    usual = {"reply_on": operations.usual_reply_by(call, at=clock.now()).date()}
    return ReleaseForm(call=call, initial=usual | typed | tally.ready)


@login_required
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One application: what the panel said, and the outcome with its feedback."""
    call = _seen_call(request, slug)
    chosen = get_object_or_404(Application.objects.standing().select_related("startup", "call"), call=call, number=number)
    made = Decision.objects.filter(application=chosen).select_related("decided_by", "release").first()
    start = {"outcome": made.outcome, "feedback": made.feedback} if made else {}
    form = DecisionForm(request.POST or None, initial=start | {"seen": operations.mark(made)})
    if request.method == "POST" and form.is_valid():
        try:
            wanted: dict[str, Any] = form.cleaned_data
            operations.decide(
                chosen, outcome=wanted["outcome"], feedback=wanted["feedback"], seen=wanted["seen"], by=request.user
            )
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("Decided. Nothing is sent before the release."))
            return redirect("call_decisions", call.slug)
    panel, standing = reviews.panel(chosen), ranks.standings(call).filter(pk=chosen.pk)
    together.fetch(panel, standing)
    context = {
        "call": call,
        "application": chosen,
        "decision": made,
        "standing": ranks.number(call, list(standing))[0],
        "panel": panel,
        "form": form,
        "may": request.user.has_perm("decisions.decide", chosen),
    }
    return answers.page(request, "accelerator/decisions/decision.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """Takes a bulk act back."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    count = operations.undo(call, act=act, by=request.user)
    said = ngettext("%(count)d decision is as it was before.", "%(count)d decisions are as they were before.", count)
    messages.success(request, said % {"count": count})
    return redirect(answers.narrowed("pipeline", call.slug, on=request.GET.get("on", "")))


@login_required
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows the counts and the letters as they would go; POST sends them."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)
    form, typed = ReleaseForm(request.POST, call=call) if request.method == "POST" else None, {}
    if form and form.is_valid():
        try:
            partial = form.cleaned_data["partial"]
            made = operations.release(call, by=request.user, reply_by=form.reply_by, partial=partial, seen=form.seen)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            messages.warning(request, str(refusal.sentence))
            typed = {name: form.cleaned_data[name] for name in ("reply_on", "partial")}
            form = None  # the counts on it are no longer true
        else:
            count = made.decisions.count()
            said = ngettext("%(count)d decision released.", "%(count)d decisions released.", count)
            messages.success(request, said % {"count": count})
            return redirect("call_decisions", call.slug)
    tally = queries.tally(call)
    samples = letters.samples(call, reply_by=operations.usual_reply_by(call, at=clock.now()))
    context = {"call": call, "tally": tally, "form": form or _release_form(call, tally, **typed), "samples": samples}
    status = 200 if request.method == "GET" else 422 if form else 409
    return answers.page(request, "accelerator/decisions/release.html", context, status=status)
