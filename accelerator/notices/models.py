"""Messages, their deliveries, and reminders planned ahead. PostgreSQL is the record; the broker only rings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accelerator.kit import clock
from accelerator.kit.models import CodeField, Row, moves, one_of


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: Any) -> MessageQuerySet:
        return self.filter(recipient=person)

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at=None)


class Message(Row):
    """One thing told to one reader, once: unique by kind, reader, subject and due moment."""

    code = CodeField()
    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="messages")
    address = models.EmailField(blank=True, help_text="the reader's address where the reader has no account yet")
    subject = models.CharField(max_length=60, help_text="what it is about, as trail.key_of names it")
    due_at = models.DateTimeField(help_text="the moment that makes it unique")
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True)
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "recipient", "address", "subject", "due_at"], nulls_distinct=False, name="message_once"
            )
        ]
        indexes = [models.Index(fields=["recipient", "-id"], name="message_inbox")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Delivery(Row):
    """A message on its way through one channel. Claimed by one sender at a time, for the length of a lease."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENDING = "sending", _("Sending")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Cannot tell")
        SKIPPED = "skipped", _("Not sent")

    code = CodeField()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=20, default="email")
    address = models.EmailField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    next_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    relay_id = models.CharField(max_length=200, unique=True, help_text="the Message-ID header, made from the code")
    sent_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once"),
            one_of("delivery_state", state=["pending", "sending", "sent", "failed", "unknown", "skipped"]),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=models.Q(state="pending"), name="delivery_due"),
            models.Index(fields=["lease_until"], condition=models.Q(state="sending"), name="delivery_leased"),
            models.Index(fields=["-id"], condition=models.Q(state__in=["failed", "unknown"]), name="delivery_trouble"),
        ]
        triggers = [
            moves(
                "state",
                {
                    "pending": ["sending", "skipped"],
                    "sending": ["sent", "pending", "failed", "unknown"],
                    "unknown": ["sent", "pending", "skipped"],
                    "failed": ["pending", "skipped"],
                },
            )
        ]

    def __str__(self) -> str:
        return f"{self.message} → {self.address}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self, at: datetime) -> ReminderQuerySet:
        return self.filter(state=Reminder.State.PLANNED, due_at__lte=at).order_by("due_at", "id")

    def waiting(self) -> ReminderQuerySet:
        """Neither sent nor settled: planned or held."""
        return self.filter(state__in=[Reminder.State.PLANNED, Reminder.State.HELD])


class Reminder(Row):
    """A reminder planned ahead for a subject. Its source says, when it falls due, who hears it and whether it still matters.

    Where a source has several reasons to speak on one day, `rule` tells them apart. A held one waits for its release; where that
    does not come before its moment, it is not sent.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Not needed")
        CANCELLED = "cancelled", _("Cancelled")

    code = CodeField()
    source = models.CharField(max_length=40, help_text="the registered source that decides")
    kind = models.CharField(max_length=60, help_text="the message kind it becomes")
    subject = models.CharField(max_length=60)
    rule = models.CharField(max_length=40, blank=True, default="", db_default="", help_text="what of its source planned it")
    local_on = models.DateField(help_text="the day in `zone`")
    local_at = models.TimeField(help_text="the time of day in `zone`")
    zone = TimeZoneField(default="Asia/Singapore")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    own_subject = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="in place of what its source would say"
    )
    own_text = models.TextField(blank=True, default="", db_default="", help_text="the same, of the text")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "subject", "rule", "local_on"],
                condition=~models.Q(state="cancelled"),
                name="reminder_once_a_rule",
            ),
            one_of("reminder_state", state=["planned", "held", "sent", "skipped", "cancelled"]),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=models.Q(state="planned"), name="reminder_due"),
            models.Index(fields=["due_at"], condition=models.Q(state="held"), name="reminder_held"),
            models.Index(fields=["subject"], name="reminder_subject"),
        ]
        triggers = [
            moves(
                "state",
                {"planned": ["held", "sent", "skipped", "cancelled"], "held": ["planned", "skipped", "cancelled"]},
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.local_on}"


class Heartbeat(models.Model):
    """When a part of the machinery last did its round."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
