"""Reviewers for many applications at once, for programs: the plan shown, then carried out as it was shown."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from accelerator.accounts.tokens import scope
from accelerator.kit import days
from accelerator.kit.days import Day
from accelerator.kit.refusals import Refusal
from accelerator.pipeline.reading import Pointer, managed, pointed_at
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import explaining, operations, planning, queries, stages
from accelerator.reviews.affinities import MOST, Weights
from accelerator.reviews.planning import Plan, Wish

router = Router()


class WeightsIn(Schema):
    """What counts; what nobody said anything of does not."""

    bids: int = Field(4, ge=0, le=MOST)
    expertise: int = Field(3, ge=0, le=MOST)
    sector: int = Field(2, ge=0, le=MOST)
    text: int = Field(2, ge=0, le=MOST)
    language: int = Field(1, ge=0, le=MOST)
    load: int = Field(1, ge=0, le=MOST)


class PairIn(Schema):
    application: str = Field(max_length=40, description="number of the application")
    reviewer: str = Field(max_length=40, description="code of the person")


class SpreadIn(Pointer):
    stage: str = Field("", max_length=20, description="code of the review stage; empty: the one in hand")
    reviewers: list[str] = Field([], max_length=200, description="codes of people on the programme's staff; none: its reviewers")
    per_item: int | None = Field(
        None, ge=1, le=10, description="reviews an application shall have; null: as many as the stage wants"
    )
    most: int | None = Field(
        None, ge=1, le=10_000, description="applications of the call that one reviewer has at most; null: as even as can be"
    )
    weights: WeightsIn | None = Field(None, description="null: as usual")
    fairness: Literal["sum", "floor"] = Field("sum", description="floor: the worst-served application first")
    partly: bool = Field(False, description="where too few may read an application, as many as may")
    kept: list[PairIn] = Field([], max_length=500, description="pairs chosen by hand")
    never: list[PairIn] = Field([], max_length=500, description="pairs ruled out by hand")
    due_on: Day | None = Field(None, description="in the call's zone; null: the stage's day")
    seed: int = Field(0, ge=0, le=2**31, description="between equals lots decide: the same seed draws the same")


class AssignmentsIn(SpreadIn):
    seen: str = Field(min_length=1, max_length=64, description="of the preview: refuses where it would come out differently now")


class PairOut(Schema):
    application: str = Field(description="number of the application")
    reviewer: str = Field(description="code of the person")
    fit: float = Field(description="how well they go together, from 0 to 1, by the weights")


class LoadOut(Schema):
    reviewer: str = Field(description="code of the person")
    name: str
    now: int = Field(description="applications of the call they have")
    gets: int


class PlanOut(Schema):
    seen: str = Field(description="send it along to have exactly this done")
    assignments: list[PairOut]
    loads: list[LoadOut]
    lacking: int = Field(description="reviews that stay open")
    impossible: str = Field(description="why nothing can be assigned as wished; empty where it can")
    conflicts: int = Field(description="conflicts of interest that were found and are avoided")


class ReasonOut(Schema):
    reviewer: str = Field(description="code of the person")
    name: str
    rank: int = Field(description="which choice they were, of `choice` who may have it")
    choice: int
    by_hand: bool
    parts: dict[str, float] = Field(description="what counted, each from 0 to 1")
    others: list[str] = Field(description="the best of those who were not given it, and why not")


class SpreadOut(PlanOut):
    act: str = Field(description="undoes it")


class TakenBackOut(Schema):
    count: int = Field(description="reviews taken back")
    left: int = Field(description="reviews that stay, for they are begun")
    stranded: int = Field(description="of those taken back: were handed on, and do not go back to who had them before")


@router.post(
    "/calls/{slug}/assignments/preview",
    response=PlanOut,
    auth=scope("reviews", changes=False),
    summary="How applications would be given to reviewers",
)
def preview_assignments(request: HttpRequest, slug: str, given: SpreadIn) -> dict[str, Any]:
    """Changes nothing. What has its reviews already is left out."""
    stage, applications, wish = _asked(managed(request.user, slug), given)
    return _told(planning.plan(stage, applications, wish))


@router.post(
    "/calls/{slug}/assignments/why/{number}",
    response=list[ReasonOut],
    auth=scope("reviews", changes=False),
    summary="Why the plan gives an application to whom it does",
)
def why_assigned(request: HttpRequest, slug: str, number: str, given: SpreadIn) -> list[dict[str, Any]]:
    """Of the same plan that the preview shows."""
    stage, applications, wish = _asked(managed(request.user, slug), given)
    found = planning.why(planning.plan(stage, applications, wish), number)
    return [
        {
            "reviewer": one.person.code,
            "name": str(one.person),
            "rank": one.reason.rank,
            "choice": one.reason.choice,
            "by_hand": one.reason.fixed,
            "parts": one.parts,
            "others": explaining.others(one),
        }
        for one in found
    ]


@router.post("/calls/{slug}/assignments", response={201: SpreadOut}, summary="Give applications to reviewers, at best")
def spread(request: HttpRequest, slug: str, given: AssignmentsIn) -> Status[dict[str, Any]]:
    """Never to somebody in conflict, and nothing where it cannot be done as wished. Each reviewer hears once of what they got."""
    stage, applications, wish = _asked(managed(request.user, slug), given)
    plan = operations.allot(stage, applications, wish, seen=given.seen, by=request.user)
    return Status(201, _told(plan) | {"act": plan.act})


@router.post("/calls/{slug}/assignments/{act}/undo", response=TakenBackOut, summary="Take back what was spread at once")
def undo(request: HttpRequest, slug: str, act: str) -> operations.Undone:
    """What a reviewer has begun stays theirs."""
    return operations.undo(managed(request.user, slug), act=act, by=request.user)


def _asked(call: Call, given: SpreadIn) -> tuple[ReviewStage, list[Any], Wish]:
    """The stage, those pointed at that lack reviews there, and what is wished. Refuses where none lacks any."""
    stage = stages.at_work(stages.of_call(call), given.stage)
    numbers = [one.number for one in pointed_at(call, given.numbers, given.on)]
    found = list(queries.lacking(stage, given.per_item or 0, numbers=numbers))
    if not found:
        raise Refusal(_("Every application has its reviewers, or its decision is released."), field="numbers")
    if said := days.passed(given.due_on, call.zone):
        raise Refusal(said, field="due_on")
    return stage, found, _wish(stage, given)


def _wish(stage: ReviewStage, given: SpreadIn) -> Wish:
    usual = queries.usual_reviewers(stage.call)
    people = list(queries.reviewers_of(stage.call).filter(code__in=given.reviewers) if given.reviewers else usual)
    if not people or (given.reviewers and len(people) != len(set(given.reviewers))):
        raise Refusal(_("Not everybody named is a reviewer of this programme."), field="reviewers")
    return Wish(
        reviewers=people,
        per_item=given.per_item or stage.wanted,
        most=given.most or 0,
        weights=Weights(**given.weights.dict()) if given.weights else Weights(),
        due_on=given.due_on,
        fairness=given.fairness,
        partly=given.partly,
        kept=frozenset((one.application, one.reviewer) for one in given.kept),
        never=frozenset((one.application, one.reviewer) for one in given.never),
        seed=given.seed,
    )


def _told(plan: Plan) -> dict[str, Any]:
    return {
        "seen": plan.fingerprint,
        "assignments": [
            {"application": one.number, "reviewer": who.code, "fit": round(fit, 6)}
            for (one, who), fit in zip(plan.pairs, plan.fits(), strict=True)
        ],
        "loads": [{"reviewer": who.code, "name": str(who), "now": now, "gets": gets} for who, now, gets, _then in plan.loads()],
        "lacking": plan.lacks,
        "impossible": explaining.tight(plan.tight) if plan.tight else "",
        "conflicts": len(plan.edges),
    }
