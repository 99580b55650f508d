"""Programmes and calls, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit import arrived, clock
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Moment
from accelerator.kit.given import Given, Line
from accelerator.programmes import api_rubrics, api_running, api_screening, api_stages, operations, queries
from accelerator.programmes.api_screening import CheckTexts
from accelerator.programmes.models import AccessCode, Call, Enquiry, Extension, Programme
from accelerator.questionnaires.api import VersionWhole
from accelerator.questionnaires.models import Version

router = Router(tags=["programmes"])
router.add_router("", api_running.router)
router.add_router("", api_rubrics.router)
router.add_router("", api_screening.router)
router.add_router("", api_stages.router)


class CheckOut(Schema):
    key: str
    asks: str
    kind: str = Field(description="yes_no, choice, country, number or date")
    options: list[str] = Field([], description="of a choice")
    currency: str = Field("", description="ISO 4217, of a number that is an amount of money: 0 or more")
    why: str = Field(description="what who is not let in is told")
    language: str = Field("", description="the check is written in it; empty for en")
    texts: dict[str, CheckTexts] = Field({}, description="{language: the same in it}")


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
    listed: bool = Field(description="anybody may find it; else access codes open it")
    decisions_on: date | None
    eligibility: list[CheckOut] = Field(description="what is asked before the form; POST the answers to …/eligibility")

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


class ProgrammeIn(Given):
    name: Line = Field(min_length=1, max_length=200)
    summary: Line = Field("", max_length=300)


class CallIn(Given):
    name: Line = Field(min_length=1, max_length=200)
    places: int = Field(10, ge=1, le=10_000)


class ExtendIn(Given):
    closes_at: Moment = Field(description="with its offset; later than the call closes now")
    reason: Line = Field(min_length=1, max_length=300, description="read by everybody with a draft")


class ExtensionOut(Schema):
    code: str
    closed_at: datetime = Field(description="UTC; when the call would have closed")
    closes_at: datetime
    reason: str


class CloneIn(Given):
    name: Line = Field(min_length=1, max_length=200)
    copy_form: bool = Field(False, description="a copy that may be changed; else the same form, as it is asked now")
    copy_rubric: bool = Field(False, description="a copy that may be changed; else the same, so that scores compare")
    copy_enquiries: bool = Field(False, description="published questions and answers, but for those that name a date of the call")


class EnquiryOut(Schema):
    code: str
    question: str = Field(description="as it is published; as it was asked where it is not")
    answer: str = Field(description="empty while it waits")
    published: bool

    @staticmethod
    def resolve_question(one: Enquiry) -> str:
        return str(one)

    @staticmethod
    def resolve_published(one: Enquiry) -> bool:
        return one.published_at is not None


class AskIn(Given):
    question: str = Field(min_length=1, max_length=1000)


class AnswerIn(Given):
    question: str = Field("", max_length=1000, description="as everybody may read it; empty leaves it as asked")
    answer: str = Field(min_length=1, max_length=4000)
    publish: bool = Field(True, description="on the call's page, without the name of who asked")


class AccessCodeOut(Schema):
    code: str
    note: str
    uses: int
    max_uses: int
    closes_at: datetime | None = Field(description="UTC; a deadline of its own")
    ended_at: datetime | None


class AccessCodeIn(Given):
    note: Line = Field(min_length=1, max_length=200, description="whom it is for")
    max_uses: int = Field(1, ge=1, le=10_000)
    closes_at: Moment | None = Field(None, description="with its offset; later than the call's where that is listed")


class AccessCodeChange(Given):
    note: Line | None = Field(None, min_length=1, max_length=200, description="whom it is for")
    max_uses: int | None = Field(None, ge=1, le=10_000, description="no fewer than used it")


class UseIn(Given):
    code: str = Field(min_length=1, max_length=40)


@router.get("/programmes", response=Listed[ProgrammeOut], url_name="programmes", summary="Programmes you work on")
def programmes(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Programmes you work on or may look into."""
    return paging.cut(queries.programmes(request.user), ["name", "id"])


@router.post("/programmes", response={201: ProgrammeOut}, url_name="new_programme", summary="Begin a programme")
def create(request: HttpRequest, given: ProgrammeIn) -> Status[Programme]:
    """Begins a programme that you manage."""
    return Status(201, operations.create(name=given.name, summary=given.summary, by=request.user))


@router.get("/calls", response=Listed[CallOut], url_name="calls", summary="Calls you may read, the latest opening first")
def calls(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """Published calls, and drafts of the programmes you work on; the latest opening first."""
    found = Call.objects.readable_by(request.user).select_related("programme")
    return paging.cut(found, ["-opens_at", "-id"])


@router.get("/calls/{slug}", response=CallOut, url_name="call", summary="One call")
def call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(Call.objects.readable_by(request.user).select_related("programme"), slug=slug)


@router.get("/calls/{slug}/questionnaire", response=VersionWhole, url_name="call_questionnaire", summary="What a call asks")
def questionnaire(request: HttpRequest, slug: str) -> Version:
    """The questions by their keys: what answers of an application are named by. 404 while the call has no form."""
    rows = Call.objects.readable_by(request.user).select_related("version__questionnaire")
    found = get_object_or_404(rows, slug=slug, version__isnull=False)
    return cast(Version, found.version)


@router.post("/programmes/{slug}/calls", response={201: CallOut}, url_name="new_call", summary="Draft a call")
def new_call(request: HttpRequest, slug: str, given: CallIn) -> Status[Call]:
    """Drafts a call on the programme's clock."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    return Status(201, operations.create_call(programme, by=request.user, name=given.name, places=given.places))


@router.post("/calls/{slug}/publish", response=CallOut, url_name="publish_call", summary="Put a draft before everybody")
def publish(request: HttpRequest, slug: str) -> Call:
    """Puts a draft before everybody; says all that is missing where it is not ready."""
    found = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    return operations.publish(found, by=request.user, at=clock.now())


@router.post("/calls/{slug}/extend", response={201: ExtensionOut}, url_name="extend_call", summary="Give a call more time")
def extend(request: HttpRequest, slug: str, given: ExtendIn) -> Status[Extension]:
    """Gives a published call more time and writes to everybody with a draft."""
    found = get_object_or_404(Call.objects.visible_to(request.user), slug=slug)
    until, why = given.closes_at, given.reason
    return Status(201, operations.extend(found, by=request.user, at=clock.now(), closes_at=until, reason=why))


@router.get(
    "/calls/{slug}/enquiries",
    response=Listed[EnquiryOut],
    url_name="enquiries",
    summary="Questions about a call, with their answers",
)
def enquiries(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, object]:
    """Questions about a call: published ones and your own; all of them for its staff. The oldest first."""
    call = get_object_or_404(Call.objects.readable_by(request.user), slug=slug)
    return paging.cut(Enquiry.objects.visible_to(request.user).filter(call=call), ["id"])


@router.post("/calls/{slug}/enquiries", response={201: EnquiryOut}, url_name="ask", summary="Ask the call's managers")
def ask(request: HttpRequest, slug: str, given: AskIn) -> Status[Enquiry]:
    """Puts a question to the call's managers."""
    call = get_object_or_404(Call.objects.readable_by(request.user).select_related("programme"), slug=slug)
    return Status(201, operations.ask(call, asked=given.question, by=request.user, at=arrived.at(request)))


@router.post("/calls/{slug}/enquiries/{code}/answer", response=EnquiryOut, url_name="answer", summary="Answer a question")
def answer(request: HttpRequest, slug: str, code: str, given: AnswerIn) -> Enquiry:
    """Answers who asked, and everybody where it is published; once more replaces the answer."""
    seen = Enquiry.objects.filter(call__in=Call.objects.visible_to(request.user), call__slug=slug)
    found = get_object_or_404(seen.select_related("call__programme"), code=code)
    told, text = given.question, given.answer
    return operations.answer(found, told=told, text=text, publish=given.publish, by=request.user, at=clock.now())


def _run(request: HttpRequest, slug: str) -> Call:
    """A call that this person manages; others of its staff are told that they may not."""
    found = get_object_or_404(Call.objects.visible_to(request.user).select_related("programme"), slug=slug)
    operations.require_manager(found.programme, request.user)
    return found


@router.get(
    "/calls/{slug}/access-codes", response=Listed[AccessCodeOut], url_name="access_codes", summary="Access codes of a call"
)
def access_codes(request: HttpRequest, slug: str, paging: Query[Paging]) -> dict[str, object]:
    """Codes of a call that you manage, the latest first."""
    return paging.cut(AccessCode.objects.filter(call=_run(request, slug)), ["-id"])


@router.post(
    "/calls/{slug}/access-codes", response={201: AccessCodeOut}, url_name="new_access_code", summary="Make an access code"
)
def new_access_code(request: HttpRequest, slug: str, given: AccessCodeIn) -> Status[AccessCode]:
    """Makes a code that opens the call, or its deadline, to so many people."""
    call, facts = _run(request, slug), given.dict()
    made = operations.make_access_code(call, **facts, by=request.user, at=clock.now())
    return Status(201, made)


@router.patch(
    "/calls/{slug}/access-codes/{code}", response=AccessCodeOut, url_name="change_access_code", summary="Change an access code"
)
def change_access_code(request: HttpRequest, slug: str, code: str, given: AccessCodeChange) -> AccessCode:
    """Says anew whom it is for, and how many may use it; what is not sent stays."""
    found = get_object_or_404(AccessCode.objects.filter(call=_run(request, slug)).select_related("call"), code=code)
    note, most = given.note or found.note, given.max_uses or found.max_uses
    operations.change_access_code(found, note=note, max_uses=most, by=request.user)
    found.refresh_from_db()
    return found


@router.post(
    "/calls/{slug}/access-codes/{code}/end", response=AccessCodeOut, url_name="end_access_code", summary="End an access code"
)
def end_access_code(request: HttpRequest, slug: str, code: str) -> AccessCode:
    """Lets nobody in by it from now on."""
    found = get_object_or_404(AccessCode.objects.filter(call=_run(request, slug)).select_related("call"), code=code)
    operations.end_access_code(found, by=request.user, at=clock.now())
    found.refresh_from_db()
    return found


@router.post("/access", response=CallOut, url_name="use_access_code", summary="Use an access code")
def use_access_code(request: HttpRequest, given: UseIn) -> Call:
    """Uses a code; answers with the call it opened."""
    return operations.use_access_code(given.code, by=request.user, at=arrived.at(request)).access_code.call


@router.post("/calls/{slug}/clone", response={201: CallOut}, url_name="clone_call", summary="Draft the call once more")
def clone(request: HttpRequest, slug: str, given: CloneIn) -> Status[Call]:
    """Drafts the call once more, every date a year on, and nothing of people."""
    copies = {"copy_form": given.copy_form, "copy_the_rubric": given.copy_rubric, "copy_enquiries": given.copy_enquiries}
    return Status(201, operations.clone_call(_run(request, slug), name=given.name, by=request.user, at=clock.now(), **copies))
