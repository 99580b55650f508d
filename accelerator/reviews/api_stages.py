"""The review stages of a call, for programs: their rules, who waits, who goes on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day
from accelerator.kit.given import Given, Line
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Call, ReviewStage, Rubric
from accelerator.reviews import operations, queries, ranks, rulings, stages

router = Router()


class StageRules(Given):
    kind: Literal["screening", "review", "interview", "final"] = "review"
    name: Line = Field("", max_length=80, description="where it is not called by its kind")
    rubric: str = Field("", description="code; empty for the call's")
    hides: Literal["nothing", "people", "company"] = Field("nothing", description="from reviewers")
    shows: Literal["never", "own", "always"] = Field("own", description="when reviewers see what others scored")
    least: int = Field(1, ge=1, le=10, description="reviews without which nothing should be decided")
    wanted: int | None = Field(None, ge=1, le=10, description="reviews of each application; null for as many as the call says")
    begins_on: Day | None = Field(None, description="in the call's zone; null for the call's day")
    due_on: Day | None = None
    ends: bool = Field(False, description="takes no scores after the day reviews are due")
    reasons: list[Line] = Field([], max_length=operations.MOST_REASONS, description="why an application goes no further")


class ReviewStageOut(Schema):
    code: str
    kind: str
    name: str = Field(description="its own, or the word for its kind")
    rubric: str = Field(description="code of what it is scored by, the call's where it has none of its own")
    hides: str
    shows: str
    least: int
    wanted: int
    begins_on: date | None
    due_on: date | None
    ends: bool
    reasons: list[str]


class StageWaitingOut(Schema):
    application: str = Field(description="number")
    startup: str
    given: int
    scored: int
    mean: Decimal | None = Field(description="of this stage's submitted reviews, in points of its scale")


class StageMoveIn(Given):
    up: bool = Field(description="false for down")


class RulingIn(Given):
    applications: list[str] = Field(min_length=1, max_length=1000, description="numbers of applications that wait in the stage")
    outcome: Literal["on", "out"]
    reasons: list[Line] = Field([], description="of the stage's list; whoever is stopped needs one, or a note")
    note: Line = Field("", max_length=300)


class RulingOut(Schema):
    application: str = Field(description="number")
    startup: str
    outcome: str = Field(description="on or out")
    reasons: list[str] = Field(description="of the stage's list, as they read then")
    note: str
    by: str = Field(description="name of who said it")
    at: datetime = Field(description="UTC")
    act: str = Field(description="what takes it back with all that was said at once; empty where that is not known")
    free: bool = Field(description="whether it can be taken back: nothing is under way in a later stage")


class RulingPaging(Paging):
    outcome: Literal["on", "out", ""] = Field("", description="on: who was sent on; out: who goes no further; empty for both")


class RuledOut(Schema):
    act: str = Field(description="what takes it back")


def _told(one: ReviewStage) -> dict[str, Any]:
    rubric = one.own_rubric or one.call.rubric
    return {
        "code": one.code,
        "kind": one.kind,
        "name": str(one),
        "rubric": rubric.code if rubric else "",
        "hides": one.hides,
        "shows": one.shows,
        "least": one.least,
        "wanted": one.wanted,
        "begins_on": one.own_from,
        "due_on": one.due_on,
        "ends": one.ends,
        "reasons": one.reasons,
    }


def _call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(queries.calls_overseen_by(request.user).select_related("programme", "rubric"), slug=slug)


def _stage(request: HttpRequest, slug: str, code: str) -> tuple[ReviewStage, list[ReviewStage]]:
    there = stages.of_call(_call(request, slug))
    return stages.in_hand(there, code), there


def _rules(call: Call, given: StageRules) -> dict[str, Any]:
    rubric = Rubric.objects.filter(programme=call.programme_id, code=given.rubric).first() if given.rubric else None
    if given.rubric and rubric is None:
        raise Refusal(_("Choose a rubric of this programme."), field="rubric")
    said = given.dict(include={"kind", "name", "hides", "shows", "least", "ends", "reasons"})
    own = {"own_rubric": rubric, "own_wanted": given.wanted, "own_from": given.begins_on, "own_due_on": given.due_on}
    return said | own


@router.get("/calls/{slug}/review-stages", response=list[ReviewStageOut], summary="The review stages of a call, in their order")
def review_stages(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """For who may see the scores of the call."""
    return [_told(one) for one in stages.of_call(_call(request, slug))]


@router.post("/calls/{slug}/review-stages", response={201: ReviewStageOut}, summary="Add a review stage after the others")
def add_review_stage(request: HttpRequest, slug: str, given: StageRules) -> Status[dict[str, Any]]:
    call = _call(request, slug)
    return Status(201, _told(operations.add_stage(call, by=request.user, **_rules(call, given))))


@router.put("/calls/{slug}/review-stages/{code}", response=ReviewStageOut, summary="Write the rules of a review stage anew")
def write_review_stage(request: HttpRequest, slug: str, code: str, given: StageRules) -> dict[str, Any]:
    """409 for another rubric once somebody began to score by it."""
    stage, _there = _stage(request, slug, code)
    return _told(operations.change_stage(stage, by=request.user, **_rules(stage.call, given)))


@router.post("/calls/{slug}/review-stages/{code}/move", response=list[ReviewStageOut], summary="Move a stage by one place")
def move_review_stage(request: HttpRequest, slug: str, code: str, given: StageMoveIn) -> list[dict[str, Any]]:
    """The stages in their order then; at the end it stays. 409 once something was given out in either of the two."""
    stage, _there = _stage(request, slug, code)
    operations.move_stage(stage, up=given.up, by=request.user)
    return [_told(one) for one in stages.of_call(stage.call)]


@router.delete("/calls/{slug}/review-stages/{code}", response={204: None}, summary="Take away a review stage")
def remove_review_stage(request: HttpRequest, slug: str, code: str) -> Status[None]:
    """409 once something was given out in it."""
    operations.remove_stage(_stage(request, slug, code)[0], by=request.user)
    return Status(204, None)


@router.get("/calls/{slug}/review-stages/{code}/waiting", response=Listed[StageWaitingOut], summary="Who waits in a review stage")
def waiting(request: HttpRequest, slug: str, code: str, paging: Query[Paging]) -> dict[str, Any]:
    """The best first."""
    stage, there = _stage(request, slug, code)
    found = ranks.in_stage(stages.reached(stage, [one for one in there if one.position < stage.position]), stage)
    return paging.cut(found, ranks.ORDER, each=_waits)


def _waits(one: Any) -> dict[str, Any]:
    said = {"application": one.number, "startup": str(one.startup), "given": one.given}
    return said | {"scored": one.scored, "mean": one.mean}


@router.get("/calls/{slug}/review-stages/{code}/rulings", response=Listed[RulingOut], summary="Who was sent on, and who is out")
def ruled(request: HttpRequest, slug: str, code: str, paging: Query[RulingPaging]) -> dict[str, Any]:
    """The newest first, without what a conflict of interest keeps from you."""
    stage, _there = _stage(request, slug, code)
    return paging.cut(rulings.of(stage, reader=request.user, outcome=paging.outcome), rulings.ORDER, each=_said)


def _said(one: Any) -> dict[str, Any]:
    said = {"application": one.application.number, "startup": str(one.application.startup), "outcome": one.outcome}
    why = {"reasons": one.reasons, "note": one.note, "by": str(one.by), "at": one.created_at}
    return said | why | {"act": one.act, "free": one.free}


@router.post("/calls/{slug}/review-stages/{code}/rulings", response={201: RuledOut}, summary="Say who goes on, or no further")
def rule(request: HttpRequest, slug: str, code: str, given: RulingIn) -> Status[dict[str, Any]]:
    """All of them or none: 409 where one does not wait in the stage any more."""
    stage, there = _stage(request, slug, code)
    sent = stages.sent_to(stage, stages.before(stage, there))
    chosen = list(sent.filter(number__in=given.applications))
    if len(chosen) != len(set(given.applications)):
        raise Refusal(_("Not all of them wait in this stage any more. Look at the list again."), field="applications")
    said: dict[str, Any] = {"outcome": given.outcome, "reasons": given.reasons, "note": given.note}
    return Status(201, {"act": operations.rule(stage, applications=chosen, by=request.user, **said)})


@router.delete("/calls/{slug}/rulings/{act}", response={204: None}, summary="Take back what was said of who goes on")
def take_back_ruling(request: HttpRequest, slug: str, act: str) -> Status[None]:
    """Of applications that were given to nobody in a later stage since."""
    operations.undo_ruling(_call(request, slug), act=act, by=request.user)
    return Status(204, None)


@router.delete(
    "/calls/{slug}/review-stages/{code}/rulings/{number}", response={204: None}, summary="Take back what a stage said of one"
)
def take_one_back(request: HttpRequest, slug: str, code: str, number: str) -> Status[None]:
    """Of an application that was given to nobody in a later stage since."""
    operations.take_ruling_back(_stage(request, slug, code)[0], number=number, by=request.user)
    return Status(204, None)
