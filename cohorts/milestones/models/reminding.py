"""When around a milestone's day who is reminded of it, in which words."""

from __future__ import annotations

from datetime import time
from typing import Any

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit.models import CodeField, Row, one_of
from cohorts.milestones.models.plans import Plan

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
