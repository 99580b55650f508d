"""Who must not judge which application, and what they said of their relations to startups and organisations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit.models import CodeField, Row, one_of
from accelerator.programmes.models import Programme, Staff
from accelerator.reviews.guards import AWAITED
from accelerator.startups.models import Startup

DECLARED = "declared"
SOURCES = {
    DECLARED: _("Declared"),
    "member": _("Belongs to the startup"),
    "organisation": _("Same organisation"),
    "domain": _("Same e-mail domain"),
    "colleague": _("Worked together"),
    "mentor": _("Mentor of the startup"),
    "contact": _("Same contact details"),
    "investor": _("Investor"),
    "adviser": _("Adviser"),
    "family": _("Family or friend"),
    "competitor": _("Competitor"),
    "employer": _("Employer"),
    "other": _("Other relation"),
}


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def live(self) -> ConflictQuerySet:
        return self.filter(ended_at=None)

    def lifted(self) -> ConflictQuerySet:
        """Those that a person ended."""
        return self.filter(ended_by__isnull=False)

    def visible_to(self, person: Any) -> ConflictQuerySet:
        """Their own, and the register of a programme to its managers."""
        run = models.Q(application__call__programme__in=Programme.objects.run_by(person))
        return self.filter(models.Q(person=person) | run)


class Conflict(Row):
    """A person must not judge an application; while it stands the database refuses their scores, votes and decisions.

    What was computed has a `cause`, ends by itself once that has gone, and is not found again where somebody lifted it.
    """

    code = CodeField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts")
    source = models.CharField(max_length=30, help_text="declared, a built-in source, or a registered one")
    cause = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="what it was computed from, the same each time"
    )
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="who declared it"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="empty where its cause went"
    )

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "source", "cause"],
                condition=models.Q(ended_at=None),
                name="conflict_once_a_cause",
            )
        ]
        triggers = [AWAITED]

    def __str__(self) -> str:
        return f"{self.person} and {self.application}"

    @property
    def source_label(self) -> str:
        """Where it is known from, as words; a source we have no words for shows its own name."""
        return str(SOURCES.get(self.source, self.source.replace("_", " ").capitalize()))


class RelationQuerySet(models.QuerySet["Relation"]):
    def standing(self) -> RelationQuerySet:
        """Those nobody took back."""
        return self.filter(taken_back_at=None)

    def on(self, day: date) -> RelationQuerySet:
        """Those of them that hold on `day`."""
        begun = models.Q(since_on=None) | models.Q(since_on__lte=day)
        return self.standing().filter(begun, models.Q(until_on=None) | models.Q(until_on__gte=day))

    def visible_to(self, person: Any) -> RelationQuerySet:
        """Their own, and those of their programmes' people to managers."""
        staff = Staff.objects.live().filter(programme__in=Programme.objects.run_by(person)).values("person")
        return self.filter(models.Q(person=person) | models.Q(person__in=staff))


@pghistory.track()
class Relation(Row):
    """Somebody has a stake in a startup or an organisation, as they or a manager for them declared."""

    class Kind(models.TextChoices):
        INVESTOR = "investor", _("Investor")
        ADVISER = "adviser", _("Adviser")
        FAMILY = "family", _("Family or friend")
        COMPETITOR = "competitor", _("Competitor")
        EMPLOYER = "employer", _("Employer")
        OTHER = "other", _("Other")

    code = CodeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="relations")
    startup = models.ForeignKey(Startup, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True, help_text="of the startup or organisation")
    domain = models.CharField(max_length=253, blank=True, help_text="of its website and its people's addresses")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    since_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=16, blank=True, help_text="the file it came with, so that all of it can be taken back")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RelationQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("relation_kind", kind=["investor", "adviser", "family", "competitor", "employer", "other"]),
            models.CheckConstraint(
                condition=models.Q(startup__isnull=False) | ~models.Q(name="") | ~models.Q(domain=""),
                name="relation_to_something",
            ),
            models.CheckConstraint(
                condition=models.Q(since_on=None) | models.Q(until_on=None) | models.Q(until_on__gte=models.F("since_on")),
                name="relation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_kind_display()}: {self.named}"

    @property
    def named(self) -> str:
        """What it is a relation to, as people say it."""
        return str(self.startup) if self.startup else self.name or self.domain
