"""Reviewers for many applications at once, for programs: the plan shown, then carried out as it was shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from accelerator.accounts.tokens import scope
from accelerator.kit.days import Day
from accelerator.kit.refusals import Refusal
from accelerator.pipeline.reading import Pointer, managed, pointed_at
from accelerator.programmes.models import Call
from accelerator.reviews import operations, queries

router = Router()


class SpreadIn(Pointer):
    reviewers: list[str] = Field([], max_length=200, description="codes of people on the programme's staff; none: its reviewers")
    per_item: int | None = Field(
        None, ge=1, le=10, description="reviews an application shall have; null: as many as the call wants"
    )
    seed: int = Field(0, ge=0, le=2**31, description="another one spreads otherwise; the same one always alike")


class AssignmentsIn(SpreadIn):
    due_on: Day | None = Field(None, description="in the call's zone; null: the call's day")
    seen: str = Field("", max_length=64, description="of the preview: refuses where it would come out differently now")


class PairOut(Schema):
    application: str = Field(description="number of the application")
    reviewer: str = Field(description="code of the person")


class LoadOut(Schema):
    reviewer: str = Field(description="code of the person")
    name: str
    now: int = Field(description="applications of the call they have")
    gets: int


class PlanOut(Schema):
    seen: str = Field(description="send it along to have exactly this done")
    assignments: list[PairOut]
    loads: list[LoadOut]
    lacking: int = Field(description="reviews that no chosen reviewer without a conflict is left for")
    conflicts: int = Field(description="conflicts of interest that were found and are avoided")


class SpreadOut(PlanOut):
    act: str = Field(description="undoes it")


class TakenBackOut(Schema):
    count: int = Field(description="reviews taken back")
    left: int = Field(description="reviews that stay, for they are begun")


@router.post(
    "/calls/{slug}/assignments/preview",
    response=PlanOut,
    auth=scope("reviews", changes=False),
    summary="How applications would be spread over reviewers",
)
def preview_assignments(request: HttpRequest, slug: str, given: SpreadIn) -> dict[str, Any]:
    """Changes nothing. What has its reviews already is left out."""
    call = managed(request.user, slug)
    wanted = _wanted(call, given)
    plan = queries.plan(call, _lacking(call, given), **wanted)
    return _told(plan, wanted["reviewers"])


@router.post("/calls/{slug}/assignments", response={201: SpreadOut}, summary="Spread applications evenly over reviewers")
def spread(request: HttpRequest, slug: str, given: AssignmentsIn) -> Status[dict[str, Any]]:
    """Never to somebody in conflict. Each reviewer hears once of what they got."""
    call = managed(request.user, slug)
    wanted = _wanted(call, given)
    plan = operations.assign_evenly(_lacking(call, given), **wanted, due_on=given.due_on, seen=given.seen, by=request.user)
    return Status(201, _told(plan, wanted["reviewers"]) | {"act": plan.act})


@router.post("/calls/{slug}/assignments/{act}/undo", response=TakenBackOut, summary="Take back what was spread at once")
def undo(request: HttpRequest, slug: str, act: str) -> operations.Undone:
    """What a reviewer has begun stays theirs."""
    return operations.undo(managed(request.user, slug), act=act, by=request.user)


def _lacking(call: Call, given: SpreadIn) -> list[Any]:
    """Those pointed at that lack reviews. Refuses where none does."""
    numbers = [one.number for one in pointed_at(call, given.numbers, given.on)]
    found = list(queries.lacking(call, given.per_item or 0, numbers=numbers))
    if not found:
        raise Refusal(_("Every application has its reviewers."), field="numbers")
    return found


def _wanted(call: Call, given: SpreadIn) -> dict[str, Any]:
    usual = queries.usual_reviewers(call)
    people = list(queries.reviewers_of(call).filter(code__in=given.reviewers) if given.reviewers else usual)
    if not people or (given.reviewers and len(people) != len(set(given.reviewers))):
        raise Refusal(_("Not everybody named is a reviewer of this programme."), field="reviewers")
    return {"reviewers": people, "per_item": given.per_item or call.reviews_wanted, "seed": given.seed}


def _told(plan: queries.Plan, reviewers: list[Any]) -> dict[str, Any]:
    return {
        "seen": plan.fingerprint,
        "assignments": [{"application": one.number, "reviewer": who.code} for one, who in plan.pairs],
        "loads": [
            {"reviewer": who.code, "name": str(who), "now": now, "gets": gets} for who, now, gets, _then in plan.loads(reviewers)
        ],
        "lacking": plan.lacks,
        "conflicts": len(plan.edges),
    }
