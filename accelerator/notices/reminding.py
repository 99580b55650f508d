"""Reminders that fall due become messages, once, or are settled with the reason why not."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import DatabaseError, transaction

from accelerator.kit import clock
from accelerator.kit.registered import registered
from accelerator.notices.models import Reminder
from accelerator.notices.operations import KINDS, own_words, tell
from accelerator.notices.points import Hearing, ReminderSource

USEFUL_FOR = timedelta(hours=24)  # after an outage, later than this is noise
log = structlog.get_logger(__name__)


def remind_one(passing: set[int] | None = None) -> bool:
    """Settles the due reminder that waits longest; False where none is due.

    Its row is locked while its messages are written and both commit together: a crash leaves it planned and untold. One that
    cannot be told joins `passing`, whose rows are passed over: it stops nobody and is tried again in the next round, until it
    is too late to be of use. Without `passing` its fault is raised.
    """
    at = clock.now()
    with transaction.atomic():
        due = Reminder.objects.due(at).exclude(pk__in=passing or ())
        reminder = due.select_for_update(skip_locked=True).first()
        if reminder is None:
            return False
        try:
            with transaction.atomic():
                _remind(reminder, late=at - reminder.due_at)
        except DatabaseError:
            raise
        except Exception:  # a source or a wording that fails
            if passing is None:
                raise
            log.exception("reminder.untellable", reminder=reminder.code)
            passing.add(reminder.pk)
    return True


def let_go_held() -> int:
    """Those that staff hold are not sent once their moment has come; how many."""
    at = clock.now()
    held = Reminder.objects.filter(state=Reminder.State.HELD, due_at__lte=at)
    return held.update(state=Reminder.State.SKIPPED, settled_at=at, reason="it was held")


def _remind(reminder: Reminder, *, late: timedelta) -> None:
    heard = f"over {USEFUL_FOR.total_seconds() / 3600:.0f} hours late" if late > USEFUL_FOR else _audience(reminder)
    if isinstance(heard, str):
        _settle(reminder, Reminder.State.SKIPPED, heard)
        return
    for hearing in heard:
        facts, url = hearing.facts | own_words(hearing.subject, hearing.text), hearing.url
        tell(KINDS[reminder.kind], to=hearing.person, about=reminder.subject, url=url, due_at=reminder.due_at, **facts)
    _settle(reminder, Reminder.State.SENT, "")


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
