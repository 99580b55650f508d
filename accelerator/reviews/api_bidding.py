"""Bids and how a call is arranged, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day
from accelerator.kit.given import Given
from accelerator.programmes.models import Call
from accelerator.reviews import bidding, operations
from accelerator.reviews.models import Arrangement

router = Router()


class BidOut(Schema):
    application: str = Field(description="number of the application")
    startup: str = Field(description="empty where the stage hides who applies")
    one_liner: str
    sector: str
    bid: str = Field(description="yes, maybe or no; empty where you have not said")


class BidIn(Given):
    application: str = Field(max_length=30)
    value: str = Field(description="yes, maybe, no or conflict")


class BidsIn(Given):
    bids: list[BidIn] = Field(min_length=1, max_length=500)


class ArrangementOut(Schema):
    bids_from: date | None = Field(description="in the call's zone")
    bids_until: date | None
    hands_on_after: int | None = Field(description="days past the due day; null for never")
    hands_on_alone: bool = Field(description="without asking a manager")
    takes_more: bool = Field(description="reviewers may take another application themselves")


class HandedOut(Schema):
    count: int
    left: int = Field(description="that nobody can take")
    act: str = Field(description="empty where nothing was handed on")


class ArrangementIn(Given):
    bids_from: Day | None = None
    bids_until: Day | None = None
    hands_on_after: int | None = Field(None, ge=1, le=60)
    hands_on_alone: bool = False
    takes_more: bool = False


def _asking(request: HttpRequest, slug: str) -> Call:
    call: Call = get_object_or_404(bidding.staffed_by(request.user), slug=slug)
    if not request.user.has_perm("reviews.bid", call):
        raise Http404
    return call


def _told(one: Any, hidden: bool) -> dict[str, Any]:
    startup = one.startup
    facts = {"application": one.number, "bid": one.bid, "sector": startup.sector}
    return facts | {"startup": "" if hidden else startup.name, "one_liner": "" if hidden else startup.one_liner}


@router.get("/calls/{slug}/bids", response=Listed[BidOut], url_name="bids", summary="What you may bid on, with your bids")
def bids(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    """While the call asks for bids. What you stand in a conflict with is left out, so a page may be shorter than asked for."""
    call = _asking(request, slug)
    found, hidden = bidding.shown(call, request.user), bidding.hides_startups(call, request.user)
    return paging.cut(found, bidding.ORDER, all_of=lambda rows: [_told(one, hidden) for one in bidding.apart(rows, request.user)])


@router.patch("/calls/{slug}/bids", response={204: None}, url_name="bid_many", summary="Bid")
def bid_many(request: HttpRequest, slug: str, wanted: BidsIn) -> Status[None]:
    """All or nothing; of two bids on the same application the last counts. A conflict is declared at once."""
    values = {one.application: one.value for one in wanted.bids}
    operations.bid(_asking(request, slug), values, by=request.user)
    return Status(204, None)


def _run(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(Call.objects.run_by(request.user), slug=slug)


@router.get("/calls/{slug}/arrangement", response=ArrangementOut, url_name="arrangement", summary="How the call is reviewed")
def arrangement(request: HttpRequest, slug: str) -> Arrangement:
    return bidding.arrangement(_run(request, slug))


@router.put("/calls/{slug}/arrangement", response=ArrangementOut, url_name="arrange", summary="Arrange how the call is reviewed")
def arrange(request: HttpRequest, slug: str, wanted: ArrangementIn) -> Arrangement:
    """For managers. What is left out is off."""
    return operations.arrange(_run(request, slug), by=request.user, **wanted.dict())


@router.post("/calls/{slug}/hand-on", response=HandedOut, url_name="hand_on", summary="Hand on what is overdue")
def hand_on(request: HttpRequest, slug: str) -> operations.Handed:
    """For managers: what is overdue by the call's rule and not begun goes to who carries least."""
    return operations.hand_on(_run(request, slug), by=request.user)
