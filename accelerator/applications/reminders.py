"""Reminders of a draft that is not submitted: planned when it is started, silent once it is sent or the call has closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from accelerator.applications import messages, policies, queries
from accelerator.applications.models import Application
from accelerator.kit import clock, wording
from accelerator.notices import operations as notices
from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing
from accelerator.startups import queries as founders

SOURCE = "draft"
_DAYS = (7, 2, 1)  # before the day the call closes, at nine by the call's clock
_LAST = timedelta(hours=3)


def plan(*drafts: Application, at: datetime) -> None:
    """Plans what still lies ahead of `at` for each draft, whose calls come along. One query."""
    notices.plan(one for draft in drafts for one in around(draft) if one.due_at > at)


def plan_anew(*drafts: Application, at: datetime) -> None:
    """The deadline moved: what was planned by the old one gives way."""
    for draft in drafts:
        notices.cancel_plans(draft, reason="the deadline moved")
    plan(*drafts, at=at)


def around(draft: Application) -> Iterator[Reminder]:
    """All there are of a draft whose call comes along, not saved."""
    zone = draft.call.zone
    closes = draft.closes_at().astimezone(zone)
    for days in _DAYS:
        yield notices.reminder(SOURCE, messages.UNFINISHED, about=draft, on=closes.date() - timedelta(days=days), zone=zone)
    last = (draft.closes_at() - _LAST).astimezone(zone)
    yield notices.reminder(SOURCE, messages.LAST_HOURS, about=draft, on=last.date(), at=last.time(), zone=zone)


class DraftReminders:
    """Whoever may still submit the draft."""

    name = SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        key, now = int(reminder.subject.rpartition(":")[2]), clock.now()
        draft = Application.objects.select_related("call", "startup", "sheet__version").filter(pk=key).first()
        if draft is None or draft.state != Application.State.DRAFT:
            return "no longer a draft"
        if not draft.takes(now):
            return "the call has closed"
        facts = {
            "call": draft.call,
            "startup": draft.startup,
            "number": draft.number,
            "missing": len(queries.missing(draft)),
            "left": wording.left(draft.closes_at(), now),
        }
        return [
            Hearing(one, facts | {"closes": wording.moment(draft.closes_at(), str(one.zone))}, queries.door(draft))
            for one in founders.people([draft.startup_id], *policies.WRITERS).get(draft.startup_id, [])
        ]


REMINDERS = DraftReminders()
