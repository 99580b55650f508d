"""The waiting list, where people put it in order."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models

from accelerator.applications.models import Application
from accelerator.kit.models import Row
from accelerator.programmes.models import Call


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def visible_to(self, person: Any) -> WaitingQuerySet:
        """To the managers of the programme and who sees every programme."""
        return self if person.holds("programmes.see") else self.filter(call__in=Call.objects.run_by(person))


@pghistory.track()
class Waiting(Row):
    """A place on a call's waiting list that people gave; who has none stands behind those who have, by score."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="+", db_index=False)
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="waiting")
    place = models.PositiveIntegerField()

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = "place on the waiting list"
        verbose_name_plural = "places on the waiting list"
        constraints = [
            models.UniqueConstraint(fields=["call", "place"], name="waiting_place", deferrable=models.Deferrable.DEFERRED),
            models.CheckConstraint(condition=models.Q(place__gte=1), name="waiting_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.application}"
