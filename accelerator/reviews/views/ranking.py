"""The ranking of a stage: raw and calibrated side by side, and what to make of it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accelerator.kit import answers, pages
from accelerator.kit.addresses import reverse
from accelerator.programmes.models import Call
from accelerator.reviews import operations, queries, ranked, rankings, stages


@login_required
@require_GET
def ranking(request: HttpRequest, slug: str) -> HttpResponse:
    """Of the stage that `stage` names, else of the one in hand."""
    call: Call = answers.found(queries.overseen.first(request.user, slug))
    there = stages.of_call(call)
    stage, held = rankings.latest(there, request.GET.get("stage", ""))
    rows = rankings.rows(held) if held else None
    page = pages.cut(rows, ["rank", "pk"], mark=request.GET.get("mark", "")) if rows is not None else None
    here, line = reverse("call_reviews", args=[call.slug]), rankings.line(held) if held else None
    context = {
        "call": call,
        "stage": stage,
        "stages": there,
        "ranking": held,
        "page": page,
        "drawn": ranked.rows(rankings.drawn(page.rows, stage), line, call, stage, here) if page else "",
        "line": line,
        "reviews_url": here,
        "may_rank": request.user.has_perm("reviews.assign", call),
    }
    return answers.page(request, "accelerator/reviews/ranking.html", context)


@login_required
@require_GET
def panel(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What the scores say of the panel: agreement, severity, odd scores, what would flip, what is worth one more read."""
    call: Call = answers.found(queries.overseen.first(request.user, slug))
    there = stages.of_call(call)
    stage = stages.in_hand(there, code)
    held = rankings.of(stage)
    told = rankings.told(held, to=request.user) if held else None
    context = {"call": call, "stage": stage, "stages": there, "ranking": held, "told": told}
    return answers.page(request, "accelerator/reviews/ranking_panel.html", context)


@login_required
@require_POST
def work_out(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Brings the ranking up to date at once; a sweep does it each minute."""
    call = get_object_or_404(Call.objects.run_by(request.user).select_related("rubric"), slug=slug)
    stage = stages.in_hand(stages.of_call(call), code)
    done = operations.work_out(stage, by=request.user)
    messages.success(request, _("Worked out anew.") if done else _("Nothing changed since."))
    return redirect(f"{reverse('call_ranking', args=[slug])}?stage={stage.code}")
