"""Files of many applications, for programs: asked for, watched, fetched."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.accounts.tokens import scope
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.downloads import BYTES
from accelerator.kit.given import Given
from accelerator.kit.refusals import Refusal
from accelerator.pipeline import (
    api_assigning,
    api_importing,
    api_listing,
    api_mailing,
    api_marking,
    api_moving,
    filters,
    operations,
    queries,
    serving,
)
from accelerator.pipeline.models import Export
from accelerator.pipeline.reading import require_read
from accelerator.reviews import queries as reviews

router = Router(tags=["exports"])
router.add_router("", api_marking.router, auth=scope("applications"), tags=["applications"])
router.add_router("", api_listing.router, auth=scope("applications"), tags=["applications"])
router.add_router("", api_mailing.router, auth=scope("applications"), tags=["applications"])
router.add_router("", api_assigning.router, auth=scope("reviews"), tags=["reviews"])
router.add_router("", api_moving.router, auth=scope("decisions"), tags=["decisions"])
router.add_router("", api_importing.router, auth=scope("applications"), tags=["applications"])


class ExportIn(Given):
    call: str = Field(description="slug of the call")
    form: Literal["csv", "xlsx"] = "csv"
    on: str = Field("", max_length=4000, description="filters as they stand in the address of the pipeline: sector=Ports&q=tide")


class ExportOut(Schema):
    code: str
    call: str = Field(description="slug of the call")
    form: str = Field(description="csv or xlsx")
    total: int = Field(description="applications in it")
    done: int = Field(description="how many of them are written")
    ready_at: datetime | None = Field(description="UTC; null while it is being written")
    expires_at: datetime | None = Field(description="UTC; until when the file can be fetched")
    failed_at: datetime | None = Field(description="UTC; when it was given up after five tries, null else")

    @staticmethod
    def resolve_call(export: Export) -> str:
        return str(export.call.slug)


def _own(request: HttpRequest, code: str) -> Export:
    return get_object_or_404(Export.objects.visible_to(request.user).select_related("call"), code=code)


@router.get("/exports", response=Listed[ExportOut], summary="Your exports, newest first")
def exports(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return paging.cut(Export.objects.visible_to(request.user).select_related("call"), ["-id"])


@router.post("/exports", response={201: ExportOut}, summary="Have everything filtered written into a file")
def ask(request: HttpRequest, given: ExportIn) -> Status[Export]:
    """For who sees the applications of the call. Workers write it; you hear when it is there, or ask again here."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user).select_related("version"), slug=given.call)
    chosen = filters.from_query(given.on, call)
    require_read(chosen, field="on")
    ids = list(chosen.narrow(queries.rows(call)).order_by("number").values_list("pk", flat=True))
    return Status(201, operations.ask(call, ids=ids, form=given.form, by=request.user))


@router.get("/exports/{code}", response=ExportOut, summary="How far an export is")
def export(request: HttpRequest, code: str) -> Export:
    return _own(request, code)


@router.get("/exports/{code}/file", response={200: None, 409: None}, summary="Fetch the file", openapi_extra=BYTES)
def fetch(request: HttpRequest, code: str) -> HttpResponseBase:
    """409 while it is being written. Fetching it is logged."""
    found = _own(request, code)
    if found.failed_at:
        raise Refusal(_("This file could not be written. Ask for one with fewer applications."))
    if found.ready_at is None:
        raise Refusal(_("This file is still being written. Ask for it again in a moment."))
    return serving.answer(found, by=request.user)
