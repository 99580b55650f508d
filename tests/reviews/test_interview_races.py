"""Founders and managers at the same moment, in connections of their own: no time, nobody and no room is given twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Staff
from accelerator.reviews import operations
from accelerator.reviews.models import Interview, Seat, Slot
from tests.factories import interviews, reviews
from tests.factories.interviews import at, sent_on
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def tried(act: Callable[..., Any], *given: Any, **more: Any) -> Callable[[], str]:
    def run() -> str:
        try:
            act(*given, **more)
        except Refusal as refusal:
            return str(refusal)
        return ""

    return run


def test_of_many_founders_at_one_time_one_has_it() -> None:
    stage = interviews.stage()
    manager = reviews.manager(stage.call)
    first, *_rest = interviews.slots(interviews.panel(stage, by=manager), by=manager)
    waiting = [sent_on(stage) for _each in range(6)]
    operations.offer(stage, until=clock.now() + timedelta(days=3), by=manager)
    pairs = [(Interview.objects.get(application=one), reviews.owner_of(one)) for one in waiting]
    said = sorted(at_once(*(tried(operations.choose, one, slot=first, by=owner) for one, owner in pairs)))
    assert said.count("") == 1
    assert all("Choose another." in one for one in said[1:])
    assert Interview.objects.planned().count() == 1


def test_two_programmes_at_once_never_seat_one_person_twice() -> None:
    stages = [interviews.stage(), interviews.stage()]
    managers = [reviews.manager(stage.call) for stage in stages]
    shared = reviews.reviewer(stages[0].call)
    Staff.objects.create(programme=stages[1].call.programme, person=shared, role=Staff.Role.REVIEWER)
    acts = []
    for stage, manager in zip(stages, managers, strict=True):
        panel = interviews.panel(stage, shared, manager, by=manager)
        acts.append(tried(partial(interviews.slots, panel, at(10), by=manager)))
    said = sorted(at_once(*acts))
    assert (said[0], "sits in" in said[1]) == ("", True)
    assert (Slot.objects.count(), Seat.objects.filter(person=shared).count()) == (1, 1)


def test_a_double_press_fills_and_invites_once() -> None:
    stage = interviews.stage()
    manager = reviews.manager(stage.call)
    interviews.slots(interviews.panel(stage, by=manager), by=manager)
    sent_on(stage)
    assert sorted(at_once(*[tried(operations.fill, stage, by=manager)] * 3)) == ["", *["Nobody waits for a time."] * 2]
    told = sorted(at_once(*[tried(operations.invite, stage, by=manager)] * 3))
    assert (told[0], len(set(told[1:]))) == ("", 1)
