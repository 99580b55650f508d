"""When around a milestone's day who is reminded of it, in which words; and reminders that workers still have to plan."""

from __future__ import annotations

from datetime import time
from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit import clock
from accelerator.kit.models import CodeField, Row, one_of
from accelerator.startups.models import Startup
from cohorts.milestones.models.milestones import Milestone
from cohorts.milestones.models.plans import Plan
from cohorts.roster.models import Cohort

FURTHEST = 400  # days or working days from the milestone's day; hours: as many times 24


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    def visible_to(self, person: Any) -> ReminderRuleQuerySet:
        return self.filter(plan__in=Plan.objects.visible_to(person))

    def live(self) -> ReminderRuleQuerySet:
        return self.filter(ended_at=None)


@pghistory.track()
class ReminderRule(Row):
    """One reminder of each milestone of a plan. Without words of its own it says the house's, in the reader's language.

    Days and working days count from the milestone's day, hours from its end; before it they are negative.
    """

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        WORKDAYS = "workdays", _("working days")
        HOURS = "hours", _("hours")

    class Audience(models.TextChoices):
        STARTUP = "startup", _("Founders")
        MENTORS = "mentors", _("Mentors")
        MANAGERS = "managers", _("Programme managers")

    code = CodeField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reminder_rules")
    offset = models.SmallIntegerField(help_text="before the milestone's day negative")
    unit = models.CharField(max_length=10, choices=Unit.choices, default=Unit.DAYS)
    at = models.TimeField(default=time(9), help_text="by the startup's clock; hours do not ask it")
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.STARTUP)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "offset", "unit", "audience"], condition=models.Q(ended_at=None), name="reminder_rule_once"
            ),
            models.CheckConstraint(
                condition=models.Q(offset__range=(-FURTHEST * 24, FURTHEST * 24)), name="reminder_rule_within_reach"
            ),
            one_of("reminder_rule_unit", unit=["days", "workdays", "hours"]),
            one_of("reminder_rule_audience", audience=["startup", "mentors", "managers"]),
        ]

    def __str__(self) -> str:
        return f"{self.offset} {self.unit}, {self.audience}"

    @property
    def is_after(self) -> bool:
        """Whether it speaks of what is late."""
        return self.offset > 0 or (self.offset == 0 and self.unit == self.Unit.HOURS)  # the day has ended then


class ReminderPassQuerySet(models.QuerySet["ReminderPass"]):
    def open(self) -> ReminderPassQuerySet:
        """Those that still have milestones before them."""
        return self.filter(done_at=None)

    def over(self, milestone: Milestone) -> ReminderPassQuerySet:
        """Those that come, or came, by `milestone`; its `step` and `enrolment` are to be at hand."""
        named = {"plan": milestone.step.plan_id, "cohort": milestone.enrolment.cohort_id}
        named["startup"] = milestone.enrolment.startup_id
        return self.filter(*(models.Q(**{name: None}) | models.Q(**{name: pk}) for name, pk in named.items()))


class ReminderPass(Row):
    """Workers go over the milestones of a plan, in a cohort, of a startup, by one rule, as far as these are named, and bring
    their reminders to what rules say. The row is the mark: until `done_at` a sweep takes it up, from beyond `last` on.
    """

    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="reminder_passes")
    cohort = models.ForeignKey(Cohort, null=True, on_delete=models.PROTECT, related_name="reminder_passes")
    startup = models.ForeignKey(Startup, null=True, on_delete=models.CASCADE, related_name="reminder_passes")
    rule = models.ForeignKey(ReminderRule, null=True, on_delete=models.PROTECT, related_name="reminder_passes")
    reason = models.CharField(max_length=200)
    begun_at = models.DateTimeField(
        default=clock.now, help_text="what falls due from then on is said, however late it is planned"
    )
    last = models.BigIntegerField(default=0, help_text="key of the last milestone whose reminders are planned")
    done = models.PositiveIntegerField(default=0, help_text="milestones it has come by")
    of = models.PositiveIntegerField(help_text="milestones there were when it began")
    done_at = models.DateTimeField(null=True)

    objects = ReminderPassQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "reminder passes"
        constraints = [
            models.CheckConstraint(condition=~models.Q(plan=None, cohort=None, startup=None), name="reminder_pass_of_something")
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(done_at=None), name="reminder_pass_open")]

    def __str__(self) -> str:
        return f"{self.reason}: {self.done} of {self.of}"

    def milestones(self) -> models.QuerySet[Milestone]:
        """Those that it comes by. What was reached was settled then, and nothing of it waits."""
        named = {"step__plan": self.plan_id, "enrolment__cohort": self.cohort_id, "enrolment__startup": self.startup_id}
        rows = Milestone.objects.filter(**{name: pk for name, pk in named.items() if pk})
        return rows.exclude(state=Milestone.State.REACHED)
