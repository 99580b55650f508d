"""Programmes and calls, for programs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit import clock
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.refusals import Refusal
from accelerator.programmes import operations, queries
from accelerator.programmes.models import Call, Extension, Programme
from accelerator.questionnaires.api import VersionWhole
from accelerator.questionnaires.models import Version

router = Router(tags=["programmes"])


class CallOut(Schema):
    slug: str = Field(description="stands in addresses; never changes")
    name: str
    programme: str = Field(description="slug of the programme")
    phase: str = Field(description="draft, planned, open or closed, at this moment")
    tagline: str
    places: int
    zone: str = Field(description="IANA name; the clock that the call's dates are told on")
    opens_at: datetime = Field(description="UTC")
    closes_at: datetime = Field(description="UTC; what arrives within the grace after it still counts")
    added_minutes: int = Field(description="by which it closes later: one for each degraded minute of the last two hours before")
    grace_minutes: int
    decisions_on: date | None

    @staticmethod
    def resolve_programme(call: Call) -> str:
        return str(call.programme.slug)

    @staticmethod
    def resolve_phase(call: Call) -> str:
        return call.phase(clock.now())

    @staticmethod
    def resolve_zone(call: Call) -> str:
        return str(call.zone)


class ProgrammeOut(Schema):
    slug: str
    name: str
    summary: str


class ProgrammeIn(Schema):
    name: str = Field(min_length=1, max_length=200)
    summary: str = Field("", max_length=300)


class CallIn(Schema):
    name: str = Field(min_length=1, max_length=200)
    places: int = Field(10, ge=1, le=10_000)


class ExtendIn(Schema):
    closes_at: datetime = Field(description="with its offset; later than the call closes now")
    reason: str = Field(min_length=1, max_length=300, description="read by everybody with a draft")


class ExtensionOut(Schema):
    code: str
    closed_at: datetime = Field(description="UTC; when the call would have closed")
    closes_at: datetime
    reason: str


@router.get("/programmes", response=Listed[ProgrammeOut], url_name="programmes")
def programmes(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Programmes you work on or may look into."""
    return paging.cut(queries.programmes(request.user), ["name", "id"])


@router.post("/programmes", response={201: ProgrammeOut}, url_name="new_programme")
def create(request: HttpRequest, given: ProgrammeIn) -> Status[Programme]:
    """Begins a programme that you manage."""
    return Status(201, operations.create(name=given.name, summary=given.summary, by=request.user))


@router.get("/calls", response=Listed[CallOut], url_name="calls")
def calls(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Published calls, and drafts of the programmes you work on; the latest opening first."""
    found = Call.objects.readable_by(request.user).select_related("programme")
    return paging.cut(found, ["-opens_at", "-id"])


@router.get("/calls/{slug}", response=CallOut, url_name="call")
def call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(Call.objects.readable_by(request.user).select_related("programme"), slug=slug)


@router.get("/calls/{slug}/questionnaire", response=VersionWhole, url_name="call_questionnaire", summary="What a call asks")
def questionnaire(request: HttpRequest, slug: str) -> Version:
    """The questions by their keys: what answers of an application are named by. 404 while the call has no form."""
    rows = Call.objects.readable_by(request.user).select_related("version__questionnaire")
    found = get_object_or_404(rows, slug=slug, version__isnull=False)
    return cast(Version, found.version)


@router.post("/programmes/{slug}/calls", response={201: CallOut}, url_name="new_call")
def new_call(request: HttpRequest, slug: str, given: CallIn) -> Status[Call]:
    """Drafts a call on the programme's clock."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    return Status(201, operations.create_call(programme, by=request.user, name=given.name, places=given.places))


@router.post("/calls/{slug}/publish", response=CallOut, url_name="publish_call")
def publish(request: HttpRequest, slug: str) -> Call:
    """Puts a draft before everybody; says all that is missing where it is not ready."""
    found = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    return operations.publish(found, by=request.user, at=clock.now())


@router.post("/calls/{slug}/extend", response={201: ExtensionOut}, url_name="extend_call")
def extend(request: HttpRequest, slug: str, given: ExtendIn) -> Status[Extension]:
    """Gives a published call more time and writes to everybody with a draft."""
    found = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    if given.closes_at.tzinfo is None:
        raise Refusal(_("Send the moment with its offset, such as 2026-11-30T23:59:00+08:00."), field="closes_at")
    closes_at = given.closes_at.astimezone(UTC)
    return Status(201, operations.extend(found, by=request.user, at=clock.now(), closes_at=closes_at, reason=given.reason))
