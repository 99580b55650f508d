"""For programs of managers: who reviews an application and what they say, coverage, the copy that blind reviewers read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status

from accelerator.applications.models import Application, Submission
from accelerator.kit.given import Given
from accelerator.programmes.models import Call
from accelerator.reviews import blind, operations, overviews, queries, stages
from accelerator.reviews.models import Assignment, Review

router = Router()


class PointsOut(Schema):
    position: int = Field(description="of the criterion")
    criterion: str
    points: str = Field(description="as on the scale of the rubric")
    reason: str


class SaidOut(Schema):
    total: Decimal = Field(description="weighted mean in points of the scale")
    submitted_at: datetime = Field(description="UTC")
    scores: list[PointsOut]
    comment: str = Field(description="for the panel")


class SubmittedReview(SaidOut):
    feedback: str = Field(description="for the founders")


class PanelMember(Schema):
    code: str = Field(description="of the review, which take-back and reopen take")
    reviewer: str = Field(description="code of the person")
    name: str
    stage: str = Field(description="code of the review stage")
    state: str = Field(description="assigned, scored, recused or unassigned")
    due_on: date | None = Field(description="in the call's zone")
    review: SubmittedReview | None = Field(description="null until it is submitted")


class ReviewerLoad(Schema):
    reviewer: str = Field(description="code of the person")
    name: str
    given: int
    scored: int
    late: int
    conflicts: int = Field(description="applications of the call they stand in a conflict with")


class CoverageOut(Schema):
    applications: int = Field(description="that wait in the stage")
    covered: int = Field(description="that have as many reviewers as wanted")
    wanted: int = Field(description="reviews of each application")
    given: int
    scored: int
    late: int
    reviewers: list[ReviewerLoad] = Field(description="the call's, by name")


class BlindText(Schema):
    key: str = Field(description="of the question")
    label: str
    sent: str = Field(description="as it was sent in")
    hidden: str = Field(description="what the rule alone makes of it")
    read: str = Field(description="what blind reviewers read")


class BlindCopy(Schema):
    application: str = Field(description="number")
    submission: int = Field(description="number of the newest, which it is of")
    hides: str = Field(description="people or company: the strictest rule of the call's stages")
    is_read: bool = Field(description="whether a stage of the call hides anything")
    texts: list[BlindText]


class BlindTexts(Given):
    texts: dict[str, str | None] = Field(
        min_length=1, max_length=300, description="{key: what is read}; null lets the rule hide it again"
    )


def told(review: Review) -> dict[str, Any]:
    """A submitted review, without what its reviewer wrote for themselves."""
    scores = [
        {"position": one.criterion.position, "criterion": one.criterion.name, "points": one.written, "reason": one.reason}
        for one in review.scores.all()
        if one.points is not None
    ]
    whole = {name: getattr(review, name) for name in ("total", "submitted_at", "comment", "feedback")}
    return whole | {"scores": scores}


def _member(one: Assignment) -> dict[str, Any]:
    scored = one.state == Assignment.State.SCORED
    facts = {"code": one.code, "reviewer": one.reviewer.code, "name": str(one.reviewer), "state": one.state, "due_on": one.due_on}
    return facts | {"stage": one.stage.code if one.stage else "", "review": told(one.review) if scored else None}


@router.get("/applications/{number}/panel", response=list[PanelMember], summary="Who reviews an application, and what they say")
def panel(request: HttpRequest, number: str) -> list[dict[str, Any]]:
    """For who may see the scores of the call; empty to who stands in a conflict of interest with the application."""
    overseen = Application.objects.standing().filter(call__in=queries.calls_overseen_by(request.user))
    application = get_object_or_404(overseen.select_related("call"), number=number)
    return [_member(one) for one in queries.panel(application, reader=request.user)]


def _given(request: HttpRequest, code: str) -> Assignment:
    found = Assignment.objects.visible_to(request.user).select_related("application__call", "reviewer")
    return get_object_or_404(found, code=code)


@router.post("/reviews/{code}/take-back", response={204: None}, summary="Take an application back from its reviewer")
def take_review_back(request: HttpRequest, code: str) -> Status[None]:
    """For managers without a conflict of interest. 409 once the review is submitted: open it again first. What was written stays
    with it; twice is once.
    """
    operations.unassign(_given(request, code), by=request.user)
    return Status(204, None)


@router.post("/reviews/{code}/reopen", response={204: None}, summary="Open a submitted review again")
def reopen_review(request: HttpRequest, code: str) -> Status[None]:
    """For managers without a conflict of interest. It does not count until it is submitted again; its reviewer hears of it."""
    operations.reopen(_given(request, code), by=request.user)
    return Status(204, None)


@router.get("/calls/{slug}/review-stages/{code}/coverage", response=CoverageOut, summary="How far the reviews of a stage are")
def coverage(request: HttpRequest, slug: str, code: str) -> dict[str, Any]:
    """For who may see the scores of the call."""
    there = stages.of_call(get_object_or_404(queries.calls_overseen_by(request.user), slug=slug))
    stage = stages.in_hand(there, code)
    seen = overviews.read(stage, there, hands_on=False)
    reviewers = [
        {"reviewer": one.person.code, "name": str(one.person), "conflicts": one.barred} | one.tally._asdict()
        for one in seen.loads
    ]
    return vars(seen.coverage) | {"reviewers": reviewers}


def _sent(request: HttpRequest, number: str) -> Submission:
    worded = blind.worded_by(request.user).filter(call__in=Call.objects.run_by(request.user))
    return blind.newest(get_object_or_404(worded.select_related("startup", "call"), number=number))


def _copy(sent: Submission) -> dict[str, Any]:
    application = sent.application
    there = stages.of_call(application.call)
    hides, questions = blind.strictest(there), sent.version.questions()
    rule = blind.by_rule(application, sent.version, sent.answers, hides)
    now = blind.answers(application, sent, hides)
    texts = [
        {"key": key, "label": questions[key].label, "sent": str(sent.answers[key]), "hidden": rule[key], "read": now[key]}
        for key in blind.editable(sent)
    ]
    facts = {"application": application.number, "submission": sent.number, "hides": hides, "texts": texts}
    return facts | {"is_read": blind.is_read(there)}


@router.get("/applications/{number}/blind-copy", response=BlindCopy, summary="What blind reviewers read")
def blind_copy(request: HttpRequest, number: str) -> dict[str, Any]:
    """For managers without a conflict of interest, and not of the startup; beside what was sent in."""
    return _copy(_sent(request, number))


@router.patch("/applications/{number}/blind-copy", response=BlindCopy, summary="Word anew what blind reviewers read")
def word_blind_copy(request: HttpRequest, number: str, given: BlindTexts) -> dict[str, Any]:
    """All or nothing; what is not sent stays. What was sent in never changes."""
    sent = _sent(request, number)
    operations.redact(sent, texts=given.texts, by=request.user)
    return _copy(sent)
