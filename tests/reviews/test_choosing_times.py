"""Founders who choose the time of their interview themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.applications import operations as applications
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import interviews as read
from accelerator.reviews import operations
from accelerator.reviews.models import Interview, Panel
from accelerator.startups.models import Member
from tests.factories import accounts, interviews, reviews
from tests.factories.interviews import at, sent_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> ReviewStage:
    return interviews.stage()


@pytest.fixture
def manager(stage: ReviewStage) -> Any:
    return reviews.manager(stage.call)


@pytest.fixture
def panel(stage: ReviewStage, manager: Any) -> Panel:
    return interviews.panel(stage, by=manager)


def until(days: int = 3) -> Any:
    return clock.now() + timedelta(days=days)


def offered(stage: ReviewStage, *, by: Any, **fields: Any) -> tuple[Interview, Any]:
    """One with its owner."""
    one = sent_on(stage, **fields)
    operations.offer(stage, until=until(), by=by)
    return Interview.objects.get(application=one), reviews.owner_of(one)


def test_offered_to_all_who_wait_and_chosen_by_one(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    first, second, _third = interviews.slots(panel, by=manager)
    one, owner = offered(stage, by=manager)
    assert list(Message.objects.values_list("kind", "recipient")) == [("interview_offered", owner.pk)]
    assert one in Interview.objects.visible_to(owner)
    operations.choose(one, slot=first, by=owner)
    one.refresh_from_db()
    assert (one.state, one.slot, one.starts_at) == ("planned", first, first.starts_at)
    assert Message.objects.filter(kind="interview_invited", recipient=owner).count() == 1
    assert Message.objects.filter(kind="interview_seated").count() == 2
    operations.choose(one, slot=second, by=owner)
    one.refresh_from_db()
    assert (one.slot, one.revision) == (second, 1)
    assert first in read.free(stage, at=clock.now())


def test_nobody_else_and_not_later(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    first, second, _third = interviews.slots(panel, by=manager)
    one, owner = offered(stage, by=manager)
    viewer = accounts.person()
    Member.objects.create(startup=one.startup, person=viewer, role=Member.Role.VIEWER)
    for person in (viewer, manager, accounts.person()):
        with pytest.raises(Forbidden):
            operations.choose(one, slot=first, by=person)
    with clock.pretending(until() + timedelta(minutes=1)), pytest.raises(Refusal, match="could be chosen until"):
        operations.choose(one, slot=first, by=owner)
    planned = interviews.interview(stage, second, by=manager)
    with pytest.raises(Refusal, match="not yours to choose"):
        operations.choose(planned, slot=first, by=reviews.owner_of(planned.application))
    with pytest.raises(Refusal, match="not free any more"):
        operations.choose(one, slot=second, by=owner)


def test_a_time_of_a_panel_in_conflict_is_not_offered(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    (first,) = interviews.slots(panel, at(10), by=manager)
    other = interviews.panel(stage, name="Panel B", by=manager)
    (second,) = interviews.slots(other, at(10), by=manager)
    one, owner = offered(stage, by=manager)
    member = panel.members.order_by("pk")[0].person
    reviews.conflict(one.application, member)
    one.stage.call = stage.call
    assert read.open_to(one, at=clock.now(), by=owner) == [second]
    with pytest.raises(Refusal, match="not free any more"):
        operations.choose(one, slot=first, by=owner)


def test_who_has_not_chosen_in_time_is_filled_in_and_given_back_by_undo(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    interviews.slots(panel, by=manager)
    one, _owner = offered(stage, by=manager)
    with pytest.raises(Refusal, match="Nobody waits"):
        operations.fill(stage, by=manager)
    with clock.pretending(until() + timedelta(minutes=1)):
        done = operations.fill(stage, by=manager)
        one.refresh_from_db()
        assert (done.count, one.state) == (1, "planned")
        operations.undo_fill(stage.call, act=done.act, by=manager)
    one.refresh_from_db()
    assert (one.state, one.slot, one.starts_at) == ("offered", None, None)


def test_offered_again_gives_more_time_to_those_who_have_not_chosen(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    interviews.slots(panel, by=manager)
    one, _owner = offered(stage, by=manager)
    later = until(5)
    assert operations.offer(stage, until=later, by=manager) == 1
    one.refresh_from_db()
    assert one.choose_until == later
    assert Interview.objects.count() == 1


def test_no_offer_of_days_that_passed_or_without_times(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    sent_on(stage)
    for days, words in ((-1, "has passed"), (3, "No time after that day is free")):
        with pytest.raises(Refusal, match=words) as refusal:
            operations.offer(stage, until=until(days), by=manager)
        assert refusal.value.field == "until"
    interviews.slots(panel, by=manager)
    with pytest.raises(Refusal, match="No time after that day is free"):
        operations.offer(stage, until=until(8), by=manager)


def test_a_withdrawn_application_frees_its_time(stage: ReviewStage, panel: Panel, manager: Any) -> None:
    first, second, _third = interviews.slots(panel, by=manager)
    made = interviews.interview(stage, first, by=manager)
    offered(stage, by=manager)
    owner = reviews.owner_of(made.application)
    applications.withdraw(made.application, by=owner, at=clock.now())
    made.refresh_from_db()
    assert (made.state, made.reason) == ("called_off", "The application was withdrawn.")
    assert list(read.free(stage, at=clock.now()))[:2] == [first, second]
