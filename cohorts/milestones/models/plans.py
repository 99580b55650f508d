"""Plans: what a cohort is to reach, step by step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pghistory
from django.db import models

from accelerator.kit.models import CodeField, Row
from accelerator.programmes.models import Programme
from cohorts.roster.models import Cohort


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, person: Any) -> PlanQuerySet:
        return self.filter(programme__in=Programme.objects.visible_to(person))


@pghistory.track()
class Plan(Row):
    """What a cohort is to reach, and when. Cohorts that follow it get one milestone a step and startup."""

    code = CodeField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(max_length=200)
    cohorts = models.ManyToManyField(Cohort, related_name="plans", blank=True)

    objects = PlanQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Step(Row):
    """One planned milestone, due so many days after the cohort starts."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    evidence = models.CharField(max_length=300, blank=True, help_text="what the founder shows to prove it")
    due_days = models.PositiveSmallIntegerField(help_text="days after the cohort's first day")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="step_position")]

    def __str__(self) -> str:
        return f"M{self.position} {self.title}"

    def due_on(self, cohort: Cohort) -> date:
        return cohort.starts_on + timedelta(days=self.due_days)
