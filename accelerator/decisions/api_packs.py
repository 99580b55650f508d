"""Packs for a committee, for programs: asked for, watched, fetched."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.decisions import operations, serving
from accelerator.decisions.models import Pack
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.downloads import BYTES
from accelerator.kit.given import Given
from accelerator.kit.refusals import Refusal
from accelerator.reviews import queries as reviews

router = Router()


class PackIn(Given):
    beside: int = Field(10, ge=0, le=30, description="pages before and behind the last place, an application each")
    names_reviewers: bool = False


class PackOut(Schema):
    code: str
    call: str = Field(description="slug of the call")
    names_reviewers: bool
    asked_at: datetime = Field(alias="created_at", description="UTC")
    ready_at: datetime | None = Field(description="UTC; null while it is being written")
    expires_at: datetime | None = Field(description="UTC; until when it can be fetched")
    failed_at: datetime | None = Field(description="UTC; when it was given up after five tries, null else")

    @staticmethod
    def resolve_call(pack: Pack) -> str:
        return str(pack.call.slug)


def _own(request: HttpRequest) -> QuerySet[Pack]:
    return Pack.objects.visible_to(request.user).select_related("call").defer("content")


@router.get("/calls/{slug}/packs", response=Listed[PackOut], summary="Your committee packs of a call, newest first")
def packs(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, object]:
    call = get_object_or_404(reviews.calls_overseen_by(request.user), slug=slug)
    return paging.cut(_own(request).filter(call=call), ["-id"])


@router.post("/calls/{slug}/packs", response={201: PackOut}, summary="Have a committee pack made")
def ask_pack(request: HttpRequest, slug: str, wanted: PackIn) -> Status[Pack]:
    """For who may see the scores of the call. A worker writes it; you hear when it is there, or ask again here."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user), slug=slug)
    return Status(201, operations.ask_pack(call, by=request.user, **wanted.dict()))


@router.get("/packs/{code}", response=PackOut, summary="How far a committee pack is")
def pack(request: HttpRequest, code: str) -> Pack:
    return get_object_or_404(_own(request), code=code)


@router.get("/packs/{code}/file", response={200: None, 409: None}, summary="Fetch a committee pack", openapi_extra=BYTES)
def pack_file(request: HttpRequest, code: str) -> HttpResponse:
    """A PDF, for a week. 409 while it is being written, and once a conflict keeps one of its applications from you. Fetching it
    is logged.
    """
    found = get_object_or_404(Pack.objects.visible_to(request.user).select_related("call"), code=code)
    if found.failed_at:
        raise Refusal(_("This pack could not be written. Ask for a new one."))
    if found.ready_at is None:
        raise Refusal(_("This pack is still being written. Ask for it again in a moment."))
    return serving.pack(found, to=request.user)
