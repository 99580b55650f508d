"""Announcements and events of a cohort, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Moment
from accelerator.kit.given import Given, Line
from accelerator.kit.refusals import Forbidden, Refusal
from cohorts.roster import audiences, operations, policies, queries
from cohorts.roster.models import Announcement, Cohort, Enrolment, Event, EventReply
from cohorts.roster.told import joined

router = Router()
AudienceName = Literal["cohort", "team", "selection"]


class AnnouncementOut(Schema):
    code: str
    cohort: str = Field(description="slug of the cohort")
    subject: str
    text: str = Field(description="light markdown")
    by: str
    created_at: datetime = Field(description="UTC")

    @staticmethod
    def resolve_cohort(one: Announcement) -> str:
        return str(one.cohort.slug)

    @staticmethod
    def resolve_by(one: Announcement) -> str:
        return str(one.by)


class AddressIn(Given):
    audience: AudienceName = "cohort"
    enrolments: list[str] = Field([], max_length=1000, description="codes, where it is for a selection")


class AnnouncementIn(AddressIn):
    subject: Line = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=10_000, description="light markdown")
    press: str = Field(
        min_length=8,
        max_length=64,
        description="of your making: of one there is one announcement in a cohort, whatever you repeat; 409 with other words",
    )


class HeardOut(Schema):
    people: int = Field(description="everybody counted once")
    founders: int
    supporters: int
    team: int
    startups: int


class EventOut(Schema):
    code: str
    cohort: str = Field(description="slug of the cohort")
    kind: str = Field(description="workshop, demo_day or other")
    title: str
    note: str
    starts_at: datetime = Field(description="UTC")
    ends_at: datetime
    place: str
    revision: int = Field(description="counts its changes")
    called_off: bool

    @staticmethod
    def resolve_cohort(one: Event) -> str:
        return str(one.cohort.slug)

    @staticmethod
    def resolve_called_off(one: Event) -> bool:
        return one.called_off_at is not None


class EventIn(AddressIn):
    kind: Literal["workshop", "demo_day", "other"]
    title: Line = Field(min_length=1, max_length=200)
    note: str = Field("", max_length=4000)
    starts_at: Moment
    ends_at: Moment
    place: Line = Field(min_length=1, max_length=300)


class EventReplyIn(Given):
    coming: bool


class ReplyOut(Schema):
    person: str = Field(description="code")
    name: str
    coming: bool

    @staticmethod
    def resolve_person(one: EventReply) -> str:
        return str(one.person.code)

    @staticmethod
    def resolve_name(one: EventReply) -> str:
        return str(one.person)


class EventWhyIn(Given):
    reason: str = Field(min_length=1, max_length=500)


class AttendanceOut(Schema):
    enrolment: str
    person: str = Field(description="code")
    name: str
    state: str = Field(description="present, excused, absent; empty where it was not recorded")


class WasThere(Given):
    enrolment: str
    person: str
    state: Literal["", "present", "excused", "absent"]
    was: Literal["", "present", "excused", "absent"] | None = Field(
        None, description="what you read before: 409, and nothing is saved, where it is another by now"
    )


class AttendanceIn(Given):
    people: list[WasThere] = Field(max_length=2000)


def named(cohort: Cohort, codes: list[str]) -> list[Enrolment]:
    found = list(cohort.enrolments.filter(code__in=codes))
    if len(found) != len(set(codes)):
        raise Refusal(_("Choose startups of this cohort."), field="enrolments")
    return found


@router.get("/announcements", response=Listed[AnnouncementOut], url_name="announcements", summary="Announcements you heard")
def announcements(request: HttpRequest, paging: Query[Paging], cohort: str = "") -> dict[str, object]:
    """The latest first; managers see all of their cohorts."""
    rows = Announcement.objects.visible_to(request.user).select_related("cohort", "by")
    return paging.cut(rows.filter(cohort__slug=cohort) if cohort else rows, ["-id"])


@router.get("/announcements/{code}", response=AnnouncementOut, url_name="announcement", summary="One announcement")
def announcement(request: HttpRequest, code: str) -> Announcement:
    return get_object_or_404(Announcement.objects.visible_to(request.user).select_related("cohort", "by"), code=code)


@router.post("/cohorts/{slug}/announcements", response={201: AnnouncementOut}, url_name="announce", summary="Announce something")
def announce(request: HttpRequest, slug: str, wanted: AnnouncementIn) -> Status[Announcement]:
    """For the team and managers. It goes out once."""
    cohort, said = joined(request, slug), wanted.dict()
    said["enrolments"] = named(cohort, said["enrolments"])
    return Status(201, operations.send(cohort, by=request.user, **said))


@router.post("/cohorts/{slug}/audience", response=HeardOut, url_name="audience", summary="How many would hear it")
def audience(request: HttpRequest, slug: str, wanted: AddressIn) -> dict[str, int]:
    """For the team and managers. Nothing is sent."""
    cohort = joined(request, slug)
    if not policies.leads(request.user, cohort):
        raise Forbidden(_("Only the cohort's team and the programme's managers announce."))
    enrolments = named(cohort, wanted.enrolments)
    audiences.require(cohort, wanted.audience, enrolments)
    heard = audiences.of(cohort, wanted.audience, enrolments)
    counts = {name: len(getattr(heard, name)) for name in ("people", "founders", "supporters", "team")}
    return {**counts, "startups": heard.startups}


@router.get("/events", response=Listed[EventOut], url_name="events", summary="Events you are bidden to")
def events(request: HttpRequest, paging: Query[Paging], cohort: str = "") -> dict[str, object]:
    """The earliest first."""
    rows = Event.objects.visible_to(request.user).select_related("cohort")
    return paging.cut(rows.filter(cohort__slug=cohort) if cohort else rows, ["starts_at", "id"])


def _seen(request: HttpRequest, code: str) -> Event:
    return get_object_or_404(Event.objects.visible_to(request.user).select_related("cohort__programme"), code=code)


def _given(cohort: Cohort, wanted: EventIn) -> operations.EventGiven:
    said = wanted.dict()
    return operations.EventGiven(**{**said, "enrolments": named(cohort, said["enrolments"])})


@router.get("/events/{code}", response=EventOut, url_name="event", summary="One event")
def event(request: HttpRequest, code: str) -> Event:
    return _seen(request, code)


@router.post("/cohorts/{slug}/events", response={201: EventOut}, url_name="plan_event", summary="Plan an event")
def plan_event(request: HttpRequest, slug: str, wanted: EventIn) -> Status[Event]:
    """For the team and managers. Everybody it is for is invited."""
    cohort = joined(request, slug)
    return Status(201, operations.plan_event(cohort, given=_given(cohort, wanted), by=request.user))


@router.put("/events/{code}", response=EventOut, url_name="change_event", summary="Change an event")
def change_event(request: HttpRequest, code: str, wanted: EventIn) -> Event:
    """Who is concerned hears of it."""
    found = _seen(request, code)
    return operations.change_event(found, given=_given(found.cohort, wanted), by=request.user)


@router.post("/events/{code}/call-off", response=EventOut, url_name="call_off_event", summary="Call an event off")
def call_off(request: HttpRequest, code: str, wanted: EventWhyIn) -> Event:
    return operations.call_off(_seen(request, code), reason=wanted.reason, by=request.user)


@router.get("/events/{code}/replies", response=list[ReplyOut], url_name="event_replies", summary="Who says they come")
def replies(request: HttpRequest, code: str) -> QuerySet[EventReply]:
    """All to the team and managers; to others their own."""
    found = _seen(request, code)
    rows = queries.replies(found)
    return rows if _reads_all(request, found) else rows.filter(person=request.user.pk)


@router.put("/events/{code}/reply", response=ReplyOut, url_name="reply_to_event", summary="Say whether you come")
def reply(request: HttpRequest, code: str, wanted: EventReplyIn) -> EventReply:
    return operations.reply(_seen(request, code), coming=wanted.coming, by=request.user)


def _reads_all(request: HttpRequest, found: Event) -> bool:
    return bool(policies.leads(request.user, found.cohort)) or request.user.holds("programmes.see")  # type: ignore[union-attr]


def _leading(request: HttpRequest, code: str) -> Event:
    found = _seen(request, code)
    if not _reads_all(request, found):
        raise Forbidden(_("Only the cohort's team and the programme's managers do this."))
    return found


def _there(found: Event) -> list[dict[str, str]]:
    return [
        {"enrolment": one.enrolment.code, "person": one.person.code, "name": str(one.person), "state": one.state}
        for one in queries.expected(found)
    ]


@router.get("/events/{code}/attendance", response=list[AttendanceOut], url_name="attendance", summary="Who was there")
def attendance(request: HttpRequest, code: str) -> list[dict[str, str]]:
    """For the team and managers; your own startup's is on the event's page."""
    return _there(_leading(request, code))


@router.put(
    "/events/{code}/attendance", response=list[AttendanceOut], url_name="record_attendance", summary="Record who was there"
)
def record_attendance(request: HttpRequest, code: str, wanted: AttendanceIn) -> list[dict[str, str]]:
    """Of those that are named; others stay as they were. 409 where somebody recorded otherwise since you read it."""
    found = _leading(request, code)
    keys = {(one.enrolment.code, one.person.code): (one.enrolment.pk, one.person.pk) for one in queries.expected(found)}
    if any((one.enrolment, one.person) not in keys for one in wanted.people):
        raise Refusal(_("Somebody in this list was not invited. Load the page again."), field="person")
    states = {keys[one.enrolment, one.person]: one.state for one in wanted.people}
    shown = {keys[one.enrolment, one.person]: one.was for one in wanted.people if one.was is not None}
    with transaction.atomic():
        clashes = operations.record_attendance(found, states=states, shown=shown, by=request.user)
        if clashes:
            names = ", ".join(str(one.person) for one in clashes)
            raise Refusal(_("Recorded otherwise meanwhile: %(names)s. Read it again.") % {"names": names}, field="was")
    return _there(found)
