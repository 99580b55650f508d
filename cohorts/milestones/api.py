"""Milestones, for programs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accelerator.kit.cursors import Listed, Paging
from accelerator.startups.models import Member
from cohorts.milestones import (
    api_applying,
    api_plans,
    api_reaching,
    api_reminding,
    api_versions,
    lateness,
    operations,
    planning,
)
from cohorts.milestones.api_reaching import CheckIn, MilestoneMoveIn, MilestoneReturnIn, SaveIn, SubmitIn, WaiveIn, seen
from cohorts.milestones.models import Milestone
from cohorts.milestones.operations.holding import OPEN

router = Router(tags=["milestones"])
router.add_router("", api_reminding.router)
router.add_router("", api_plans.router)
router.add_router("", api_versions.router)
router.add_router("", api_applying.router)
router.add_router("", api_reaching.router)


class MilestoneOut(Schema):
    code: str
    startup: str = Field(description="slug of the startup")
    cohort: str = Field(description="slug of the cohort")
    position: int
    title: str
    due_on: date = Field(description="in the startup's zone")
    state: str = Field(description="planned, active, submitted, returned, reached or waived")
    seen_as: str = Field(description="the state with what its date says: also late, at_risk, due_soon")
    account: str = Field(description="a draft's is told to the startup alone, as are its links and its figure")
    links: list[str]
    figure: Decimal | None = Field(description="the number reached, where one is wanted")
    target: Decimal | None = Field(description="the number wanted, in `unit`")
    unit: str
    moved_at: datetime | None = Field(
        description="UTC, when somebody gave it another day than the plan's, where it stays unless overruled"
    )
    moved_by: str | None = Field(description="code of who did; null where nobody wrote it down")
    moved_why: str
    owner: str = Field(description="who acts: founder, mentor or manager; what the latter two submit is reached at once")
    submitted_at: datetime | None = Field(description="UTC")

    @staticmethod
    def resolve_account(one: Milestone) -> str:
        return one.account if _is_told(one) else ""

    @staticmethod
    def resolve_links(one: Milestone) -> list[str]:
        return one.links if _is_told(one) else []

    @staticmethod
    def resolve_figure(one: Milestone) -> Decimal | None:
        return one.figure if _is_told(one) else None

    @staticmethod
    def resolve_startup(one: Milestone) -> str:
        return str(one.enrolment.startup.slug)

    @staticmethod
    def resolve_cohort(one: Milestone) -> str:
        return str(one.enrolment.cohort.slug)

    @staticmethod
    def resolve_moved_by(one: Milestone) -> str | None:
        return str(one.moved_by.code) if one.moved_by else None

    @staticmethod
    def resolve_owner(one: Milestone) -> str:
        return str(one.asks.owner)

    @staticmethod
    def resolve_target(one: Milestone) -> Decimal | None:
        return one.asks.target

    @staticmethod
    def resolve_unit(one: Milestone) -> str:
        return str(one.asks.unit)

    @staticmethod
    def resolve_seen_as(one: Milestone) -> str:
        return lateness.derived(one.state, due_on=one.due_on, today=one.enrolment.today())


def _is_told(one: Milestone) -> bool:
    """Whether what is written is the reader's own, or was handed in as it stands."""
    return one.state not in OPEN or getattr(one, "is_own", True)


def _visible(request: HttpRequest) -> QuerySet[Milestone]:
    own = Member.objects.live().filter(startup=OuterRef("enrolment__startup"), person=request.user.pk)
    rows = Milestone.objects.visible_to(request.user).annotate(is_own=Exists(own))
    return rows.select_related("enrolment__startup", "enrolment__cohort", "step", "asked", "moved_by")


@router.get("/milestones", response=Listed[MilestoneOut], url_name="milestones")
def milestones(request: HttpRequest, paging: Query[Paging], startup: str = "") -> dict[str, object]:
    """Milestones you see, the next due first; of one startup where its slug is given."""
    rows = _visible(request)
    found = rows.filter(enrolment__startup__slug=startup) if startup else rows
    return paging.cut(found, ["due_on", "id"])


@router.get("/milestones/{code}", response=MilestoneOut, url_name="milestone")
def milestone(request: HttpRequest, code: str) -> Milestone:
    return get_object_or_404(_visible(request), code=code)


@router.post("/milestones/{code}/submit", response=MilestoneOut, url_name="submit_milestone")
def submit(request: HttpRequest, code: str, given: SubmitIn) -> Milestone:
    """Says that it is done; files are added on its page. What is null goes as it was saved."""
    return operations.submit(seen(request, code), by=request.user, **given.dict())


@router.patch("/milestones/{code}", response=MilestoneOut, url_name="save_milestone")
def save(request: HttpRequest, code: str, given: SaveIn) -> Milestone:
    """Keeps what is written so far, without submitting it."""
    return operations.save(seen(request, code), by=request.user, **given.dict())


@router.post("/milestones/{code}/sign-off", response=MilestoneOut, url_name="sign_off_milestone")
def sign_off(request: HttpRequest, code: str, given: CheckIn) -> Milestone:
    return operations.sign_off(seen(request, code), comment=given.comment, seen=given.seen, by=request.user)


@router.post("/milestones/{code}/return", response=MilestoneOut, url_name="return_milestone")
def give_back(request: HttpRequest, code: str, given: MilestoneReturnIn) -> Milestone:
    """Not enough yet; the comments say what is missing, in all or part by part."""
    return operations.give_back(seen(request, code), by=request.user, **given.dict())


@router.post("/milestones/{code}/start", response=MilestoneOut, url_name="start_milestone")
def start(request: HttpRequest, code: str) -> Milestone:
    """Whoever acts on it has begun."""
    return operations.start(seen(request, code), by=request.user)


@router.post("/milestones/{code}/waive", response=MilestoneOut, url_name="waive_milestone")
def waive(request: HttpRequest, code: str, given: WaiveIn) -> Milestone:
    """The startup need not reach it; its founders read why."""
    operations.waive(seen(request, code), reason=given.reason, by=request.user)
    return milestone(request, code)


@router.post("/milestones/{code}/move", response=MilestoneOut, url_name="move_milestone")
def move(request: HttpRequest, code: str, given: MilestoneMoveIn) -> Milestone:
    """Another day for it alone: what depends on it moves along, as do reminders, and the founders read why."""
    planning.move(seen(request, code), due_on=given.due_on, reason=given.reason, by=request.user)
    return milestone(request, code)
