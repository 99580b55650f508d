"""The manager's list, as the address narrows it."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accelerator.kit import answers, clock, pages
from accelerator.kit.addresses import reverse
from accelerator.pipeline import cells, columns, drawing, filters, queries
from accelerator.pipeline.panels import Kept, Strip, heads, orders, tabs
from accelerator.pipeline.rows import dress
from accelerator.programmes import queries as programmes
from accelerator.programmes.models import Call

_WORK = {"to_assign": "submitted", "to_release": "decided"}  # what a manager is led on to, and the stage that waits for it


def overseen(request: HttpRequest, slug: str) -> Call:
    """The call, for who may see its applications; others do not learn that it exists."""
    call = queries.overseen(request.user, slug)
    if call is None:
        raise Http404
    if call.is_run:  # type: ignore[attr-defined]  # an annotation
        programmes.look_at(call, request)
    return call


@login_required
@require_GET
def pipeline(request: HttpRequest, slug: str) -> HttpResponse:
    call = overseen(request, slug)
    chosen = filters.read(request.GET, call)
    funnel, shown = queries.funnel(call), columns.read(chosen)
    whole = partial(queries.shown, bool(shown.answers), shown.about_stages)
    order, mark = filters.SORTS[chosen.sort], request.GET.get("mark", "")
    page = pages.cut_first(chosen.in_order(), order, whole=whole, counted=chosen.counted, mark=mark)
    dress(page.rows, today=clock.today(call.zone))
    shown.dress(page.rows, call.version, apart=partial(queries.kept_from, request.user))
    may, reviews_url = call.is_run, reverse("call_reviews", args=[call.slug])  # type: ignore[attr-defined]  # an annotation
    kept = Kept(queries.views(call, request.user), chosen, request.user)
    context = {
        "call": call,
        "filters": chosen,
        "columns": shown,
        "page": page,
        "drawn": cells.draw(page.rows, shown, cells.Place(call, reviews_url, may)),
        "count": page.total if chosen.narrowed else funnel.total,
        "total": funnel.total,
        "strip": drawing.strip(Strip(call, funnel, chosen).steps()),
        "tabs": drawing.tabs(tabs(funnel, chosen), kept),
        "kept": kept,
        "heads": drawing.heads(shown, heads(chosen)),
        "orders": orders(chosen),
        "on": urlencode({"on": chosen.query()}),
        "may": may,
        **{name: funnel.by_stage.get(stage, 0) if may else 0 for name, stage in _WORK.items()},
        "reviews_url": reviews_url,
    }
    return answers.page(request, "accelerator/pipeline/pipeline.html", context)
