"""Programmes, who works on them, and what they score by."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row, one_of
from accelerator.programmes.scales import SCALES, USUAL, Scale


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, person: Any) -> ProgrammeQuerySet:
        """Its staff of any role, and who sees every programme."""
        if person.holds("programmes.see"):
            return self
        return self.filter(id__in=Staff.objects.live().filter(person=person).values("programme"))

    def run_by(self, person: Any) -> ProgrammeQuerySet:
        """Programmes `person` manages."""
        return self.filter(id__in=Staff.objects.live().filter(person=person, role=Staff.Role.MANAGER).values("programme"))


@pghistory.track()
class Programme(Row):
    """An accelerator: runs calls, year after year."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, blank=True)
    zone = TimeZoneField(default="Asia/Singapore")
    recall_minutes = models.PositiveSmallIntegerField(
        default=15, db_default=15, help_text="how long released decisions can be recalled before anybody is told"
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(recall_minutes__lte=24 * 60), name="programme_recall_within_a_day")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.slug])


class StaffQuerySet(models.QuerySet["Staff"]):
    def live(self) -> StaffQuerySet:
        return self.filter(ended_at=None)


@pghistory.track()
class Staff(Row):
    """A person works on a programme."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("Programme manager")
        REVIEWER = "reviewer", _("Reviewer")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="staff")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="programme_roles")
    role = models.CharField(max_length=10, choices=Role.choices)
    ended_at = models.DateTimeField(null=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = "staff member"
        verbose_name_plural = "staff"
        constraints = [
            models.UniqueConstraint(fields=["programme", "person", "role"], condition=models.Q(ended_at=None), name="staff_once"),
            one_of("staff_role", role=["manager", "reviewer"]),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"


class Rubric(Row):
    """How applications are scored: criteria on one scale."""

    code = CodeField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rubrics")
    name = models.CharField(max_length=200)
    scale = models.CharField(
        max_length=12, choices=[(one.name, one.label) for one in SCALES.values()], default=USUAL, db_default=USUAL
    )

    class Meta:
        constraints = [one_of("rubric_scale", scale=list(SCALES))]

    def __str__(self) -> str:
        return self.name

    @property
    def points(self) -> Scale:
        """The scale, to read and write points with."""
        return SCALES[self.scale]


class Criterion(Row):
    """One thing that is scored; the weights of a rubric add up to 100."""

    rubric = models.ForeignKey(Rubric, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    asks = models.CharField(max_length=300, blank=True, help_text="the question a reviewer answers")
    weight = models.PositiveSmallIntegerField(help_text="percent")
    anchors = models.JSONField(default=dict, blank=True, help_text='{"1": what a 1 means, …}')

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rubric", "position"], name="criterion_position"),
            models.CheckConstraint(condition=models.Q(weight__lte=100), name="criterion_weight"),
        ]

    def __str__(self) -> str:
        return self.name
