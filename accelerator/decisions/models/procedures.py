"""How the places of a call are decided and offered, as its managers set it; and the reasons a programme names for decisions."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accelerator.kit.models import Row
from accelerator.programmes.models import Call, Programme

LONGEST_CONDITION, LONGEST_GROUND = 500, 120
CONDITIONS, GROUNDS = 10_100, 12_200  # characters of all together, one a line
MOST_REMINDERS = 20


def usual_reminders() -> list[int]:
    return [7, 3, 1]


@pghistory.track()
class Procedure(Row):
    """How one call decides; a call without a row does all of it as the defaults say."""

    call = models.OneToOneField(Call, on_delete=models.PROTECT, related_name="procedure")
    quorum = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="votes that a panel needs; 0 without a panel")
    voting_opened_at = models.DateTimeField(null=True)
    voting_closed_at = models.DateTimeField(null=True)
    offers_on = models.BooleanField(
        default=False, db_default=False, help_text="a place given back is offered to the next on the waiting list by itself"
    )
    reply_days = models.PositiveSmallIntegerField(default=14, db_default=14, help_text="to answer such an offer")
    reminded = ArrayField(
        models.PositiveSmallIntegerField(), default=usual_reminders, blank=True, help_text="days before an offer lapses"
    )
    conditions = models.TextField(
        blank=True, default="", db_default="", help_text="one a line; who accepts a place agrees to each"
    )
    tells_place = models.BooleanField(default=False, db_default=False, help_text="founders read their place on the waiting list")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(reply_days__range=(1, 90)), name="procedure_reply_days"),
            models.CheckConstraint(
                condition=models.Q(voting_closed_at=None) | models.Q(voting_opened_at__isnull=False),
                name="procedure_closed_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return str(self.call)

    @property
    def votes(self) -> bool:
        """Whether the panel votes now."""
        return self.voting_opened_at is not None and self.voting_closed_at is None


class Grounds(Row):
    """The reasons for decisions that managers of a programme choose from."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="grounds")
    names = ArrayField(models.CharField(max_length=120), default=list, blank=True)

    class Meta:
        verbose_name_plural = "grounds"

    def __str__(self) -> str:
        return str(self.programme)
