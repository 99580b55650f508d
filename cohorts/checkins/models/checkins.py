"""One startup's check-in of one period, and the links that open it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.kit import clock, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.models import AppendOnly, CodeField, Row, moves, one_of
from accelerator.questionnaires.models import Sheet
from cohorts.checkins.models.rhythms import Rhythm
from cohorts.roster.models import Enrolment


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def visible_to(self, person: Any) -> CheckInQuerySet:
        """That there is one, and whether it was sent: to who works with the startup and who sees every programme. What it says
        is another matter: sights.py."""
        if person.holds("programmes.see"):
            return self
        return self.filter(enrolment__in=Enrolment.objects.close_to(person))

    def asked_by(self, at: datetime) -> CheckInQuerySet:
        """Those that had opened at `at`; not those that startups were spared."""
        return self.filter(opens_at__lte=at, state__in=[CheckIn.State.OPEN, CheckIn.State.SENT])

    def answerable_by(self, person: Any) -> CheckInQuerySet:
        """Open ones of active startups that `person` writes for; late ones too."""
        return self.filter(state=CheckIn.State.OPEN, enrolment__in=Enrolment.objects.of_writer(person).active())


@pghistory.track()
class CheckIn(Row):
    """What one startup is asked in one period. Late and missed are derived from `due_at`, never stored."""

    class State(models.TextChoices):
        PLANNED = "planned", gettext_lazy("To come")
        OPEN = "open", gettext_lazy("Open")
        SENT = "sent", gettext_lazy("Sent")
        EXCUSED = "excused", gettext_lazy("Not asked")

    code = CodeField()
    rhythm = models.ForeignKey(Rhythm, on_delete=models.PROTECT, related_name="check_ins")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="check_ins")
    every = models.CharField(max_length=10, choices=Rhythm.Every.choices)
    period_on = models.DateField(help_text="the Monday of its week or the first of its month")
    number = models.PositiveSmallIntegerField(help_text="which week or month of the cohort it is due in")
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    sheet = models.OneToOneField(Sheet, null=True, on_delete=models.PROTECT, related_name="check_in")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(null=True, help_text="when its startup last corrected what was sent")
    let_mentors = ArrayField(
        models.CharField(max_length=60),
        null=True,
        help_text="the questions whose answers the form let mentors read when it was sent; founders' own word stands above it",
    )

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = "check-in"
        verbose_name_plural = "check-ins"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "every", "period_on"], name="check_in_once_a_period"),
            one_of("check_in_every", every=["weekly", "monthly"]),
            one_of("check_in_state", state=["planned", "open", "sent", "excused"]),
            models.CheckConstraint(condition=models.Q(due_at__gt=models.F("opens_at")), name="check_in_due_after_open"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False, sent_by__isnull=False, sheet__isnull=False)
                | models.Q(~models.Q(state="sent"), sent_at__isnull=True, sent_by__isnull=True),
                name="check_in_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="open") | models.Q(sheet__isnull=False), name="check_in_open_has_sheet"
            ),
        ]
        indexes = [
            models.Index(fields=["opens_at", "id"], condition=models.Q(state="planned"), name="check_in_to_open"),
            models.Index(fields=["enrolment", "-due_at"], name="check_in_of"),
        ]
        triggers = [moves("state", {"planned": ["open", "excused"], "open": ["sent", "excused"]})]

    def __str__(self) -> str:
        if self.every == Rhythm.Every.WEEKLY:
            return _("Week %(number)d check-in") % {"number": self.number}
        return _("Check-in of %(month)s") % {"month": wording.month(self.period_on)}

    def get_absolute_url(self) -> str:
        return reverse("check_in", args=[self.code])

    def seen_as(self, at: datetime) -> str:
        """Its state with what its due moment says at `at`: also late and missed; a word of kit.states, of "check_in"."""
        if self.state == CheckIn.State.SENT:
            return "late" if self.sent_at and self.sent_at > self.due_at else "sent"
        return "missed" if self.state == CheckIn.State.OPEN and self.due_at <= at else self.state

    @property
    def look(self) -> str:
        return self.seen_as(clock.now())


class Correction(AppendOnly):
    """What a check-in said until its startup corrected it; `answers` are those of before, by question."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["check_in", "number"], name="correction_number")]

    def __str__(self) -> str:
        return f"correction {self.number} of {self.check_in}"


class LinkQuerySet(models.QuerySet["Link"]):
    def opening(self, at: datetime) -> LinkQuerySet:
        """Those neither used nor stale, of people in good standing and of check-ins that are open still."""
        return self.filter(
            used_at=None,
            expires_at__gt=at,
            person__is_active=True,
            check_in__state=CheckIn.State.OPEN,
            check_in__enrolment__state=Enrolment.State.ACTIVE,
        )


class Link(Row):
    """A secret that opens one check-in to one person without a session. Of the secret only a digest is here (tokens.py)."""

    code = CodeField()
    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="links")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["check_in", "person"], name="check_in_link_of")]

    def __str__(self) -> str:
        return f"link to {self.check_in} for {self.person}"
