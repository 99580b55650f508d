"""Reminders of many milestones are planned by workers, after the act: each once, and none wrong meanwhile."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import Error, transaction
from django.utils import timezone

from accelerator.notices import reminding
from accelerator.notices.models import Message, Reminder
from accelerator.startups import operations as profiles
from cohorts.milestones import ladder, passes, planning, tasks
from cohorts.milestones import reminding as rules
from cohorts.milestones.ladder import RuleGiven
from cohorts.milestones.models import Milestone, Plan, ReminderPass, ReminderRule
from tests.cast import browser
from tests.factories import cohorts
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene
from tests.together import at_once

USUAL = [-7, -1, 1, 3, 7, 7]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three milestones are many, and workers come by two at a time."""
    monkeypatch.setattr(passes, "FEW", 2)
    monkeypatch.setattr(passes, "PIECE", 2)


@pytest.fixture
def plan(scene: Scene) -> Plan:
    """Two steps, due on 9 and 19 December 2026; the scene's cohort has two startups."""
    made = factories.plan(scene.programme, days=(99, 109))
    ladder.lay_out(made)
    return made


def work() -> None:
    """What workers do when the doorbell rings."""
    for one in ReminderPass.objects.open().order_by("id"):
        while passes.advance(one.pk):
            pass


def later(plan: Plan, days: int = 10) -> None:
    """The plan's days, changed and not applied yet."""
    for step in plan.steps.all():
        step.due_days += days
        step.save()


def ahead(state: str = "planned") -> Counter[tuple[int, int]]:
    """{(milestone, days from its day as it is now): how many wait}."""
    days = dict(Milestone.objects.values_list("pk", "due_on"))
    found = Counter[tuple[int, int]]()
    for subject, on in Reminder.objects.filter(source="milestones", state=state).values_list("subject", "local_on"):
        pk = int(subject.rpartition(":")[2])
        found[pk, (on - days[pk]).days] += 1
    return found


def whole() -> Counter[tuple[int, int]]:
    return Counter((pk, offset) for pk in Milestone.objects.values_list("pk", flat=True) for offset in USUAL)


def sweep() -> None:
    while reminding.remind_one():
        pass


def rule(plan: Plan, offset: int) -> ReminderRule:
    return plan.reminder_rules.live().select_related("plan__programme").filter(offset=offset).earliest("id")


class TestApplying:
    def test_few_are_planned_at_once(self, scene: Scene) -> None:
        plan = factories.plan(scene.programme, days=(99,))
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        assert (ahead(), ReminderPass.objects.count()) == (whole(), 0)

    def test_many_wait_for_workers_who_come_by_them_in_pieces(self, scene: Scene, plan: Plan) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        one = ReminderPass.objects.get()
        assert (one.plan, one.cohort, one.startup, one.rule) == (plan, scene.cohort, None, None)
        assert (str(one), one.begun_at) == ("the plan changed: 0 of 4", cohorts.NOW)
        assert ahead() == {}
        first = sorted(Milestone.objects.values_list("pk", flat=True))[:2]
        assert passes.advance(one.pk)
        assert ahead() == {key: count for key, count in whole().items() if key[0] in first}
        one.refresh_from_db()
        assert (one.last, one.done, one.done_at) == (first[1], 2, None)
        assert passes.advance(one.pk)
        assert ahead() == whole()
        assert not passes.advance(one.pk)
        one.refresh_from_db()
        assert (one.done, one.of, one.done_at) == (4, 4, cohorts.NOW)
        assert not passes.advance(one.pk)  # a doorbell that comes late
        assert ahead() == whole()

    def test_what_did_not_change_stays_as_it_is(self, scene: Scene, plan: Plan) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        work()
        before = set(Reminder.objects.values_list("pk", "state"))
        ReminderPass.objects.create(plan=plan, reason="once more", of=4)
        work()
        assert set(Reminder.objects.values_list("pk", "state")) == before

    def test_moved_ones_move_and_what_staff_held_or_worded_goes_along(self, scene: Scene, plan: Plan) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        work()
        first, second = Reminder.objects.order_by("id")[:2]
        rules.hold(scene.cohort, codes=[first.code], by=scene.manager)
        rules.word(scene.cohort, codes=[second.code], subject="Soon", text="", by=scene.manager)
        later(plan)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        assert ahead() != whole()
        work()
        assert ahead() + ahead("held") == whole()
        held, worded = Reminder.objects.get(state="held"), Reminder.objects.get(own_subject="Soon", state="planned")
        assert [(one.subject, one.rule) for one in (held, worded)] == [(one.subject, one.rule) for one in (first, second)]
        assert [(one.local_on - two.local_on).days for one, two in ((held, first), (worded, second))] == [10, 10]
        assert set(Reminder.objects.filter(state="cancelled").values_list("reason", flat=True)) == {"the plan changed"}

    def test_what_is_waived_says_nothing_more(self, scene: Scene, plan: Plan) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        work()
        Milestone.objects.filter(step__key="m2").update(state="active")  # begun, so it is not simply removed
        planning.remove_step(plan.steps.get(key="m2"), by=scene.manager)
        later(plan)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        work()
        kept = set(Milestone.objects.filter(step__key="m1").values_list("pk", flat=True))
        assert ahead() == {key: count for key, count in whole().items() if key[0] in kept}

    def test_who_left_meanwhile_hears_nothing(self, scene: Scene, plan: Plan) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        scene.cohort.enrolments.exclude(pk=scene.enrolment.pk).update(state="departed")
        work()
        mine = set(scene.enrolment.milestones.values_list("pk", flat=True))
        assert {pk for pk, _offset in ahead()} == mine

    def test_one_moved_by_hand_meanwhile_has_what_its_new_day_says_and_nothing_of_its_past(
        self, scene: Scene, plan: Plan, today: time_machine.Traveller
    ) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        one = scene.enrolment.milestones.select_related("enrolment__startup", "enrolment__cohort").earliest("pk")
        today.move_to(datetime(2026, 11, 23, 2, tzinfo=UTC), tick=False)
        planning.move(one, due_on=date(2026, 11, 30), reason="Sooner.", by=scene.manager)  # a week before is today at nine: past
        work()
        assert sorted(offset for pk, offset in ahead().elements() if pk == one.pk) == USUAL[1:]


class TestMeanwhile:
    """What is due between the act and the worker."""

    @pytest.fixture
    def moved(self, scene: Scene, plan: Plan) -> Milestone:
        """Moved from 9 to 19 December; its reminders still wait for the old day, the first on the 2nd."""
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        work()
        later(plan)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        return scene.enrolment.milestones.earliest("pk")

    def test_nothing_is_said_of_the_old_day(self, scene: Scene, moved: Milestone, today: time_machine.Traveller) -> None:
        today.move_to(datetime(2026, 12, 2, 1, tzinfo=UTC), tick=False)
        Message.objects.all().delete()
        sweep()
        old = Reminder.objects.filter(local_on=date(2026, 12, 2))
        assert set(old.values_list("state", "reason")) == {("cancelled", "planned anew")}
        assert not Message.objects.exists()
        work()
        assert ahead() == whole()

    def test_nothing_is_said_of_what_was_waived(self, scene: Scene, moved: Milestone, today: time_machine.Traveller) -> None:
        Milestone.objects.update(state="waived")
        today.move_to(datetime(2026, 12, 2, 1, tzinfo=UTC), tick=False)
        Message.objects.all().delete()
        sweep()
        assert not Message.objects.exists()

    def test_what_is_right_is_said_and_not_said_again(self, scene: Scene, plan: Plan, today: time_machine.Traveller) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        work()
        ReminderPass.objects.create(plan=plan, reason="once more", of=4)
        today.move_to(datetime(2026, 12, 2, 1, tzinfo=UTC), tick=False)
        sweep()
        work()
        sweep()
        assert Counter(Reminder.objects.filter(local_on=date(2026, 12, 2)).values_list("state", flat=True)) == {"sent": 2}

    def test_where_a_worker_came_by_already_nobody_asks_again(self, scene: Scene, moved: Milestone) -> None:
        one = ReminderPass.objects.open().get()
        reminder = Reminder.objects.filter(subject=f"milestone:{moved.pk}", state="planned").earliest("due_at")
        found = factories.fresh(moved)
        assert passes.is_overtaken(reminder, found)
        ReminderPass.objects.filter(pk=one.pk).update(last=moved.pk)
        assert not passes.is_overtaken(reminder, found)
        ReminderPass.objects.filter(pk=one.pk).update(last=0, plan=factories.plan(scene.programme, name="Another"))
        assert not passes.is_overtaken(reminder, found)

    def test_one_from_before_there_were_rules_waits_for_the_worker(self, scene: Scene, moved: Milestone) -> None:
        reminder = Reminder.objects.filter(subject=f"milestone:{moved.pk}").earliest("due_at")
        reminder.rule = ""
        assert passes.is_overtaken(reminder, factories.fresh(moved))

    def test_what_falls_due_before_it_is_planned_is_said_all_the_same(
        self, scene: Scene, plan: Plan, today: time_machine.Traveller
    ) -> None:
        today.move_to(datetime(2026, 12, 2, 0, 59, 58, tzinfo=UTC), tick=False)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        today.move_to(datetime(2026, 12, 2, 1, 1, tzinfo=UTC), tick=False)
        sweep()
        assert not Reminder.objects.exists()
        work()
        sweep()
        assert Counter(Reminder.objects.filter(local_on=date(2026, 12, 2)).values_list("state", flat=True)) == {"sent": 2}

    def test_another_time_of_the_same_day_is_said_then_once(
        self, scene: Scene, plan: Plan, today: time_machine.Traveller
    ) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        work()
        rules.change_rule(rule(plan, -7), given=RuleGiven(-7, at=time(15)), by=scene.manager)
        today.move_to(datetime(2026, 12, 2, 1, tzinfo=UTC), tick=False)
        sweep()
        work()
        today.move_to(datetime(2026, 12, 2, 7, tzinfo=UTC), tick=False)
        sweep()
        states = Counter(Reminder.objects.filter(local_on=date(2026, 12, 2)).values_list("state", "local_at"))
        assert states == {("cancelled", time(9)): 2, ("sent", time(15)): 2}

    def test_what_staff_held_stays_held_though_its_old_moment_passed(
        self, scene: Scene, moved: Milestone, today: time_machine.Traveller
    ) -> None:
        old = Reminder.objects.filter(subject=f"milestone:{moved.pk}", local_on=date(2026, 12, 2), state="planned")
        rules.hold(scene.cohort, codes=[old.get().code], by=scene.manager)
        today.move_to(datetime(2026, 12, 2, 1, tzinfo=UTC), tick=False)
        assert reminding.let_go_held() == 1
        work()
        assert Reminder.objects.get(state="held").local_on == date(2026, 12, 12)


class TestRules:
    @pytest.fixture
    def applied(self, scene: Scene, plan: Plan) -> Plan:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        work()
        return plan

    def test_one_that_is_added_is_planned_by_workers(self, scene: Scene, applied: Plan) -> None:
        made = rules.add_rule(applied, given=RuleGiven(-2), by=scene.manager)
        one = ReminderPass.objects.open().get()
        assert (one.plan, one.cohort, one.rule, one.of) == (applied, None, made, 4)
        assert ahead() == whole()
        work()
        assert ahead() == whole() + Counter((pk, -2) for pk in Milestone.objects.values_list("pk", flat=True))

    def test_one_that_changes_takes_its_own_along_and_no_other(self, scene: Scene, applied: Plan) -> None:
        others = set(Reminder.objects.exclude(rule=rule(applied, -7).code).values_list("pk", "state"))
        rules.change_rule(rule(applied, -7), given=RuleGiven(-6), by=scene.manager)
        work()
        assert others <= set(Reminder.objects.values_list("pk", "state"))
        assert sorted(offset for _pk, offset in ahead().elements()) == sorted([-6, *USUAL[1:]] * 4)

    def test_one_that_is_removed_before_workers_come_says_nothing(self, scene: Scene, applied: Plan) -> None:
        made = rules.add_rule(applied, given=RuleGiven(-2), by=scene.manager)
        rules.remove_rule(made, by=scene.manager)
        work()
        assert ahead() == whole()

    def test_one_that_changes_twice_is_as_it_was_left(self, scene: Scene, applied: Plan) -> None:
        for offset in (-6, -5):
            rules.change_rule(rule(applied, offset - 1), given=RuleGiven(offset), by=scene.manager)
        work()
        assert sorted(offset for _pk, offset in ahead().elements()) == sorted([-5, *USUAL[1:]] * 4)

    def test_a_startup_with_many_that_moves_to_another_zone(self, scene: Scene, applied: Plan) -> None:
        factories.milestone(scene.enrolment, due_on=date(2026, 12, 9))
        profiles.change(scene.startup, zone=ZoneInfo("Europe/London"), by=scene.owner)
        one = ReminderPass.objects.open().get()
        assert (one.startup, one.plan, one.of) == (scene.startup, None, 3)
        work()
        mine = [f"milestone:{pk}" for pk in scene.enrolment.milestones.values_list("pk", flat=True)]
        zones = Counter(
            (str(zone), subject in mine) for zone, subject in Reminder.objects.waiting().values_list("zone", "subject")
        )
        assert zones == {("Europe/London", True): 18, ("Asia/Singapore", False): 12}


class TestWorkers:
    def test_the_sweep_takes_up_what_no_doorbell_told_of(self, scene: Scene, plan: Plan) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        for done in (2, 4, 4):
            tasks.sweep()
            assert ReminderPass.objects.get().done == done
        assert (ahead(), ReminderPass.objects.open().count()) == (whole(), 0)

    def test_a_pass_is_over_something(self, scene: Scene) -> None:
        with pytest.raises(Error, match="reminder_pass_of_something"), transaction.atomic():
            ReminderPass.objects.create(reason="all", of=1)

    @pytest.mark.parametrize("size", [1, 3])
    def test_a_piece_asks_as_often_for_any_number(
        self, scene: Scene, plan: Plan, size: int, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
    ) -> None:
        monkeypatch.setattr(passes, "PIECE", size)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        pk = ReminderPass.objects.get().pk
        with django_assert_num_queries(11):
            passes.advance(pk)


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_plan_each_once(scene: Scene, plan: Plan) -> None:
    for _ in range(3):
        cohorts.enrolment(scene.cohort)
    planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
    while ReminderPass.objects.open().exists():
        at_once(*[partial(passes.advance, ReminderPass.objects.get().pk)] * 4)
    assert ahead() == whole()
    assert ReminderPass.objects.get().done == 10


class TestPages:
    def test_staff_see_how_far_it_is(self, scene: Scene, plan: Plan) -> None:
        client = browser(scene.manager)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        doors = (plan.get_absolute_url(), f"{plan.get_absolute_url()}reminders/", "/cohorts/cohort-5/reminders/")
        passes.advance(ReminderPass.objects.get().pk)
        for door in doors:
            page = client.get(door).content.decode()
            assert ("Reminders are being planned." in page, "2 of 4 milestones so far." in page) == (True, True)
        assert client.get(f"/api/v1/plans/{plan.code}").json()["reminders_to_plan"] == 2
        work()
        for door in doors:
            assert "being planned" not in client.get(door).content.decode()
        assert client.get(f"/api/v1/plans/{plan.code}").json()["reminders_to_plan"] == 0

    def test_of_another_plan_and_cohort_nothing_is_told(self, scene: Scene, plan: Plan) -> None:
        other = factories.plan(scene.programme, name="Another")
        elsewhere = cohorts.cohort(programme=scene.programme)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        assert passes.progress(passes.of_plan(other)) is None
        assert passes.progress(passes.of_cohort(elsewhere)) is None
        assert passes.progress(passes.of_cohort(scene.cohort)) == (0, 4)

    def test_a_cohort_is_told_of_its_plans_rules_and_its_startups_zones(self, scene: Scene, plan: Plan) -> None:
        plan.cohorts.add(scene.cohort)
        ReminderPass.objects.create(plan=plan, reason="a rule", done=3, of=5)
        ReminderPass.objects.create(startup=scene.startup, reason="a zone", done=1, of=2)
        ReminderPass.objects.create(startup=scene.startup, reason="before", of=9, done_at=timezone.now())
        assert passes.progress(passes.of_cohort(scene.cohort)) == (4, 7)
