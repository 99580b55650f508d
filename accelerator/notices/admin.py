from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accelerator.kit.admin import ReadOnly
from accelerator.notices import operations
from accelerator.notices.models import Delivery, Message, Reminder


class OfKind(ReadOnly):
    @admin.display(description=_("kind"), ordering="kind")
    def called(self, row: Any) -> str:
        return operations.label(row.kind)


@admin.register(Message)
class MessageDesk(OfKind):
    list_display = ("called", "recipient", "address", "subject", "due_at", "read_at")
    exclude = ("facts", "url")  # an unsent code or link stands there


@admin.register(Delivery)
class DeliveryDesk(ReadOnly):
    list_display = ("address", "state", "attempts", "next_at", "sent_at")
    list_filter = ("state",)


@admin.register(Reminder)
class ReminderDesk(OfKind):
    list_display = ("called", "subject", "local_on", "state", "reason")
    list_filter = ("state",)
