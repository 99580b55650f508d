"""Scenarios: sets of applications worked out under limits, saved to be compared."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row
from accelerator.programmes.models import Call


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, person: Any) -> ScenarioQuerySet:
        """To the managers of the call, and to who sees every programme."""
        return self if person.holds("programmes.see") else self.filter(call__in=Call.objects.run_by(person))

    def waiting(self) -> ScenarioQuerySet:
        """Those a worker has to work out."""
        return self.filter(solved_at=None)


@pghistory.track(exclude=["result", "tries"])
class Scenario(Row):
    """What is wanted of a set, and the best set for it. `result` belongs to the wishes as they stand; who changes them clears
    it."""

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="scenarios")
    name = models.CharField(max_length=100)
    note = models.TextField(blank=True)
    places = models.PositiveIntegerField()
    limits = models.JSONField(default=list, help_text="decisions.stated.Stated, each")
    pinned_in = ArrayField(
        models.BigIntegerField(), default=list, help_text="ids of applications that are in the set whatever it costs"
    )
    pinned_out = ArrayField(models.BigIntegerField(), default=list, help_text="ids of applications that are not")
    scores_by = models.CharField(max_length=20, default="raw", help_text="the source of the scores")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    asked_at = models.DateTimeField(help_text="when the set was asked for")
    tries = models.PositiveSmallIntegerField(default=0, help_text="of workers, so far")
    solved_at = models.DateTimeField(null=True, help_text="the moment of the scores it is worked out from")
    result = models.JSONField(default=dict, help_text="decisions.planning tells what stands in it")
    act = models.CharField(max_length=16, blank=True, help_text="the bulk act that accepted the set last")
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act="", used_by=None, used_at=None) | models.Q(used_by__isnull=False, used_at__isnull=False),
                name="scenario_used_by",
            )
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(solved_at=None), name="scenario_waiting")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("scenario", args=[self.call.slug, self.code])

    @property
    def is_waiting(self) -> bool:
        return self.solved_at is None

    @property
    def filled(self) -> int:
        """How many the set has."""
        return len(self.result.get("chosen", ()))

    @property
    def score(self) -> Decimal | None:
        """Of the set in all; None without a set."""
        return Decimal(self.result["score"]) if "score" in self.result else None

    @property
    def mean(self) -> Decimal | None:
        return self.score / self.filled if self.score is not None and self.filled else None
