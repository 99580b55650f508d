"""What reminders a cohort will hear: the calendar of the next weeks, by day, and on it by milestone and rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, Func, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accelerator.kit import clock, together
from accelerator.notices.models import Reminder, ReminderQuerySet
from accelerator.notices.timetable import NOT_RELEASED
from cohorts.milestones import hearing, phrases
from cohorts.milestones.ladder import SOURCE
from cohorts.milestones.models import Milestone, ReminderRule, Step, StepVersion
from cohorts.roster.models import Cohort, Enrolment

NAMED = 5  # startups that a group names before it counts
_JUST = timedelta(days=14)  # how long the calendar tells what was held and not sent
_OWED = (Milestone.State.PLANNED, Milestone.State.ACTIVE, Milestone.State.RETURNED)


def of_cohort(cohort: Cohort | int) -> ReminderQuerySet:
    """Reminders of what its startups owe; by the cohort's id as well."""
    owed = Milestone.objects.filter(enrolment__cohort=cohort, enrolment__state=Enrolment.State.ACTIVE, state__in=_OWED)
    digits = Func(OuterRef("subject"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=CharField())
    about = owed.filter(pk=Cast(digits, BigIntegerField()))  # looked up for each reminder: there are far fewer of those that wait
    return Reminder.objects.filter(Exists(about), source=SOURCE)


def ahead(cohort: Cohort, *, until: datetime) -> ReminderQuerySet:
    """What will be said until then, and what will not because it is held, the next first."""
    return of_cohort(cohort).waiting().filter(due_at__lte=until).order_by("due_at", "id")


def beside(cohort: Cohort, reminder: Reminder) -> list[Reminder]:
    """What waits to be said by the same rule of the same step on the same day, by startup; `reminder` first."""
    step = Milestone.objects.filter(pk=int(reminder.subject.rpartition(":")[2])).values("step")
    here = Milestone.objects.filter(enrolment__cohort=cohort, step__in=step)
    keys = here.values_list(Concat(Value("milestone:"), Cast("pk", CharField()), output_field=CharField()))
    rows = (
        of_cohort(cohort).waiting().filter(kind=reminder.kind, rule=reminder.rule, local_on=reminder.local_on, subject__in=keys)
    )
    return sorted(rows, key=lambda one: (one.pk != reminder.pk, one.due_at, one.pk))


def not_sent(cohort: Cohort) -> ReminderQuerySet:
    """What was held until its moment had passed, of the last two weeks, the latest first."""
    rows = of_cohort(cohort).filter(state=Reminder.State.SKIPPED, reason=NOT_RELEASED)
    return rows.filter(due_at__gte=clock.now() - _JUST).order_by("-due_at", "-id")


def milestones_of(reminders: Iterable[Reminder]) -> QuerySet[Milestone]:
    keys = {int(one.subject.rpartition(":")[2]) for one in reminders}
    return Milestone.objects.filter(pk__in=keys).select_related("enrolment__startup", "enrolment__cohort", "step", "asked")


@dataclass(frozen=True)
class Line:
    """One reminder with what it is about; `rule` is None for one planned before there were rules."""

    reminder: Reminder
    milestone: Milestone
    rule: ReminderRule | None
    hearers: list[Any]

    @property
    def is_held(self) -> bool:
        return self.reminder.state == Reminder.State.HELD

    @property
    def is_paused(self) -> bool:
        """Whether it is not sent because its startup pauses on its day."""
        return self.milestone.enrolment.is_paused(self.reminder.local_on)

    @property
    def is_settled(self) -> bool:
        return self.reminder.state == Reminder.State.SKIPPED

    @property
    def is_worded(self) -> bool:
        return bool(self.reminder.own_subject or self.reminder.own_text)

    def told(self) -> tuple[str, list[str]]:
        """(subject, paragraphs) as it would read now."""
        return hearing.told(self.reminder, self.rule, self.milestone)


@dataclass(frozen=True)
class Group:
    """What one rule says of one milestone on one day, to all startups."""

    on: date
    rule: ReminderRule | None
    lines: list[Line] = field(default_factory=list)

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def held(self) -> int:
        return sum(one.is_held for one in self.lines)

    @property
    def paused(self) -> int:
        return sum(one.is_paused for one in self.lines)

    @property
    def worded(self) -> int:
        return sum(one.is_worded for one in self.lines)

    @property
    def people(self) -> int:
        return len({person.pk for one in self.lines if not one.is_paused for person in one.hearers})

    @property
    def startups(self) -> list[str]:
        return [one.milestone.enrolment.startup.name for one in self.lines[:NAMED]]

    @property
    def said(self) -> str:
        """When and to whom, in words."""
        return phrases.whole(self.rule) if self.rule else ""

    @property
    def told(self) -> tuple[str, list[str]]:
        """As the first of them would read."""
        return self.first.told()

    @property
    def further(self) -> int:
        return max(0, len(self.lines) - NAMED)


def lines(reminders: Sequence[Reminder]) -> list[Line]:
    """Each with its milestone, its rule and who would hear it now. Four queries, or none for none."""
    if not reminders:
        return []
    milestones, rules = _about(reminders)
    around = hearing.around(one.enrolment for one in milestones.values())
    found = []
    for one in reminders:
        milestone, rule = milestones[int(one.subject.rpartition(":")[2])], rules.get(one.rule)
        audience = hearing.reached_by(rule, milestone) if rule else ReminderRule.Audience.STARTUP
        found.append(Line(one, milestone, rule, around.heard_by(audience, milestone.enrolment)))
    return found


def _about(reminders: Sequence[Reminder]) -> tuple[dict[int, Milestone], dict[str, ReminderRule]]:
    """Milestones by id, rules by code. What thousands of milestones share, their steps and startups, is read once."""
    found = Milestone.objects.in_bulk({int(one.subject.rpartition(":")[2]) for one in reminders})
    each = found.values()
    enrolments = Enrolment.objects.filter(pk__in={one.enrolment_id for one in each}).select_related("startup", "cohort")
    steps = Step.objects.filter(pk__in={one.step_id for one in each})
    asked = StepVersion.objects.filter(pk__in={one.asked_id for one in each if one.asked_id})
    rules = ReminderRule.objects.filter(code__in={one.rule for one in reminders})
    together.fetch(enrolments, steps, asked, rules)
    joined, planned = {one.pk: one for one in enrolments}, {one.pk: one for one in steps}
    applied = {one.pk: one for one in asked}
    for one in each:
        one.enrolment, one.step = joined[one.enrolment_id], planned[one.step_id]
        one.asked = applied[one.asked_id] if one.asked_id else None
    return found, {one.code: one for one in rules}


def by_day(found: Iterable[Line]) -> list[tuple[date, list[Group]]]:
    """The days in their order, each with its groups."""
    groups: dict[tuple[date, str, str, int], Group] = {}
    for one in found:
        key = (one.reminder.local_on, one.reminder.rule, one.reminder.kind, one.milestone.step_id)
        group = groups.setdefault(key, Group(one.reminder.local_on, one.rule))
        group.lines.append(one)
    days: dict[date, list[Group]] = {}
    for (on, *_key), group in sorted(groups.items(), key=lambda item: item[0][0]):
        days.setdefault(on, []).append(group)
    return list(days.items())
