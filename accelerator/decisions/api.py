"""Decisions and offers for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.applications.models import Application
from accelerator.decisions import api_scenarios, operations
from accelerator.decisions.models import Decision, Offer
from accelerator.kit import arrived
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Moment
from accelerator.kit.given import Given
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews

router = Router(tags=["decisions"])
router.add_router("", api_scenarios.router)


class DecisionOut(Schema):
    application: str = Field(description="number of the application")
    startup: str
    outcome: str = Field(description="accept, waitlist or decline")
    feedback: str = Field(description="as it stands in the letter")
    decided_at: datetime = Field(description="UTC")
    released_at: datetime | None = Field(description="UTC; null while nobody has been told")


class DecisionIn(Given):
    outcome: Literal["accept", "waitlist", "decline"]
    feedback: str = Field("", max_length=5000, description="goes into the letter; names no reviewers")


class ReleaseIn(Given):
    reply_by: Moment | None = Field(
        None, description="until when offers can be answered, with its offset; two weeks where left out"
    )
    partial: bool = Field(False, description="release although applications are undecided")


class ReleaseOut(Schema):
    at: datetime
    count: int = Field(description="how many decisions were released")


class OfferOut(Schema):
    code: str
    application: str
    startup: str
    call: str = Field(description="slug of the call")
    state: str = Field(description="open, accepted, declined or lapsed")
    reply_by: datetime = Field(description="UTC")
    replied_at: datetime | None


class ReplyIn(Given):
    accepts: bool = Field(description="true takes the place, false turns it down; either is final")


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "application": one.application.number,
        "startup": str(one.application.startup),
        "outcome": one.outcome,
        "feedback": one.feedback,
        "decided_at": one.decided_at,
        "released_at": one.release.at if one.release else None,
    }


def _offer(one: Offer) -> dict[str, Any]:
    application = one.decision.application
    facts = {"code": one.code, "application": application.number, "startup": str(application.startup)}
    return facts | {"call": application.call.slug, "state": one.state, "reply_by": one.reply_by, "replied_at": one.replied_at}


@router.get("/calls/{slug}/decisions", response=Listed[DecisionOut], summary="Decisions of a call, newest first")
def decisions(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    """For who may see the scores of the call."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user), slug=slug)
    found = Decision.objects.filter(application__call=call).select_related("application__startup", "release")
    return paging.cut(found, ["-decided_at", "-id"], each=_decision)


@router.put("/applications/{number}/decision", response=DecisionOut, summary="Decide about an application")
def decide(request: HttpRequest, number: str, wanted: DecisionIn) -> dict[str, Any]:
    """For managers of the programme. May be changed until the release; nothing is sent before it."""
    found = Application.objects.standing().run_by(request.user).select_related("call", "startup")
    application = get_object_or_404(found, number=number)
    decision = operations.decide(application, outcome=wanted.outcome, feedback=wanted.feedback, by=request.user)
    return _decision(decision)


@router.post("/calls/{slug}/release", response={201: ReleaseOut}, summary="Release what is decided")
def release(request: HttpRequest, slug: str, wanted: ReleaseIn) -> Status[dict[str, Any]]:
    """Letters go out and offers open. This cannot be taken back."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    made = operations.release(call, by=request.user, reply_by=wanted.reply_by, partial=wanted.partial)
    return Status(201, {"at": made.at, "count": made.decisions.count()})


@router.get("/offers", response=Listed[OfferOut], summary="Offers you may see, the next due first")
def offers(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    found = Offer.objects.visible_to(request.user).select_related("decision__application__startup", "decision__application__call")
    return paging.cut(found, ["reply_by", "id"], each=_offer)


@router.post("/offers/{code}/reply", response=OfferOut, summary="Accept or decline a place")
def reply(request: HttpRequest, code: str, wanted: ReplyIn) -> dict[str, Any]:
    """For owners of the startup. The same answer twice is one answer."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user), code=code)
    return _offer(operations.reply(offer, accepts=wanted.accepts, by=request.user, at=arrived.at(request)))
