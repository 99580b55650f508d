"""What a committee takes to its meeting."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accelerator.kit.addresses import reverse
from accelerator.kit.models import CodeField, Row
from accelerator.programmes.models import Call
from accelerator.reviews import queries as reviews


class PackQuerySet(models.QuerySet["Pack"]):
    def visible_to(self, person: Any) -> PackQuerySet:
        """One's own, while one sees the call's scores."""
        return self.filter(by=person, call__in=reviews.calls_overseen_by(person))

    def under_way(self) -> PackQuerySet:
        return self.filter(ready_at=None, failed_at=None)


class Pack(Row):
    """A document of a call that a worker writes: all its applications in a table, and a page for each of `ids`."""

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="packs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    names_reviewers = models.BooleanField(default=False)
    ids = ArrayField(models.BigIntegerField())
    tries = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, help_text="when it was given up")
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ready_at=None, expires_at=None, content=None)
                | models.Q(ready_at__isnull=False, expires_at__isnull=False, content__isnull=False),
                name="pack_ready_whole",
            ),
            models.CheckConstraint(condition=models.Q(ready_at=None) | models.Q(failed_at=None), name="pack_ready_or_failed"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="pack_expires")]

    def __str__(self) -> str:
        return f"{self.call} {self.created_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("pack", args=[self.code])
