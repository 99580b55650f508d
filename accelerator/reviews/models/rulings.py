"""What becomes of an application in a review stage."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit.models import Row, one_of
from accelerator.programmes.models import Programme, ReviewStage
from accelerator.reviews.guards import apart
from accelerator.reviews.models.conflicts import Conflict
from accelerator.startups.models import Startup

# The stage in which an application is: the first that has not sent it on, else the last.
STAGE_OF = """
    SELECT s.id FROM accelerator_reviewstage s
    JOIN accelerator_application p ON p.call_id = s.call_id AND p.id = {}
    LEFT JOIN accelerator_ruling r ON r.stage_id = s.id AND r.application_id = p.id AND r.outcome = 'on'
    ORDER BY r.id IS NOT NULL, CASE WHEN r.id IS NULL THEN s.position ELSE -s.position END LIMIT 1
"""


class RulingQuerySet(models.QuerySet["Ruling"]):
    def visible_to(self, person: Any) -> RulingQuerySet:
        """To the managers of the programme and who sees every programme, never of an application they are in conflict with or
        belong to.
        """
        run = Programme.objects.run_by(person)
        found = self if person.holds("programmes.see") else self.filter(stage__call__programme__in=run)
        barred = Conflict.objects.live().filter(person=person).values("application")
        return found.exclude(application__in=barred).exclude(application__startup__in=Startup.objects.of(person))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Ruling(Row):
    """In this stage it was decided that an application goes on, or goes no further and why."""

    class Outcome(models.TextChoices):
        ON = "on", _("Goes on")
        OUT = "out", _("Goes no further")

    stage = models.ForeignKey(ReviewStage, on_delete=models.PROTECT, related_name="rulings")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="rulings")
    outcome = models.CharField(max_length=3, choices=Outcome.choices)
    reasons = models.JSONField(default=list, blank=True, help_text="of the stage's list, as they read then")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=16, blank=True, help_text="the bulk act that made it, so that it can be undone")

    objects = RulingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "stage"], name="ruling_once"),
            one_of("ruling_outcome", outcome=["on", "out"]),
        ]
        triggers = [
            apart(
                "no_conflict",
                pair="SELECT NEW.application_id, NEW.by_id",
                constraint="ruling_without_conflict",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("outcome", "by_id"),  # type: ignore[no-untyped-call]
            )
        ]

    @property
    def why(self) -> str:
        """Its reasons and its note in a line; empty without any."""
        return "; ".join([*self.reasons, *filter(None, [self.note])])

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.application}"
