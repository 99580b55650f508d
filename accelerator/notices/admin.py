from __future__ import annotations

from django.contrib import admin

from accelerator.kit.admin import ReadOnly
from accelerator.notices.models import Delivery, Message, Reminder


@admin.register(Message)
class MessageDesk(ReadOnly):
    list_display = ("kind", "recipient", "address", "subject", "due_at", "read_at")
    exclude = ("facts", "url")  # an unsent code or link stands there


@admin.register(Delivery)
class DeliveryDesk(ReadOnly):
    list_display = ("address", "state", "attempts", "next_at", "sent_at")
    list_filter = ("state",)


@admin.register(Reminder)
class ReminderDesk(ReadOnly):
    list_display = ("kind", "subject", "local_on", "state", "reason")
    list_filter = ("state",)
