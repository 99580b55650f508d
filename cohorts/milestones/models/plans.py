"""Plans: what a cohort is to reach, step by step, and how they were before."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import MD5, Cast, Random, Substr
from django.utils.translation import gettext_lazy as _

from accelerator.kit import clock, codes
from accelerator.kit.addresses import reverse
from accelerator.kit.models import AppendOnly, CodeField, Row, one_of
from accelerator.programmes.models import Programme
from accelerator.questionnaires.models import Questionnaire
from cohorts.milestones import due
from cohorts.roster.models import Cohort


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, person: Any) -> PlanQuerySet:
        return self.filter(programme__in=Programme.objects.visible_to(person))

    def run_by(self, person: Any) -> PlanQuerySet:
        return self.filter(programme__in=Programme.objects.run_by(person))


@pghistory.track()
class Plan(Row):
    """What a cohort is to reach, and when. Cohorts that follow it get one milestone a step and startup.

    Its steps are written and changed at any time; nobody's milestones change by that. A version keeps them as they are then, and
    only versions are applied to cohorts.
    """

    code = CodeField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="plans")
    name = models.CharField(max_length=200)
    cohorts = models.ManyToManyField(Cohort, related_name="plans", blank=True)
    reminders_set_at = models.DateTimeField(
        null=True, help_text="when it got its first reminders, or was made without; empty: before plans had any of their own"
    )

    objects = PlanQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("plan", args=[self.code])


class Content(Row):
    """What a step says: of whom what is asked, what shows it, and when it is due."""

    class Owner(models.TextChoices):
        FOUNDER = "founder", _("The startup")
        MENTOR = "mentor", _("Its mentor")
        MANAGER = "manager", _("The programme")

    class Rule(models.TextChoices):
        DAYS = due.DAYS, _("Days after")
        WORKDAYS = due.WORKDAYS, _("Working days after")
        MONTH_END = due.MONTH_END, _("End of a month after")
        QUARTER_END = due.QUARTER_END, _("End of a quarter after")
        ON = due.ON, _("On a fixed day")

    class DaysOff(models.TextChoices):
        LEAVE = due.LEAVE, _("Stays on that day")
        NEXT = due.NEXT, _("The next working day")
        PREVIOUS = due.PREVIOUS, _("The working day before")

    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    evidence = models.CharField(max_length=300, blank=True, help_text="what the founder shows to prove it")
    owner = models.CharField(max_length=10, choices=Owner.choices, default=Owner.FOUNDER, db_default=Owner.FOUNDER)
    target = models.DecimalField(max_digits=18, decimal_places=4, null=True, help_text="the number to reach, in `unit`")
    unit = models.CharField(max_length=40, blank=True, db_default="")
    questionnaire = models.ForeignKey(
        Questionnaire,
        null=True,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="its answers show that it was reached",
    )
    due_rule = models.CharField(max_length=12, choices=Rule.choices, default=Rule.DAYS, db_default=Rule.DAYS)
    due_days = models.PositiveSmallIntegerField(
        default=0, help_text="how many days, working days, or ends of months or quarters after its beginning"
    )
    fixed_on = models.DateField(null=True, help_text="where the rule is a fixed day")
    after = models.CharField(
        max_length=40, blank=True, db_default="", help_text="key of the step it counts from, if not the start"
    )
    days_off = models.CharField(max_length=10, choices=DaysOff.choices, default=DaysOff.LEAVE, db_default=DaysOff.LEAVE)
    needs = ArrayField(
        models.CharField(max_length=40), default=list, db_default=[], help_text="keys of steps that it is never due before"
    )

    class Meta:
        abstract = True
        constraints = [
            one_of("%(class)s_owner", owner=["founder", "mentor", "manager"]),
            one_of("%(class)s_due_rule", due_rule=["days", "workdays", "month_end", "quarter_end", "on"]),
            one_of("%(class)s_days_off", days_off=["leave", "next", "previous"]),
            models.CheckConstraint(
                condition=models.Q(due_rule="on", fixed_on__isnull=False, after="") | ~models.Q(due_rule="on", fixed_on=None),
                name="%(class)s_day_is_fixed",
            ),
        ]

    def rule(self) -> due.Rule:
        return due.Rule(self.due_rule, count=self.due_days, on=self.fixed_on, after=self.after, days_off=self.days_off)

    def words(self) -> tuple[Any, ...]:
        """What it asks besides its title and its day."""
        return self.description, self.evidence, self.owner, self.target, self.unit, self.questionnaire_id

    def counted(self) -> tuple[due.Rule, tuple[str, ...]]:
        """By which rule it is due, and what it waits for besides."""
        return self.rule(), tuple(self.needs)

    def says(self) -> dict[str, Any]:
        """All of it, by field."""
        return {name: getattr(self, name) for name in CONTENT}


CONTENT = (
    "position",
    "title",
    "description",
    "evidence",
    "owner",
    "target",
    "unit",
    "questionnaire_id",
    "due_rule",
    "due_days",
    "fixed_on",
    "after",
    "days_off",
    "needs",
)


class StepQuerySet(models.QuerySet["Step"]):
    def live(self) -> StepQuerySet:
        """Those the plan has now."""
        return self.filter(retired_at=None)


@pghistory.track()
class Step(Content):
    """One planned milestone, as the plan has it now. `key` names it within its plan for ever: files and other steps refer to it.

    A retired step stays for the milestones and versions that have it; the plan goes on without.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps")
    key = models.SlugField(
        max_length=40, db_index=False, default=codes.new, db_default=Substr(MD5(Cast(Random(), models.TextField())), 1, 10)
    )
    retired_at = models.DateTimeField(null=True)

    objects = StepQuerySet.as_manager()

    class Meta(Content.Meta):
        constraints = [
            *Content.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "position"], name="step_position"),
            models.UniqueConstraint(fields=["plan", "key"], name="step_key"),
        ]

    def __str__(self) -> str:
        return f"M{self.position} {self.title}"

    def planned(self) -> due.Step:
        return due.Step(self.key, self.title, self.rule(), tuple(self.needs))


class PlanVersion(AppendOnly):
    """A plan as it was kept under a number: its steps (`steps`) never change."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        verbose_name = "version of a plan"
        verbose_name_plural = "versions of plans"
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number")]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"


class StepVersion(AppendOnly, Content):
    """A step as a version of its plan has it."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="steps")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="versions")

    class Meta(AppendOnly.Meta):
        verbose_name = "step of a version"
        verbose_name_plural = "steps of versions"
        constraints = [
            *Content.Meta.constraints,
            models.UniqueConstraint(fields=["version", "position"], name="step_version_position"),
            models.UniqueConstraint(fields=["version", "step"], name="step_version_once"),
        ]

    def __str__(self) -> str:
        return f"M{self.position} {self.title}"

    def planned(self) -> due.Step:
        """Its `step` selected along."""
        return due.Step(self.step.key, self.title, self.rule(), tuple(self.needs))


class Following(AppendOnly):
    """A cohort follows a plan as this version has it, from `at` until a later row of the same plan says otherwise."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="followings")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="followings")
    counts = models.JSONField(default=dict, help_text="{kind of change: how many milestones}, as planning.changes names them")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.cohort} follows {self.version}"
