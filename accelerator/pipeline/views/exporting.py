"""The list as a file: at once where it is small, written by workers where it is large."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accelerator.accounts.requests import SignedIn
from accelerator.kit import answers, clock, table
from accelerator.kit.addresses import reverse
from accelerator.pipeline import filters, operations, queries, serving
from accelerator.pipeline.exported import Layout
from accelerator.pipeline.models import Export
from accelerator.pipeline.views.listing import overseen
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail

AT_ONCE = 2000  # applications; a workbook of more is written by workers


@login_required
@require_http_methods(["GET", "POST"])
def export(request: SignedIn, slug: str) -> HttpResponse:
    """GET says what the file would hold; POST leads to it, or has it written."""
    call = overseen(request, slug)
    chosen = filters.from_query((request.POST if request.method == "POST" else request.GET).get("on", ""), call)
    found = chosen.narrow(queries.readable(call, request.user))
    if request.method == "POST":
        form = request.POST.get("form", "")
        if form not in Export.Form.values:
            raise Http404
        count = found.count()
        if 0 < count <= AT_ONCE:
            return redirect(f"{reverse(f'pipeline_{form}', args=[call.slug])}{chosen.query()}")
        ids = list(found.order_by("number").values_list("pk", flat=True))
        return redirect(operations.ask(call, ids=ids, form=form, by=request.user))
    context = {
        "call": call,
        "chips": chosen.every_chip,
        "left": chosen.otherwise_priced,
        "on": chosen.query(),
        "back": f"{reverse('pipeline', args=[call.slug])}{chosen.query()}",
        "count": found.count(),
        "at_once": AT_ONCE,
        "columns": _layout(call).head(),
        "earlier": Export.objects.visible_to(request.user).filter(call=call).order_by("-id")[:5],
    }
    return answers.page(request, "accelerator/pipeline/export.html", context)


@login_required
@require_GET
def as_csv(request: SignedIn, slug: str) -> StreamingHttpResponse:
    """The list as it is narrowed, however long: the first lines are on their way while the last are read."""
    call = overseen(request, slug)
    trail.looked("export", by=request.user, at=call)
    layout = _layout(call)
    rows = filters.read(request.GET, call).narrow(queries.readable(call, request.user)).order_by("number")
    return table.csv_answer(f"{call.slug}-pipeline", layout.head(), layout.lines(rows))


@login_required
@require_GET
def as_workbook(request: SignedIn, slug: str) -> HttpResponseBase:
    """The same as a workbook, which is whole before its first byte leaves: only of what is small."""
    call = overseen(request, slug)
    rows = filters.read(request.GET, call).narrow(queries.readable(call, request.user)).order_by("number")
    if rows.count() > AT_ONCE:
        return redirect(f"{reverse('pipeline_export', args=[call.slug])}?{request.GET.urlencode()}")
    trail.looked("export", by=request.user, at=call)
    layout, file = _layout(call), tempfile.TemporaryFile()  # noqa: SIM115  # closed once it is sent
    table.workbook(file, call.prefix, layout.head(), layout.lines(rows))
    file.seek(0)
    return table.answer(f"{call.slug}-pipeline.xlsx", table.XLSX_TYPE, _pieces(file))


def _layout(call: Call) -> Layout:
    return Layout(call.version, today=clock.today(call.zone))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(65_536):
            yield piece


@login_required
@require_GET
def progress(request: SignedIn, code: str) -> HttpResponse:
    """How far a file is, and the way to it."""
    held = get_object_or_404(Export.objects.visible_to(request.user).select_related("call"), code=code)
    context = {"export": held, "call": held.call, "left": held.total - held.done}
    return answers.page(request, "accelerator/pipeline/exported.html", context, fragment="progress")


@login_required
@require_POST
def again(request: SignedIn, code: str) -> HttpResponse:
    """Has the same applications written into a file once more, where that failed."""
    failed = Export.objects.visible_to(request.user).filter(failed_at__isnull=False).select_related("call__version")
    held = get_object_or_404(failed, code=code)
    return redirect(operations.ask(held.call, ids=held.ids, form=held.form, by=request.user))


@login_required
@require_GET
def fetch(request: SignedIn, code: str) -> StreamingHttpResponse:
    """The file, until it expires."""
    held = get_object_or_404(Export.objects.visible_to(request.user).select_related("call"), code=code)
    return serving.answer(held, by=request.user)
