"""What was submitted for milestones and what became of it, for programs; and more time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day
from accelerator.kit.given import Given, Line
from accelerator.questionnaires.operations import Edit
from cohorts.milestones import operations, showing
from cohorts.milestones.models import ExtensionRequest, HandIn, Milestone

router = Router()


class SaveIn(Given):
    account: str | None = Field(None, max_length=4000, description="what was done")
    links: list[Line] | None = Field(
        None, max_length=10, description="https addresses of what shows it, in place of those so far"
    )
    figure: Decimal | None = Field(None, description="the number reached, where one is wanted")


class SubmitIn(SaveIn):
    account: str | None = Field(None, min_length=1, max_length=4000, description="what was done; null: as it was saved")


class CheckIn(Given):
    comment: str = Field("", max_length=2000)
    seen: int = Field(description="number of the submission that you looked at; a newer one refuses")


class MilestoneReturnIn(CheckIn):
    sections: dict[str, str] = Field(
        default_factory=dict, description="{key of a part: what is missing there}; keys as GET …/submissions names them"
    )


class WaiveIn(Given):
    reason: str = Field(min_length=1, max_length=500, description="the founders read it")


class MilestoneMoveIn(WaiveIn):
    due_on: Day


class EvidenceAnswerIn(Given):
    key: str
    value: Any = None
    seen: int = Field(0, description="number of the answer that you saw; 0 where there was none")


class EvidenceAnswersIn(Given):
    answers: list[EvidenceAnswerIn] = Field(min_length=1, max_length=200)


class AnswersOut(Schema):
    versions: dict[str, int] = Field(description="{question: number of the answer that stands as you left it}")
    conflicts: dict[str, Any] = Field(description="{question: what stands there now}; yours was not kept")
    refused: dict[str, str] = Field(description="{question: why it cannot be kept}")


class PartOut(Schema):
    key: str
    title: str


class HandInOut(Schema):
    number: int
    account: str
    links: list[str]
    files: list[dict[str, Any]] = Field(description="code, name, size and sha256 of each")
    figure: Decimal | None
    answers: dict[str, Any] = Field(description="of the step's form, by question")
    by: str | None = Field(description="code of the person")
    at: datetime = Field(description="UTC")
    parts: list[PartOut] = Field(description="what is signed off or returned by itself")

    @staticmethod
    def resolve_by(one: HandIn) -> str | None:
        return str(one.by.code) if one.by else None

    @staticmethod
    def resolve_parts(one: HandIn) -> list[Any]:
        return list(showing.sections(one))


class ExtensionRequestOut(Schema):
    code: str
    milestone: str = Field(description="code of the milestone")
    due_on: date = Field(description="the day that is asked for")
    was_due_on: date
    reason: str
    state: str = Field(description="asked, granted, declined or closed")
    granted_on: date | None
    answer: str
    asked_at: datetime = Field(description="UTC")
    answered_at: datetime | None = Field(description="UTC")

    @staticmethod
    def resolve_milestone(one: ExtensionRequest) -> str:
        return str(one.milestone.code)


class ExtensionIn(Given):
    due_on: date
    reason: str = Field(min_length=1, max_length=2000)


class ExtensionGrantIn(Given):
    due_on: date | None = Field(None, description="null: the day that was asked for")
    answer: str = Field("", max_length=2000)


class ExtensionDeclineIn(Given):
    answer: str = Field(min_length=1, max_length=2000, description="the founders read it")


def seen(request: HttpRequest, code: str) -> Milestone:
    rows = Milestone.objects.visible_to(request.user).select_related(
        "enrolment__startup", "enrolment__cohort", "step", "asked", "moved_by", "sheet__version"
    )
    return get_object_or_404(rows, code=code)


@router.get("/milestones/{code}/submissions", response=Listed[HandInOut], url_name="milestone_submissions")
def submissions(request: HttpRequest, code: str, paging: Query[Paging]) -> dict[str, object]:
    """What was submitted for it, the newest first: each stays as it was."""
    return paging.cut(seen(request, code).hand_ins.select_related("by", "version__questionnaire"), ["-number"])


@router.patch("/milestones/{code}/answers", response=AnswersOut, url_name="milestone_answers")
def answers(request: HttpRequest, code: str, given: EvidenceAnswersIn) -> dict[str, Any]:
    """Keeps answers of the step's form, each where you saw the newest; the rest is told."""
    changes = [Edit(one.key, one.value, one.seen) for one in given.answers]
    done = operations.answer(seen(request, code), changes=changes, by=request.user)
    return {
        "versions": done.versions,
        "conflicts": {one.key: one.theirs for one in done.conflicts},
        "refused": {one.key: str(one.refusal.sentence) for one in done.refused},
    }


@router.post("/milestones/{code}/extension-requests", response={201: ExtensionRequestOut}, url_name="ask_extension")
def ask_extension(request: HttpRequest, code: str, given: ExtensionIn) -> Status[ExtensionRequest]:
    """More time for a milestone; one request at a time."""
    return Status(201, operations.ask_extension(seen(request, code), due_on=given.due_on, reason=given.reason, by=request.user))


@router.get("/extension-requests", response=Listed[ExtensionRequestOut], url_name="extension_requests")
def extension_requests(request: HttpRequest, paging: Query[Paging], state: str = "") -> dict[str, object]:
    """Requests for more time that you see, the newest first; of one state where given."""
    rows = ExtensionRequest.objects.visible_to(request.user).select_related("milestone")
    return paging.cut(rows.filter(state=state) if state else rows, ["-id"])


def _request(request: HttpRequest, code: str) -> ExtensionRequest:
    rows = ExtensionRequest.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("milestone__enrolment__cohort", "milestone__enrolment__startup"), code=code)


@router.post("/extension-requests/{code}/grant", response=ExtensionRequestOut, url_name="grant_extension")
def grant_extension(request: HttpRequest, code: str, given: ExtensionGrantIn) -> ExtensionRequest:
    """The milestone and its reminders move."""
    return operations.grant_extension(_request(request, code), due_on=given.due_on, answer=given.answer, by=request.user)


@router.post("/extension-requests/{code}/decline", response=ExtensionRequestOut, url_name="decline_extension")
def decline_extension(request: HttpRequest, code: str, given: ExtensionDeclineIn) -> ExtensionRequest:
    return operations.decline_extension(_request(request, code), answer=given.answer, by=request.user)


@router.post("/extension-requests/{code}/take-back", response=ExtensionRequestOut, url_name="take_back_extension")
def take_back_extension(request: HttpRequest, code: str) -> ExtensionRequest:
    return operations.take_back_extension(_request(request, code), by=request.user)
