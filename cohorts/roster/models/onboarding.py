"""What a startup does when it joins, and the ids it is paid and billed by."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row, moves, one_of
from cohorts.roster.models.agreements import Agreement
from cohorts.roster.models.cohorts import Cohort
from cohorts.roster.models.enrolments import Enrolment


class OnboardingItemQuerySet(models.QuerySet["OnboardingItem"]):
    def live(self) -> OnboardingItemQuerySet:
        return self.filter(ended_at=None)


@pghistory.track()
class OnboardingItem(Row):
    """A line of a cohort's onboarding checklist: due so many days after a startup joined, or on one day for all."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Sign an agreement")
        CONDUCT = "conduct", _("Accept the code of conduct")
        PROFILE = "profile", _("Complete the profile")
        PAYMENT = "payment", _("Bank or billing ids")
        OTHER = "other", _("Something else")

    code = CodeField()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="onboarding_items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=1000, blank=True)
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="onboarding_items")
    due_days = models.PositiveSmallIntegerField(null=True, help_text="days after the startup joined")
    due_on = models.DateField(null=True, help_text="the same day for all")
    ended_at = models.DateTimeField(null=True, help_text="when it was taken off the list")

    objects = OnboardingItemQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("onboarding_item_kind", kind=["agreement", "conduct", "profile", "payment", "other"]),
            models.CheckConstraint(
                condition=models.Q(due_days__isnull=False, due_on=None) | models.Q(due_days=None, due_on__isnull=False),
                name="onboarding_item_due",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["agreement", "conduct"], agreement__isnull=False)
                | models.Q(kind__in=["profile", "payment", "other"], agreement=None),
                name="onboarding_item_agreement",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ticks_itself(self) -> bool:
        """Whether the act that it asks for settles it, so that nobody need say so."""
        return self.kind != self.Kind.OTHER


class DutyQuerySet(models.QuerySet["Duty"]):
    def live(self) -> DutyQuerySet:
        """Of lines that are still on the list."""
        return self.filter(item__ended_at=None)

    def open(self) -> DutyQuerySet:
        return self.live().filter(state=Duty.State.OPEN)

    def visible_to(self, person: Any) -> DutyQuerySet:
        return self.filter(enrolment__in=Enrolment.objects.watched_by(person))


@pghistory.track()
class Duty(Row):
    """One startup's line of the checklist: open, done by somebody, or waived with a reason."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        WAIVED = "waived", _("Waived")

    code = CodeField()
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="duties")
    item = models.ForeignKey(OnboardingItem, on_delete=models.PROTECT, related_name="duties")
    due_on = models.DateField(help_text="in the startup's zone")
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "item"], name="duty_once"),
            one_of("duty_state", state=["open", "done", "waived"]),
            models.CheckConstraint(
                condition=models.Q(state="open", settled_at=None)
                | (~models.Q(state="open") & models.Q(settled_at__isnull=False)),
                name="duty_settled_when",
            ),
            models.CheckConstraint(condition=~models.Q(state="waived", reason=""), name="duty_waived_why"),
        ]
        triggers = [moves("state", {"open": ["done", "waived"], "done": ["open"], "waived": ["open"]})]

    def __str__(self) -> str:
        return str(self.item)

    def get_absolute_url(self) -> str:
        return reverse("enrolment_onboarding", args=[self.enrolment.code])


class PaymentIds(Row):
    """How a startup is paid and billed, encrypted as JSON (kit.secret): its owners and the programme's managers read it."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="payment_ids")
    sealed = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "payment ids"

    def __str__(self) -> str:
        return f"payment ids of {self.enrolment}"
