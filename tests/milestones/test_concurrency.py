"""Founders, mentors and managers at the same moment, in connections of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection

from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message, Reminder
from accelerator.trail.models import Entry
from cohorts.milestones import ladder, operations, planning
from cohorts.milestones.models import Milestone, SignOff, Step
from cohorts.milestones.planning import StepGiven
from cohorts.roster import operations as roster
from tests.factories import cohorts, startups
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene
from tests.together import at_once, meanwhile, somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def answer(act: Callable[..., Any], milestone: Milestone, **given: Any) -> str:
    """`act` on the milestone as somebody has it before them; the state it led to, or "refused"."""
    try:
        return str(act(milestone, **given).state)
    except Refusal:
        return "refused"


def verbs() -> Counter[str]:
    return Counter(Entry.objects.values_list("verb", flat=True))


def test_a_double_click_on_submit_is_one_submission(scene: Scene) -> None:
    one = factories.milestone(scene.enrolment, state="active")
    done = at_once(*[partial(answer, operations.submit, one, account="Done.", by=scene.owner)] * 6)
    assert sorted(done) == ["refused"] * 5 + ["submitted"]
    assert (Message.objects.count(), verbs()) == (1, {"milestone.submitted": 1})


def test_mentor_and_manager_disagree_and_one_verdict_stands(scene: Scene) -> None:
    for _ in range(4):
        one = factories.milestone(scene.enrolment, state="submitted")
        done = at_once(
            partial(answer, operations.sign_off, one, by=scene.mentor),
            partial(answer, operations.give_back, one, comment="Not yet.", by=scene.manager),
        )
        one.refresh_from_db()
        assert sorted(done) == sorted(["refused", one.state])
        assert SignOff.objects.get(milestone=one).verdict == one.state


def test_two_founders_submit_while_the_manager_waives(scene: Scene) -> None:
    one = factories.milestone(scene.enrolment, state="active")
    done = at_once(
        partial(answer, operations.submit, one, account="Mine.", by=scene.owner),
        partial(answer, operations.submit, one, account="Ours.", by=scene.member),
        partial(answer, operations.waive, one, reason="Did it before", by=scene.manager),
    )
    one.refresh_from_db()
    assert (one.state, done[2]) == ("waived", "waived")  # a waiver holds before a submission and after one
    assert verbs()["milestone.submitted"] == sum(state == "submitted" for state in done) <= 1


def test_signed_off_while_it_is_moved_no_reminder_is_left(scene: Scene) -> None:
    for _ in range(4):
        one = factories.milestone(scene.enrolment, state="submitted")
        ladder.plan_new([one])
        at_once(
            partial(answer, operations.sign_off, one, by=scene.mentor),
            partial(answer, planning.move, one, due_on=date(2026, 12, 15), reason="Later", by=scene.manager),
        )
        one.refresh_from_db()
        assert one.state == "reached"
        assert not Reminder.objects.filter(subject=f"milestone:{one.pk}", state="planned").exists()


def test_two_managers_move_it_and_its_reminders_fit_the_day_that_stands(scene: Scene) -> None:
    one = factories.milestone(scene.enrolment)
    ladder.plan_new([one])
    days = [date(2026, 12, 10), date(2027, 1, 20)]
    at_once(*(partial(answer, planning.move, one, due_on=day, reason="Later", by=scene.manager) for day in days))
    one.refresh_from_db()
    planned = Reminder.objects.filter(state="planned").order_by("local_on").values_list("local_on", flat=True)
    assert [(day - one.due_on).days for day in planned] == [-7, -1, 1, 3, 7, 7]


def test_a_plan_applied_twice_at_once_makes_each_milestone_once(scene: Scene) -> None:
    plan = factories.plan(scene.programme)
    made = at_once(*[partial(planning.apply_plan, plan, cohort=scene.cohort, by=scene.manager)] * 3)
    assert sorted(one.counts["added"] for one in made) == [0, 0, 6]
    assert Milestone.objects.count() == 6


def test_steps_added_at_once_have_places_of_their_own(scene: Scene) -> None:
    plan = factories.plan(scene.programme, days=())
    at_once(*(partial(planning.add_step, plan, step=StepGiven(f"Step {n}", n), by=scene.manager) for n in range(5)))
    assert list(Step.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]


def test_who_joins_while_the_plan_is_applied_gets_it_once(scene: Scene) -> None:
    """Whichever comes first, the startup has each milestone once, as the version has it."""
    plan, late = factories.plan(scene.programme), startups.startup()
    assert scene.enrolment.get_absolute_url()  # addresses are read in before anybody waits for a lock
    at_once(
        partial(planning.apply_plan, plan, cohort=scene.cohort, by=scene.manager),
        partial(roster.enrol, scene.cohort, startup=late, by=scene.manager, reason="Joins late"),
    )
    for enrolment in scene.cohort.enrolments.all():
        assert list(enrolment.milestones.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_submitted_while_the_plan_takes_it_away(scene: Scene) -> None:
    """Submitted first it stays in the record, waived; else it is gone, and who submits is told so."""
    for _ in range(3):
        plan = factories.plan(scene.programme)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        one = scene.enrolment.milestones.get(step__plan=plan, step__key="m2")
        planning.remove_step(plan.steps.get(key="m2"), by=scene.manager)
        done = at_once(
            partial(answer, operations.submit, one, account="Done.", by=scene.owner),
            lambda plan=plan: planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager),
        )
        states = list(Milestone.objects.filter(pk=one.pk).values_list("state", flat=True))
        assert (done[0], states) in [("submitted", ["waived"]), ("refused", [])]
        assert not Reminder.objects.filter(subject=f"milestone:{one.pk}", state="planned").exists()


def test_submitted_while_the_startup_departs(scene: Scene) -> None:
    """Either it was in time, or it says that the startup has left; no reminder survives."""
    one = factories.milestone(scene.enrolment, state="active")
    ladder.plan_new([one])
    done = at_once(
        partial(answer, operations.submit, factories.fresh(one), account="Done.", by=scene.owner),
        lambda: roster.depart(cohorts.fresh(scene.enrolment), reason="Took a contract", by=scene.manager).state,
    )
    one.refresh_from_db()
    assert (done[0], one.state) in {("submitted", "submitted"), ("refused", "active")}
    assert set(Reminder.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_startup_is_planned_anew_while_the_plan_is_applied(scene: Scene) -> None:
    """It waits for the plan, and moves what that brought: neither holds what the other wants."""
    plan = factories.plan(scene.programme)
    planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
    planning.add_step(plan, step=StepGiven("More", 90), by=scene.manager)
    threads, begun = ThreadPoolExecutor(1), list[Future[int]]()

    def anew() -> int:
        try:
            return planning.replan(cohorts.fresh(scene.enrolment), planning.Shift(3), reason="Later", by=scene.manager)
        finally:
            connection.close()

    def begin() -> None:
        begun.append(threads.submit(anew))
        while not (begun[0].done() or somebody_waits()):
            pass

    with threads, meanwhile('OF "cohorts_milestone"', begin):
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
    assert begun[0].result() == 4
    assert scene.enrolment.milestones.exclude(moved_at=None).count() == 4
