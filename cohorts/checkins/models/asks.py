"""What startups ask for in check-ins, and the mentors it goes to."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from accelerator.kit.models import CodeField, Row, moves, one_of
from accelerator.startups.models import Startup
from cohorts.checkins.models.checkins import CheckIn
from cohorts.checkins.models.founders import Consent
from cohorts.roster.models import Cohort, Enrolment, Supporter

LONGEST_TAG = 100


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, person: Any) -> AskQuerySet:
        """To the startup's people, the programme's managers and who sees every programme; to mentors whom it went to and whom it
        still reaches."""
        if person.holds("programmes.see"):
            return self
        own = models.Q(check_in__enrolment__in=Enrolment.objects.of_member(person))
        run = models.Q(check_in__enrolment__cohort__in=Cohort.objects.run_by(person))
        mine = Referral.objects.reaching().filter(ask=models.OuterRef("pk"), person=person)
        return self.filter(own | run | models.Exists(mine))

    def shared(self) -> AskQuerySet:
        """Those that mentors may see: by the founders' word on the question, else that of the form when it was sent."""
        key = Coalesce(NullIf(models.F("key"), models.Value("")), models.F("check_in__rhythm__asks"))  # "": by code of before
        said = Consent.objects.filter(enrolment=models.OuterRef("check_in__enrolment"), key=models.OuterRef("_key"))
        shared = Coalesce(models.Subquery(said.values("mentors")[:1]), models.F("to_mentors"))
        return self.alias(_key=key).alias(_shared=shared).filter(_shared=True)


@pghistory.track()
class Ask(Row):
    """One thing a startup asks for. `place` is its row in the answer."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN = "taken", _("Somebody helps")
        CLOSED = "closed", _("Closed")

    code = CodeField()
    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="asks")
    key = models.CharField(max_length=60, db_default="", default="", help_text="of the question it answers")
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    tags = ArrayField(models.CharField(max_length=LONGEST_TAG), default=list)
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


class ReferralQuerySet(models.QuerySet["Referral"]):
    def reaching(self) -> ReferralQuerySet:
        """Those of mentors who may read the ask now: its founders let mentors, and the mentor stands by the startup still, or is
        a mentor of its programme still and of no other startup in it."""
        live = Supporter.objects.live().filter(person=models.OuterRef("person"), role=Supporter.Role.MENTOR)
        beside = live.filter(enrolment=models.OuterRef("ask__check_in__enrolment"))
        programme = models.OuterRef("ask__check_in__enrolment__cohort__programme")
        around = live.filter(enrolment__state=Enrolment.State.ACTIVE, enrolment__cohort__programme=programme)
        founded = Startup.objects.of(models.OuterRef(models.OuterRef(models.OuterRef("person"))))
        rival = Enrolment.objects.active().filter(cohort__programme=programme, startup__in=founded)
        mentors = models.Q(models.Exists(beside)) | models.Q(models.Exists(around), ~models.Exists(rival))
        return self.filter(mentors, ask__in=Ask.objects.shared())


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

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "person"], name="referral_once"),
            one_of("referral_reply", reply=["none", "helps", "passed"]),
        ]
        indexes = [models.Index(fields=["tell_at", "id"], condition=models.Q(told_at=None), name="referral_to_tell")]

    def __str__(self) -> str:
        return f"{self.ask} to {self.person}"
