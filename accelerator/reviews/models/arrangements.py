"""How reviewing is arranged for a call, what reviewers say they would read, and what they hand back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.models import AppendOnly, Row, one_of
from accelerator.programmes.models import Call


@pghistory.track()
class Arrangement(Row):
    """What reviewers of a call may do beyond reading what they are given; a call without one has all of it off."""

    call = models.OneToOneField(Call, primary_key=True, on_delete=models.CASCADE, related_name="arrangement")
    bids_from = models.DateField(null=True, blank=True)
    bids_until = models.DateField(null=True, blank=True)
    hands_on_after = models.PositiveSmallIntegerField(null=True, blank=True, help_text="days after the due day")
    hands_on_alone = models.BooleanField(default=False, help_text="without a manager")
    takes_more = models.BooleanField(default=False, help_text="reviewers may take another application themselves")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(bids_from=None, bids_until=None) | models.Q(bids_until__gte=models.F("bids_from")),
                name="arrangement_bidding_ends",
            ),
            models.CheckConstraint(condition=models.Q(hands_on_after__range=(1, 60)), name="arrangement_hands_on_after"),
        ]

    def __str__(self) -> str:
        return f"{self.call}: how it is reviewed"

    def asks_for_bids(self, on: date) -> bool:
        """Whether reviewers may bid on that day of the call's own calendar."""
        return bool(self.bids_from and self.bids_until and self.bids_from <= on <= self.bids_until)


class BidQuerySet(models.QuerySet["Bid"]):
    def visible_to(self, person: Any) -> BidQuerySet:
        """One's own, and all of a call to its managers."""
        return self.filter(models.Q(person=person) | models.Q(application__call__in=Call.objects.run_by(person)))


@pghistory.track()
class Bid(Row):
    """Whether somebody would like to read an application."""

    class Value(models.TextChoices):
        YES = "yes", _("Yes")
        MAYBE = "maybe", _("Maybe")
        NO = "no", _("No")
        CONFLICT = "conflict", _("Conflict")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="bids")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bids")
    value = models.CharField(max_length=8, choices=Value.choices)
    at = models.DateTimeField(default=clock.now)

    objects = BidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "application"], name="bid_once"),
            one_of("bid_value", value=["yes", "maybe", "no", "conflict"]),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.application}: {self.value}"


class Decline(AppendOnly):
    """A reviewer handed an application back without a conflict. It is not offered to them again by rule."""

    class Reason(models.TextChoices):
        NO_TIME = "no_time", _("No time")
        NOT_MY_FIELD = "not_my_field", _("Not my field")
        OTHER = "other", _("Another reason")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="declines")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declines")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta(AppendOnly.Meta):
        constraints = [one_of("decline_reason", reason=["no_time", "not_my_field", "other"])]
        indexes = [models.Index(fields=["application", "person"], name="decline_of")]

    def __str__(self) -> str:
        return f"{self.person}: {self.application}"
