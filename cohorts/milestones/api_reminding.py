"""Reminders, for programs: a plan's rules, and what will be sent."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accelerator.kit import clock
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.days import WallTime
from accelerator.kit.given import Given, Line
from cohorts.milestones import coming, ladder, phrases, reminding
from cohorts.milestones.coming import Line as Coming
from cohorts.milestones.models import Plan, ReminderRule
from cohorts.roster.models import Cohort

router = Router()
FURTHEST = 400  # days ahead that the calendar is asked for


class ReminderRuleOut(Schema):
    code: str
    offset: int = Field(description="in `unit` from the milestone's day, before it negative; hours count from its end")
    unit: str = Field(description="days, workdays or hours")
    at: time = Field(description="by the startup's clock; hours do not ask it")
    audience: str = Field(description="startup, mentors or managers")
    said: str = Field(description="when and to whom, in words")
    subject: str = Field(description="empty: Slipway's own words, in the reader's language")
    text: str

    @staticmethod
    def resolve_said(rule: ReminderRule) -> str:
        return phrases.whole(rule)


class ReminderRuleIn(Given):
    offset: int
    unit: str = "days"
    at: WallTime = Field(time(9), description="by the startup's clock, without an offset")
    audience: str = "startup"
    subject: Line = Field("", max_length=200)
    text: str = Field("", max_length=4000, description="may name {milestone}, {startup}, {cohort}, {due} and {evidence}")


class ReminderOut(Schema):
    code: str
    milestone: str = Field(description="code of the milestone")
    startup: str = Field(description="slug of the startup")
    rule: str = Field(description="code of the rule that says it; empty where there is none any more")
    due_at: datetime = Field(description="UTC")
    local_on: date = Field(description="the day by the startup's clock")
    state: str = Field(description="planned or held")
    paused: bool = Field(description="the startup pauses on that day: it is not sent")
    hearers: list[str] = Field(description="names of who would hear it now")
    subject: str = Field(description="as it would read now")
    text: str


class ReminderQuery(Paging):
    days: int = Field(28, ge=1, le=FURTHEST, description="how far ahead")


class RemindersIn(Given):
    reminders: list[str] = Field(min_length=1, max_length=reminding.MOST_AT_ONCE, description="codes")


class ReminderWordsIn(RemindersIn):
    subject: Line = Field("", max_length=200, description="empty: the rule's")
    text: str = Field("", max_length=4000, description="empty: the rule's")


class RemindersDone(Schema):
    changed: int


def _plan(request: HttpRequest, code: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("programme"), code=code)


def _rule(request: HttpRequest, code: str) -> ReminderRule:
    rows = ReminderRule.objects.live().visible_to(request.user).select_related("plan__programme")
    return get_object_or_404(rows, code=code)


def _cohort(request: HttpRequest, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(request.user), slug=slug)


@router.get("/plans/{code}/reminder-rules", response=list[ReminderRuleOut], url_name="reminder_rules")
def reminder_rules(request: HttpRequest, code: str) -> Any:
    """A plan's reminders, the earliest first; twenty at most."""
    return _plan(request, code).reminder_rules.live().order_by("offset", "id")


@router.post("/plans/{code}/reminder-rules", response={201: ReminderRuleOut}, url_name="add_reminder_rule")
def add_reminder_rule(request: HttpRequest, code: str, given: ReminderRuleIn) -> Status[ReminderRule]:
    """Milestones of the plan that are still owed have it at once."""
    return Status(201, reminding.add_rule(_plan(request, code), given=ladder.RuleGiven(**given.dict()), by=request.user))


@router.put("/reminder-rules/{code}", response=ReminderRuleOut, url_name="change_reminder_rule")
def change_reminder_rule(request: HttpRequest, code: str, given: ReminderRuleIn) -> ReminderRule:
    return reminding.change_rule(_rule(request, code), given=ladder.RuleGiven(**given.dict()), by=request.user)


@router.delete("/reminder-rules/{code}", response={204: None}, url_name="remove_reminder_rule")
def remove_reminder_rule(request: HttpRequest, code: str) -> Status[None]:
    reminding.remove_rule(_rule(request, code), by=request.user)
    return Status(204, None)


@router.get("/cohorts/{slug}/reminders", response=Listed[ReminderOut], url_name="coming_reminders")
def coming_reminders(request: HttpRequest, slug: str, asked: Query[ReminderQuery]) -> dict[str, object]:
    """What will be sent in the next `days`, and what is held, the next first."""
    ahead = coming.ahead(_cohort(request, slug), until=clock.now() + timedelta(days=asked.days))
    return asked.cut(ahead, ["due_at", "id"], all_of=lambda rows: [_told(one) for one in coming.lines(rows)])


def _told(one: Coming) -> dict[str, Any]:
    subject, paragraphs = one.told()
    return {
        "code": one.reminder.code,
        "milestone": one.milestone.code,
        "startup": one.milestone.enrolment.startup.slug,
        "rule": one.rule.code if one.rule else "",
        "due_at": one.reminder.due_at,
        "local_on": one.reminder.local_on,
        "state": one.reminder.state,
        "paused": one.is_paused,
        "hearers": [person.name for person in one.hearers],
        "subject": subject,
        "text": "\n\n".join(paragraphs),
    }


@router.post("/cohorts/{slug}/reminders/hold", response=RemindersDone, url_name="hold_reminders")
def hold_reminders(request: HttpRequest, slug: str, given: RemindersIn) -> dict[str, int]:
    """Those still to come wait for their release; where it does not come before their moment, they are not sent."""
    return {"changed": reminding.hold(_cohort(request, slug), codes=given.reminders, by=request.user)}


@router.post("/cohorts/{slug}/reminders/release", response=RemindersDone, url_name="release_reminders")
def release_reminders(request: HttpRequest, slug: str, given: RemindersIn) -> dict[str, int]:
    return {"changed": reminding.release(_cohort(request, slug), codes=given.reminders, by=request.user)}


@router.put("/cohorts/{slug}/reminders/words", response=RemindersDone, url_name="word_reminders")
def word_reminders(request: HttpRequest, slug: str, given: ReminderWordsIn) -> dict[str, int]:
    """Those still to come say this in place of their rule's words."""
    cohort, words = _cohort(request, slug), {"subject": given.subject, "text": given.text}
    return {"changed": reminding.word(cohort, codes=given.reminders, by=request.user, **words)}
