"""What a startup has to show to graduate, and how it stood when it did."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accelerator.kit.models import AppendOnly, CodeField, Row
from cohorts.roster.models.cohorts import Cohort
from cohorts.roster.models.enrolments import Enrolment


class Criterion(Row):
    """At least `least` percent of what `kind` counts (point `graduation_criteria`)."""

    code = CodeField()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="criteria")
    kind = models.CharField(max_length=40)
    least = models.PositiveSmallIntegerField(help_text="percent")

    class Meta:
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["cohort", "kind"], name="criterion_once"),
            models.CheckConstraint(condition=models.Q(least__gte=1, least__lte=100), name="criterion_least"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.least}%"


class Graduation(AppendOnly):
    """The facts at that moment: [{kind, least, have, of, met}]; `reason` why it graduated in spite of what was unmet."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="graduation")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    criteria = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return f"graduation of {self.enrolment}"
