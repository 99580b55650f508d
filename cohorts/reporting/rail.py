"""Beside the board: what the product will say by itself, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accelerator.kit import clock, together
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from accelerator.notices.models import Reminder
from cohorts.milestones import coming as reminders
from cohorts.milestones import hearing
from cohorts.milestones import queries as milestones
from cohorts.milestones.models import Milestone, ReminderRule
from cohorts.roster.models import Cohort

SHOWN = 4
AHEAD = timedelta(days=21)
_READ = 400  # reminders that are told of at most
_TO_CHECK = 8


@dataclass
class Coming:
    """One reminder to come, of one milestone of `startups`, to the `audience` of its rule, as people read it."""

    at: datetime
    milestone: str
    due_on: date
    is_late: bool
    audience: str
    startups: list[str] = field(default_factory=list)


@together.stepwise
def coming(cohort: Cohort) -> Steps[list[Coming]]:
    """What is said next within AHEAD, those of one milestone at one time to the same people together; nothing while a startup
    pauses. Two statements, or one without any."""
    found = _planned.rows(cohort.pk, clock.now() + AHEAD)
    yield [found]
    keys = {int(one.subject.rpartition(":")[2]) for one in found}
    rows = Milestone.objects.filter(pk__in=keys).select_related("enrolment__startup", "step", "asked")
    rules = ReminderRule.objects.filter(code__in={one.rule for one in found})
    yield rows, rules
    by_subject, by_code = {f"milestone:{one.pk}": one for one in rows}, {one.code: one for one in rules}
    told = ((one, by_subject[one.subject], by_code.get(one.rule)) for one in found if one.subject in by_subject)
    return _together(told)[:SHOWN]


@kept
def _planned(cohort: int, until: datetime) -> QuerySet[Reminder]:
    planned = reminders.of_cohort(cohort).filter(state=Reminder.State.PLANNED, due_at__lte=until)
    return planned.order_by("due_at", "id").only("subject", "rule", "local_on", "due_at")[:_READ]


@kept
def to_check(cohort: int, person: Any) -> QuerySet[Milestone]:
    """What waits for the word of `person`, the longest waiting first."""
    return milestones.to_check(person).filter(enrolment__cohort=cohort)[:_TO_CHECK]


def _together(planned: Iterable[tuple[Reminder, Milestone, ReminderRule | None]]) -> list[Coming]:
    found: dict[tuple[datetime, int, str, str], Coming] = {}
    for reminder, milestone, rule in planned:
        if milestone.enrolment.is_paused(reminder.local_on):
            continue
        audience = hearing.reached_by(rule, milestone) if rule else ReminderRule.Audience.STARTUP
        told = str(ReminderRule.Audience(audience).label).lower()
        key = (reminder.due_at, milestone.position, milestone.title, told)
        is_late = reminder.local_on > milestone.due_on
        one = found.setdefault(key, Coming(reminder.due_at, str(milestone), milestone.due_on, is_late, told))
        one.startups.append(milestone.enrolment.startup.name)
    for one in found.values():
        one.startups.sort()
    return list(found.values())
