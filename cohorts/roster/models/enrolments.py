"""Who is in a cohort, and the people who stand by each startup."""

from __future__ import annotations

from datetime import date, tzinfo
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row, moves, one_of
from accelerator.programmes.models import Programme
from accelerator.startups.models import Member, Startup
from cohorts.roster import guards
from cohorts.roster.models.cohorts import Cohort


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, person: Any) -> EnrolmentQuerySet:
        """Who is close to it, and who sees all programmes or all credits."""
        if person.holds("programmes.see") or person.holds("credits.see"):
            return self
        return self.close_to(person)

    def close_to(self, person: Any) -> EnrolmentQuerySet:
        """The startup's members, its live supporters, the programme's managers: those who work with it, not those who look."""
        return self.filter(
            models.Q(startup__in=Startup.objects.of(person))
            | models.Q(id__in=Supporter.objects.live().filter(person=person).values("enrolment"))
            | models.Q(cohort__programme__in=Programme.objects.run_by(person))
        )

    def watched_by(self, person: Any) -> EnrolmentQuerySet:
        """Who is close to it, and who sees all programmes: who sees credits alone has no business with its papers."""
        return self if person.holds("programmes.see") else self.close_to(person)

    def of_member(self, person: Any) -> EnrolmentQuerySet:
        return self.filter(startup__in=Startup.objects.of(person))

    def of_writer(self, person: Any) -> EnrolmentQuerySet:
        """Of startups that `person` writes for: owners and members, not viewers."""
        return self.filter(startup__in=Startup.objects.of(person, Member.Role.OWNER, Member.Role.MEMBER))

    def active(self) -> EnrolmentQuerySet:
        return self.filter(state=Enrolment.State.ACTIVE)

    def staying(self) -> EnrolmentQuerySet:
        """In the cohort, or through it: alumni keep what everybody in it has."""
        return self.exclude(state=Enrolment.State.DEPARTED)

    def unpaused(self, on: date) -> EnrolmentQuerySet:
        """Those without a pause on that day (of their zone): who may be reminded."""
        return self.filter(models.Q(paused_from=None) | models.Q(paused_from__gt=on) | models.Q(paused_until__lt=on))


@pghistory.track()
class Enrolment(Row):
    """A startup is in a cohort. A pause lasts from `paused_from` to `paused_until`, both days of the startup's zone."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        DEPARTED = "departed", _("Departed")
        GRADUATED = "graduated", _("Graduated")

    code = CodeField()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    startup = models.ForeignKey(Startup, on_delete=models.PROTECT, related_name="enrolments")
    application = models.OneToOneField(Application, null=True, on_delete=models.PROTECT, related_name="enrolment")
    enrolled_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    paused_from = models.DateField(null=True)
    paused_until = models.DateField(null=True)
    pause_reason = models.CharField(max_length=500, blank=True, default="", db_default="")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "startup"], name="enrolment_once"),
            one_of("enrolment_state", state=["active", "departed", "graduated"]),
            models.CheckConstraint(
                condition=models.Q(paused_from=None, paused_until=None)
                | models.Q(paused_from__isnull=False, paused_until__isnull=False, paused_until__gte=models.F("paused_from")),
                name="enrolment_pause",
            ),
        ]
        triggers = [moves("state", {"active": ["departed", "graduated"]}), guards.PAUSED_WHILE_IN]

    def __str__(self) -> str:
        return f"{self.startup} in {self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("enrolment", args=[self.code])

    @property
    def zone(self) -> tzinfo:
        """Where its days begin and end: the startup's own zone, else its cohort's; both rows are to be at hand."""
        zone: tzinfo = self.startup.zone or self.cohort.zone
        return zone

    def today(self) -> date:
        """The day it is for the startup, as `zone` has it."""
        return clock.today(self.zone)

    def is_paused(self, on: date) -> bool:
        """Whether `on`, a day of the startup's zone, lies in its pause: nobody is reminded of anything then."""
        return self.paused_from is not None and self.paused_until is not None and self.paused_from <= on <= self.paused_until

    def state_on(self, day: date) -> str:
        """Its state as people read it: "paused" too."""
        return "paused" if self.state == self.State.ACTIVE and self.is_paused(day) else self.state


class SupporterQuerySet(models.QuerySet["Supporter"]):
    def live(self) -> SupporterQuerySet:
        return self.filter(ended_at=None)


@pghistory.track()
class Supporter(Row):
    """A mentor or manager stands by an enrolled startup."""

    class Role(models.TextChoices):
        MENTOR = "mentor", _("Mentor")
        MANAGER = "manager", _("Programme manager")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="supporters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supports")
    role = models.CharField(max_length=10, choices=Role.choices)
    ended_at = models.DateTimeField(null=True)

    objects = SupporterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "person", "role"], condition=models.Q(ended_at=None), name="supporter_once"
            ),
            one_of("supporter_role", role=["mentor", "manager"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.enrolment}"
