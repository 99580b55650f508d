"""Milestones, for programs."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.given import Given
from cohorts.milestones import api_applying, api_plans, api_reminding, api_versions, lateness, operations
from cohorts.milestones.models import Milestone

router = Router(tags=["milestones"])
router.add_router("", api_reminding.router)
router.add_router("", api_plans.router)
router.add_router("", api_versions.router)
router.add_router("", api_applying.router)


class MilestoneOut(Schema):
    code: str
    startup: str = Field(description="slug of the startup")
    cohort: str = Field(description="slug of the cohort")
    position: int
    title: str
    due_on: date = Field(description="in the startup's zone")
    state: str = Field(description="planned, active, submitted, returned, reached or waived")
    seen_as: str = Field(description="the state with what its date says: also late, at_risk, due_soon")
    account: str
    submitted_at: datetime | None = Field(description="UTC")

    @staticmethod
    def resolve_startup(one: Milestone) -> str:
        return str(one.enrolment.startup.slug)

    @staticmethod
    def resolve_cohort(one: Milestone) -> str:
        return str(one.enrolment.cohort.slug)

    @staticmethod
    def resolve_seen_as(one: Milestone) -> str:
        return lateness.derived(one.state, due_on=one.due_on, today=one.enrolment.today())


class SubmitIn(Given):
    account: str = Field(min_length=1, max_length=4000, description="what was done")


class CommentIn(Given):
    comment: str = Field("", max_length=2000)


def _seen(request: HttpRequest, code: str) -> Milestone:
    rows = Milestone.objects.visible_to(request.user).select_related("enrolment__startup", "enrolment__cohort", "step")
    return get_object_or_404(rows, code=code)


@router.get("/milestones", response=Listed[MilestoneOut], url_name="milestones")
def milestones(request: HttpRequest, paging: Query[Paging], startup: str = "") -> dict[str, object]:
    """Milestones you see, the next due first; of one startup where its slug is given."""
    rows = Milestone.objects.visible_to(request.user).select_related("enrolment__startup", "enrolment__cohort")
    found = rows.filter(enrolment__startup__slug=startup) if startup else rows
    return paging.cut(found, ["due_on", "id"])


@router.get("/milestones/{code}", response=MilestoneOut, url_name="milestone")
def milestone(request: HttpRequest, code: str) -> Milestone:
    return _seen(request, code)


@router.post("/milestones/{code}/submit", response=MilestoneOut, url_name="submit_milestone")
def submit(request: HttpRequest, code: str, given: SubmitIn) -> Milestone:
    """Says that it is done; files are added on its page."""
    return operations.submit(_seen(request, code), account=given.account, by=request.user)


@router.post("/milestones/{code}/sign-off", response=MilestoneOut, url_name="sign_off_milestone")
def sign_off(request: HttpRequest, code: str, given: CommentIn) -> Milestone:
    return operations.sign_off(_seen(request, code), comment=given.comment, by=request.user)


@router.post("/milestones/{code}/return", response=MilestoneOut, url_name="return_milestone")
def give_back(request: HttpRequest, code: str, given: CommentIn) -> Milestone:
    """Not enough yet; the comment says what is missing."""
    return operations.give_back(_seen(request, code), comment=given.comment, by=request.user)
