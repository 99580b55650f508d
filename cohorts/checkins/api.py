"""Check-ins, for programs: what each reader may see of them, and no more."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from accelerator.kit import arrived
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day, WallTime
from accelerator.kit.given import Given
from accelerator.kit.refusals import Refusal
from accelerator.questionnaires import operations as sheets
from cohorts.checkins import histories, operations, queries, sights
from cohorts.checkins.models import Ask, CheckIn, Correction, Rhythm
from cohorts.roster.models import Cohort, Enrolment

router = Router(tags=["checkins"])
_TRIES = 5  # to be the last where several write at once


class CheckInOut(Schema):
    code: str
    startup: str = Field(description="slug of the startup")
    cohort: str = Field(description="slug of the cohort")
    period_on: date = Field(description="the Monday of its week, or the first of its month")
    opens_at: datetime = Field(description="UTC")
    due_at: datetime = Field(description="UTC")
    state: str = Field(description="open, sent, late (sent after it was due), missed or excused")
    sent_at: datetime | None = Field(description="UTC")
    corrected_at: datetime | None = Field(description="UTC, when its startup last corrected what was sent")

    @staticmethod
    def resolve_startup(one: CheckIn) -> str:
        return str(one.enrolment.startup.slug)

    @staticmethod
    def resolve_cohort(one: CheckIn) -> str:
        return str(one.enrolment.cohort.slug)

    @staticmethod
    def resolve_state(one: CheckIn) -> str:
        return one.look


class AnsweredOut(CheckInOut):
    answers: dict[str, Any] = Field(description="by question, those that you may read; of one that is not sent, its own people")


class CorrectionOut(Schema):
    number: int
    was: dict[str, Any] = Field(description="by question, what it said until then, of those that you may read")
    by: str = Field(description="code of the person")
    at: datetime = Field(description="UTC")

    @staticmethod
    def resolve_by(one: Correction) -> str:
        return str(one.by.code)


class CheckInAnswersIn(Given):
    answers: dict[str, Any] = Field(description="{question: value}; what is left out stays")


class FigureOut(Schema):
    key: str
    label: str
    better: str = Field(description="more, less or nothing")
    values: list[Decimal | None] = Field(description="in the order of the check-ins, null where it was not told")
    target: Decimal | None


class FiguresOut(Schema):
    check_ins: list[CheckInOut] = Field(description="those that have opened, the oldest first")
    figures: list[FigureOut] = Field(description="those that you may read")
    streak: int = Field(description="sent in a row, up to the last that fell due")


class TargetIn(Given):
    value: Decimal | None = Field(description="null takes the target away", max_digits=36, decimal_places=12)


class ConsentIn(Given):
    mentors: bool = Field(description="whether mentors read it; managers always do")


class AskOut(Schema):
    code: str
    startup: str = Field(description="slug of the startup")
    text: str
    tags: list[str]
    state: str = Field(description="open, taken or closed")
    taken_by: str | None = Field(description="name of who helps")

    @staticmethod
    def resolve_startup(one: Ask) -> str:
        return str(one.check_in.enrolment.startup.slug)

    @staticmethod
    def resolve_taken_by(one: Ask) -> str | None:
        return str(one.taken_by) if one.taken_by else None


class RhythmOut(Schema):
    every: str
    weekday: int
    day: int
    due_time: time = Field(description="by each startup's clocks")
    opens_days: int
    starts_on: date
    ends_on: date
    questionnaire: str = Field(description="code of the form")

    @staticmethod
    def resolve_questionnaire(one: Rhythm) -> str:
        return str(one.questionnaire.code)


class RhythmIn(Given):
    every: Literal["weekly", "monthly"]
    weekday: int = Field(2, ge=0, le=6, description="0 is Monday")
    day: int = Field(1, ge=1, le=31)
    due_time: WallTime
    opens_days: int = Field(3, ge=2, le=6)
    starts_on: Day
    ends_on: Day


def _seen(request: HttpRequest, code: str) -> CheckIn:
    rows = CheckIn.objects.visible_to(request.user).exclude(state=CheckIn.State.PLANNED).select_related(*queries.WHOLE)
    return get_object_or_404(rows, code=code)


def _answered(request: HttpRequest, one: CheckIn) -> CheckIn:
    one.answers = sights.readable(one, sights.of(request.user, one.enrolment)[one.enrolment_id])  # type: ignore[attr-defined]  # for the schema
    return one


def _startup(request: HttpRequest, code: str) -> Enrolment:
    return get_object_or_404(queries.startups(request.user), code=code)


@router.get("/check-ins", response=Listed[CheckInOut], url_name="check_ins")
def check_ins(request: HttpRequest, paging: Query[Paging], startup: str = "") -> dict[str, object]:
    """Those you know of, the latest due first; of one startup where its slug is given."""
    rows = CheckIn.objects.visible_to(request.user).exclude(state=CheckIn.State.PLANNED)
    found = rows.filter(enrolment__startup__slug=startup) if startup else rows
    return paging.cut(found.select_related("enrolment__startup", "enrolment__cohort"), ["-due_at", "-id"])


@router.get("/check-ins/{code}", response=AnsweredOut, url_name="check_in")
def check_in(request: HttpRequest, code: str) -> CheckIn:
    return _answered(request, _seen(request, code))


@router.patch("/check-ins/{code}", response=AnsweredOut, url_name="write_check_in")
def write(request: HttpRequest, code: str, given: CheckInAnswersIn) -> CheckIn:
    """Keeps answers; several people may write at once, the last one counts."""
    found = _seen(request, code)
    seen = found.sheet.seen if found.sheet else lambda _key: 0
    edits = [sheets.Edit(key, value, seen(key)) for key, value in given.answers.items()]
    for _again in range(_TRIES):
        written = operations.write(found, changes=edits, by=request.user, at=arrived.at(request))
        for one in written.refused:
            raise one.refusal
        edits = [sheets.Edit(one.key, given.answers[one.key], one.version) for one in written.conflicts]
        if not edits:
            return _answered(request, _seen(request, code))
    raise Refusal(_("Somebody else is writing this answer. Send it again."), field=edits[0].key)


@router.post("/check-ins/{code}/send", response=AnsweredOut, url_name="send_check_in")
def send(request: HttpRequest, code: str) -> CheckIn:
    """Sends what was written. Late ones count too, marked as late."""
    operations.submit(_seen(request, code), by=request.user, at=arrived.at(request))
    return _answered(request, _seen(request, code))


@router.post("/check-ins/{code}/correct", response=AnsweredOut, url_name="correct_check_in")
def correct(request: HttpRequest, code: str, given: CheckInAnswersIn) -> CheckIn:
    """Puts other answers in place of those that were sent, all or none, until the startup's next one opens."""
    found = _seen(request, code)
    seen = found.sheet.seen if found.sheet else lambda _key: 0
    edits = [sheets.Edit(key, value, seen(key)) for key, value in given.answers.items()]
    written = operations.correct(found, changes=edits, by=request.user, at=arrived.at(request))
    for one in written.refused:
        raise one.refusal
    if written.conflicts:
        raise Refusal(_("Somebody corrected this meanwhile. Read it anew."), field=written.conflicts[0].key)
    return _answered(request, _seen(request, code))


@router.get("/check-ins/{code}/corrections", response=Listed[CorrectionOut], url_name="check_in_corrections")
def corrections(request: HttpRequest, code: str, paging: Query[Paging]) -> dict[str, object]:
    """What it said before each correction, the newest first, as far as you may read it."""
    found = _seen(request, code)
    sight = sights.of(request.user, found.enrolment)[found.enrolment_id]
    page = paging.cut(found.corrections.select_related("by"), ["-number"])
    for one in page["items"]:
        one.was = sights.earlier(found, one, sight)
    return page


@router.get("/enrolments/{code}/figures", response=FiguresOut, url_name="figures")
def figures(request: HttpRequest, code: str) -> dict[str, Any]:
    """How a startup's figures moved."""
    found = _startup(request, code)
    history = histories.of(found, request.user)
    for one in history.check_ins:
        one.enrolment = found
    lines = [
        {"key": one.question.key, "label": one.question.label, "better": one.better, "values": one.values, "target": one.target}
        for one in history.lines
    ]
    return {"check_ins": history.check_ins, "figures": lines, "streak": history.streak}


@router.put("/enrolments/{code}/figures/{key}/target", response={204: None}, url_name="aim")
def aim(request: HttpRequest, code: str, key: str, given: TargetIn) -> None:
    """Where a figure is to go."""
    operations.aim(_startup(request, code), key=key, value=given.value, by=request.user)


@router.put("/enrolments/{code}/answers/{key}/consent", response={204: None}, url_name="consent")
def consent(request: HttpRequest, code: str, key: str, given: ConsentIn) -> None:
    """Who reads the startup's answers to a question, those of before too; also to one that is no longer asked."""
    operations.let_see(_startup(request, code), key=key, mentors=given.mentors, by=request.user)


@router.get("/asks", response=Listed[AskOut], url_name="asks")
def asks(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """What startups ask for that you see, the newest first."""
    return paging.cut(queries.asks(request.user).order_by(), ["-id"])


def _ask(request: HttpRequest, code: str) -> Ask:
    return get_object_or_404(queries.asks(request.user), code=code)


@router.post("/asks/{code}/help", response=AskOut, url_name="help_with_ask")
def help_with(request: HttpRequest, code: str) -> Ask:
    """You can help; the founders get your address."""
    operations.help_with(_ask(request, code), by=request.user)
    return _ask(request, code)


@router.post("/asks/{code}/pass", response={204: None}, url_name="pass_ask")
def pass_on(request: HttpRequest, code: str) -> None:
    """You cannot; nobody is told."""
    operations.pass_on(_ask(request, code), by=request.user)


@router.post("/asks/{code}/close", response=AskOut, url_name="close_ask")
def close(request: HttpRequest, code: str) -> Ask:
    operations.close(_ask(request, code), by=request.user)
    return _ask(request, code)


@router.post("/asks/{code}/reopen", response=AskOut, url_name="reopen_ask")
def reopen(request: HttpRequest, code: str) -> Ask:
    """Who said they help did not: others may."""
    operations.reopen(_ask(request, code), by=request.user)
    return _ask(request, code)


def _rhythm(request: HttpRequest, slug: str) -> Rhythm:
    rows = Rhythm.objects.visible_to(request.user).select_related("cohort", "questionnaire")
    return get_object_or_404(rows, cohort__slug=slug)


@router.get("/cohorts/{slug}/rhythm", response=RhythmOut, url_name="rhythm")
def rhythm(request: HttpRequest, slug: str) -> Rhythm:
    """When a cohort is asked, and with which form."""
    return _rhythm(request, slug)


@router.put("/cohorts/{slug}/rhythm", response=RhythmOut, url_name="set_rhythm")
def set_rhythm(request: HttpRequest, slug: str, given: RhythmIn) -> Rhythm:
    """Begins check-ins with the usual questions, or changes when they are asked."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user).select_related("programme"), slug=slug)
    held = Rhythm.objects.select_related("cohort").filter(cohort=cohort).first()
    said = operations.RhythmGiven(**given.dict())
    if held is None:
        operations.begin(cohort, given=said, by=request.user)
    else:
        operations.change(held, given=said, by=request.user)
    return _rhythm(request, slug)
