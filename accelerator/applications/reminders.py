"""Reminders before the deadline: of a draft, planned when it is started, and of changes to what was submitted, planned with the
first of them. Both are silent once it is sent or the call has closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from accelerator.applications import messages, policies, queries, resending
from accelerator.applications.models import Application
from accelerator.kit import clock, wording
from accelerator.kit.addresses import reverse
from accelerator.notices import operations as notices
from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing
from accelerator.startups import queries as founders

SOURCE, CHANGED = "draft", "changed"
_DAYS = (7, 2, 1)  # before the day the call closes, at nine by the call's clock
_LAST = timedelta(hours=3)


def plan(*applications: Application, at: datetime) -> None:
    """Plans what still lies ahead of `at` for each that waits to be submitted, tests aside; calls and sheets come along. One
    query.
    """
    real = (one for one in applications if not one.is_test)
    waiting = [one for one in real if one.state == Application.State.DRAFT or one.is_changed()]
    notices.plan(reminder for one in waiting for reminder in around(one) if reminder.due_at > at)


def plan_anew(*applications: Application, at: datetime) -> None:
    """The deadline moved: what was planned by the old one gives way."""
    for one in applications:
        notices.cancel_plans(one, reason="the deadline moved")
    plan(*applications, at=at)


def around(one: Application) -> Iterator[Reminder]:
    """All there are of an application whose call comes along, not saved."""
    if one.state == Application.State.DRAFT:
        source, early, late = SOURCE, messages.UNFINISHED, messages.LAST_HOURS
    else:
        source, early, late = CHANGED, messages.CHANGES_UNSENT, messages.CHANGES_LAST_HOURS
    zone = one.call.zone
    closes = one.closes_at().astimezone(zone)
    for days in _DAYS:
        yield notices.reminder(source, early, about=one, on=closes.date() - timedelta(days=days), zone=zone)
    last = (one.closes_at() - _LAST).astimezone(zone)
    yield notices.reminder(source, late, about=one, on=last.date(), at=last.time(), zone=zone)


def _about(reminder: Reminder) -> Application | None:
    key = int(reminder.subject.rpartition(":")[2])
    return Application.objects.select_related("call", "startup", "sheet__version").filter(pk=key).first()


def _told(one: Application, now: datetime) -> dict[str, Any]:
    return {"call": one.call, "startup": one.startup, "number": one.number, "left": wording.left(one.closes_at(), now)}


class DraftReminders:
    """Whoever may still submit the draft."""

    name = SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        draft, now = _about(reminder), clock.now()
        if draft is None or draft.state != Application.State.DRAFT:
            return "no longer a draft"
        if not draft.takes(now):
            return "the call has closed"
        facts = _told(draft, now) | {"missing": len(queries.missing(draft))}
        return [
            Hearing(one, facts | {"closes": wording.moment(draft.closes_at(), str(one.zone))}, queries.door(draft))
            for one in founders.people([draft.startup_id], *policies.WRITERS).get(draft.startup_id, [])
        ]


class ChangeReminders:
    """Whoever may still submit what was changed since it was submitted last."""

    name = CHANGED

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        changed, now = _about(reminder), clock.now()
        sent = changed.last_submission() if changed else None
        if changed is None or sent is None or changed.state != Application.State.SUBMITTED:
            return "no longer submitted"
        people = founders.people([changed.startup_id], *policies.WRITERS).get(changed.startup_id, [])
        if not any(resending.waits(changed, queries.standings([changed], one)[changed.pk], sent, now) for one in people[:1]):
            return "nothing to submit again"
        facts, door = _told(changed, now), reverse("application_submit", args=[changed.number])
        moments = {"sent": sent.arrived_at, "closes": changed.closes_at()}
        return [
            Hearing(one, facts | {name: wording.moment(at, str(one.zone)) for name, at in moments.items()}, door)
            for one in people
        ]


REMINDERS = DraftReminders()
CHANGES = ChangeReminders()
