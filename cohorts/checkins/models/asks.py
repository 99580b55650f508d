"""What startups ask for in check-ins, and the mentors it goes to."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accelerator.kit.models import CodeField, Row, moves, one_of
from cohorts.checkins.models.checkins import CheckIn
from cohorts.checkins.models.founders import Consent
from cohorts.roster.models import Cohort, Enrolment


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, person: Any) -> AskQuerySet:
        """To the startup's people, the programme's managers and who sees every programme; to mentors whom it went to, while its
        founders let mentors see what they ask for."""
        if person.holds("programmes.see"):
            return self
        own = models.Q(check_in__enrolment__in=Enrolment.objects.of_member(person))
        run = models.Q(check_in__enrolment__cohort__in=Cohort.objects.run_by(person))
        gone_to = models.Exists(Referral.objects.filter(ask=models.OuterRef("pk"), person=person))
        return self.annotate(_shared=_shared()).filter(own | run | models.Q(gone_to, _shared=True))

    def shared(self) -> AskQuerySet:
        """Those that mentors may see."""
        return self.annotate(_shared=_shared()).filter(_shared=True)


def _shared() -> Coalesce:
    """The founders' word on who sees what they ask for, else that of the form when it was sent."""
    said = Consent.objects.filter(
        enrolment=models.OuterRef("check_in__enrolment"), key=models.OuterRef("check_in__rhythm__asks")
    ).values("mentors")[:1]
    return Coalesce(models.Subquery(said), models.F("to_mentors"))


@pghistory.track()
class Ask(Row):
    """One thing a startup asks for. `place` is its row in the answer."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN = "taken", _("Somebody helps")
        CLOSED = "closed", _("Closed")

    code = CodeField()
    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="asks")
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    tags = ArrayField(models.CharField(max_length=100), default=list)
    to_mentors = models.BooleanField(help_text="what the form said of mentors when it was sent")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_in", "place"], name="ask_once"),
            one_of("ask_state", state=["open", "taken", "closed"]),
            models.CheckConstraint(
                condition=~models.Q(state="taken") | models.Q(taken_by__isnull=False), name="ask_taken_by_somebody"
            ),
        ]
        triggers = [moves("state", {"open": ["taken", "closed"], "taken": ["open", "closed"]})]

    def __str__(self) -> str:
        return str(_("%(startup)s asks for help") % {"startup": self.check_in.enrolment.startup})


class Referral(Row):
    """An ask that a mentor is told of, once, at `tell_at` with all others of that moment; and what they said."""

    class Reply(models.TextChoices):
        NONE = "none", _("No word yet")
        HELPS = "helps", _("Helps")
        PASSED = "passed", _("Passed")

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="referrals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tell_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=10, choices=Reply.choices, default=Reply.NONE)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "person"], name="referral_once"),
            one_of("referral_reply", reply=["none", "helps", "passed"]),
        ]
        indexes = [models.Index(fields=["tell_at", "id"], condition=models.Q(told_at=None), name="referral_to_tell")]

    def __str__(self) -> str:
        return f"{self.ask} to {self.person}"
