"""Copies of one application, for programs: PDF and ZIP."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router

from accelerator.applications import serving

router = Router()


def _bytes(kind: str) -> dict[str, object]:
    return {"responses": {200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get("/applications/{number}/pdf", response={200: None}, openapi_extra=_bytes("application/pdf"), summary="As PDF")
def pdf(request: HttpRequest, number: str, draft: bool = False) -> HttpResponse:
    """Every answer as it was submitted last; members may have the `draft` as it stands."""
    return serving.paper(request, number, draft=draft)


@router.get(
    "/applications/{number}/zip", response={200: None}, openapi_extra=_bytes("application/zip"), summary="All of it as ZIP"
)
def bundle(request: HttpRequest, number: str, draft: bool = False) -> StreamingHttpResponse:
    """The PDF, every file, the answers as canonical JSON and the receipt. That staff took files is logged. `missing.txt` names
    files that you may not have, each with why.
    """
    return serving.bundle(request, number, draft=draft)
