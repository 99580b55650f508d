"""Sessions and actions, for programs. Private notes are not part of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day, Moment
from accelerator.kit.given import IN_ONE_LINE, Given, Line
from cohorts.mentoring import operations, queries
from cohorts.mentoring.models import Action, Session
from cohorts.mentoring.operations import ActionGiven
from cohorts.roster.models import Enrolment

router = Router(tags=["mentoring"])


class ActionOut(Schema):
    code: str
    title: str
    due_on: date | None = Field(description="in the cohort's zone")
    done_at: datetime | None = Field(description="UTC; null while it is open")


class SessionOut(Schema):
    code: str
    startup: str = Field(description="slug of the startup")
    mentor: str = Field(description="name of the mentor")
    held_at: datetime = Field(description="UTC")
    minutes: int
    topics: list[str]
    shared_notes: str
    next_at: datetime | None = Field(description="UTC; when they meet next, as they agreed")

    @staticmethod
    def resolve_startup(session: Session) -> str:
        return str(session.enrolment.startup.slug)

    @staticmethod
    def resolve_mentor(session: Session) -> str:
        return str(session.mentor)


class SessionWhole(SessionOut):
    actions: list[ActionOut]

    @staticmethod
    def resolve_actions(session: Session) -> list[Action]:
        return list(session.actions.order_by("id"))


class ActionIn(Given):
    title: Line = Field(min_length=1, max_length=300)
    due_on: Day | None = None


class SessionIn(Given):
    enrolment: str = Field(description="code of the enrolment")
    held_at: Moment = Field(description="with its offset")
    minutes: int = Field(ge=1, le=600)
    topics: list[Annotated[str, Field(max_length=60), IN_ONE_LINE]] = Field(default_factory=list, max_length=12)
    shared_notes: str = Field("", max_length=8000)
    private_note: str = Field("", max_length=8000, description="for you and the programme team; founders never read it")
    actions: list[ActionIn] = Field(default_factory=list, max_length=20)
    next_at: Moment | None = Field(None, description="with its offset; when you meet next")
    device_key: UUID | None = Field(None, description="made by you: sent twice, the session is logged once")


@router.get("/sessions", response=Listed[SessionOut], url_name="sessions")
def sessions(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Sessions you may read, the latest first."""
    return paging.cut(queries.sessions(request.user), ["-held_at", "-id"])


@router.get("/sessions/{code}", response=SessionWhole, url_name="session")
def session(request: HttpRequest, code: str) -> Session:
    return get_object_or_404(queries.sessions(request.user), code=code)


@router.post("/sessions", response={201: SessionWhole}, url_name="log_session")
def log(request: HttpRequest, given: SessionIn) -> Status[Session]:
    """Writes a session down, as a mentor of the startup."""
    seen = Enrolment.objects.visible_to(request.user).select_related("startup", "cohort")
    enrolment = get_object_or_404(seen, code=given.enrolment)
    facts = given.model_dump(exclude={"enrolment", "actions"})
    actions = [ActionGiven(one.title, None, one.due_on) for one in given.actions]
    return Status(201, operations.log(enrolment, by=request.user, actions=actions, **facts))


@router.post("/actions/{code}/settle", response=ActionOut, url_name="settle_action")
def settle(request: HttpRequest, code: str, done: bool = True) -> Action:
    """Marks an action as done, or as open again."""
    rows = Action.objects.visible_to(request.user).select_related("session__enrolment__cohort")
    return operations.settle(get_object_or_404(rows, code=code), done=done, by=request.user)
