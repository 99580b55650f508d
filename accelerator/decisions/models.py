"""Outcomes, their release, and offers with replies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.addresses import reverse
from accelerator.kit.models import AppendOnly, CodeField, Row, moves, one_of
from accelerator.programmes.models import Call, Programme
from accelerator.startups.models import Startup


class Release(AppendOnly):
    """The moment a batch of decisions was told to everybody concerned."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="releases")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.call} {self.at:%Y-%m-%d}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, person: Any) -> DecisionQuerySet:
        """To the programme's managers and to who sees every programme at once; to the startup's members once released."""
        mine = models.Q(application__startup__in=Startup.objects.of(person), release__isnull=False)
        if person.holds("programmes.see"):
            return self
        return self.filter(mine | models.Q(application__call__programme__in=Programme.objects.run_by(person)))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Decision(Row):
    """What was decided about an application; once released it stays."""

    class Outcome(models.TextChoices):
        ACCEPT = "accept", _("Accept")
        WAITLIST = "waitlist", _("Waitlist")
        DECLINE = "decline", _("Decline")

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    feedback = models.TextField(blank=True, help_text="goes into the letter")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(
        max_length=16, blank=True, db_default="", help_text="the bulk act that set it last, so that it can be undone"
    )
    was = models.CharField(max_length=10, blank=True, db_default="", help_text="the outcome before that act; empty for none")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [one_of("decision_outcome", outcome=["accept", "waitlist", "decline"])]
        triggers = [
            pgtrigger.Protect(
                name="released_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__release__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.application}"


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, person: Any) -> OfferQuerySet:
        return self.filter(decision__in=Decision.objects.visible_to(person))


@pghistory.track()
class Offer(Row):
    """A place offered to a startup, to be answered by a day in the call's zone."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a reply")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Lapsed")

    code = CodeField()
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="offer")
    reply_by = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("offer_state", state=["open", "accepted", "declined", "lapsed"]),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "lapsed"], replied_at=None)
                | models.Q(state__in=["accepted", "declined"], replied_at__isnull=False),
                name="offer_replied_when",
            ),
        ]
        indexes = [models.Index(fields=["reply_by"], condition=models.Q(state="open"), name="offer_due")]
        triggers = [moves("state", {"open": ["accepted", "declined", "lapsed"], "lapsed": ["open"]})]

    def __str__(self) -> str:
        return f"offer to {self.decision.application.startup}"

    def get_absolute_url(self) -> str:
        return reverse("offer", args=[self.code])

    def is_open(self, at: datetime) -> bool:
        return self.state == self.State.OPEN and at < self.reply_by
