"""Who hears what of reviews that are new, due or late: once, and nothing of what is done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accelerator.kit import clock
from accelerator.notices.letters import told
from accelerator.notices.models import Message, Reminder
from accelerator.notices.reminding import remind_one
from accelerator.programmes.models import ReviewStage, Staff
from accelerator.reviews import chasing, operations
from accelerator.reviews.models import Ruling
from tests.factories import reviews

pytestmark = pytest.mark.django_db
DUE = date(2031, 3, 14)  # a Friday
SGT = ZoneInfo("Asia/Singapore")


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2031, month, day, hour, tzinfo=SGT).astimezone(UTC)


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides", reviews_due_on=DUE)


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


@pytest.fixture
def reviewer(call: Any) -> Any:
    return reviews.reviewer(call, name="Ann")


def pass_by(moment: datetime) -> None:
    """The hourly sweep and reminders at `moment`."""
    with clock.pretending(moment):
        operations.watch()
        while remind_one():
            pass


def heard(*kinds: str) -> list[tuple[str, str, int]]:
    found = Message.objects.filter(kind__in=kinds) if kinds else Message.objects.all()
    return [(one.kind, str(one.recipient), one.facts["count"]) for one in found.order_by("pk")]


def give(call: Any, manager: Any, *reviewers: Any, moment: datetime, count: int = 1) -> list[Any]:
    with clock.pretending(moment):
        return [
            one for _ in range(count) for one in operations.assign(reviews.application(call), reviewers=reviewers, by=manager)
        ]


CHASED = ("reviews_due_soon", "reviews_due_today", "reviews_overdue")


class TestDue:
    def test_three_days_before_on_the_day_and_two_days_after(self, call: Any, manager: Any, reviewer: Any) -> None:
        give(call, manager, reviewer, moment=at(3), count=2)
        for day in range(9, 20):
            pass_by(at(day))
        days = [(one.kind, one.due_at.astimezone(SGT).day) for one in Message.objects.filter(kind__in=CHASED).order_by("pk")]
        assert days == [("reviews_due_soon", 11), ("reviews_due_today", 14), ("reviews_overdue", 16)]
        assert heard(*CHASED) == [(kind, "Ann", 2) for kind in CHASED]

    def test_once_however_often_the_sweep_comes(self, call: Any, manager: Any, reviewer: Any) -> None:
        give(call, manager, reviewer, moment=at(3))
        for _ in range(3):
            pass_by(at(11))
        assert heard(*CHASED) == [("reviews_due_soon", "Ann", 1)]
        assert Reminder.objects.filter(source="reviews_due").count() == 3

    def test_nothing_of_what_is_submitted_handed_back_or_in_conflict(self, call: Any, manager: Any, reviewer: Any) -> None:
        scored, declined, recused, open_ = give(call, manager, reviewer, moment=at(3), count=4)
        pass_by(at(4))
        reviews.review(scored)
        operations.decline(declined, by=reviewer, reason="no_time")
        operations.recuse(recused, by=reviewer)
        pass_by(at(11))
        assert heard(*CHASED) == [("reviews_due_soon", "Ann", 1)]
        reviews.review(open_)
        pass_by(at(14))
        assert heard(*CHASED) == [("reviews_due_soon", "Ann", 1)]

    def test_who_has_left_hears_nothing(self, call: Any, manager: Any, reviewer: Any) -> None:
        give(call, manager, reviewer, moment=at(3))
        Staff.objects.filter(person=reviewer).update(ended_at=at(4))
        pass_by(at(11))
        assert heard(*CHASED) == []

    def test_what_was_given_the_day_before_is_not_announced_twice(self, call: Any, manager: Any, reviewer: Any) -> None:
        give(call, manager, reviewer, moment=at(10, 15))
        pass_by(at(11))
        assert heard(*CHASED) == []
        pass_by(at(14))
        assert heard(*CHASED) == [("reviews_due_today", "Ann", 1)]

    def test_nothing_once_scoring_has_closed(self, call: Any, manager: Any, reviewer: Any) -> None:
        call.scoring_ends = True
        call.save()
        give(call, manager, reviewer, moment=at(3))
        pass_by(at(16))
        assert heard(*CHASED) == []
        assert {one.reason for one in Reminder.objects.filter(kind="reviews_overdue")} == {"it is not being scored"}

    def test_by_the_window_of_the_stage_and_not_the_call(self, call: Any, manager: Any, reviewer: Any) -> None:
        """One closes after the call does, one has not begun, one is closed."""
        call.scoring_ends = True
        call.save()
        first = ReviewStage.objects.get()
        day = [DUE + timedelta(days=days) for days in (8, 9, 30)]
        fields: list[dict[str, Any]] = [{"own_due_on": day[1], "ends": True}, {"own_from": day[0], "own_due_on": day[2]}]
        later = [ReviewStage.objects.create(call=call, position=at, **rules) for at, rules in enumerate(fields, 2)]
        for place in range(3):
            one = reviews.application(call)
            for stage in [first, *later][:place]:
                Ruling.objects.create(application=one, stage=stage, outcome="on", by=manager)
            reviews.assignment(one, reviewer=reviewer, due_on=DUE + timedelta(days=7))
        for day in range(12, 27):
            pass_by(at(day))
        assert heard(*CHASED) == [("reviews_due_soon", "Ann", 1), ("reviews_due_today", "Ann", 1), ("reviews_overdue", "Ann", 2)]

    def test_each_reviewer_hears_of_their_own(self, call: Any, manager: Any, reviewer: Any) -> None:
        other = reviews.reviewer(call, name="Bo")
        give(call, manager, reviewer, other, moment=at(3))
        give(call, manager, other, moment=at(3))
        pass_by(at(11))
        assert sorted(heard(*CHASED)) == [("reviews_due_soon", "Ann", 1), ("reviews_due_soon", "Bo", 2)]


class TestLate:
    def test_managers_hear_on_mondays_who_is_late(self, call: Any, manager: Any, reviewer: Any) -> None:
        give(call, manager, reviewer, moment=at(3), count=2)
        for day in range(14, 26):
            pass_by(at(day))
        found = list(Message.objects.filter(kind="reviews_late").order_by("pk"))
        assert [(one.recipient, one.due_at.astimezone(SGT).day) for one in found] == [(manager, 17), (manager, 24)]
        with clock.pretending(at(17)):
            subject, paragraphs, _button = told(found[0])
        assert subject == "Late reviews for Tides: 2"
        assert paragraphs[1] == "Ann: 2 (Fri 14 Mar)"

    def test_and_nothing_once_all_are_in(self, call: Any, manager: Any, reviewer: Any) -> None:
        (given,) = give(call, manager, reviewer, moment=at(3))
        pass_by(at(15))
        reviews.review(given)
        pass_by(at(17))
        assert heard("reviews_late") == []
        assert Reminder.objects.get(kind="reviews_late").reason == "nothing is late"


class TestNew:
    """The first goes at once, all else of a day together on the next morning."""

    def test_one_message_a_day(self, call: Any, manager: Any, reviewer: Any) -> None:
        give(call, manager, reviewer, moment=at(3, 10))
        give(call, manager, reviewer, moment=at(3, 11), count=2)
        give(call, manager, reviewer, moment=at(3, 15))
        assert heard() == [("reviews_assigned", "Ann", 1)]
        pass_by(at(4, 10))
        assert heard() == [("reviews_assigned", "Ann", 1), ("reviews_further", "Ann", 3)]
        give(call, manager, reviewer, moment=at(4, 15))
        pass_by(at(4, 16))
        assert len(heard()) == 2
        pass_by(at(5, 10))
        assert heard()[2:] == [("reviews_further", "Ann", 1)]

    def test_of_several_calls_together(self, call: Any, manager: Any, reviewer: Any) -> None:
        second = reviews.call(name="Reefs", programme=call.programme, reviews_due_on=DUE - timedelta(days=2))
        give(call, manager, reviewer, moment=at(3, 10))
        give(call, manager, reviewer, moment=at(3, 11))
        give(second, manager, reviewer, moment=at(3, 12))
        pass_by(at(4))
        with clock.pretending(at(4)):
            subject, paragraphs, _button = told(Message.objects.get(kind="reviews_further"))
        assert subject == "Further applications to score: 2"
        assert "Calls: Reefs, Tides. The first scores are due by Wed 12 Mar." in paragraphs[0]

    def test_what_was_taken_back_meanwhile_is_not_told(self, call: Any, manager: Any, reviewer: Any) -> None:
        give(call, manager, reviewer, moment=at(3, 10))
        (second,) = give(call, manager, reviewer, moment=at(3, 11))
        operations.unassign(second, by=manager)
        pass_by(at(4))
        assert heard() == [("reviews_assigned", "Ann", 1)]

    def test_who_never_heard_of_it_does_not_hear_that_it_is_undone(self, call: Any, manager: Any, reviewer: Any) -> None:
        first, second = reviews.application(call), reviews.application(call)
        with clock.pretending(at(3, 10)):
            operations.assign(first, reviewers=[reviewer], by=manager)
        with clock.pretending(at(3, 11)):
            done = reviews.allotted([second], reviewers=[reviewer], per_item=1, by=manager)
            operations.undo(call, act=done.act, by=manager)
        pass_by(at(4))
        assert heard() == [("reviews_assigned", "Ann", 1)]

    def test_who_heard_on_the_morning_hears_that_it_is_undone(self, call: Any, manager: Any, reviewer: Any) -> None:
        first, second = reviews.application(call), reviews.application(call)
        with clock.pretending(at(3, 10)):
            operations.assign(first, reviewers=[reviewer], by=manager)
        with clock.pretending(at(3, 11)):
            done = reviews.allotted([second], reviewers=[reviewer], per_item=1, by=manager)
        pass_by(at(4))
        with clock.pretending(at(4, 12)):
            operations.undo(call, act=done.act, by=manager)
        assert heard()[1:] == [("reviews_further", "Ann", 1), ("reviews_taken_back", "Ann", 1)]


def test_what_somebody_carries_fades_with_what_they_leave_lying(call: Any) -> None:
    ann, bo = reviews.reviewer(call), reviews.reviewer(call)
    today = clock.today(call.zone)
    for late in (0, 7, 30):
        reviews.assignment(reviews.application(call), reviewer=ann, due_on=today - timedelta(days=late))
    reviews.review(reviews.assignment(reviews.application(call), reviewer=bo, due_on=today - timedelta(days=30)))
    assert chasing.burden(call) == {ann.pk: 1.5, bo.pk: 1}


@pytest.mark.parametrize("count", [1, 3])
def test_the_sweep_costs_the_same_for_one_and_three(call: Any, count: int, django_assert_num_queries: Any) -> None:
    for day in range(count):
        reviews.assignment(reviews.application(call), due_on=DUE + timedelta(days=day))
    with clock.pretending(at(3)), django_assert_num_queries(4):
        operations.watch()
    assert Reminder.objects.filter(source="reviews_due").count() == 3 * count
