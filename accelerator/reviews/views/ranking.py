"""The ranking: means, spreads and every reviewer's total, with the line where places end."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accelerator.kit import answers, pages
from accelerator.kit.addresses import reverse
from accelerator.reviews import queries, ranks


@login_required
@require_GET
def ranking(request: HttpRequest, slug: str) -> HttpResponse:
    call = get_object_or_404(queries.calls_overseen_by(request.user).select_related("programme"), slug=slug)
    standings = ranks.standings(call).select_related("startup")
    page = pages.cut(standings, ranks.ORDER, mark=request.GET.get("mark", ""))
    context = {
        "call": call,
        "page": page,
        "rows": ranks.ranked(call, page.rows),
        "line": ranks.line(call),
        "reviews_url": reverse("call_reviews", args=[call.slug]),
    }
    return answers.page(request, "accelerator/reviews/ranking.html", context)
