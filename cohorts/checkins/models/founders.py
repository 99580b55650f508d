"""What founders decide of their figures: who sees them, and where they are to go."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models

from accelerator.kit import clock
from accelerator.kit.models import Row
from cohorts.roster.models import Enrolment


@pghistory.track()
class Consent(Row):
    """Whether mentors see a startup's answers to one question. Without one the form's setting says; managers always see."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="consents")
    key = models.CharField(max_length=60, help_text="of the question")
    mentors = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "key"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.key} of {self.enrolment}"


@pghistory.track()
class Target(Row):
    """Where a startup's figure is to go."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="targets")
    key = models.CharField(max_length=60, help_text="of the question")
    value = models.DecimalField(max_digits=38, decimal_places=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "key"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.key} of {self.enrolment}"
