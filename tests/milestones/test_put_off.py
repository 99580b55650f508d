"""Reminders whose mail waits for a reader's quiet hours to end: their source is asked again as it goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accelerator.notices import delivering, letters, reminding
from accelerator.notices.models import Delivery, Message, Reminder
from cohorts.milestones import ladder, operations, planning
from cohorts.milestones import reminding as rules
from cohorts.milestones.ladder import RuleGiven
from cohorts.milestones.models import Milestone
from cohorts.milestones.sources import REMINDERS
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene
from tests.notices.conftest import Post

DUE = date(2026, 12, 1)
TOLD_AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # nine in Singapore, one in the night in London
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # eight in London


@pytest.fixture
def milestone(scene: Scene, today: time_machine.Traveller) -> Milestone:
    """A week before its day the owner, in London, was told at night; the mail waits for the morning."""
    scene.owner.zone = ZoneInfo("Europe/London")
    scene.owner.save(update_fields=["zone"])
    one = factories.milestone(scene.enrolment, due_on=DUE)
    ladder.plan_new([one])
    today.move_to(TOLD_AT, tick=False)
    assert reminding.remind_one()
    assert mail(scene.owner) == ("pending", "")
    return factories.fresh(one)


def delivery(person: Any) -> Delivery:
    kinds = ["milestone_due", "milestone_overdue"]
    return Delivery.objects.select_related("message").get(message__recipient=person, message__kind__in=kinds)


def mail(person: Any) -> tuple[str, str]:
    found = delivery(person)
    return found.state, found.fault


def send(today: time_machine.Traveller, at: datetime) -> list[str]:
    """Subjects of what goes out `at` that moment."""
    today.move_to(at, tick=False)
    post = Post()
    while delivering.send_one(through=post):
        pass
    return [one.subject for one in post.taken]


def test_what_is_still_owed_is_sent_in_the_morning(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    assert send(today, MORNING - timedelta(seconds=1)) == ["M1 Customer interviews is due on 1 December 2026"] * 2  # the others
    assert send(today, MORNING) == ["M1 Customer interviews is due on 1 December 2026"]
    assert mail(scene.owner) == ("sent", "")


OVERTAKEN: dict[str, tuple[Callable[[Scene, Milestone], Any], str]] = {
    "submitted": (lambda scene, one: operations.submit(one, account="Done.", by=scene.member), "already submitted"),
    "waived": (lambda scene, one: operations.waive(one, reason="Did it before", by=scene.manager), "already waived"),
    "moved": (
        lambda scene, one: planning.move(one, due_on=date(2026, 12, 20), reason="Later", by=scene.manager),
        "its day or the plan's reminders changed",
    ),
    "rule changed": (
        lambda scene, one: rules.change_rule(one.step.plan.reminder_rules.get(offset=-7), given=RuleGiven(-5), by=scene.manager),
        "its day or the plan's reminders changed",
    ),
    "rule gone": (
        lambda scene, one: rules.remove_rule(one.step.plan.reminder_rules.get(offset=-7), by=scene.manager),
        "its day or the plan's reminders changed",
    ),
    "left": (
        lambda scene, one: scene.startup.members.filter(person=scene.owner).update(ended_at=TOLD_AT),
        "they hear it no more",
    ),
    "departed": (lambda scene, one: type(scene.enrolment).objects.update(state="departed"), "not in the cohort now"),
    "gone": (lambda scene, one: one.delete(), "the milestone is gone"),
}


@pytest.mark.parametrize("what", OVERTAKEN)
def test_what_is_done_moved_or_no_longer_theirs_is_not(
    scene: Scene, milestone: Milestone, today: time_machine.Traveller, what: str
) -> None:
    happens, reason = OVERTAKEN[what]
    happens(scene, milestone)
    Delivery.objects.exclude(pk=delivery(scene.owner).pk).delete()
    assert send(today, MORNING) == []
    assert mail(scene.owner) == ("skipped", reason)


def test_it_goes_out_in_the_words_of_the_morning(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    Milestone.objects.filter(pk=milestone.pk).update(title="Forty interviews")
    Delivery.objects.exclude(pk=delivery(scene.owner).pk).delete()
    assert send(today, MORNING) == ["M1 Forty interviews is due on 1 December 2026"]


def test_a_day_that_ended_meanwhile_is_told_as_past(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    """Told on the very day at 18:00 in Singapore to somebody in Los Angeles, where it is two in the night."""
    Message.objects.all().delete()
    scene.owner.zone = ZoneInfo("America/Los_Angeles")
    scene.owner.save(update_fields=["zone"])
    rules.add_rule(milestone.step.plan, given=RuleGiven(0, at=time(18)), by=scene.manager)
    told = Reminder.objects.get(local_on=DUE)
    Reminder.objects.waiting().exclude(pk=told.pk).delete()
    today.move_to(told.due_at, tick=False)
    assert reminding.remind_one()
    assert delivery(scene.owner).message.kind == "milestone_due"
    Delivery.objects.exclude(pk=delivery(scene.owner).pk).delete()
    assert send(today, told.due_at + timedelta(hours=6)) == ["M1 Customer interviews was due on 1 December 2026"]


def test_a_source_that_fails_keeps_nothing_back(
    scene: Scene, milestone: Milestone, today: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(reminder: Reminder) -> Any:
        raise ValueError(reminder.code)

    monkeypatch.setattr(REMINDERS, "again", fails)
    Delivery.objects.exclude(pk=delivery(scene.owner).pk).delete()
    assert send(today, MORNING) == ["M1 Customer interviews is due on 1 December 2026"]


class TestHours:
    """What a rule says so many hours from the end of the day is of use at that moment alone."""

    def heard(self, scene: Scene, today: time_machine.Traveller, offset: int) -> list[tuple[str, str, timedelta]]:
        one = factories.milestone(scene.enrolment, due_on=DUE)
        made = rules.add_rule(one.step.plan, given=RuleGiven(offset, "hours"), by=scene.manager)
        told = Reminder.objects.get(rule=made.code)
        Reminder.objects.exclude(pk=told.pk).delete()
        today.move_to(told.due_at, tick=False)
        assert reminding.remind_one()
        rows = Delivery.objects.select_related("message").filter(message__recipient=scene.owner)
        return [(row.message.kind, letters.told(row.message)[0], row.next_at - told.due_at) for row in rows]

    def test_it_is_sent_in_quiet_hours_too(self, scene: Scene, today: time_machine.Traveller) -> None:
        said = ("milestone_due", "M1 Customer interviews is due on 1 December 2026", timedelta(0))
        assert self.heard(scene, today, -2) == [said]  # at ten in the evening

    def test_at_the_end_of_the_day_it_was_due(self, scene: Scene, today: time_machine.Traveller) -> None:
        said = ("milestone_overdue", "M1 Customer interviews was due on 1 December 2026", timedelta(0))
        assert self.heard(scene, today, 0) == [said]
