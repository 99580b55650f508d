"""Managers hear before a day passes by which founders were told to expect an answer: the call's own, or that of past rounds."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from accelerator.kit import wording
from accelerator.notices import operations as notices
from accelerator.notices import wallclock
from accelerator.pipeline import messages, waiting
from accelerator.programmes import queries as programmes
from accelerator.programmes.models import Call, Staff

_AHEAD = (1, 7)  # days before the promised one; the nearest that has come is told, once


def warn(at: datetime) -> int:
    """Tells the managers of each call that is close to its promised day; how many messages were written."""
    return sum(_warn(call, at) for call in waiting.waited_for(at).select_related("programme"))


def _warn(call: Call, at: datetime) -> int:
    today = at.astimezone(call.zone).date()
    days = (waiting.promised(call).by, call.decisions_on)
    by = min((day for day in days if day and day >= today), default=None)
    near = next((days for days in _AHEAD if by and by - timedelta(days=days) <= today), None)
    if by is None or near is None:
        return 0
    due_at = wallclock.instant(by - timedelta(days=near), time(9), call.zone)
    untold, everybody = waiting.counted(call)
    managers = [one.person for one in programmes.staff(call.programme) if one.role == Staff.Role.MANAGER]
    told = [
        notices.tell(
            messages.PROMISE_NEAR,
            to=person,
            about=call,
            url=f"{call.get_absolute_url()}decisions/",
            due_at=due_at,
            call=call,
            day=wording.day(by),
            waiting=untold,
            all=everybody,
        )
        for person in managers
        if person.is_active
    ]
    return sum(one is not None for one in told)
