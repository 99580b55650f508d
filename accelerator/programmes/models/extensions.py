"""Deadlines that were moved."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models

from accelerator.kit.models import CodeField, Row
from accelerator.programmes.models.calls import Call


class Extension(Row):
    """A call was given more time: from when until when, by whom and why. `told_at` once everybody with a draft was written to."""

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="extensions")
    closed_at = models.DateTimeField(help_text="when the call would have closed")
    closes_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("closed_at")), name="extension_is_later"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="extension_says_why"),
        ]
        triggers = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_written", exclude=["told_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.closes_at:%d %b %H:%M}"

    def longer(self) -> timedelta:
        return self.closes_at - self.closed_at
