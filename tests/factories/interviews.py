"""Interviews for tests: a call whose second stage is one, panels of its reviewers, times of a morning to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import operations
from accelerator.reviews.models import Interview, Panel, Ruling, Slot
from tests.factories import reviews

SINGAPORE = ZoneInfo("Asia/Singapore")


def stage(call: Call | None = None, **fields: Any) -> ReviewStage:
    """A second stage of `call`, in which people meet."""
    return ReviewStage.objects.create(call=call or reviews.call(), position=2, **({"kind": "interview"} | fields))


def sent_on(stage: ReviewStage, **fields: Any) -> Application:
    """An application that waits in it."""
    made = reviews.application(stage.call, **fields)
    first = ReviewStage.objects.get(call=stage.call, position=1)
    Ruling.objects.create(stage=first, application=made, outcome="on", by=made.started_by)
    return made


def panel(stage: ReviewStage, *people: Any, by: Any, name: str = "Panel A") -> Panel:
    """Of `people`, or of two new reviewers."""
    members = people or (reviews.reviewer(stage.call), reviews.reviewer(stage.call))
    return operations.make_panel(stage, name=name, people=members, by=by)


def at(hour: int, minute: int = 0, *, days: int = 7) -> datetime:
    """That time in Singapore so many days from now."""
    return datetime.combine(clock.today(SINGAPORE) + timedelta(days=days), time(hour, minute), tzinfo=SINGAPORE)


def hours(*starts: datetime, minutes: int = 30) -> list[tuple[datetime, datetime]]:
    return [(one, one + timedelta(minutes=minutes)) for one in starts]


def slots(panel: Panel, *starts: datetime, by: Any, room: str = "", link: str = "https://meet.example.org/a") -> list[Slot]:
    """Half hours from `starts`, or at ten, eleven and twelve."""
    times: Sequence[datetime] = starts or (at(10), at(11), at(12))
    return operations.lay_out(panel, times=hours(*times), room=room, link=link, by=by)


def interview(stage: ReviewStage, slot: Slot, *, by: Any, told: bool = True, **fields: Any) -> Interview:
    """With a startup sent on for it; `told` unless not."""
    made = operations.place(sent_on(stage, **fields), slot=slot, by=by)
    if told:
        operations.invite(stage, by=by)
        made.refresh_from_db()
    return made
