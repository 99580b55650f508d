"""Places offered, and the replies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.decisions.models.outcomes import Decision
from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row, moves, one_of


class OfferQuerySet(models.QuerySet["Offer"]):
    def told(self, at: datetime) -> OfferQuerySet:
        """Those that the startup knows of at `at`."""
        return self.filter(decision__release__at__lte=at - models.F("decision__release__window"))

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
    reason = models.TextField(blank=True, default="", db_default="", help_text="why the place was declined, as the startup says")

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

    def unsent_until(self, at: datetime) -> datetime | None:
        """When the startup is told of it, where that is after `at`: until then its release can be recalled."""
        release = self.decision.release
        return release.told_at if release and at < release.told_at else None

    def is_open(self, at: datetime) -> bool:
        return self.state == self.State.OPEN and at < self.reply_by
