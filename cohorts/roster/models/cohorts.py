"""Cohorts."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accelerator.kit.addresses import reverse
from accelerator.kit.models import Row, one_of
from accelerator.kit.workdays import Workdays
from accelerator.programmes.models import Call, Programme


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, person: Any) -> CohortQuerySet:
        """To the programme's managers and who sees every programme or all credits."""
        if person.holds("programmes.see") or person.holds("credits.see"):
            return self
        return self.filter(programme__in=Programme.objects.run_by(person))

    def run_by(self, person: Any) -> CohortQuerySet:
        return self.filter(programme__in=Programme.objects.run_by(person))


@pghistory.track()
class Cohort(Row):
    """The startups admitted together, from `starts_on` to `ends_on` in its own zone. Accepted offers of `call` lead into it."""

    slug = models.SlugField(max_length=80, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    call = models.OneToOneField(Call, null=True, blank=True, on_delete=models.PROTECT, related_name="cohort")
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    zone = TimeZoneField(default="Asia/Singapore")
    places = models.PositiveSmallIntegerField()
    holidays = models.CharField(
        max_length=2, default="SG", db_default="SG", blank=True, help_text="the country whose holidays are off, if any"
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="cohort_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("board", args=[self.slug])

    @property
    def workdays(self) -> Workdays:
        return Workdays(self.holidays)


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def live(self) -> TeamMemberQuerySet:
        return self.filter(ended_at=None)


@pghistory.track()
class TeamMember(Row):
    """A manager or a mentor who leads the cohort: everybody in it reads the name. It gives no right of its own but to belong."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("Programme manager")
        MENTOR = "mentor", _("Mentor")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    ended_at = models.DateTimeField(null=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], condition=models.Q(ended_at=None), name="team_member_once"),
            one_of("team_member_role", role=["manager", "mentor"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} of {self.cohort}"
