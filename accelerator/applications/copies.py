"""Doors to copies of one application: a page to print, a PDF, a ZIP with everything."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accelerator.accounts import queries as house
from accelerator.applications import bundles, papers, queries
from accelerator.applications.models import Application, Submission
from accelerator.kit import archive, arrived
from accelerator.questionnaires import queries as reads
from accelerator.trail import operations as trail


def _asked(request: HttpRequest, number: str) -> tuple[Application, Submission | None, bool]:
    """The application, what was sent last or for its members the draft where they want it, and whether they are members."""
    found = Application.objects.visible_to(request.user).select_related(
        "call__programme", "startup", "behalf", "sheet__version__questionnaire"
    )
    one = get_object_or_404(found, number=number)
    belongs = request.user.has_perm("applications.read_draft", one)
    return one, None if belongs and "draft" in request.GET else one.last_submission(), belongs


@login_required
@require_GET
def printed(request: HttpRequest, number: str) -> HttpResponse:
    """One page to print or keep: what was sent last, or to its members the draft as it stands."""
    one, sent, _belongs = _asked(request, number)
    whole = queries.reading(one, sent) if sent else reads.reading(one.sheet.version, reads.whole(one.sheet))
    return render(request, "accelerator/applications/printed.html", {"application": one, "submission": sent, "reading": whole})


@login_required
@require_GET
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The same as PDF."""
    one, sent, _belongs = _asked(request, number)
    made = papers.application(one, sent, operator=house.settings().name, at=arrived.at(request))
    return papers.answer(made, f"{one.number}.pdf")


@login_required
@require_GET
def bundle(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """The PDF, every file, the answers as JSON and the receipt. That staff took files is logged."""
    one, sent, belongs = _asked(request, number)
    if not belongs:
        trail.looked("files", by=request.user, at=one)
    at = arrived.at(request)
    inside = bundles.members(one, sent, operator=house.settings().name, at=at)
    return archive.answer(inside, f"{one.number}.zip", at=sent.arrived_at if sent else at)
