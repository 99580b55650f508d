"""Reviews for programs: a reviewer's own, and the manager's assignments and ranking."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day
from accelerator.kit.given import Given
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call
from accelerator.reviews import (
    api_bidding,
    api_conflicts,
    api_describing,
    api_desk,
    api_interviews,
    api_managing,
    api_panels,
    api_promising,
    api_rankings,
    api_reading,
    api_stages,
    api_tables,
    bidding,
    operations,
    queries,
    ranks,
)
from accelerator.reviews.models import Assignment

router = Router(tags=["reviews"])
router.add_router("", api_bidding.router)
router.add_router("", api_conflicts.router)
router.add_router("", api_describing.router)
router.add_router("", api_promising.router)
router.add_router("", api_stages.router)
router.add_router("", api_panels.router)
router.add_router("", api_interviews.router)
router.add_router("", api_rankings.router)
router.add_router("", api_desk.router)
router.add_router("", api_managing.router)
router.add_router("", api_reading.router)
router.add_router("", api_tables.router)


class AssignmentOut(Schema):
    code: str
    application: str = Field(description="number of the application")
    startup: str = Field(description="empty where the stage hides it")
    call: str = Field(description="slug of the call")
    state: str = Field(description="assigned or scored")
    due_on: date | None = Field(description="in the call's zone")


class ReviewOut(AssignmentOut):
    fields: dict[str, str] = Field(
        description="points-N and reason-N by the criterion's position, comment, feedback, private_note"
    )
    versions: dict[str, int] = Field(description="how often each field was saved")
    submission: int | None = Field(description="number of the submission it is written on, once begun")
    newest: int | None = Field(description="number of the newest submission")
    flagged_at: datetime | None = Field(description="UTC; your own mark")
    total: Decimal | None = Field(description="weighted mean in points of the scale, once submitted")
    submitted_at: datetime | None = Field(description="UTC")


class Change(Given):
    name: str = Field(description="points-N, reason-N, comment, feedback or private_note")
    value: str = Field(description='text; points as on the scale of the rubric, "4" or "4.3"; "" takes them back')
    version: int = Field(ge=0, description="the version that was read")


class Changes(Given):
    changes: list[Change] = Field(max_length=100)
    spent: int = Field(0, ge=0, le=86_400, description="seconds of reading and scoring since the last save")


class Clash(Schema):
    name: str
    yours: str
    theirs: str
    version: int


class SavedOut(Schema):
    versions: dict[str, int] = Field(description="of the fields that are as sent now")
    conflicts: list[Clash] = Field(description="fields that moved on since they were read, and were left alone")


class Reason(Given):
    reason: str = Field("", max_length=300, description="for the managers of the programme")


class AssignIn(Given):
    reviewers: list[str] = Field(min_length=1, max_length=20, description="codes of people on the programme's staff")
    due_on: Day | None = None


class Standing(Schema):
    rank: int | None = Field(description="equals share a rank; null without a score")
    application: str
    startup: str
    mean: Decimal | None = Field(description="of the submitted reviews' totals")
    spread: Decimal | None = Field(description="sample standard deviation")
    scored: int
    given: int


class Ranking(Listed[Standing]):
    places: int
    stage: str = Field(description="code of the review stage whose figures these are: the last that is ranked")
    stage_name: str


def _assignment(one: Assignment) -> dict[str, Any]:
    application = one.application
    facts = {"code": one.code, "application": application.number, "startup": "" if one.blind else str(application.startup)}
    return facts | {"call": application.call.slug, "state": one.state, "due_on": one.due_on}


def _review(one: Assignment) -> dict[str, Any]:
    review = getattr(one, "review", None)
    return _assignment(one) | {
        "fields": queries.values(review) if review else {},
        "versions": review.marks if review else {},
        "submission": review.submission.number if review and review.submission else None,
        "newest": one.application.submissions.aggregate(newest=Max("number"))["newest"],
        "flagged_at": one.flagged_at,
        "total": review.total if review else None,
        "submitted_at": review.submitted_at if review else None,
    }


def _own(request: HttpRequest, code: str) -> Assignment:
    return get_object_or_404(queries.queue(request.user), code=code)


@router.get("/reviews", response=Listed[AssignmentOut], summary="Your reviews, the earliest due first")
def reviews(request: HttpRequest, paging: Query[Paging], state: str = "") -> dict[str, Any]:
    found = queries.queue(request.user).filter(**({"state": state} if state else {}))
    due = Coalesce("due_on", Value(date.max))  # what has no day comes last
    return paging.cut(found.annotate(due=due), ["due", "id"], each=_assignment)


@router.get("/reviews/{code}", response=ReviewOut, summary="One of your reviews")
def review(request: HttpRequest, code: str) -> dict[str, Any]:
    return _review(_own(request, code))


@router.patch("/reviews/{code}", response={200: SavedOut, 409: SavedOut}, summary="Save fields of the draft")
def save(request: HttpRequest, code: str, wanted: Changes) -> Status[dict[str, Any]]:
    """409 where a field moved on since it was read; the other fields are saved either way."""
    saved = operations.score(
        _own(request, code),
        by=request.user,
        changes={one.name: one.value for one in wanted.changes},
        seen={one.name: one.version for one in wanted.changes},
        spent=wanted.spent,
    )
    clashes = [one._asdict() for one in saved.clashes]
    return Status(409 if clashes else 200, {"versions": saved.versions, "conflicts": clashes})


@router.post("/reviews/{code}/submit", response=ReviewOut, summary="Submit the review")
def submit(request: HttpRequest, code: str) -> dict[str, Any]:
    """Locks it. Every criterion that counts needs points, the panel a comment."""
    operations.submit(_own(request, code), by=request.user, at=clock.now())
    return _review(_own(request, code))


@router.post("/reviews/{code}/conflict", response={204: None}, summary="Declare a conflict of interest")
def declare(request: HttpRequest, code: str, wanted: Reason) -> Status[None]:
    """The application is gone from your reviews at once."""
    operations.recuse(_own(request, code), by=request.user, reason=wanted.reason)
    return Status(204, None)


@router.post("/applications/{number}/assignments", response={201: list[AssignmentOut]}, summary="Give it to reviewers")
def assign(request: HttpRequest, number: str, wanted: AssignIn) -> Status[list[dict[str, Any]]]:
    """For managers of the programme. Who has it already keeps it and is left out of the answer."""
    standing = Application.objects.standing().run_by(request.user).select_related("call", "startup")
    application = get_object_or_404(standing, number=number)
    people = list(queries.reviewers_of(application.call).filter(code__in=wanted.reviewers))
    if len(people) != len(set(wanted.reviewers)):
        raise Refusal(_("Not everybody named is a reviewer of this programme."), field="reviewers")
    given = operations.assign(application, reviewers=people, by=request.user, due_on=wanted.due_on)
    return Status(201, [_assignment(one) for one in given])


@router.post("/calls/{slug}/take", response={201: AssignmentOut}, summary="Take another application")
def take(request: HttpRequest, slug: str) -> Status[dict[str, Any]]:
    """The one with the fewest reviewers, of those that have too few; where the call lets its reviewers do so."""
    call: Call = get_object_or_404(bidding.staffed_by(request.user), slug=slug)
    return Status(201, _assignment(operations.take(call, by=request.user)))


@router.get("/calls/{slug}/ranking", response=Ranking, summary="Applications by mean score")
def ranking(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, Any]:
    """For who may see the scores of the call."""
    call: Call = get_object_or_404(queries.calls_overseen_by(request.user), slug=slug)
    (stage,) = ranks.last_ranked(call)
    stage.call = call
    found = ranks.standings(call, stage).select_related("startup")
    page = paging.cut(found, ranks.ORDER, all_of=lambda rows: map(_standing, ranks.number(call, rows)))
    return page | {"places": call.places, "stage": stage.code, "stage_name": str(stage)}


def _standing(one: Any) -> dict[str, Any]:
    return {
        "rank": one.rank if one.mean is not None else None,
        "application": one.number,
        "startup": str(one.startup),
        "mean": one.mean,
        "spread": one.spread,
        "scored": one.scored,
        "given": one.given,
    }
