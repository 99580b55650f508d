"""Outcomes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.decisions import guards
from accelerator.decisions.models.releases import Release
from accelerator.kit import clock
from accelerator.kit.models import Row, one_of
from accelerator.programmes.models import Programme
from accelerator.reviews.guards import apart
from accelerator.startups.models import Startup

LONGEST_FEEDBACK = 50_000  # characters; several reviews brought together


class DecisionQuerySet(models.QuerySet["Decision"]):
    def told(self, at: datetime) -> DecisionQuerySet:
        """Those that everybody concerned knows of at `at`: released, and no longer to be recalled."""
        return self.filter(release__at__lte=at - models.F("release__window"))

    def visible_to(self, person: Any, at: datetime | None = None) -> DecisionQuerySet:
        """To the programme's managers and to who sees every programme at once; to the startup's members once told."""
        if person.holds("programmes.see"):
            return self
        told = models.Q(release__at__lte=(at or clock.now()) - models.F("release__window"))
        mine = models.Q(told, application__startup__in=Startup.objects.of(person))
        return self.filter(mine | models.Q(application__call__programme__in=Programme.objects.run_by(person)))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Decision(Row):
    """What was decided about an application; once it is told it stays."""

    class Outcome(models.TextChoices):
        ACCEPT = "accept", _("Accept")
        WAITLIST = "waitlist", _("Waitlist")
        DECLINE = "decline", _("Decline")

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    feedback = models.TextField(blank=True, help_text="goes into the letter")
    reason = models.TextField(blank=True, default="", db_default="", help_text="why; for the team, founders never read it")
    ground = models.CharField(max_length=120, blank=True, default="", db_default="", help_text="why, of the programme's list")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(
        max_length=16, blank=True, db_default="", help_text="the bulk act that set it last, so that it can be undone"
    )
    was = models.CharField(max_length=10, blank=True, db_default="", help_text="the outcome before that act; empty for none")
    was_reason = models.TextField(blank=True, default="", db_default="", help_text="its reason, then")
    was_ground = models.CharField(max_length=120, blank=True, default="", db_default="")
    brought = models.BooleanField(default=False, db_default=False, help_text="its feedback came out of its reviews with that act")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [one_of("decision_outcome", outcome=["accept", "waitlist", "decline"])]
        triggers = [
            guards.RELEASED_STAYS,
            guards.RECALLED_RELEASES_NOTHING,
            apart(
                "no_conflict",
                pair="SELECT NEW.application_id, NEW.decided_by_id",
                constraint="decision_without_conflict",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("outcome", "decided_by_id"),  # type: ignore[no-untyped-call]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.application}"
