"""For programs: what a reviewer does besides scoring, and the panel's discussion."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from accelerator.applications.models import Application
from accelerator.kit.given import Given
from accelerator.reviews import discussions, operations, queries
from accelerator.reviews.models import Remark, discussed_by

router = Router()


class FlagIn(Given):
    on: bool = Field(description="false takes your mark away")


class RemarkIn(Given):
    text: str = Field(
        min_length=1, max_length=4000, description="light markdown; `@` and a whole name calls somebody of the panel"
    )


class RemarkOut(Schema):
    code: str
    by: str
    text: str = Field(description="empty once it was taken back")
    mentions: list[str] = Field(description="names of people it calls")
    created_at: datetime = Field(description="UTC")
    edited_at: datetime | None
    removed_at: datetime | None
    new: bool = Field(description="you have not heard it before")


class DiscussionOut(Schema):
    remarks: list[RemarkOut]
    people: list[str] = Field(description="who may be called")


def _remark(one: Remark, *, new: bool = False) -> dict[str, Any]:
    names = ("code", "text", "mentions", "created_at", "edited_at", "removed_at")
    return {name: getattr(one, name) for name in names} | {"by": str(one.by), "new": new}


def _application(request: HttpRequest, number: str) -> Application:
    found: Application = get_object_or_404(discussed_by(request.user).select_related("call", "startup"), number=number)
    return found


def _own(request: HttpRequest, code: str) -> Remark:
    found = Remark.objects.visible_to(request.user).select_related("application__call", "application__startup", "by")
    return get_object_or_404(found, code=code)


@router.post("/reviews/{code}/flag", response={204: None}, summary="Mark a review for yourself")
def flag_review(request: HttpRequest, code: str, wanted: FlagIn) -> Status[None]:
    operations.flag(get_object_or_404(queries.queue(request.user), code=code), by=request.user, on=wanted.on)
    return Status(204, None)


@router.post("/reviews/{code}/newest", response={204: None}, summary="Move the draft to the newest submission")
def turn_review_to_newest(request: HttpRequest, code: str) -> Status[None]:
    """409 where it is about the newest already, or submitted."""
    operations.turn_to_newest(get_object_or_404(queries.queue(request.user), code=code), by=request.user)
    return Status(204, None)


@router.get("/applications/{number}/remarks", response=DiscussionOut, summary="The panel's discussion of an application")
def discussion(request: HttpRequest, number: str) -> dict[str, Any]:
    """For managers of the programme, and reviewers who see what the others wrote."""
    application = _application(request, number)
    said = discussions.thread(application, request.user)
    people = discussions.listeners(application, besides=request.user)
    return {"remarks": [_remark(one.remark, new=one.new) for one in said], "people": [str(one) for one in people]}


@router.post("/applications/{number}/remarks/heard", response={204: None}, summary="Say that you have read the discussion")
def hear_discussion(request: HttpRequest, number: str) -> Status[None]:
    """Nothing of it is `new` from then on."""
    operations.hear(_application(request, number), by=request.user)
    return Status(204, None)


@router.post("/applications/{number}/remarks", response={201: RemarkOut}, summary="Say something in the discussion")
def make_remark(request: HttpRequest, number: str, wanted: RemarkIn) -> Status[dict[str, Any]]:
    return Status(201, _remark(operations.remark(_application(request, number), text=wanted.text, by=request.user)))


@router.patch("/remarks/{code}", response=RemarkOut, summary="Change your remark within ten minutes")
def mend_remark(request: HttpRequest, code: str, wanted: RemarkIn) -> dict[str, Any]:
    return _remark(operations.mend(_own(request, code), text=wanted.text, by=request.user))


@router.delete("/remarks/{code}", response={204: None}, summary="Take your remark back")
def take_remark_back(request: HttpRequest, code: str) -> Status[None]:
    """Its words go; that it stood there stays."""
    operations.take_remark_back(_own(request, code), by=request.user)
    return Status(204, None)
