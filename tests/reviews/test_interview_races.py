"""Founders and managers at the same moment, in connections of their own: no time, nobody and no room is given twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Delivery, Message
from accelerator.programmes import operations as programmes
from accelerator.programmes.models import Call, Staff
from accelerator.reviews import operations
from accelerator.reviews.models import Conflict, Interview, Panel, Seat, Slot, Standing, Workload
from tests.factories import interviews, reviews
from tests.factories.interviews import at, sent_on
from tests.together import at_once, overtaken

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


def sent() -> None:
    """Everything that waits is on its way."""
    for state in ("sending", "sent"):
        Delivery.objects.exclude(state="sent").update(state=state)


def three_panels() -> tuple[Interview, list[Slot], Any, Any]:
    """An interview that its founder may move, with a free time of two other panels, the manager and the founder."""
    stage = interviews.stage()
    manager = reviews.manager(stage.call)
    slots = [interviews.slots(interviews.panel(stage, name=f"Panel {name}", by=manager), at(10), by=manager)[0] for name in "ABC"]
    application = sent_on(stage)
    operations.offer(stage, until=clock.now() + timedelta(days=3), by=manager)
    one = operations.choose(Interview.objects.get(), slot=slots[0], by=reviews.owner_of(application))
    sent()
    return one, slots, manager, reviews.owner_of(application)


def people(slot: Slot) -> set[int]:
    return set(slot.seats.values_list("person", flat=True))


def off() -> set[int | None]:
    return set(Message.objects.filter(kind="interview_left").values_list("recipient", flat=True))


def test_a_founder_who_chooses_beside_a_manager_who_moves_tells_every_panel() -> None:
    one, slots, manager, founder = three_panels()
    overtaken(
        partial(operations.choose, one, slot=slots[2], by=founder),
        by=partial(operations.move, one, slot=slots[1], by=manager),
        then=sent,
    )
    one.refresh_from_db()
    assert (one.slot, one.revision) == (slots[2], 2)
    assert off() == people(slots[0]) | people(slots[1])


def test_a_manager_who_moves_beside_a_founder_who_chooses_tells_every_panel() -> None:
    one, slots, manager, founder = three_panels()
    overtaken(
        partial(operations.move, one, slot=slots[2], by=manager),
        by=partial(operations.choose, one, slot=slots[1], by=founder),
        then=sent,
    )
    assert off() == people(slots[0]) | people(slots[1])


def test_who_moves_or_chooses_holds_no_interview_while_a_panel_is_changed() -> None:
    """Times first, then interviews, as by who changes a panel: neither holds what the other waits for."""
    one, slots, manager, founder = three_panels()
    for act in (
        partial(operations.choose, one, slot=slots[1], by=founder),
        partial(operations.move, one, slot=slots[2], by=manager),
    ):
        overtaken(
            act,
            by=lambda: list(Slot.objects.select_for_update(no_key=True).order_by("pk")),
            then=lambda: Interview.objects.select_for_update(no_key=True).get(),
        )
    one.refresh_from_db()
    assert one.slot == slots[2]


def test_who_moves_holds_no_time_while_another_plans() -> None:
    """The call first, as by everybody who plans."""
    one, slots, manager, _founder = three_panels()
    overtaken(
        partial(operations.move, one, slot=slots[1], by=manager),
        by=lambda: Call.objects.select_for_update(no_key=True).get(),
        then=lambda: Slot.objects.select_for_update(no_key=True).get(pk=slots[1].pk),
    )
    one.refresh_from_db()
    assert one.slot == slots[1]


def test_who_leaves_is_put_on_no_panel_meanwhile() -> None:
    stage = interviews.stage()
    manager, person, other = (
        reviews.manager(stage.call),
        reviews.reviewer(stage.call, name="Ravi Menon"),
        reviews.reviewer(stage.call),
    )
    said = overtaken(
        tried(interviews.panel, stage, person, other, by=manager),
        by=lambda: programmes.end_staff(Staff.objects.get(person=person), by=manager),
    )
    assert (said, Panel.objects.exists()) == ("Ravi Menon is not a reviewer of this programme.", False)


def test_who_leaves_holds_no_interview_while_a_panel_is_changed() -> None:
    stage = interviews.stage()
    manager, person = reviews.manager(stage.call), reviews.reviewer(stage.call)
    panels = [interviews.panel(stage, person, manager, name=name, by=manager) for name in "AB"]
    slots = [interviews.slots(one, at(hour), by=manager)[0] for one, hour in zip(panels, (10, 11), strict=True)]
    met = [interviews.interview(stage, slot, by=manager) for slot in slots]
    overtaken(
        lambda: programmes.end_staff(Staff.objects.get(person=person), by=manager),
        by=lambda: Slot.objects.select_for_update(no_key=True).get(pk=slots[1].pk),
        then=lambda: Interview.objects.select_for_update(no_key=True).get(pk=met[0].pk),
    )
    assert not Seat.objects.filter(person=person).exists()


def test_who_lays_out_waits_for_one_person_after_another_in_one_order() -> None:
    stage = interviews.stage()
    manager, application = reviews.manager(stage.call), sent_on(stage)
    first, second = reviews.reviewer(stage.call), reviews.reviewer(stage.call)
    panel = interviews.panel(stage, second, first, by=manager)
    overtaken(
        partial(interviews.slots, panel, by=manager),
        by=lambda: reviews.conflict(application, first),
        then=lambda: reviews.conflict(application, second),
    )
    assert Seat.objects.count() == 6


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_who_fills_waits_for_the_people_of_all_panels_in_one_order(order: tuple[int, int]) -> None:
    stage = interviews.stage()
    manager, bystander = reviews.manager(stage.call), reviews.application(stage.call)
    people = [reviews.reviewer(stage.call) for _each in range(4)]
    pairs = [(people[0], people[3]), (people[1], people[2])]
    for name, place in zip("AB", order, strict=True):
        interviews.slots(interviews.panel(stage, *pairs[place], name=name, by=manager), at(10), by=manager)
    for _each in range(2):
        sent_on(stage)
    overtaken(
        partial(operations.fill, stage, by=manager),
        by=lambda: reviews.conflict(bystander, people[1]),
        then=lambda: reviews.conflict(bystander, people[3]),
    )
    assert Interview.objects.planned().count() == 2


def test_who_invites_holds_no_workload_while_a_review_is_submitted() -> None:
    """How all of them stand is held first, as by who assigns."""
    stage = interviews.stage()
    manager, person = reviews.manager(stage.call), reviews.reviewer(stage.call)
    slots = interviews.slots(interviews.panel(stage, person, manager, by=manager), by=manager)
    met = [interviews.interview(stage, slot, by=manager, told=False).application for slot in slots[:2]]
    for one in (met[1], sent_on(stage)):
        reviews.assignment(one, reviewer=person if one not in met else None, stage=stage)
    overtaken(
        partial(operations.invite, stage, by=manager),
        by=lambda: Standing.objects.select_for_update(no_key=True).get(application=met[1]),
        then=lambda: Workload.objects.select_for_update(no_key=True).get(reviewer=person),
    )
    assert Workload.objects.get(reviewer=person).given == 3


def test_a_panel_that_changes_beside_a_founder_who_chooses_seats_and_tells_who_is_of_it() -> None:
    one, slots, manager, founder = three_panels()
    kept = next(seat.person for seat in slots[1].seats.select_related("person"))
    joins = reviews.reviewer(one.application.call)
    overtaken(
        partial(operations.choose, one, slot=slots[1], by=founder),
        by=partial(operations.change_panel, slots[1].panel, name="Panel B", people=[kept, joins], by=manager),
    )
    told = set(Message.objects.filter(kind="interview_seated").values_list("recipient", flat=True))
    assert (people(slots[1]), told - people(slots[0])) == ({kept.pk, joins.pk}, {kept.pk, joins.pk})


@pytest.mark.parametrize("first", ["conflict", "seat"])
def test_nobody_is_seated_after_a_conflict_is_committed(first: str) -> None:
    """The database alone sees to it, as it does for scores."""
    one, slots, _manager, _founder = three_panels()
    person = reviews.reviewer(one.application.call)
    conflict = partial(reviews.conflict, one.application, person)
    seat = partial(Seat.objects.create, slot=slots[0], person=person)
    if first == "conflict":
        with pytest.raises(IntegrityError, match="conflict of interest"):
            overtaken(seat, by=conflict)
    else:
        overtaken(conflict, by=seat)
    assert (Seat.objects.filter(person=person).count(), Conflict.objects.count()) == (int(first == "seat"), 1)


@pytest.mark.parametrize("first", ["conflict", "interview"])
def test_no_interview_comes_before_a_panel_after_a_conflict_is_committed(first: str) -> None:
    one, slots, _manager, _founder = three_panels()
    person = slots[1].seats.select_related("person").first().person
    conflict = partial(reviews.conflict, one.application, person)
    move = partial(Interview.objects.filter(pk=one.pk).update, slot=slots[1])
    if first == "conflict":
        with pytest.raises(IntegrityError, match="conflict of interest"):
            overtaken(move, by=conflict)
    else:
        overtaken(conflict, by=move)
    one.refresh_from_db()
    assert (one.slot == slots[1], Conflict.objects.count()) == (first == "interview", 1)


def test_who_declares_a_conflict_beside_a_founder_who_chooses_is_out_either_way() -> None:
    one, slots, _manager, founder = three_panels()
    person = slots[1].seats.select_related("person").first().person
    at_once(
        tried(operations.choose, one, slot=slots[1], by=founder),
        partial(operations.declare, one.application, person=person, by=person),
    )
    one.refresh_from_db()
    assert not Seat.objects.filter(slot=one.slot, person=person).exists()
