"""Decisions and offers for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db.models import Count, Exists, Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.applications.models import Application
from accelerator.decisions import (
    api_letters,
    api_packs,
    api_procedures,
    api_scenario_acts,
    api_scenarios,
    api_voting,
    feedback,
    operations,
    policies,
    voting,
    waiting,
)
from accelerator.decisions.models import LONGEST_FEEDBACK, Condition, Decision, Offer, Recall, Release
from accelerator.kit import arrived
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Moment
from accelerator.kit.given import Given
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews
from accelerator.trail import operations as trail

router = Router(tags=["decisions"])
router.add_router("", api_letters.router)
router.add_router("", api_packs.router)
router.add_router("", api_procedures.router)
router.add_router("", api_scenarios.router)
router.add_router("", api_scenario_acts.router)
router.add_router("", api_voting.router)


class DecisionOut(Schema):
    application: str = Field(description="number of the application")
    startup: str
    outcome: str = Field(description="accept, waitlist or decline")
    feedback: str = Field(description="as it stands in the letter")
    reason: str = Field(description="why, in words of the team; founders never read it")
    ground: str = Field(description="why, of the programme's list of reasons")
    decided_at: datetime = Field(description="UTC")
    released_at: datetime | None = Field(description="UTC; null before the release")
    told_at: datetime | None = Field(description="UTC; from when its founders know; null before the release")


class DecisionIn(Given):
    outcome: Literal["accept", "waitlist", "decline"]
    feedback: str = Field("", max_length=LONGEST_FEEDBACK, description="goes into the letter; names no reviewers")
    reason: str = Field("", max_length=5000, description="why; needed against means or panel, never told to founders")
    ground: str = Field("", max_length=120, description="why, of the programme's list of reasons")


class QueuedOut(Schema):
    number: int = Field(description="place on the list, from 1")
    application: str
    startup: str
    mean: float | None = Field(description="of its reviews; null without one")
    level: bool = Field(description="a neighbour has the same mean, and nobody has put them in order")


class QueueOrderIn(Given):
    order: list[str] = Field(max_length=10_000, description="numbers of all applications on the list, the first first")


class ReleaseIn(Given):
    reply_by: Moment | None = Field(
        None, description="until when offers can be answered, with its offset; two weeks where left out"
    )
    partial: bool = Field(False, description="release although applications are undecided")
    seen: str | None = Field(
        None, max_length=200, description="the `mark` of the rehearsal; refused where something else would be told by now"
    )
    confirmed: list[str] = Field(
        [], max_length=10_000, description="numbers of applications whose letters name a reviewer and go as they are"
    )


class ReleaseOut(Schema):
    code: str | None = Field(description="names the release where it is recalled; releases of long ago have none")
    at: datetime = Field(description="UTC")
    told_at: datetime = Field(description="UTC; from when founders know and letters go out; until then it can be recalled")
    recalled_at: datetime | None = Field(description="UTC; null where it stands")
    count: int = Field(description="how many decisions were released; 0 once it is recalled")


class RecallIn(Given):
    reason: str = Field("", max_length=500, description="read by the programme's managers")


class ConditionOut(Schema):
    position: int
    text: str
    agreed_at: datetime | None = Field(description="UTC; null until the place is accepted")


class OfferOut(Schema):
    code: str
    application: str
    startup: str
    call: str = Field(description="slug of the call")
    state: str = Field(description="open, accepted, declined or lapsed")
    reply_by: datetime = Field(description="UTC")
    replied_at: datetime | None
    reason: str = Field(description="why the place was declined, where the startup said so")
    conditions: list[ConditionOut] = Field(description="what who accepts agrees to")


class ReplyIn(Given):
    accepts: bool = Field(description="true takes the place, false turns it down; either is final")
    agreed: list[int] = Field([], max_length=100, description="positions of the conditions agreed to; all of them, to accept")
    reason: str = Field("", max_length=2000, description="why the place is declined")


class MoreTimeIn(Given):
    reply_by: Moment = Field(description="until when the offer can be answered, with its offset")


class PlaceIn(Given):
    application: str = Field(description="number of an application on the waiting list", max_length=40)


def _decision(one: Decision) -> dict[str, Any]:
    """Without its words for who stands in a conflict (`apart`)."""
    apart = getattr(one, "apart", False)
    return {
        "application": one.application.number,
        "startup": str(one.application.startup),
        "outcome": one.outcome,
        "feedback": "" if apart else one.feedback,
        "reason": "" if apart else one.reason,
        "ground": "" if apart else one.ground,
        "decided_at": one.decided_at,
        "released_at": one.release.at if one.release else None,
        "told_at": one.release.told_at if one.release else None,
    }


def _offer(one: Offer) -> dict[str, Any]:
    application = one.decision.application
    facts: dict[str, Any] = {"code": one.code, "application": application.number, "startup": str(application.startup)}
    conditions = [{"position": its.position, "text": its.text, "agreed_at": its.agreed_at} for its in one.conditions.all()]
    facts |= {"call": application.call.slug, "state": one.state, "reason": one.reason}
    return facts | {"reply_by": one.reply_by, "replied_at": one.replied_at, "conditions": conditions}


def _release(one: Release) -> dict[str, Any]:
    recall: Recall | None = getattr(one, "recall", None)
    count = getattr(one, "count", None)
    return {
        "code": one.code,
        "at": one.at,
        "told_at": one.told_at,
        "recalled_at": recall.at if recall else None,
        "count": one.decisions.count() if count is None else count,
    }


def _run(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(Call.objects.run_by(request.user), slug=slug)


@router.get("/calls/{slug}/decisions", response=Listed[DecisionOut], summary="Decisions of a call, newest first")
def decisions(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    """For who may see the scores of the call."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user), slug=slug)
    found = Decision.objects.filter(application__call=call).select_related("application__startup", "release")
    found = found.annotate(apart=Exists(policies.keeping(request.user, "application")))
    return paging.cut(found, ["-decided_at", "-id"], each=_decision)


@router.put("/applications/{number}/decision", response=DecisionOut, summary="Decide about an application")
def decide(request: HttpRequest, number: str, wanted: DecisionIn) -> dict[str, Any]:
    """For managers of the programme. May be changed until the release; nothing is sent before it."""
    found = Application.objects.standing().run_by(request.user).select_related("call", "startup")
    application = get_object_or_404(found, number=number)
    decision = operations.decide(application, by=request.user, **wanted.dict())
    return _decision(decision)


class OfferedFeedback(Schema):
    texts: list[str] = Field(description="each once, without names, in an order that tells nothing of who wrote them")


@router.get("/applications/{number}/feedback", response=OfferedFeedback, summary="What reviewers wrote for the founders")
def offered_feedback(request: HttpRequest, number: str) -> dict[str, Any]:
    """For who may see the scores of the call and must not keep away from the application."""
    calls = reviews.calls_overseen_by(request.user).values("pk")
    found = voting.apart(Application.objects.standing().filter(call__in=calls), request.user)
    application = get_object_or_404(found, number=number)
    trail.looked("decision", by=request.user, at=application)
    return {"texts": feedback.offered(application)}


def _waiting(call: Call) -> list[dict[str, Any]]:
    rows = waiting.numbered(list(waiting.listed(call)))
    mean = {row.pk: None if row.mean is None else float(row.mean) for row in rows}
    named = {row.pk: {"application": row.application.number, "startup": str(row.application.startup)} for row in rows}
    return [{"number": row.number, "mean": mean[row.pk], "level": row.level} | named[row.pk] for row in rows]


@router.get("/calls/{slug}/waiting-list", response=list[QueuedOut], summary="Who waits for a place, in order")
def waiting_list(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """For who may see the scores of the call."""
    return _waiting(get_object_or_404(reviews.calls_overseen_by(request.user), slug=slug))


@router.put("/calls/{slug}/waiting-list", response=list[QueuedOut], summary="Put the waiting list in order")
def put_in_order(request: HttpRequest, slug: str, wanted: QueueOrderIn) -> list[dict[str, Any]]:
    """For managers of the programme without a conflict with anybody on it."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    operations.order(call, numbers=wanted.order, by=request.user)
    return _waiting(call)


@router.post("/calls/{slug}/offers", response={201: OfferOut}, summary="Offer a free place to one on the waiting list")
def offer_place(request: HttpRequest, slug: str, wanted: PlaceIn) -> Status[dict[str, Any]]:
    """For managers of the programme. Never more places are offered and taken than there are."""
    call = get_object_or_404(Call.objects.run_by(request.user), slug=slug)
    return Status(201, _offer(operations.offer_place(call, number=wanted.application, by=request.user)))


@router.post("/calls/{slug}/release", response={201: ReleaseOut}, summary="Release what is decided")
def release(request: HttpRequest, slug: str, wanted: ReleaseIn) -> Status[dict[str, Any]]:
    """Letters go out and offers open at `told_at`: so many minutes later as the programme gives itself to recall it."""
    call = _run(request, slug)
    made = operations.release(call, by=request.user, **wanted.dict())
    return Status(201, _release(made))


@router.get("/calls/{slug}/releases", response=Listed[ReleaseOut], summary="Releases of a call, newest first")
def releases(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    """For managers of the programme."""
    found = Release.objects.filter(call=_run(request, slug)).select_related("recall").annotate(count=Count("decisions"))
    return paging.cut(found, ["-at", "-id"], each=_release)


@router.post("/calls/{slug}/releases/{code}/recall", response=ReleaseOut, summary="Take a release back")
def recall(request: HttpRequest, slug: str, code: str, wanted: RecallIn) -> dict[str, Any]:
    """Until `told_at`: nothing is sent, offers are gone, and its decisions can be changed again. Afterwards refused."""
    found = get_object_or_404(Release, call=_run(request, slug), code=code)
    operations.recall(found, by=request.user, reason=wanted.reason)
    return _release(found)


@router.get("/offers", response=Listed[OfferOut], summary="Offers you may see, the next due first")
def offers(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    seen = Offer.objects.visible_to(request.user).prefetch_related(Prefetch("conditions", Condition.objects.order_by("position")))
    found = seen.select_related("decision__application__startup", "decision__application__call")
    return paging.cut(found, ["reply_by", "id"], each=_offer)


@router.post("/offers/{code}/reply", response=OfferOut, summary="Accept or decline a place")
def reply(request: HttpRequest, code: str, wanted: ReplyIn) -> dict[str, Any]:
    """For owners of the startup. The same answer twice is one answer."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user), code=code)
    return _offer(operations.reply(offer, by=request.user, at=arrived.at(request), **wanted.dict()))


@router.post("/offers/{code}/extend", response=OfferOut, summary="Give more time to answer an offer")
def extend(request: HttpRequest, code: str, wanted: MoreTimeIn) -> dict[str, Any]:
    """For managers of the programme. An offer that lapsed opens again where its place is still free; the startup hears of it."""
    offer = get_object_or_404(Offer.objects.visible_to(request.user), code=code)
    return _offer(operations.extend(offer, reply_by=wanted.reply_by, by=request.user))
