"""Codes that let somebody in where others are not: to a call that is not listed, or past its deadline."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.db import models

from accelerator.kit.models import AppendOnly, CodeField, Row
from accelerator.programmes.models.calls import Call


class AccessCode(Row):
    """Whoever types `code` reads the call's page, though it is not listed, and may apply until `closes_at`, later by
    `added_minutes` as a call is: where the call closes earlier, or is not listed. So many people may use it as `max_uses` says.
    """

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="access_codes")
    note = models.CharField(max_length=200, help_text="whom it is for; only staff read it")
    max_uses = models.PositiveIntegerField()
    uses = models.PositiveIntegerField(default=0, editable=False, help_text="counted by the database")
    closes_at = models.DateTimeField(null=True, help_text="a deadline of its own")
    added_minutes = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False, help_text="to its own deadline, as to a call's"
    )
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(uses__lte=models.F("max_uses")), name="access_code_most_uses"),
            models.CheckConstraint(condition=models.Q(max_uses__gte=1), name="access_code_some_use"),
        ]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.note

    def opens_until(self) -> datetime:
        """When it stops letting anybody in: its own deadline, or the call's where it has none."""
        return self.call.ends_for(self.closes_at, self.added_minutes)

    def is_live(self, at: datetime) -> bool:
        """Whether it can be used at `at`, uses aside."""
        return self.ended_at is None and at < self.opens_until()


class AccessUse(AppendOnly):
    """Somebody used a code, once. The database counts it, and refuses one too many."""

    access_code = models.ForeignKey(AccessCode, on_delete=models.PROTECT, related_name="used")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta(AppendOnly.Meta):
        verbose_name = "use of an access code"
        verbose_name_plural = "uses of access codes"
        constraints = [models.UniqueConstraint(fields=["access_code", "person"], name="access_once")]
        triggers = [
            *AppendOnly.Meta.triggers,
            pgtrigger.Trigger(
                name="counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="UPDATE accelerator_accesscode SET uses = uses + 1 WHERE id = NEW.access_code_id; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.access_code}"
