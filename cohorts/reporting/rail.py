"""Beside the board: what the product will say by itself, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from accelerator.notices.models import Reminder
from cohorts.milestones.models import Milestone
from cohorts.roster.models import Cohort, Enrolment

SHOWN = 4


@dataclass
class Coming:
    """One reminder to come, of one milestone, to the founders of `startups`; of a late one their supporters hear as well."""

    at: datetime
    milestone: Milestone
    is_late: bool
    startups: list[str] = field(default_factory=list)


def coming(cohort: Cohort) -> list[Coming]:
    """The next reminders that still matter, those of one milestone at one time together. Two queries."""
    rows = Milestone.objects.unsettled().filter(enrolment__cohort=cohort, enrolment__state=Enrolment.State.ACTIVE)
    waiting = rows.exclude(state=Milestone.State.SUBMITTED).select_related("enrolment__startup", "step")
    by_subject = {f"milestone:{one.pk}": one for one in waiting}
    planned = Reminder.objects.filter(state=Reminder.State.PLANNED, subject__in=by_subject).order_by("due_at", "id")
    return _together((one, by_subject[one.subject]) for one in planned)[:SHOWN]


def _together(planned: Iterable[tuple[Reminder, Milestone]]) -> list[Coming]:
    found: dict[tuple[datetime, int, str], Coming] = {}
    for reminder, milestone in planned:
        is_late = reminder.due_at.astimezone(reminder.zone).date() > milestone.due_on
        key = (reminder.due_at, milestone.position, milestone.title)
        one = found.setdefault(key, Coming(reminder.due_at, milestone, is_late))
        one.startups.append(milestone.enrolment.startup.name)
    return list(found.values())
