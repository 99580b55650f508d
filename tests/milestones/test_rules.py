"""A plan's reminders: rules that people change, and whose rows follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import Error, transaction

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import letters, reminding
from accelerator.notices.models import Message, Reminder
from accelerator.trail.models import Entry
from cohorts.milestones import coming, ladder, phrases, planning, tasks
from cohorts.milestones import reminding as rules
from cohorts.milestones.ladder import RuleGiven
from cohorts.milestones.models import Milestone, Plan, ReminderRule
from cohorts.milestones.planning import StepGiven
from cohorts.roster.models import Enrolment
from tests.factories import cohorts
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene

DUE = date(2026, 12, 1)
WORDED = RuleGiven(-2, subject="{startup}: {milestone}", text="Due {due}, {cohort}. Show: {evidence}")


@pytest.fixture
def milestone(scene: Scene) -> Milestone:
    one = factories.milestone(scene.enrolment, due_on=DUE)
    ladder.plan_new([one])
    return one


def waiting(milestone: Milestone) -> list[tuple[int, str]]:
    """(days from the milestone's day, kind) of what waits."""
    rows = Reminder.objects.waiting().filter(subject=f"milestone:{milestone.pk}").order_by("local_on", "kind")
    return [((row.local_on - milestone.due_on).days, row.kind.removeprefix("milestone_")) for row in rows]


def told(plan: Plan) -> list[str]:
    return [one.told() for one in Entry.objects.about(plan).order_by("id")]


USUAL = [(-7, "due"), (-1, "due"), (1, "overdue"), (3, "escalated"), (7, "escalated"), (7, "overdue")]


def rule(plan: Plan, offset: int) -> ReminderRule:
    return plan.reminder_rules.live().select_related("plan__programme").get(offset=offset)


class TestUsual:
    def test_a_new_plan_has_the_usual_ones(self, scene: Scene) -> None:
        plan = planning.make_plan(scene.programme, name="Six months", by=scene.manager)
        found = [(one.offset, one.unit, one.audience, one.at) for one in plan.reminder_rules.order_by("id")]
        assert found == [
            (-7, "days", "startup", time(9)),
            (-1, "days", "startup", time(9)),
            (1, "days", "startup", time(9)),
            (3, "days", "mentors", time(9)),
            (7, "days", "startup", time(9)),
            (7, "days", "managers", time(9)),
        ]

    def test_a_plan_made_before_there_were_any_gets_them_with_its_milestones(self, milestone: Milestone) -> None:
        assert milestone.step.plan.reminder_rules.count() == 6
        assert waiting(milestone) == USUAL

    def test_a_plan_whose_rules_were_all_removed_gets_none_back(self, scene: Scene, milestone: Milestone) -> None:
        for one in milestone.step.plan.reminder_rules.all():
            rules.remove_rule(one, by=scene.manager)
        ladder.replan(Milestone.objects.all(), reason="again")
        assert waiting(milestone) == []

    def test_one_made_like_another_has_its_rules(self, scene: Scene, milestone: Milestone) -> None:
        rules.add_rule(milestone.step.plan, given=WORDED, by=scene.manager)
        rules.remove_rule(rule(milestone.step.plan, 1), by=scene.manager)
        copy = factories.plan(scene.programme)
        ladder.lay_out(copy, like=milestone.step.plan)
        assert sorted(copy.reminder_rules.values_list("offset", flat=True)) == [-7, -2, -1, 3, 7, 7]
        assert rule(copy, -2).text == WORDED.text


class TestRules:
    def test_one_that_is_added_speaks_of_all_that_is_owed(self, scene: Scene, milestone: Milestone) -> None:
        plan = milestone.step.plan
        reached = factories.milestone(cohorts.enrolment(scene.cohort), step=milestone.step, due_on=DUE, state="reached")
        left = factories.milestone(cohorts.enrolment(scene.cohort, state="departed"), step=milestone.step, due_on=DUE)
        elsewhere = factories.milestone(scene.enrolment, due_on=DUE)
        rules.add_rule(plan, given=RuleGiven(-2, audience="mentors"), by=scene.manager)
        assert waiting(milestone) == [USUAL[0], (-2, "ahead"), *USUAL[1:]]
        assert [waiting(one) for one in (reached, left, elsewhere)] == [[], [], []]
        sentence = "Nurul Hakim added a reminder to the plan Six months: 2 days before, at 09:00, to mentors."
        assert told(plan) == [sentence]

    @pytest.mark.parametrize(
        ("given", "local"),
        [
            (RuleGiven(-3, "workdays"), "2026-11-26 09:00"),  # Thursday; 1 December is a Tuesday
            (RuleGiven(-2, "hours"), "2026-12-01 22:00"),
            (RuleGiven(0, "hours"), "2026-12-02 00:00"),
            (RuleGiven(30, "hours"), "2026-12-03 06:00"),
            (RuleGiven(0, "days", at=time(17, 30)), "2026-12-01 17:30"),
            (RuleGiven(20, "workdays"), "2026-12-30 09:00"),  # Christmas is off
        ],
    )
    def test_days_working_days_and_hours(self, scene: Scene, milestone: Milestone, given: RuleGiven, local: str) -> None:
        made = rules.add_rule(milestone.step.plan, given=given, by=scene.manager)
        found = Reminder.objects.get(rule=made.code)
        assert f"{found.local_on} {found.local_at:%H:%M}" == local
        assert found.due_at == datetime.fromisoformat(local).replace(tzinfo=UTC) - timedelta(hours=8)

    def test_hours_are_hours_that_pass_over_a_change_of_clocks(self, scene: Scene) -> None:
        """London's clocks go forward in the night to 28 March 2027: a day before the end of the 28th is 23 local hours."""
        abroad = cohorts.enrolment(cohorts.cohort(programme=scene.programme, zone="Europe/London"))
        one = factories.milestone(Enrolment.objects.get(pk=abroad.pk), due_on=date(2027, 3, 28))
        ladder.plan_new([one])
        made = rules.add_rule(one.step.plan, given=RuleGiven(-24, "hours"), by=scene.manager)
        found = Reminder.objects.get(rule=made.code)
        assert (found.due_at, found.local_on, found.local_at) == (
            datetime(2027, 3, 27, 23, tzinfo=UTC),
            date(2027, 3, 27),
            time(23),
        )

    def test_changed_what_waits_moves_and_what_was_said_stays(
        self, scene: Scene, milestone: Milestone, today: time_machine.Traveller
    ) -> None:
        plan = milestone.step.plan
        today.move_to(datetime(2026, 11, 24, 1, tzinfo=UTC))
        assert reminding.remind_one()
        rules.change_rule(rule(plan, -7), given=RuleGiven(-6), by=scene.manager)
        rules.change_rule(rule(plan, 3), given=RuleGiven(4, audience="managers"), by=scene.manager)
        assert waiting(milestone) == [(-6, "due"), (-1, "due"), (1, "overdue"), (4, "escalated"), *USUAL[4:]]
        assert Reminder.objects.get(state="sent").local_on == date(2026, 11, 24)
        assert (
            told(plan)[-1]
            == "Nurul Hakim changed a reminder of the plan Six months: 4 days after, at 09:00, to programme managers."
        )

    def test_words_alone_move_nothing(self, scene: Scene, milestone: Milestone) -> None:
        before = set(Reminder.objects.values_list("code", "state"))
        one = rule(milestone.step.plan, -7)
        rules.change_rule(one, given=RuleGiven(-7, subject="Soon: {milestone}"), by=scene.manager)
        assert set(Reminder.objects.values_list("code", "state")) == before

    def test_removed_it_says_nothing_more(self, scene: Scene, milestone: Milestone) -> None:
        one = rule(milestone.step.plan, 1)
        rules.remove_rule(one, by=scene.manager)
        assert waiting(milestone) == [*USUAL[:2], *USUAL[3:]]
        for act in (
            lambda: rules.remove_rule(one, by=scene.manager),
            lambda: rules.change_rule(one, given=RuleGiven(2), by=scene.manager),
        ):
            with pytest.raises(Refusal, match="removed this reminder meanwhile"):
                act()

    def test_twice_the_same_is_refused_by_the_database_too(self, scene: Scene, milestone: Milestone) -> None:
        plan = milestone.step.plan
        with pytest.raises(Refusal, match="reminds the same people at this moment") as refusal:
            rules.add_rule(plan, given=RuleGiven(-7), by=scene.manager)
        assert refusal.value.field == "offset"
        with pytest.raises(Error, match="reminder_rule_once"), transaction.atomic():
            ReminderRule.objects.create(plan=plan, offset=-7)
        with pytest.raises(Error, match="reminder_rule_within_reach"), transaction.atomic():
            ReminderRule.objects.create(plan=plan, offset=9601)

    @pytest.mark.parametrize(
        ("given", "field", "sentence"),
        [
            (RuleGiven(-401), "offset", "Choose up to 400."),
            (RuleGiven(9601, "hours"), "offset", "Choose up to 9600."),
            (RuleGiven(1, "weeks"), "unit", "Choose one of these: days, workdays, hours."),
            (RuleGiven(1, audience="all"), "audience", "Choose one of these: startup, mentors, managers."),
            (RuleGiven(2, subject="{name} is late"), "subject", "{name} is not filled in"),
            (RuleGiven(2, text="Hello {startup"), "text", "A brace stands alone"),
            (RuleGiven(2, text="x" * 4001), "text", "Shorten this to 4000 characters."),
        ],
    )
    def test_what_cannot_be_is_refused_by_its_field(
        self, scene: Scene, milestone: Milestone, given: RuleGiven, field: str, sentence: str
    ) -> None:
        with pytest.raises(Refusal) as refusal:
            rules.add_rule(milestone.step.plan, given=given, by=scene.manager)
        assert refusal.value.field == field
        assert sentence in str(refusal.value)
        assert waiting(milestone) == USUAL

    def test_a_plan_has_twenty_at_most(self, scene: Scene, milestone: Milestone) -> None:
        for offset in range(20, 34):
            rules.add_rule(milestone.step.plan, given=RuleGiven(offset), by=scene.manager)
        with pytest.raises(Refusal, match="up to 20 reminders"):
            rules.add_rule(milestone.step.plan, given=RuleGiven(40), by=scene.manager)

    def test_only_the_programmes_managers(self, scene: Scene, milestone: Milestone) -> None:
        one = rule(milestone.step.plan, 1)
        acts: list[Callable[[Any], Any]] = [
            lambda by: rules.add_rule(milestone.step.plan, given=WORDED, by=by),
            lambda by: rules.change_rule(one, given=WORDED, by=by),
            lambda by: rules.remove_rule(one, by=by),
        ]
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            for act in acts:
                with pytest.raises(Forbidden, match="Only the programme's managers"):
                    act(person)
        assert waiting(milestone) == USUAL

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries_do_not_grow_with_milestones(
        self, scene: Scene, milestone: Milestone, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(size - 1):
            factories.milestone(cohorts.enrolment(scene.cohort), step=milestone.step, due_on=DUE)
        with django_assert_num_queries(16):
            rules.add_rule(milestone.step.plan, given=WORDED, by=scene.manager)
        assert Reminder.objects.filter(local_on=date(2026, 11, 29)).count() == size


class TestWords:
    def heard(self, today: time_machine.Traveller, day: int) -> tuple[str, list[str]]:
        today.move_to(datetime(2026, 11, day, 1, tzinfo=UTC), tick=False)
        while reminding.remind_one():
            pass
        subject, paragraphs, _action = letters.told(Message.objects.order_by("id")[0])
        return subject, paragraphs

    def test_a_rules_own_words_are_filled_in(self, scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
        ladder.stop(rule(milestone.step.plan, -7), reason="aside")
        rules.add_rule(milestone.step.plan, given=WORDED, by=scene.manager)
        assert self.heard(today, 29) == (
            "Quaykeeper: M1 Customer interviews",
            ["Due 1 December 2026, Cohort 5. Show: Notes of twenty conversations"],
        )

    def test_a_subject_alone_leaves_the_houses_text(
        self, scene: Scene, milestone: Milestone, today: time_machine.Traveller
    ) -> None:
        rules.change_rule(rule(milestone.step.plan, -7), given=RuleGiven(-7, subject="A week left"), by=scene.manager)
        subject, paragraphs = self.heard(today, 24)
        assert subject == "A week left"
        assert paragraphs[0] == "M1 Customer interviews of Quaykeeper is due on 1 December 2026."

    def test_braces_in_names_do_no_harm(self, scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
        scene.startup.name = "{due} {0.__class__}"
        scene.startup.save()
        ladder.stop(rule(milestone.step.plan, -7), reason="aside")
        rules.add_rule(milestone.step.plan, given=WORDED, by=scene.manager)
        assert self.heard(today, 29)[0] == "{due} {0.__class__}: M1 Customer interviews"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (RuleGiven(-1), "1 day before, at 09:00, to founders"),
        (RuleGiven(0, at=time(17)), "on the day, at 17:00, to founders"),
        (RuleGiven(5, "workdays", "managers"), "5 working days after, at 09:00, to programme managers"),
        (RuleGiven(-12, "hours"), "12 hours before the end of the day, to founders"),
        (RuleGiven(0, "hours", "mentors"), "at the end of the day, to mentors"),
    ],
)
def test_rules_are_said_in_words(given: RuleGiven, said: str) -> None:
    assert phrases.whole(ReminderRule(**vars(given))) == said


def test_where_no_mentor_stands_by_a_startup_its_managers_hear(scene: Scene, today: time_machine.Traveller) -> None:
    alone = cohorts.enrolment(scene.cohort)
    one = factories.milestone(alone, due_on=date(2026, 11, 20))
    ladder.plan_new([one])
    today.move_to(datetime(2026, 11, 23, 1, tzinfo=UTC), tick=False)
    while reminding.remind_one():
        pass
    assert [row.recipient for row in Message.objects.filter(kind="milestone_escalated")] == [scene.manager]


class TestPlansWithoutReminders:
    def test_a_copy_of_one_has_none_either(self, scene: Scene) -> None:
        quiet = planning.make_plan(scene.programme, name="Quiet", by=scene.manager)
        planning.add_step(quiet, step=StepGiven("One", 100), by=scene.manager)
        for rule in quiet.reminder_rules.live():
            rules.remove_rule(rule, by=scene.manager)
        copy = planning.clone_plan(quiet, programme=scene.programme, name="Copy", by=scene.manager)
        planning.apply_plan(copy, cohort=scene.cohort, by=scene.manager)
        tasks.sweep()
        again = planning.clone_plan(copy, programme=scene.programme, name="Again", by=scene.manager)
        assert [one.reminder_rules.count() for one in (copy, again)] == [0, 0]
        assert not Reminder.objects.exists()

    def test_one_from_before_there_were_rules_gets_the_usual_once(self, scene: Scene) -> None:
        old = factories.plan(scene.programme)
        assert (len(ladder.rules([old.pk])[old.pk]), old.reminder_rules.count()) == (6, 6)
        old.reminder_rules.all().delete()
        assert ladder.rules([old.pk]) == {old.pk: []}


def test_a_held_one_whose_moment_has_passed_by_another_day_was_not_sent(scene: Scene, milestone: Milestone) -> None:
    """Held for 24 November; the milestone moves so near that its week before is over: the calendar still tells of it."""
    held = Reminder.objects.get(subject=f"milestone:{milestone.pk}", local_on=date(2026, 11, 24))
    rules.hold(scene.cohort, codes=[held.code], by=scene.manager)
    planning.move(factories.fresh(milestone), due_on=date(2026, 11, 23), reason="Sooner", by=scene.manager)
    (told,) = coming.not_sent(scene.cohort)
    assert (told.code, told.state, told.reason, told.local_on) == (held.code, "skipped", "it was held", date(2026, 11, 16))
    planning.move(factories.fresh(milestone), due_on=DUE, reason="As it was", by=scene.manager)
    assert waiting(milestone) == USUAL  # its moment lies ahead again, and it is said
