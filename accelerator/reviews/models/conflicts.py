"""Who must not judge which application."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Application
from accelerator.kit.models import CodeField, Row
from accelerator.programmes.models import Programme

SOURCES = {"declared": _("Declared"), "member": _("Belongs to the startup")}


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def live(self) -> ConflictQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, person: Any) -> ConflictQuerySet:
        """Their own, and the register of a programme to its managers."""
        run = models.Q(application__call__programme__in=Programme.objects.run_by(person))
        return self.filter(models.Q(person=person) | run)


class Conflict(Row):
    """A person must not judge an application; while it stands the database refuses their score."""

    code = CodeField()
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts")
    source = models.CharField(max_length=30, help_text="declared, member, or a registered source")
    reason = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person", "source"], condition=models.Q(ended_at=None), name="conflict_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} and {self.application}"

    @property
    def source_label(self) -> str:
        """Where it is known from, as words; a source we have no words for shows its own name."""
        return str(SOURCES.get(self.source, self.source.replace("_", " ").capitalize()))
