"""Running programmes and their calls, for programs: their words and dates, who works on them, what is asked and scored."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import AfterValidator

from accelerator.accounts.models import Invitation
from accelerator.kit import zones
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day, Moment
from accelerator.kit.given import Given, Line
from accelerator.programmes import eligibility, operations, queries
from accelerator.programmes.api_screening import CheckRule
from accelerator.programmes.forms.screening import SAYS
from accelerator.programmes.models import Call, Programme, Staff

router = Router()


def _zone(name: str) -> str:
    if not (found := zones.known(name)):
        raise ValueError(_("No time zone is called so. Give an IANA name, such as Asia/Singapore."))
    return found


Zone = Annotated[str, AfterValidator(_zone)]


class ProgrammeWhole(Schema):
    slug: str
    name: str
    summary: str
    zone: str = Field(description="IANA name; new calls are on this clock")
    recall_minutes: int = Field(description="how long released decisions can be recalled before founders are told")

    @staticmethod
    def resolve_zone(programme: Programme) -> str:
        return str(programme.zone)


class ProgrammeChange(Given):
    name: Line = Field("", min_length=1, max_length=200)
    summary: Line = Field("", max_length=300)
    zone: Zone = Field("", description="IANA name")
    recall_minutes: int = Field(15, ge=0, le=1440, description="0 tells founders of a release at once")


class StaffOut(Schema):
    code: str = Field(description="the person's code")
    name: str
    role: str = Field(description="manager or reviewer")
    since: datetime

    @staticmethod
    def resolve_code(staff: Staff) -> str:
        return str(staff.person.code)

    @staticmethod
    def resolve_name(staff: Staff) -> str:
        return str(staff.person)

    @staticmethod
    def resolve_since(staff: Staff) -> datetime:
        return staff.created_at


class StaffIn(Given):
    email: Line = Field(min_length=3, max_length=254)
    role: str = Field("reviewer", description="manager or reviewer")


class InvitedOut(Schema):
    email: str
    role: str
    expires_at: datetime


class Wrong(NamedTuple):
    """What makes no sense in one field of one check."""

    path: str
    sentence: str


class CallWhole(Schema):
    """All that its managers decide of a call."""

    slug: str
    name: str
    tagline: str
    description: str
    benefits: str
    prefix: str = Field(description="begins every application's number")
    places: int
    zone: str = Field(description="IANA name")
    opens_at: datetime = Field(description="UTC")
    closes_at: datetime = Field(description="UTC")
    grace_minutes: int
    needs_sign_off: bool = Field(description="a second member of the startup approves each submission")
    reviews_wanted: int = Field(description="reviews for each application")
    scoring_from: date | None
    reviews_due_on: date | None
    scoring_ends: bool = Field(description="scores are closed after the day reviews are due")
    deciding_from: date | None
    decisions_on: date | None = Field(description="the day that the public page promises")
    file_mb: int = Field(description="MB of one file, where its question says no other")
    files_most: int = Field(description="files of one application")
    files_mb: int = Field(description="MB of all files of one application")
    listed: bool
    questionnaire: str = Field(description="code of the form that it asks with; empty without one")
    rubric: str = Field(description="code; empty without one")
    checks: list[CheckRule] = Field(alias="eligibility", description="what is asked before the form")

    @staticmethod
    def resolve_zone(call: Call) -> str:
        return str(call.zone)

    @staticmethod
    def resolve_questionnaire(call: Call) -> str:
        return str(call.version.questionnaire.code) if call.version else ""

    @staticmethod
    def resolve_rubric(call: Call) -> str:
        return str(call.rubric.code) if call.rubric else ""


class CallChange(Given):
    """Terms of a published call stay: prefix, places, zone, opens_at, closes_at, grace_minutes, needs_sign_off."""

    name: Line = Field("", min_length=1, max_length=200)
    tagline: Line = Field("", max_length=200)
    description: str = Field("", max_length=6000)
    benefits: Line = Field("", max_length=300)
    prefix: str = Field("", pattern=r"^[A-Za-z][A-Za-z0-9]{0,7}$")
    places: int = Field(0, ge=1, le=32_767)
    zone: Zone = Field("", description="IANA name; no moment moves with it")
    opens_at: Moment = Field(None, description="with its offset")  # type: ignore[assignment]  # what is not sent is not read
    closes_at: Moment = Field(None, description="with its offset")  # type: ignore[assignment]
    grace_minutes: int = Field(0, ge=0, le=1440)
    needs_sign_off: bool = False
    reviews_wanted: int = Field(0, ge=1, le=10)
    scoring_from: Day | None = None
    reviews_due_on: Day | None = None
    scoring_ends: bool = False
    deciding_from: Day | None = None
    decisions_on: Day | None = None
    file_mb: int = Field(0, ge=1, le=100)
    files_most: int = Field(0, ge=1, le=50)
    files_mb: int = Field(0, ge=1, le=500)
    listed: bool = False


class FormIn(Given):
    questionnaire: str = Field(
        "", max_length=40, description="code of one you may use; empty makes the standard form, as a draft"
    )


class RubricIn(Given):
    rubric: str = Field("", max_length=40, description="code of one of the programme's; empty makes one for this call alone")


class ChecksIn(Given):
    checks: list[CheckRule] = Field(max_length=eligibility.MOST_CHECKS, description="in their order; none lets everybody in")


def _changes(given: Schema) -> dict[str, Any]:
    """What was sent and nothing else, as operations take it."""
    sent = given.dict(exclude_unset=True)
    if "zone" in sent:
        sent["zone"] = ZoneInfo(sent["zone"])
    if "prefix" in sent:
        sent["prefix"] = sent["prefix"].upper()
    return sent


def _programme(request: HttpRequest, slug: str) -> Programme:
    return get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)


def _call(request: HttpRequest, slug: str) -> Call:
    rows = Call.objects.visible_to(request.user).select_related("programme", "version__questionnaire", "rubric")
    return get_object_or_404(rows, slug=slug)


@router.get("/programmes/{slug}", response=ProgrammeWhole, url_name="programme", summary="One programme")
def programme(request: HttpRequest, slug: str) -> Programme:
    return _programme(request, slug)


@router.patch("/programmes/{slug}", response=ProgrammeWhole, url_name="change_programme", summary="Change a programme")
def change_programme(request: HttpRequest, slug: str, given: ProgrammeChange) -> Programme:
    """Only the fields that are sent. Calls keep the clock they have."""
    return operations.change(_programme(request, slug), by=request.user, **_changes(given))


@router.get("/programmes/{slug}/staff", response=Listed[StaffOut], url_name="staff", summary="Who works on a programme")
def staff(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, object]:
    """Live roles, the oldest first; who has two stands there twice."""
    rows = Staff.objects.live().filter(programme=_programme(request, slug)).select_related("person")
    return paging.cut(rows, ["id"])


@router.post("/programmes/{slug}/staff", response={201: InvitedOut}, url_name="invite_staff", summary="Invite somebody")
def invite_staff(request: HttpRequest, slug: str, given: StaffIn) -> Status[Invitation]:
    """Mails a link that gives the role to whoever proves the address."""
    return Status(201, operations.invite(_programme(request, slug), email=given.email, role=given.role, by=request.user))


@router.post("/programmes/{slug}/staff/{code}/{role}/end", response={204: None}, url_name="end_staff", summary="End a role")
def end_staff(request: HttpRequest, slug: str, code: str, role: str) -> Status[None]:
    """A manager ends anybody's, a person their own; the last manager stays."""
    live = Staff.objects.live().filter(programme=_programme(request, slug)).select_related("programme", "person")
    operations.end_staff(get_object_or_404(live, person__code=code, role=role), by=request.user)
    return Status(204, None)


@router.get("/calls/{slug}/settings", response=CallWhole, url_name="call_settings", summary="All that is decided of a call")
def settings(request: HttpRequest, slug: str) -> Call:
    """For the programme's staff."""
    return _call(request, slug)


@router.patch("/calls/{slug}/settings", response=CallWhole, url_name="change_call", summary="Change a call")
def change_call(request: HttpRequest, slug: str, given: CallChange) -> Call:
    """Only the fields that are sent. Of a published call the terms stay; it can be extended."""
    operations.change_call(_call(request, slug), by=request.user, **_changes(given))
    return _call(request, slug)


@router.put("/calls/{slug}/form", response=CallWhole, url_name="set_form", summary="Choose what a draft asks")
def set_form(request: HttpRequest, slug: str, given: FormIn) -> Call:
    """Asks with the newest published version of a questionnaire, or with its draft until that is published."""
    call = _call(request, slug)
    if given.questionnaire:
        chosen = get_object_or_404(queries.forms_for(request.user), code=given.questionnaire)
        operations.set_form(call, questionnaire=chosen, by=request.user)
    else:
        operations.make_form(call, by=request.user)
    return _call(request, slug)


@router.put("/calls/{slug}/rubric", response=CallWhole, url_name="set_rubric", summary="Choose how a draft is scored")
def set_rubric(request: HttpRequest, slug: str, given: RubricIn) -> Call:
    call = _call(request, slug)
    if given.rubric:
        chosen = get_object_or_404(queries.rubrics(call.programme), code=given.rubric)
        operations.set_rubric(call, rubric=chosen, by=request.user)
    else:
        operations.set_own_rubric(call, by=request.user)
    return _call(request, slug)


@router.put("/calls/{slug}/checks", response=CallWhole, url_name="set_checks", summary="Say who may apply to a draft")
def set_checks(request: HttpRequest, slug: str, given: ChecksIn) -> Call:
    """In place of all that was checked before."""
    checks = [one.check() for one in given.checks]
    try:
        operations.set_eligibility(_call(request, slug), checks=checks, by=request.user)
    except operations.Unsound as unsound:
        says = {"key": _("Each check has a key of its own."), **SAYS}
        unsound.faults = [
            Wrong(f"checks.{place}.{name}", str(says.get(name, _("This field is required."))) % checks[place].__dict__)
            for place, name in unsound.places
        ]
        raise
    return _call(request, slug)
