"""Plans, steps, and the milestones that cohorts get from them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message, Reminder
from accelerator.trail.models import Entry
from cohorts.milestones import ladder, planning, queries
from cohorts.milestones.models import Milestone, Plan, Step
from cohorts.milestones.planning import StepGiven
from cohorts.roster import operations as roster
from tests.factories import cohorts, programmes, startups
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene

STEP = StepGiven("Pilot signed", 60, "A first site, with dates.", "The signed agreement")


def told(*things: Any) -> list[str]:
    return [entry.told() for entry in Entry.objects.about(*things).order_by("id")]


def due(enrolment: Any) -> list[tuple[int, str, date, str]]:
    rows = Milestone.objects.filter(enrolment=enrolment).order_by("step__plan", "position")
    return [(one.position, one.title, one.due_on, one.state) for one in rows]


class TestPlans:
    def test_a_manager_makes_one_and_the_trail_says_so(self, scene: Scene) -> None:
        plan = planning.make_plan(scene.programme, name="Six months", by=scene.manager)
        assert (plan.programme, plan.name, plan.steps.count(), plan.cohorts.count()) == (scene.programme, "Six months", 0, 0)
        assert told(scene.programme) == ["Nurul Hakim made the plan Six months."]

    def test_steps_come_in_order_and_the_trail_says_so(self, scene: Scene) -> None:
        plan = planning.make_plan(scene.programme, name="Six months", by=scene.manager)
        first = planning.add_step(plan, step=STEP, by=scene.manager)
        second = planning.add_step(plan, step=StepGiven("Second customer", 145), by=scene.manager)
        assert [(one.position, str(one)) for one in (first, second)] == [(1, "M1 Pilot signed"), (2, "M2 Second customer")]
        assert (first.due_days, first.description, first.evidence) == (60, "A first site, with dates.", "The signed agreement")
        assert told(plan)[1:] == [
            "Nurul Hakim added M1 Pilot signed to the plan Six months.",
            "Nurul Hakim added M2 Second customer to the plan Six months.",
        ]

    def test_a_step_is_reworded_and_milestones_made_from_it_keep_what_they_have(self, scene: Scene) -> None:
        plan = factories.plan(scene.programme, days=(60,))
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        step = planning.change_step(plan.steps.get(), given=StepGiven("Pilot begun", 70, "Begin.", "A photo"), by=scene.manager)
        step.refresh_from_db()
        assert (step.title, step.due_days, step.description, step.evidence) == ("Pilot begun", 70, "Begin.", "A photo")
        assert due(scene.enrolment) == [(1, "Customer interviews", date(2026, 10, 31), "planned")]
        assert scene.enrolment.milestones.get().asks.description == "Talk to twenty people."
        assert told(plan)[-1] == "Nurul Hakim changed M1 Pilot begun of the plan Six months."

    def test_a_key_names_one_step_of_its_plan_in_the_database_too(self, scene: Scene) -> None:
        plan = factories.plan(scene.programme)
        with pytest.raises(IntegrityError, match="step_key"), transaction.atomic():
            Step.objects.create(plan=plan, key="m1", position=9, title="Twice")
        assert Step.objects.create(plan=factories.plan(scene.programme), key="m9", position=9, title="Elsewhere").key == "m9"

    def test_only_managers_of_the_programme(self, scene: Scene) -> None:
        plan = factories.plan(scene.programme)
        reviewer = programmes.reviewer(scene.programme)
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor, reviewer):
            with pytest.raises(Forbidden, match="make plans"):
                planning.make_plan(scene.programme, name="Mine", by=person)
            with pytest.raises(Forbidden, match="change plans"):
                planning.add_step(plan, step=STEP, by=person)
            with pytest.raises(Forbidden, match="change plans"):
                planning.change_step(plan.steps.get(position=1), given=STEP, by=person)
            with pytest.raises(Forbidden, match="change plans"):
                planning.apply_plan(plan, cohort=scene.cohort, by=person)
        assert Plan.objects.get().steps.filter(title="Pilot signed", position=1).count() == 0
        assert Milestone.objects.count() == 0

    def test_staff_whose_time_has_ended_run_nothing(self, scene: Scene) -> None:
        gone = programmes.staff(scene.programme, ended=True)
        with pytest.raises(Forbidden):
            planning.make_plan(scene.programme, name="Mine", by=gone)

    def test_who_sees_them(self, scene: Scene) -> None:
        plan = factories.plan(scene.programme)
        plan.cohorts.add(scene.cohort, cohorts.cohort(programme=scene.programme))
        for person in (scene.manager, programmes.reviewer(scene.programme), scene.auditor):
            (seen,) = queries.plans(person)
            assert (seen, seen.steps_n, seen.cohorts_n) == (plan, 3, 2)
        for person in (*scene.insiders, *scene.outsiders, scene.mentor):
            assert list(queries.plans(person)) == []


class TestApplying:
    def test_every_active_startup_gets_one_milestone_a_step(self, scene: Scene) -> None:
        gone = cohorts.enrolment(scene.cohort, state="departed")
        done = cohorts.enrolment(scene.cohort, state="graduated")
        plan = factories.plan(scene.programme)
        assert planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager).counts["added"] == 6
        assert due(scene.enrolment) == [
            (1, "Customer interviews", date(2026, 9, 15), "planned"),
            (2, "Pilot signed", date(2026, 10, 31), "planned"),
            (3, "Model card written", date(2026, 12, 15), "planned"),
        ]
        assert due(gone) == due(done) == []
        assert list(plan.cohorts.all()) == [scene.cohort]
        assert told(scene.cohort) == [
            "Nurul Hakim applied version 1 of Six months to Cohort 5. Milestones added: 6, moved: 0, reworded: 0, taken away: 0."
        ]

    def test_applied_again_it_makes_what_is_missing_only(self, scene: Scene) -> None:
        plan = factories.plan(scene.programme)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        before = dict(Milestone.objects.values_list("code", "state"))
        assert planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager).counts["added"] == 0
        planning.add_step(plan, step=STEP, by=scene.manager)
        assert planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager).counts["added"] == 2
        assert due(scene.enrolment)[3] == (4, "Pilot signed", date(2026, 10, 31), "planned")
        assert before.items() <= dict(Milestone.objects.values_list("code", "state")).items()
        ahead = Milestone.objects.filter(due_on=date(2026, 12, 15))  # of the others all reminders lie in the past
        assert Reminder.objects.count() == 6 * ahead.count() == 12

    def test_a_plan_without_steps_says_so(self, scene: Scene) -> None:
        plan = factories.plan(scene.programme, days=())
        with pytest.raises(Refusal, match="no steps yet") as refusal:
            planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        assert refusal.value.field == "plan"
        assert plan.cohorts.count() == 0

    def test_another_programmes_cohort_is_refused(self, scene: Scene) -> None:
        plan, other = factories.plan(scene.programme), cohorts.cohort()
        programmes.manager(other.programme, scene.manager)
        with pytest.raises(Refusal, match="belongs to another programme") as refusal:
            planning.apply_plan(plan, cohort=other, by=scene.manager)
        assert refusal.value.field == "cohort"
        assert plan.cohorts.count() == 0

    def test_who_joins_later_gets_the_milestones_of_every_plan_the_cohort_follows(self, scene: Scene) -> None:
        first, second = factories.plan(scene.programme, days=(100,)), factories.plan(scene.programme, days=(30, 45))
        for plan in (first, second):
            planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        factories.plan(scene.programme)  # followed by nobody
        late = roster.enrol(scene.cohort, startup=startups.startup(), by=scene.manager, reason="Joins late")
        assert [(place, day) for place, _title, day, _state in due(late)] == [
            (1, date(2026, 12, 10)),
            (1, date(2026, 10, 1)),
            (2, date(2026, 10, 16)),
        ]
        first_of_all = late.milestones.get(due_on=date(2026, 12, 10))
        assert Reminder.objects.filter(subject=f"milestone:{first_of_all.pk}").count() == 6

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_queries_are_as_many_for_any_cohort(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size - 1):
            cohorts.enrolment(scene.cohort)
        plan = factories.plan(scene.programme, days=(90, 120, 150)[:size])
        with django_assert_num_queries(37):
            planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)


class TestMoving:
    def test_it_has_another_day_and_the_founders_hear_why(self, scene: Scene) -> None:
        one = factories.milestone(scene.enrolment)
        planning.move(one, due_on=date(2026, 12, 15), reason="The site opens later", by=scene.manager)
        one.refresh_from_db()
        assert (one.due_on, one.state) == (date(2026, 12, 15), "planned")
        messages = list(Message.objects.filter(kind="milestone_moved").order_by("id"))
        assert [message.recipient for message in messages] == [*scene.insiders]
        assert messages[0].url == one.get_absolute_url()
        assert messages[0].facts == {
            "by": "Nurul Hakim",
            "milestone": "M1 Customer interviews",
            "startup": "Quaykeeper",
            "was": "1 December 2026",
            "due": "15 December 2026",
            "along": "",
            "reason": "The site opens later",
        }
        days = "from 1 December 2026 to 15 December 2026"
        sentence = f"Nurul Hakim moved M1 Customer interviews of Quaykeeper {days}: The site opens later"
        assert told(one) == told(scene.enrolment) == told(scene.startup) == [sentence]

    def test_to_the_same_day_nothing_happens(self, scene: Scene) -> None:
        one = factories.milestone(scene.enrolment)
        ladder.plan_new([one])
        planning.move(one, due_on=one.due_on, reason="Same", by=scene.manager)
        assert not Message.objects.exists()
        assert told(one) == []
        assert set(Reminder.objects.values_list("state", flat=True)) == {"planned"}

    def test_only_managers_and_only_with_a_reason(self, scene: Scene) -> None:
        one = factories.milestone(scene.enrolment)
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            with pytest.raises(Forbidden, match="Only the programme's managers move milestones"):
                planning.move(one, due_on=date(2026, 12, 15), reason="Later", by=person)
        with pytest.raises(Refusal, match="the founders read it") as refusal:
            planning.move(one, due_on=date(2026, 12, 15), reason=" \n", by=scene.manager)
        assert refusal.value.field == "reason"
        one.refresh_from_db()
        assert one.due_on == date(2026, 12, 1)

    @pytest.mark.parametrize("state", ["reached", "waived"])
    def test_what_is_settled_stays(self, scene: Scene, state: str) -> None:
        one = factories.milestone(scene.enrolment, state=state)
        with pytest.raises(Refusal, match=f"“{state.title()}” now"):
            planning.move(one, due_on=date(2026, 12, 15), reason="Later", by=scene.manager)
        assert not Reminder.objects.exists()

    @pytest.mark.parametrize("state", ["departed", "graduated"])
    def test_so_does_that_of_a_startup_that_left(self, scene: Scene, state: str) -> None:
        gone = cohorts.enrolment(scene.cohort, name="Gone", state=state)
        one = factories.milestone(gone)
        with pytest.raises(Refusal, match="Gone is no longer in the cohort"):
            planning.move(one, due_on=date(2026, 12, 15), reason="Later", by=scene.manager)
        assert not Reminder.objects.exists()
        assert not Message.objects.exists()

    @pytest.mark.parametrize("day", [date(1, 1, 1), date(2026, 8, 31), date(2028, 2, 27), date(9999, 12, 31)])
    def test_a_day_nobody_means_is_refused_with_what_goes(self, scene: Scene, day: date) -> None:
        one = factories.milestone(scene.enrolment)
        with pytest.raises(Refusal, match="1 September 2026 to 26 February 2028") as refusal:
            planning.move(one, due_on=day, reason="Later", by=scene.manager)
        assert refusal.value.field == "due_on"

    @pytest.mark.parametrize("day", [date(2026, 9, 1), date(2028, 2, 26)])
    def test_the_first_and_the_last_day_go(self, scene: Scene, day: date) -> None:
        assert planning.move(factories.milestone(scene.enrolment), due_on=day, reason="Later", by=scene.manager).due_on == day
