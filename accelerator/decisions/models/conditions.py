"""What a startup agrees to with an offer."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models

from accelerator.decisions.models.offers import Offer
from accelerator.kit.models import Row


class Condition(Row):
    """One line of an offer, as it stood when the offer was made; whoever accepts the place agrees to each."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="conditions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "position"], name="condition_position"),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None, agreed_at=None) | models.Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="condition_agreed_by_whom_and_when",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="agreed_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__agreed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.text
