"""Releases, and how they are taken back before anybody is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from accelerator.decisions import guards
from accelerator.kit import clock
from accelerator.kit.models import AppendOnly, CodeField
from accelerator.programmes.models import Call


class ReleaseQuerySet(models.QuerySet["Release"]):
    def recallable(self, at: datetime) -> ReleaseQuerySet:
        """Those of which nobody is told yet, and that stand."""
        return self.filter(at__gt=at - models.F("window"), recall=None)


class Release(AppendOnly):
    """A batch of decisions is to be told: from `told_at` on everybody concerned knows, unless it was recalled before."""

    code = CodeField(null=True)  # type: ignore[misc]  # those of before recalls have none
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="releases")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    window = models.DurationField(default=timedelta, db_default=timedelta(0), help_text="how long it can be recalled")

    objects = ReleaseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.call} {self.at:%Y-%m-%d}"

    @property
    def told_at(self) -> datetime:
        return self.at + self.window


class Recall(AppendOnly):
    """A release was taken back before anybody was told of it: its decisions are as they were before."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="recall")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=500, blank=True)

    class Meta(AppendOnly.Meta):
        triggers = [*AppendOnly.Meta.triggers, guards.RECALLED_IN_TIME]

    def __str__(self) -> str:
        return f"recall of {self.release}"
