"""The board, flags and the rules behind them, for programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import Day
from accelerator.kit.given import Given, Line
from accelerator.kit.refusals import Forbidden
from accelerator.programmes.models import Programme
from accelerator.trail.models import Entry
from cohorts.reporting import board as boards
from cohorts.reporting import lines, operations, queries, risk, sentences, timeline
from cohorts.reporting.choosing import Choice, narrowed
from cohorts.reporting.models import RiskFlag, RiskMute
from cohorts.reporting.risk import Rule
from cohorts.roster.models import Cohort, Enrolment

router = Router(tags=["cohorts"])
_KINDS = ", ".join(risk.KINDS)


class BoardCellOut(Schema):
    code: str
    name: str = Field(description="such as M4 Paid pilot")
    state: str = Field(description="the state with what its date says: also late, at_risk, due_soon")
    due_on: date


class FlagReasonOut(Schema):
    kind: str = Field(description=f"by_hand, {_KINDS}")
    severity: str = Field(description="risk or watch")
    number: int = Field(description="days, milestones or check-ins, as the kind counts")
    sentence: str


class LeftOut(Schema):
    currency: str
    amount: str = Field(description="decimal")
    ends_on: date = Field(description="when it runs out or lapses")


class BoardLineOut(Schema):
    enrolment: str = Field(description="code of the enrolment")
    name: str = Field(description="of the startup")
    sector: str
    leads: list[str] = Field(description="names of the managers who stand by it")
    milestones: list[BoardCellOut]
    late: int = Field(description="milestones past due")
    next_due: date | None
    check_ins_sent: int = Field(description="of the last eight periods")
    check_ins_missed: int
    last_session_at: datetime | None = Field(description="UTC")
    next_session_at: datetime | None = Field(description="UTC; as a mentor and the startup agreed")
    credits: list[LeftOut]
    flags: list[FlagReasonOut]
    muted: list[FlagReasonOut]


class RuleGiven(Given):
    kind: str = Field(description=f"one of {_KINDS}")
    threshold: int
    is_on: bool = True
    severity: str = Field(description="risk or watch")


class RulesGiven(Given):
    rules: list[RuleGiven] = Field(max_length=len(risk.KINDS))

    def read(self) -> list[Rule]:
        return [Rule(**one.dict()) for one in self.rules]


class RuleOut(Schema):
    kind: str
    threshold: int
    is_on: bool
    severity: str
    asks: str = Field(description="what it asks for, in words")


class FlaggedOut(Schema):
    enrolment: str
    name: str
    flags: list[FlagReasonOut]


class StartupFlagIn(Given):
    reason: Line = Field(min_length=1, max_length=200)
    severity: str = Field("risk", pattern="^(risk|watch)$", description="risk or watch")
    until_on: Day = Field(description="the last day on which it stands, in the cohort's zone")


class MuteIn(Given):
    kind: str = Field("", description="the flags that are quiet; left out, all that rules raise")
    reason: Line = Field(min_length=1, max_length=200)
    until_on: Day


class WordOut(Schema):
    code: str
    reason: str
    until_on: date | None
    by: str = Field(description="name")
    ended_at: datetime | None

    @staticmethod
    def resolve_by(word: RiskFlag | RiskMute) -> str:
        return str(word.by)


class BoardViewOut(Schema):
    query: str = Field(description="of the board's address, without its question mark; empty where you keep nothing")


class ViewGiven(Given):
    query: Line = Field(max_length=800, description="as an address of the board has it, such as only=late&sort=due")


class HappenedOut(Schema):
    at: datetime
    verb: str
    kind: str = Field(
        description="milestones, checkins, sessions, credits, announcements, cohort, onboarding, files, selection or flags"
    )
    sentence: str


class BoardNarrowing(Schema):
    """As the board's own address has it."""

    only: str = Field("all", description="all, at_risk, late, due_soon, submitted or muted")
    flag: str = Field("", description="a kind of flag")
    sector: str = ""
    lead: str = Field("", description="code of a person")
    q: str = Field("", description="part of the startup's name")


def _cohort(request: HttpRequest, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user).select_related("programme"), slug=slug)


def _enrolment(request: HttpRequest, code: str) -> Enrolment:
    rows = Enrolment.objects.visible_to(request.user).select_related("startup", "cohort", "application")
    return get_object_or_404(rows, code=code)


@router.get("/cohorts/{slug}/board", response=Listed[BoardLineOut], url_name="board")
def board(request: HttpRequest, slug: str, paging: Query[Paging], narrowing: Query[BoardNarrowing]) -> dict[str, object]:
    """The board of a cohort, by the startups' names: milestones, credits left, and why somebody is flagged."""
    cohort = _cohort(request, slug)
    told = lines.told(cohort, request.user)
    shown, _counts = narrowed(told.lines, Choice.of(narrowing.dict()))
    by_pk = {one.pk: one for one in shown}
    rows = Enrolment.objects.filter(pk__in=by_pk).select_related("startup")

    def all_of(page: list[Enrolment]) -> Iterable[dict[str, Any]]:
        return map(_line, boards.rows(cohort, [by_pk[one.pk] for one in page]))

    return paging.cut(rows, ["startup__name", "id"], all_of=all_of)


@router.get("/cohorts/{slug}/board/view", response=BoardViewOut, url_name="board_view")
def board_view(request: HttpRequest, slug: str) -> dict[str, str]:
    """How you keep the board of a cohort: the query of its address."""
    return {"query": queries.kept_by(request.user, _cohort(request, slug))}


@router.put("/cohorts/{slug}/board/view", response=BoardViewOut, url_name="keep_board_view")
def keep_board_view(request: HttpRequest, slug: str, given: ViewGiven) -> dict[str, str]:
    """The board opens for you like this from now on; what means nothing in the query is left out of it."""
    choice = Choice.kept(given.query.removeprefix("?"))
    return {"query": operations.keep_view(_cohort(request, slug), choice=choice, by=request.user).query}


@router.delete("/cohorts/{slug}/board/view", response={204: None}, url_name="forget_board_view")
def forget_board_view(request: HttpRequest, slug: str) -> Status[None]:
    """The board opens for you as it does for everybody."""
    operations.forget_view(_cohort(request, slug), by=request.user)
    return Status(204, None)


def _line(row: boards.Row) -> dict[str, Any]:
    line = row.line
    said = [sentence for _severity, sentence in row.why]
    return {
        "enrolment": line.code,
        "name": line.name,
        "sector": line.sector,
        "leads": [one.name for one in line.leads],
        "milestones": [
            {"code": one.code, "name": one.name, "state": one.state, "due_on": one.due_on} for one in row.cells if one
        ],
        "late": line.late,
        "next_due": line.next_due,
        "check_ins_sent": line.received,
        "check_ins_missed": line.weeks.missed if line.weeks else 0,
        "last_session_at": line.last_session,
        "next_session_at": line.next_session,
        "credits": [{"currency": one.currency, "amount": f"{one.amount:f}", "ends_on": one.ends_on} for one in line.left],
        "flags": [_reason(one, sentence) for one, sentence in zip(line.standing.heard, said, strict=True)],
        "muted": [_reason(one) for one in line.standing.quiet],
    }


def _reason(one: risk.Reason, sentence: str = "") -> dict[str, Any]:
    return {"kind": one.kind, "severity": one.severity, "number": one.number, "sentence": sentence or sentences.told(one)}


def _rule(one: Rule) -> dict[str, Any]:
    return one._asdict() | {"asks": sentences.asks(one.kind)}


@router.get("/cohorts/{slug}/risk-rules", response=list[RuleOut], url_name="risk_rules")
def risk_rules(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """The rules by which startups of a cohort are flagged."""
    return [_rule(one) for one in operations.in_force(_cohort(request, slug))]


@router.put("/cohorts/{slug}/risk-rules", response=list[RuleOut], url_name="set_risk_rules")
def set_risk_rules(request: HttpRequest, slug: str, given: RulesGiven) -> list[dict[str, Any]]:
    """Changes the rules of these kinds; the others stay as they are."""
    return [_rule(one) for one in operations.rule(_cohort(request, slug), given.read(), by=request.user)]


@router.post("/cohorts/{slug}/risk-rules/preview", response=list[FlaggedOut], url_name="preview_risk_rules")
def preview_risk_rules(request: HttpRequest, slug: str, given: RulesGiven) -> list[dict[str, Any]]:
    """Who would be flagged if these rules were in force beside the others. Changes nothing."""
    cohort = _cohort(request, slug)
    if not request.user.has_perm("roster.run_cohort", cohort):
        raise Forbidden(_("Only the programme's managers decide when startups are flagged."))
    rules = risk.in_force(operations.in_force(cohort), operations.sound(given.read()))
    told = lines.told(cohort, request.user, rules=rules)
    found = sorted((one for one in told.lines if one.standing.heard), key=lambda one: one.name.casefold())
    return [{"enrolment": one.code, "name": one.name, "flags": [_reason(why) for why in one.standing.heard]} for one in found]


@router.get("/programmes/{slug}/risk-rules", response=list[RuleOut], url_name="programme_risk_rules")
def programme_risk_rules(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """The rules of a programme you manage, for cohorts that have none of their own."""
    programme = get_object_or_404(Programme.objects.run_by(request.user), slug=slug)
    return [_rule(one) for one in operations.in_force(programme)]


@router.put("/programmes/{slug}/risk-rules", response=list[RuleOut], url_name="set_programme_risk_rules")
def set_programme_risk_rules(request: HttpRequest, slug: str, given: RulesGiven) -> list[dict[str, Any]]:
    programme = get_object_or_404(Programme.objects.run_by(request.user), slug=slug)
    return [_rule(one) for one in operations.rule(programme, given.read(), by=request.user)]


@router.post("/enrolments/{code}/flags", response=WordOut, url_name="flag_enrolment")
def flag(request: HttpRequest, code: str, given: StartupFlagIn) -> RiskFlag:
    """Flags a startup by hand."""
    return operations.flag(_enrolment(request, code), **given.dict(), by=request.user)


@router.delete("/risk-flags/{code}", response=WordOut, url_name="unflag")
def unflag(request: HttpRequest, code: str) -> RiskFlag:
    """Takes a flag back that was raised by hand."""
    return operations.unflag(_word(RiskFlag, request, code), by=request.user)


@router.post("/enrolments/{code}/mutes", response=WordOut, url_name="mute_enrolment")
def mute(request: HttpRequest, code: str, given: MuteIn) -> RiskMute:
    """Quietens flags of a startup until a day."""
    return operations.mute(_enrolment(request, code), **given.dict(), by=request.user)


@router.delete("/risk-mutes/{code}", response=WordOut, url_name="unmute")
def unmute(request: HttpRequest, code: str) -> RiskMute:
    """Lets the flags be heard again."""
    return operations.unmute(_word(RiskMute, request, code), by=request.user)


def _word(model: Any, request: HttpRequest, code: str) -> Any:
    rows = model.objects.visible_to(request.user).select_related("enrolment__startup", "enrolment__cohort", "by")
    return get_object_or_404(rows, code=code)


@router.get("/enrolments/{code}/timeline", response=Listed[HappenedOut], url_name="enrolment_timeline")
def happened(request: HttpRequest, code: str, paging: Query[Paging], kind: str = "") -> dict[str, object]:
    """What happened to a startup in its cohort, as far as you may read it, the latest first; of one kind where it is named."""
    found = _enrolment(request, code)
    return paging.cut(timeline.entries(found, timeline.reader(found, request.user), kind=kind), ["-at", "-id"], each=_happened)


def _happened(entry: Entry) -> dict[str, Any]:
    return {"at": entry.at, "verb": entry.verb, "kind": timeline.kind_of(entry.verb), "sentence": entry.told()}
