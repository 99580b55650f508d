"""The manager's list: narrow it, act on many, take it away as a file."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accelerator.decisions import operations as decisions
from accelerator.decisions import queries as decided
from accelerator.decisions.models import Decision
from accelerator.kit import answers, clock, pages, states, table
from accelerator.kit.refusals import Refusal
from accelerator.pipeline import filters, queries
from accelerator.pipeline.panels import Strip, heads, tabs
from accelerator.pipeline.rows import dress
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews
from accelerator.reviews.forms import EvenForm
from accelerator.reviews.views import managing
from accelerator.trail import operations as trail


def _call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(reviews.calls_overseen_by(request.user).select_related("programme"), slug=slug)


@login_required
@require_GET
def pipeline(request: HttpRequest, slug: str) -> HttpResponse:
    call = _call(request, slug)
    chosen = filters.read(request.GET)
    found = chosen.narrow(queries.rows(call))
    by_stage = queries.by_stage(call)
    page = pages.cut(queries.shown(found), filters.SORTS[chosen.sort], mark=request.GET.get("mark", ""))
    dress(page.rows, today=clock.today(call.zone))
    may = request.user.has_perm("decisions.release", call)
    context = {
        "call": call,
        "filters": chosen,
        "page": page,
        "count": found.count() if chosen.narrowed else sum(by_stage.values()),
        "total": sum(by_stage.values()),
        "strip": Strip(call, queries.funnel(call), chosen),
        "tabs": tabs(by_stage, chosen),
        "heads": heads(chosen),
        "sectors": queries.sectors(call),
        "may": may,
        "to_assign": by_stage.get("submitted", 0) if may else 0,
        "to_release": by_stage.get("decided", 0) if may else 0,
        "reviews_url": reverse("call_reviews", args=[call.slug]),
        "decisions_url": reverse("call_decisions", args=[call.slug]),
    }
    return answers.page(request, "accelerator/pipeline/pipeline.html", context)


@login_required
@require_POST
def act(request: HttpRequest, slug: str) -> HttpResponse:
    """What a bulk act would do; with `confirm` it is done."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("programme"), slug=slug)
    chosen = filters.from_query(request.POST.get("query", ""))
    numbers = request.POST.getlist("application") or request.POST.get("numbers", "").split(",")
    found = queries.chosen(call, numbers=numbers, filters=chosen, every=request.POST.get("every") == "1")
    back = f"{reverse('pipeline', args=[call.slug])}{chosen.query()}"
    outcome = request.POST.get("act", "")
    if not found:
        messages.warning(request, _("Choose at least one application."))
        return redirect(back)
    if outcome == "assign":
        start = {"reviewers": [who.code for who in reviews.usual_reviewers(call)], "per_item": call.reviews_wanted}
        form = EvenForm(start | {"due_on": call.reviews_due_on}, call=call)
        return managing.preview(request, call, form, [one.number for one in found])
    if outcome not in Decision.Outcome.values:
        raise Refusal(_("Choose what to do with them."))
    if "confirm" in request.POST:
        done = decisions.decide_many(found, outcome=outcome, by=request.user, seen=request.POST.get("seen", "-"))
        _say_done(request, call, outcome, done)
        return redirect(back)
    context = {
        "call": call,
        "outcome": outcome,
        "word": states.look(outcome, "decision").word,
        "choice": decided.choice(found, outcome=outcome, by=request.user),
        "found": found,
        "numbers": ",".join(one.number for one in found),
        "query": chosen.query(),
        "back": back,
    }
    return answers.page(request, "accelerator/pipeline/act.html", context)


def _say_done(request: HttpRequest, call: Call, outcome: str, done: str) -> None:
    count = Decision.objects.filter(act=done).count()
    said = {
        "accept": ngettext("%(count)d application accepted.", "%(count)d applications accepted.", count),
        "waitlist": ngettext("%(count)d application waitlisted.", "%(count)d applications waitlisted.", count),
        "decline": ngettext("%(count)d application declined.", "%(count)d applications declined.", count),
    }[outcome]
    undo = reverse("call_decisions_undo", args=[call.slug, done]) if count else ""
    messages.success(request, said % {"count": count}, extra_tags=undo)


@login_required
@require_GET
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The list as it is narrowed, as CSV."""
    call = _call(request, slug)
    trail.looked("export", by=request.user, at=call)
    head = (
        _("Number"), _("Startup"), _("One-liner"), _("Sector"), _("Country"), _("Stage"), _("Mean score"), _("Spread"),
        _("Reviews in"), _("Reviewers"), _("Decision"), _("Submitted (UTC)"),
    )  # fmt: skip
    return table.csv_answer(f"{call.slug}-pipeline", head, queries.export(call, filters.read(request.GET)))
