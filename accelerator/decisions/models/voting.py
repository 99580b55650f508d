"""Who votes on the applications of a call, and how they voted."""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from accelerator.applications.models import Application
from accelerator.decisions.models.outcomes import Decision
from accelerator.kit import clock
from accelerator.kit.models import Row, one_of
from accelerator.programmes.models import Call, Programme, Staff
from accelerator.reviews.guards import apart


class VoterQuerySet(models.QuerySet["Voter"]):
    def live(self) -> VoterQuerySet:
        """Named, and still on the programme's staff."""
        staff = Staff.objects.live().filter(programme=models.OuterRef("call__programme"), person=models.OuterRef("person"))
        return self.filter(models.Exists(staff), ended_at=None)


@pghistory.track()
class Voter(Row):
    """A person of the programme's staff whom a manager named to the panel that votes on a call."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="voters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = VoterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "person"], condition=models.Q(ended_at=None), name="voter_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.call}"


class VoteQuerySet(models.QuerySet["Vote"]):
    def visible_to(self, person: Any) -> VoteQuerySet:
        """A voter's own; all of them to the programme's managers and to who sees every programme."""
        if person.holds("programmes.see"):
            return self
        run = models.Q(application__call__programme__in=Programme.objects.run_by(person))
        return self.filter(run | models.Q(person=person))


@pghistory.track()
class Vote(Row):
    """How one person of the panel would decide; may be changed while the panel votes. A person in conflict has none."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Decision.Outcome.choices)
    reason = models.TextField(blank=True)
    voted_at = models.DateTimeField(default=clock.now)

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="vote_once"),
            one_of("vote_outcome", outcome=["accept", "waitlist", "decline"]),
        ]
        triggers = [
            pgtrigger.Protect(name="vote_stays", operation=pgtrigger.Delete),
            apart(
                "no_conflict",
                pair="SELECT NEW.application_id, NEW.person_id",
                constraint="vote_without_conflict",
                operation=pgtrigger.Insert | pgtrigger.Update,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.application}"
