"""Reminders that fall due become messages, once, or are settled with the reason why not."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from accelerator.kit import clock
from accelerator.kit.registered import registered
from accelerator.notices.models import Reminder
from accelerator.notices.operations import KINDS, tell
from accelerator.notices.points import Hearing, ReminderSource

USEFUL_FOR = timedelta(hours=24)  # after an outage, later than this is noise


def remind_one() -> bool:
    """Settles the due reminder that waits longest; False where none is due.

    Its row is locked while its messages are written and both commit together: a crash leaves it planned and untold.
    """
    at = clock.now()
    with transaction.atomic():
        reminder = Reminder.objects.due(at).select_for_update(skip_locked=True).first()
        if reminder is None:
            return False
        heard = (
            f"over {USEFUL_FOR.total_seconds() / 3600:.0f} hours late"
            if at - reminder.due_at > USEFUL_FOR
            else _audience(reminder)
        )
        if isinstance(heard, str):
            _settle(reminder, Reminder.State.SKIPPED, heard)
            return True
        for hearing in heard:
            tell(
                KINDS[reminder.kind],
                to=hearing.person,
                about=reminder.subject,
                url=hearing.url,
                due_at=reminder.due_at,
                **hearing.facts,
            )
        _settle(reminder, Reminder.State.SENT, "")
    return True


def _audience(reminder: Reminder) -> list[Hearing] | str:
    for source in registered("reminder_sources"):
        known: ReminderSource = source
        if known.name == reminder.source:
            heard = known.audience(reminder)
            return heard if isinstance(heard, str) else list(heard) or "nobody to tell"
    return f"nobody knows {reminder.source}"


def _settle(reminder: Reminder, state: Reminder.State, reason: str) -> None:
    reminder.state, reminder.settled_at, reminder.reason = state, clock.now(), reason[:200]
    reminder.save(update_fields=["state", "settled_at", "reason"])
