"""Rankings for programs: raw and calibrated, with how sure they are. For who may see the scores of a call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.reviews import operations, queries, rankings, stages
from accelerator.reviews.models import Ranking

router = Router()


class RankedOut(Schema):
    rank: int = Field(description="by estimate; equals share one, the next skips")
    raw_rank: int = Field(description="by plain mean")
    application: str = Field(description="number")
    startup: str
    estimate: float = Field(description="what all reviewers together would give it, in points of the stage's scale")
    standard_error: float | None = Field(description="null where the scores cannot tell")
    low: float | None = Field(description="the estimate lies from here")
    high: float | None = Field(description="to here with 95 %")
    mean: float
    scores: int
    apart: bool = Field(description="shares no chain of reviewers with most others: compare with care")


class StageRanking(Listed[RankedOut]):
    at: datetime = Field(description="UTC, when it was worked out")
    scores: int = Field(description="submitted reviews it is made of")
    places: int


class SeverityOut(Schema):
    person: str = Field(description="code")
    severity: float = Field(description="points below the panel for one and the same application; above 0 is strict")
    standard_error: float | None
    spread: float | None = Field(description="sample standard deviation of their scores")
    expected_spread: float
    scores: int


class OddityOut(Schema):
    person: str
    kind: str = Field(description="severity, range or lean")
    about: str = Field(description="of a lean: country or conflict, what they share with whom they give more; else empty")
    found: float
    expected: float
    p: float = Field(description="chance of it where nothing is odd, corrected for how many were looked at")


class FlipOut(Schema):
    application: str
    person: str = Field(description="whose review it hangs on")
    up: list[str] = Field(description="applications inside the places without it")
    down: list[str] = Field(description="applications outside without it")


class MoveOut(Schema):
    application: str
    person: str = Field(description="whose score it hangs on")
    moved: float = Field(description="points that it is taken to move: one step of the scale, less where the scale ends before")
    up: list[str] = Field(description="applications inside the places then")
    down: list[str] = Field(description="applications outside then")


class WorthOut(Schema):
    application: str
    chance: float = Field(description="that one more review moves it across the last place")
    inside: bool


class PanelOut(Schema):
    alpha: float | None = Field(description="Krippendorff's alpha for intervals")
    one_score: float | None = Field(description="share of a single score's variance that is the application's")
    groups: list[int] = Field(description="applications of each group that shares no reviewer with the others")
    reviewers: list[SeverityOut]
    odd: list[OddityOut]
    flips: list[FlipOut]
    moves: list[MoveOut]
    worth_reading: list[WorthOut]


def _held(request: HttpRequest, slug: str, code: str) -> Ranking:
    overseen = queries.calls_overseen_by(request.user).select_related("programme", "rubric")
    held = rankings.of(stages.in_hand(stages.of_call(get_object_or_404(overseen, slug=slug)), code))
    if held is None:
        raise Http404
    return held


@router.get("/calls/{slug}/review-stages/{code}/ranking", response=StageRanking, summary="The ranking of a review stage")
def stage_ranking(request: HttpRequest, slug: str, code: str, paging: Query[Paging]) -> dict[str, Any]:
    """404 until the first review of the stage is submitted and ranked, within a minute."""
    held = _held(request, slug, code)
    found = paging.cut(rankings.rows(held), ["rank", "id"], each=_row)
    return found | {"at": held.at, "scores": held.scores, "places": held.places}


def _row(one: Any) -> dict[str, Any]:
    named = {"application": one.application.number, "startup": str(one.application.startup)}
    figures = ("rank", "raw_rank", "estimate", "low", "high", "mean", "scores", "apart")
    return named | {name: getattr(one, name) for name in figures} | {"standard_error": one.error}


@router.get("/calls/{slug}/review-stages/{code}/panel", response=PanelOut, summary="What the scores say of the panel")
def stage_panel(request: HttpRequest, slug: str, code: str) -> dict[str, Any]:
    told = rankings.told(_held(request, slug, code), to=request.user)

    def named(one: dict[str, Any]) -> dict[str, Any]:
        codes = {"person": one["person"].code} if "person" in one else {}
        numbers = {"application": one["application"].number} if "application" in one else {}
        ways = {way: [each.number for each in one[way]] for way in ("up", "down") if way in one}
        return one | codes | numbers | ways

    lists = {"reviewers": told.reviewers, "odd": told.odd, "flips": told.flips, "moves": told.moves, "worth_reading": told.worth}
    agreement = {name: told.figures["agreement"][name] for name in ("alpha", "one_score")}
    return agreement | {"groups": told.figures["components"]} | {name: [*map(named, each)] for name, each in lists.items()}


@router.post("/calls/{slug}/review-stages/{code}/ranking", response={204: None}, summary="Work a ranking out anew")
def work_out_ranking(request: HttpRequest, slug: str, code: str) -> Status[None]:
    """For managers; a sweep does it each minute."""
    overseen = queries.calls_overseen_by(request.user).select_related("programme", "rubric")
    call = get_object_or_404(overseen, slug=slug)
    operations.work_out(stages.in_hand(stages.of_call(call), code), by=request.user)
    return Status(204, None)
