"""What staff entered for a founder, until the founder takes it over."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accelerator.applications.models.applications import Application
from accelerator.kit.models import Row


class BehalfQuerySet(models.QuerySet["Behalf"]):
    def waiting(self) -> BehalfQuerySet:
        """Not taken over: the call's managers write them while nobody belongs to their startups."""
        return self.filter(taken_at=None)


class Behalf(Row):
    """Staff entered this application for a founder; `created_at` says since when. Once taken over it is the startup's own, and
    where its startup comes to have people otherwise, theirs.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="behalf")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)

    objects = BehalfQuerySet.as_manager()

    class Meta:
        verbose_name = "application on behalf"
        verbose_name_plural = "applications on behalf"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken_at=None, taken_by=None) | models.Q(taken_at__isnull=False, taken_by__isnull=False),
                name="behalf_taken_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.application)
