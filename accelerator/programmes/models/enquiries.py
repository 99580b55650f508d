"""What people ask about a call."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models

from accelerator.kit.models import CodeField, Row
from accelerator.programmes.models.calls import Call

_OPEN = models.Q(answered_at=None, answered_by=None, answer="", published_at=None)
_ANSWERED = models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(answer="") & ~models.Q(told="")


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def waiting(self) -> EnquiryQuerySet:
        return self.filter(answered_at=None)

    def visible_to(self, person: Any) -> EnquiryQuerySet:
        """Published ones to who may read the call; one's own; all of them to the staff of its programme."""
        read = models.Q(published_at__isnull=False, call__in=Call.objects.readable_by(person))
        if not person.is_authenticated:
            return self.filter(read)
        return self.filter(read | models.Q(by=person) | models.Q(call__in=Call.objects.visible_to(person)))


@pghistory.track()
class Enquiry(Row):
    """Somebody asks about a call. Where the answer is published, everybody reads it under `told`, never who asked."""

    code = CodeField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="enquiries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked = models.TextField(max_length=1000)
    told = models.TextField(max_length=1000, blank=True, help_text="the question as it is published, without names")
    answer = models.TextField(max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [models.CheckConstraint(condition=_OPEN | _ANSWERED, name="enquiry_answered_whole")]
        indexes = [models.Index(fields=["call", "answered_at"], name="enquiry_of_call")]

    def __str__(self) -> str:
        return self.told or self.asked
