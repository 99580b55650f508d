"""Reminders that fall due become messages, once, or are settled with the reason why not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError, transaction

from accelerator.kit import clock
from accelerator.kit.registered import registered
from accelerator.notices.models import Message, Reminder
from accelerator.notices.operations import KINDS, own_words, plain, tell
from accelerator.notices.points import AskedAgain, Hearing, Overtaken, ReminderSource
from accelerator.notices.timetable import NOT_RELEASED

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
    return held.update(state=Reminder.State.SKIPPED, settled_at=at, reason=NOT_RELEASED)


def _remind(reminder: Reminder, *, late: timedelta) -> None:
    heard = f"over {USEFUL_FOR.total_seconds() / 3600:.0f} hours late" if late > USEFUL_FOR else _audience(reminder)
    if isinstance(heard, str):
        _settle(reminder, Reminder.State.CANCELLED if isinstance(heard, Overtaken) else Reminder.State.SKIPPED, heard)
        return
    for hearing in heard:
        kind = KINDS[hearing.kind or reminder.kind]
        about, moment = {"about": reminder.subject, "url": hearing.url}, reminder.due_at
        tell(kind, to=hearing.person, **about, due_at=moment, at_once=hearing.at_once, **_facts(hearing))
    _settle(reminder, Reminder.State.SENT, "")


def _facts(hearing: Hearing) -> dict[str, Any]:
    return hearing.facts | own_words(hearing.subject, hearing.text)


def _audience(reminder: Reminder) -> list[Hearing] | str:
    source = _source(reminder)
    if source is None:
        return f"nobody knows {reminder.source}"
    heard = source.audience(reminder)
    return heard if isinstance(heard, str) else list(heard) or "nobody to tell"


def _source(reminder: Reminder) -> ReminderSource | None:
    return next((one for one in registered("reminder_sources") if one.name == reminder.source), None)


def overtaken(message: Message) -> str:
    """Why `message`, whose mail waited, is not to be sent any more; "" where it is, in the words of its source by now. Of what no
    reminder told, or no source is asked again, nothing is known.
    """
    told = Reminder.objects.filter(subject=message.subject, due_at=message.due_at, state=Reminder.State.SENT).order_by("id")
    reasons = list[str]()
    for reminder in told:
        source = _source(reminder)
        if not isinstance(source, AskedAgain):
            return ""
        heard = source.again(reminder)
        mine = [] if isinstance(heard, str) else [one for one in heard if one.person == message.recipient]
        if mine:
            _reword(message, mine[0], reminder)
            return ""
        reasons.append(heard if isinstance(heard, str) else "they hear it no more")
    return next(iter(reasons), "")


def _reword(message: Message, hearing: Hearing, reminder: Reminder) -> None:
    wanted = {"kind": hearing.kind or reminder.kind, "facts": plain(_facts(hearing)), "url": hearing.url}
    changed = [name for name, value in wanted.items() if getattr(message, name) != value]
    for name in changed:
        setattr(message, name, wanted[name])
    if changed:
        message.save(update_fields=changed)


def _settle(reminder: Reminder, state: Reminder.State, reason: str) -> None:
    reminder.state, reminder.settled_at, reminder.reason = state, clock.now(), reason[:200]
    reminder.save(update_fields=["state", "settled_at", "reason"])
