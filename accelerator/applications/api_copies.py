"""Copies of one application, for programs: PDF and ZIP."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router

from accelerator.accounts import queries as house
from accelerator.applications import bundles, papers
from accelerator.applications.models import Application, Submission
from accelerator.kit import archive, arrived
from accelerator.trail import operations as trail

router = Router()


def _bytes(kind: str) -> dict[str, object]:
    return {"responses": {200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}}}}}}


def _asked(request: HttpRequest, number: str, *, draft: bool) -> tuple[Application, Submission | None, bool]:
    """The application, what was sent last or for its members the draft where they want it, and whether they are members."""
    along = ("call__programme", "startup", "behalf", "sheet__version__questionnaire")
    one = get_object_or_404(Application.objects.visible_to(request.user).select_related(*along), number=number)
    belongs = request.user.has_perm("applications.read_draft", one)
    return one, None if belongs and draft else one.last_submission(), belongs


@router.get("/applications/{number}/pdf", response={200: None}, openapi_extra=_bytes("application/pdf"), summary="As PDF")
def pdf(request: HttpRequest, number: str, draft: bool = False) -> HttpResponse:
    """Every answer as it was submitted last; members may have the `draft` as it stands."""
    one, sent, _belongs = _asked(request, number, draft=draft)
    made = papers.application(one, sent, operator=house.settings().name, at=arrived.at(request))
    return papers.answer(made, f"{one.number}.pdf")


@router.get(
    "/applications/{number}/zip", response={200: None}, openapi_extra=_bytes("application/zip"), summary="All of it as ZIP"
)
def bundle(request: HttpRequest, number: str, draft: bool = False) -> StreamingHttpResponse:
    """The PDF, every file, the answers as canonical JSON and the receipt. That staff took files is logged."""
    one, sent, belongs = _asked(request, number, draft=draft)
    if not belongs:
        trail.looked("files", by=request.user, at=one)
    at = arrived.at(request)
    inside = bundles.members(one, sent, operator=house.settings().name, at=at)
    return archive.answer(inside, f"{one.number}.zip", at=sent.arrived_at if sent else at)
