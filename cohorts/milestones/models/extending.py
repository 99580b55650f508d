"""A founder asks for another day; a manager answers."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.kit import clock
from accelerator.kit.models import CodeField, Row, moves, one_of
from cohorts.milestones.models.milestones import Milestone


class ExtensionRequestQuerySet(models.QuerySet["ExtensionRequest"]):
    def visible_to(self, person: Any) -> ExtensionRequestQuerySet:
        return self.filter(milestone__in=Milestone.objects.visible_to(person))

    def open(self) -> ExtensionRequestQuerySet:
        return self.filter(state=ExtensionRequest.State.ASKED)


@pghistory.track()
class ExtensionRequest(Row):
    """More time asked for one milestone. Granted it says which day was given, which may be another than was asked for."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        GRANTED = "granted", _("Granted")
        DECLINED = "declined", _("Declined")
        CLOSED = "closed", _("No longer needed")

    code = CodeField()
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="extension_requests")
    due_on = models.DateField(help_text="the day that is asked for")
    was_due_on = models.DateField(help_text="the milestone's day when it was asked")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    granted_on = models.DateField(null=True, help_text="the day that was given")
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["milestone"], condition=models.Q(state="asked"), name="extension_asked_once"),
            one_of("extension_request_state", state=["asked", "granted", "declined", "closed"]),
            models.CheckConstraint(
                condition=models.Q(state="asked", answered_at=None)
                | ~models.Q(state="asked") & models.Q(answered_at__isnull=False),
                name="extension_answered",
            ),
            models.CheckConstraint(
                condition=models.Q(state="granted", granted_on__isnull=False)
                | ~models.Q(state="granted") & models.Q(granted_on=None),
                name="extension_granted_on",
            ),
        ]
        triggers = [moves("state", {"asked": ["granted", "declined", "closed"]})]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.due_on}"
