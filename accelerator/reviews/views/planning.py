"""The manager's page where applications are given out at once: asked for, looked at, adjusted by hand, carried out, undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.kit import answers
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import away, charting, explaining, operations, planning, queries, stages
from accelerator.reviews.forms import PlanForm

_MOST_SHOWN = 200
_LOOKS = ("preview", "give", "not", "free")  # buttons that show the plan anew


@dataclass
class Asked:
    """What stands in the form beside its fields: the stage, applications by number, the list one came from, pairs by hand."""

    stage: ReviewStage
    numbers: list[str]
    on: str = ""
    kept: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)

    @property
    def call(self) -> Call:
        return self.stage.call


def asked(call: Call, sent: QueryDict) -> Asked:
    """As it was sent, with what a button does to the pairs by hand."""
    kept, never = set(sent.getlist("kept")), set(sent.getlist("never"))
    given = f"{sent.get('by_hand_application', '')}:{sent.get('by_hand_reviewer', '')}" if "give" in sent else ""
    kept = (kept | {given}) - {"", sent.get("not"), sent.get("free")}
    never = (never | {sent.get("not", "")}) - {"", given, sent.get("free")}
    numbers = str(sent["numbers"]).split(",") if sent.get("numbers") else []
    stage = stages.at_work(stages.of_call(call), sent.get("stage", ""))
    return Asked(stage, numbers, sent.get("on", ""), sorted(kept), sorted(never))


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """GET, or POST by one of _LOOKS, shows what would be given to whom; POST does exactly that or shows it anew."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme", "rubric"), slug=slug)
    sent = request.POST if request.method == "POST" else request.GET
    wanted = asked(call, sent)
    fields = {key for key in sent if key not in ("stage", "numbers", "on")}
    form = PlanForm(sent if fields else None, call=call, initial=usual(wanted.stage, queries.usual_reviewers(call)))
    if form.is_valid() and request.method == "POST" and not any(one in sent for one in _LOOKS):
        try:
            done = operations.allot(
                wanted.stage,
                list(queries.lacking(wanted.stage, form.cleaned_data["per_item"], numbers=wanted.numbers)),
                form.wish(wanted.kept, wanted.never),
                seen=sent.get("seen", "-"),
                by=request.user,
            )
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            messages.warning(request, str(refusal.sentence))
        else:
            return _assigned(request, wanted, done)
    return preview(request, form, wanted)


def usual(stage: ReviewStage, reviewers: Any) -> dict[str, Any]:
    """How a stage is given out where nobody says otherwise."""
    return {"reviewers": reviewers, "per_item": stage.wanted, "due_on": stages.day_ahead(stage)}


def _assigned(request: HttpRequest, wanted: Asked, done: planning.Plan) -> HttpResponse:
    said = ngettext("%(count)d review assigned.", "%(count)d reviews assigned.", len(done.pairs))
    undo = reverse("call_reviews_undo", args=[wanted.call.slug, done.act]) if done.pairs else ""
    handed = f"?{urlencode({'stage': wanted.stage.code, 'on': wanted.on})}" if undo else ""
    messages.success(request, said % {"count": len(done.pairs)}, extra_tags=f"{undo}{handed}")
    return redirect(_back(wanted.call, wanted.on, wanted.stage.code))


def _back(call: Call, on: str, stage: str) -> str:
    """The list that one came from, `on` its query, which is never empty; else the reviews of the stage with this code."""
    reviews = f"{reverse('call_reviews', args=[call.slug])}?{urlencode({'stage': stage})}"
    return answers.narrowed("pipeline", call.slug, on=on) if on else reviews


def preview(request: HttpRequest, form: PlanForm, wanted: Asked) -> HttpResponse:
    """What would be assigned; nothing is."""
    context: dict[str, Any] = {
        "call": wanted.call,
        "form": form,
        "asked": wanted,
        "back": _back(wanted.call, wanted.on, wanted.stage.code),
    }
    if form.is_valid():
        applications = list(queries.lacking(wanted.stage, form.cleaned_data["per_item"], numbers=wanted.numbers))
        found = planning.plan(wanted.stage, applications, form.wish(wanted.kept, wanted.never))
        context |= {
            "plan": found,
            "applications": applications,
            "rows": _rows(found, applications)[:_MOST_SHOWN],
            "loads": found.loads(),
            "chart": charting.of_loads(found.loads()),
            "tight": explaining.tight(found.tight) if found.tight else "",
            "away": away.on([who for who, _now, gets, _then in found.loads() if gets], found.due_on),
            "by_hand": _by_hand(found, wanted, applications),
        }
    return answers.page(request, "accelerator/reviews/plan.html", context, status=422 if form.errors else 200)


def _rows(found: planning.Plan, applications: Sequence[Any]) -> list[dict[str, Any]]:
    """Each application with who gets it, how well they fit in percent, and whether a hand chose them; what lacks most first."""
    given = defaultdict(list)
    for (one, who), fit in zip(found.pairs, found.fits(), strict=True):
        kept = (one.number, who.code) in found.wish.kept
        given[one.pk].append({"person": who, "fit": round(100 * fit), "kept": kept})
    rows = [{"application": one, "given": given[one.pk], "lacks": found.short.get(one.pk, 0)} for one in applications]
    return sorted(rows, key=lambda row: -row["lacks"])


def _by_hand(found: planning.Plan, wanted: Asked, applications: Sequence[Any]) -> list[dict[str, Any]]:
    """What a hand chose or ruled out, in words."""
    startups = {one.number: one.startup.name for one in applications}
    people = {one.code: one for one in found.wish.reviewers}
    rows = []
    for written, kept in [*((one, True) for one in wanted.kept), *((one, False) for one in wanted.never)]:
        number, _colon, code = written.partition(":")
        if number in startups and code in people:
            rows.append({"value": written, "kept": kept, "startup": startups[number], "person": people[code]})
    return rows


@login_required
@require_POST
def why(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Why the plan gives an application to whom it does; the same form as the plan, so that it is about what is looked at."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme", "rubric"), slug=slug)
    wanted, form = asked(call, request.POST), PlanForm(request.POST, call=call)
    if not form.is_valid():
        return preview(request, form, wanted)
    applications = list(queries.lacking(wanted.stage, form.cleaned_data["per_item"], numbers=wanted.numbers))
    found = planning.plan(wanted.stage, applications, form.wish(wanted.kept, wanted.never))
    application = next((one for one in applications if one.number == number), None)
    if application is None:
        raise Http404
    reasons = [(one, explaining.counted(one), explaining.others(one)) for one in planning.why(found, number)]
    context = {"call": call, "application": application, "reasons": reasons}
    return answers.page(request, "accelerator/reviews/plan_why.html", context, fragment="reasons")


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """Takes back what was given out at once."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    done = operations.undo(call, act=act, by=request.user)
    said = ngettext("%(count)d review taken back.", "%(count)d reviews taken back.", done.count) % {"count": done.count}
    if done.left:
        left = ngettext("%(count)d stays: it is begun.", "%(count)d stay: they are begun.", done.left)
        said = f"{said} {left % {'count': done.left}}"
    messages.success(request, said)
    if done.stranded:
        bare = ngettext(
            "%(count)d does not go back to who had it: they cannot take it any more. Assign it anew.",
            "%(count)d do not go back to who had them: they cannot take them any more. Assign them anew.",
            done.stranded,
        )
        messages.warning(request, bare % {"count": done.stranded})
    return redirect(_back(call, request.GET.get("on", ""), request.GET.get("stage", "")))
