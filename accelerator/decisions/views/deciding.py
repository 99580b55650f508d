"""The manager's doors: decisions of a call, one decision, undo."""

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
from accelerator.decisions import feedback, marks, operations, policies, queries, voting, weighing, witness
from accelerator.decisions.forms import DecisionForm, release_form
from accelerator.decisions.models import Decision
from accelerator.kit import answers, clock, together
from accelerator.kit.addresses import reverse
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews
from accelerator.reviews import ranks, rulings
from accelerator.trail import operations as trail

_KEPT = ("outcome", "feedback", "reason", "ground")  # what a decision holds


def _seen_call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(reviews.calls_overseen_by(request.user).select_related("programme"), slug=slug)


@login_required
@require_GET
def decisions(request: HttpRequest, slug: str) -> HttpResponse:
    """What is decided, by whom, and how offers are answered."""
    call = _seen_call(request, slug)
    show = request.GET.get("show", "")
    may = request.user.has_perm("decisions.release", call)
    mark = marks.of(call) if may else ""  # before what it stands for: what changes meanwhile is told
    tally = queries.tally(call)
    page = queries.listed(call, show, request.GET.get("mark", ""), reader=request.user)
    for offer in page.rows if show == "offers" else ():
        offer.goes_out = offer.unsent_until(clock.now())
    context = {
        "call": call,
        "tally": tally,
        "show": show if show in ("released", "offers") else "ready",
        "page": page,
        "here": reverse("call_decisions", args=[call.slug]),
        "zone": str(call.zone),
        "line": ranks.line(call),
        "may": may,
        "form": release_form(call, mark=mark) if may and tally.to_release else None,
        "held": list(queries.recallable(call, clock.now())),
    }
    return answers.page(request, "accelerator/decisions/decisions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One application: what the panel said, and the outcome with its feedback."""
    calls = reviews.calls_overseen_by(request.user).filter(slug=slug)
    related = ("startup", "call__programme", "decision__decided_by", "decision__release", "decision__offer")
    chosen = get_object_or_404(Application.objects.standing().select_related(*related), call__in=calls, number=number)
    call, made = chosen.call, getattr(chosen, "decision", None)
    form = _decision_form(request, chosen, made)
    if form.is_bound and form.is_valid() and _decided(request, chosen, form):
        return redirect("call_decisions", call.slug)
    trail.looked("decision", by=request.user, at=chosen)
    may = request.user.has_perm("decisions.decide", chosen)
    barred = not may and not policies.stands_apart(request.user, chosen)
    said = _said(call, chosen, made, reader=request.user)
    context = (
        said
        | ({"told": [], "texts": [], "count": None, "acts": []} if barred else {})
        | {
            "call": call,
            "application": chosen,
            "decision": made,
            "held": bool(made and made.release and clock.now() < made.release.told_at),
            "form": form,
            "may": may,
            "barred": barred,
        }
    )
    return answers.page(request, "accelerator/decisions/decision.html", context, status=422 if form.errors else 200)


def _said(call: Call, chosen: Application, made: Decision | None, *, reader: Any) -> dict[str, Any]:
    """What its reviewers and the panel say, what a decision is held against, and who saw and did what."""
    panel, told = reviews.panel(chosen, reader=reader), voting.told(chosen)
    standing = ranks.standings(call).filter(pk=chosen.pk)
    seen, acts, said = witness.seen(chosen, made), witness.acts(chosen, made), rulings.about(chosen, reader=reader)
    stage = ranks.last_ranked(call)
    filled = (together.filled(one) for one in (panel, standing, told, seen, acts, said, stage))
    both = weighing.weigh.steps(call, chosen), feedback.offered.steps(chosen)
    weighed, texts, *_rest = together.run(together.beside(*both, *filled))
    facts = {
        "panel": panel,
        "staged": reviews.spans_stages(panel),
        "standing": ranks.number(call, list(standing))[0],
        "asking": weighed.asking,
        "count": weighed.count,
    }
    facts["stage"] = next(iter(stage))
    facts["stage"].call = call
    return facts | {"told": told, "seen": seen, "acts": acts, "texts": texts, "rulings": said}


def _decision_form(request: HttpRequest, chosen: Application, made: Decision | None) -> DecisionForm:
    grounds = queries.grounds(chosen.call.programme_id)
    if "take" in request.POST:
        return DecisionForm(initial=_taken(request, feedback.offered(chosen)), grounds=grounds)
    start = {name: getattr(made, name) for name in _KEPT} if made else {}
    return DecisionForm(request.POST or None, initial=start | {"seen": operations.mark(made)}, grounds=grounds)


def _taken(request: HttpRequest, texts: Sequence[str]) -> dict[str, str]:
    """What was typed, with the text added to the feedback that was chosen from the reviews; nothing is kept yet."""
    typed = {name: request.POST.get(name, "") for name in (*_KEPT, "seen")}
    place = request.POST["take"]
    if place.isdecimal() and len(place) < 4 and int(place) < len(texts):
        typed["feedback"] = "\n\n".join(part for part in (typed["feedback"].strip(), texts[int(place)]) if part)
    return typed


def _decided(request: HttpRequest, chosen: Application, form: DecisionForm) -> bool:
    """Whether it is decided as the form says; else the form says why not."""
    if not answers.tried(form, lambda: operations.decide(chosen, by=request.user, **form.cleaned_data)):
        return False
    messages.success(request, _("Decided. Nothing is sent before the release."))
    if names := feedback.names_in(chosen, form.cleaned_data["feedback"]):
        said = _("The feedback names %(names)s: founders are told no reviewers. Look at it again.")
        messages.warning(request, said % {"names": ", ".join(map(str, names))})
    return True


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """Takes a bulk act back."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    count = operations.undo(call, act=act, by=request.user)
    said = ngettext("%(count)d decision is as it was before.", "%(count)d decisions are as they were before.", count)
    messages.success(request, said % {"count": count})
    return redirect(answers.narrowed("pipeline", call.slug, on=request.GET.get("on", "")))
