"""Doors to copies of one application: a page to print, a PDF, a ZIP with everything. `?draft` asks for the draft as it stands."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accelerator.applications import queries, serving
from accelerator.questionnaires import queries as reads


@login_required
@require_GET
def printed(request: HttpRequest, number: str) -> HttpResponse:
    """One page to print or keep: what was sent last, or to its members the draft as it stands."""
    one, sent = serving.copied(request.user, number, draft="draft" in request.GET)
    whole = queries.reading(one, sent) if sent else reads.reading(one.sheet.version, reads.whole(one.sheet))
    return render(request, "accelerator/applications/printed.html", {"application": one, "submission": sent, "reading": whole})


@login_required
@require_GET
def paper(request: HttpRequest, number: str) -> HttpResponse:
    return serving.paper(request, number, draft="draft" in request.GET)


@login_required
@require_GET
def bundle(request: HttpRequest, number: str) -> StreamingHttpResponse:
    return serving.bundle(request, number, draft="draft" in request.GET)
