"""Who stepped out of an interview stays out of it, until somebody seats them anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accelerator.notices.models import Message
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import operations
from accelerator.reviews.models import Assignment, Conflict, Decline, Interview, Panel, Slot
from tests.factories import interviews, reviews
from tests.factories.interviews import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> ReviewStage:
    return interviews.stage()


@pytest.fixture
def manager(stage: ReviewStage) -> Any:
    return reviews.manager(stage.call, name="Nurul")


@pytest.fixture
def reader(stage: ReviewStage) -> Any:
    return reviews.reviewer(stage.call, name="Ravi Menon")


@pytest.fixture
def tan(stage: ReviewStage) -> Any:
    return reviews.reviewer(stage.call, name="Tan Wei")


@pytest.fixture
def panel(stage: ReviewStage, reader: Any, tan: Any, manager: Any) -> Panel:
    return interviews.panel(stage, reader, tan, by=manager)


@pytest.fixture
def slots(panel: Panel, manager: Any) -> list[Slot]:
    return interviews.slots(panel, by=manager)


@pytest.fixture
def met(stage: ReviewStage, slots: list[Slot], manager: Any) -> Interview:
    return interviews.interview(stage, slots[0], by=manager)


def people(slot: Slot) -> list[str]:
    return [str(one.person) for one in slot.seats.select_related("person").order_by("person__name")]


def slip(met: Interview, reader: Any) -> None:
    """Declared and taken back at once."""
    operations.take_back(operations.declare(met.application, person=reader, by=reader), by=reader)


def _handed_back(met: Interview, reader: Any) -> None:
    operations.decline(Assignment.objects.get(application=met.application, reviewer=reader), by=reader, reason="no_time")


def _lifted(met: Interview, reader: Any) -> None:
    manager = reviews.manager(met.application.call)
    operations.lift(operations.declare(met.application, person=reader, by=manager), by=manager)


def _away(met: Interview, reader: Any) -> None:
    day = at(10).date()
    operations.announce(reader, from_on=day, until_on=day, by=reader)


@pytest.mark.parametrize("before", [_handed_back, _lifted, _away])
def test_a_slip_gives_back_no_seat_that_it_did_not_take(
    met: Interview, reader: Any, before: Callable[[Interview, Any], None]
) -> None:
    before(met, reader)
    slip(met, reader)
    assert people(met.slot) == ["Tan Wei"]  # type: ignore[arg-type]


def test_two_slips_and_what_was_handed_back_in_an_earlier_stage_keep_nobody_out(
    stage: ReviewStage, slots: list[Slot], reader: Any, manager: Any
) -> None:
    waits = interviews.sent_on(stage)
    Decline.objects.create(application=waits, person=reader, reason="no_time")
    made = operations.place(waits, slot=slots[0], by=manager)
    for _each in range(2):
        slip(made, reader)
    assert people(slots[0]) == ["Ravi Menon", "Tan Wei"]
    assert Conflict.objects.count() == 2


def test_a_panel_that_is_renamed_seats_nobody_who_stepped_out(
    met: Interview, panel: Panel, slots: list[Slot], reader: Any, tan: Any, manager: Any
) -> None:
    _handed_back(met, reader)
    told = Message.objects.count()
    operations.change_panel(panel, name="Panel Z", people=[reader, tan], by=manager)
    assert [people(slot) for slot in slots[:2]] == [["Tan Wei"], ["Ravi Menon", "Tan Wei"]]
    assert Message.objects.count() == told
    assert Assignment.objects.get(application=met.application, reviewer=reader).state == "unassigned"


def test_a_panel_is_changed_though_one_of_it_stands_in_conflict_where_they_do_not_sit(
    stage: ReviewStage, met: Interview, panel: Panel, slots: list[Slot], reader: Any, tan: Any, manager: Any
) -> None:
    operations.declare(met.application, person=reader, by=reader)
    mei = reviews.reviewer(stage.call, name="Mei")
    operations.change_panel(panel, name="Panel A", people=[reader, tan, mei], by=manager)
    assert [people(slot) for slot in slots[:2]] == [["Mei", "Tan Wei"], ["Mei", "Ravi Menon", "Tan Wei"]]
    seated = Message.objects.filter(kind="interview_seated", recipient=mei)
    assert [one.subject for one in seated] == [f"interview:{met.pk}"]


def test_who_is_taken_off_a_panel_and_put_on_it_again_sits_again(
    stage: ReviewStage, met: Interview, panel: Panel, reader: Any, tan: Any, manager: Any
) -> None:
    _handed_back(met, reader)
    mei = reviews.reviewer(stage.call, name="Mei")
    for members in ([tan, mei], [tan, reader]):
        operations.change_panel(panel, name="Panel A", people=members, by=manager)
    assert people(met.slot) == ["Ravi Menon", "Tan Wei"]  # type: ignore[arg-type]
