"""Ownership handed on, for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given
from accelerator.startups import operations
from accelerator.startups.models import Member, Startup
from accelerator.startups.transfers import Transfer

router = Router()


class TransferIn(Given):
    to: str = Field(description="code of the member who is to own it in your place")


class TransferOut(Schema):
    code: str
    startup: str = Field(description="slug")
    offered_by: str = Field(description="code of the owner")
    to: str = Field(description="code of the member who was asked")
    state: str = Field(description="offered, accepted, declined or taken_back")


def _facts(one: Transfer) -> dict[str, Any]:
    people = {"offered_by": one.offered_by.code, "to": one.to.code}
    return {"code": one.code, "startup": one.startup.slug, "state": one.state, **people}


def _visible(request: HttpRequest, code: str) -> Transfer:
    found = Transfer.objects.visible_to(request.user).select_related("startup", "offered_by", "to")
    return get_object_or_404(found, code=code)


@router.get("/transfers", response=Listed[TransferOut], summary="Startups you were offered or offered, newest first")
def transfers(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    found = Transfer.objects.visible_to(request.user).select_related("startup", "offered_by", "to")
    return paging.cut(found, ["-id"], each=_facts)


@router.post("/startups/{slug}/transfers", response={201: TransferOut}, summary="Offer your ownership to another member")
def offer(request: HttpRequest, slug: str, wanted: TransferIn) -> Status[dict[str, Any]]:
    """Nothing changes before they accept; then you are a member."""
    startup = get_object_or_404(Startup.objects.visible_to(request.user), slug=slug)
    member = get_object_or_404(Member.objects.live().of(startup).distinct("person"), person__code=wanted.to)
    return Status(201, _facts(operations.offer(startup, to=member.person, by=request.user)))


@router.post("/transfers/{code}/accept", response={204: None}, summary="Own the startup from now on")
def accept(request: HttpRequest, code: str) -> Status[None]:
    operations.accept(_visible(request, code), by=request.user)
    return Status(204, None)


@router.post("/transfers/{code}/decline", response={204: None}, summary="Leave everything as it is")
def decline(request: HttpRequest, code: str) -> Status[None]:
    operations.decline(_visible(request, code), by=request.user)
    return Status(204, None)


@router.post("/transfers/{code}/take-back", response={204: None}, summary="Take back what you offered")
def take_back(request: HttpRequest, code: str) -> Status[None]:
    operations.take_back(_visible(request, code), by=request.user)
    return Status(204, None)
