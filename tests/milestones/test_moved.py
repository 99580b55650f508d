"""A milestone that somebody moved by hand says by whom, when and why: on its page, to programs, before a plan is applied."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cohorts.milestones import operations, planning
from cohorts.milestones.models import Milestone, Plan
from cohorts.milestones.planning import Shift, StepGiven
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import milestones as factories
from tests.factories.cohorts import NOW, Scene
from tests.programs import Program

WHY = "The site opens later."
LATER = date(2026, 12, 1)


@pytest.fixture
def plan(scene: Scene) -> Plan:
    made = factories.plan(scene.programme)
    planning.apply_plan(made, cohort=scene.cohort, by=scene.manager)
    return made


@pytest.fixture
def mine(scene: Scene, plan: Plan) -> Milestone:
    return scene.enrolment.milestones.select_related("enrolment__cohort", "enrolment__startup").get(position=2)


def said(one: Milestone) -> tuple[Any, ...]:
    now = Milestone.objects.get(pk=one.pk)
    return now.moved_at, now.moved_by, now.moved_why


def page(person: Any, one: Milestone) -> str:
    return browser(person).get(one.get_absolute_url()).content.decode()


def preview(scene: Scene, plan: Plan, **more: Any) -> str:
    address = f"{plan.get_absolute_url()}apply/"
    return browser(scene.manager).get(address, {"cohort": scene.cohort.slug, **more}).content.decode()


class TestMark:
    def test_a_manager_moves_it(self, scene: Scene, mine: Milestone) -> None:
        planning.move(mine, due_on=LATER, reason=WHY, by=scene.manager)
        assert said(mine) == (NOW, scene.manager, WHY)

    def test_more_time_is_given(self, scene: Scene, mine: Milestone) -> None:
        asked = operations.ask_extension(mine, due_on=LATER, reason=WHY, by=scene.owner)
        operations.grant_extension(asked, by=scene.manager)
        assert said(mine) == (NOW, scene.manager, WHY)

    def test_the_rest_is_planned_anew(self, scene: Scene, mine: Milestone) -> None:
        planning.replan(scene.enrolment, Shift(10, workdays=False), reason=WHY, by=scene.manager)
        assert said(mine) == (NOW, scene.manager, WHY)

    def test_the_plan_itself_marks_nothing(self, scene: Scene, plan: Plan, mine: Milestone) -> None:
        planning.change_step(plan.steps.get(key="m2"), given=StepGiven("Pilot signed", 70), by=scene.manager)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        assert said(mine) == (None, None, "")

    def test_the_same_day_marks_nothing(self, scene: Scene, mine: Milestone) -> None:
        planning.move(mine, due_on=mine.due_on, reason=WHY, by=scene.manager)
        assert said(mine) == (None, None, "")


class TestPage:
    def test_it_says_by_whom_when_and_why_to_everybody_who_sees_it(self, scene: Scene, mine: Milestone) -> None:
        assert "Moved by" not in page(scene.owner, mine)
        planning.move(mine, due_on=LATER, reason=WHY, by=scene.manager)
        for person in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
            shown = page(person, mine)
            for words in ("Moved by Nurul Hakim, Fri 20 Nov", WHY, "It stays due on this day when the plan changes"):
                assert words in shown, (person, words)

    def test_where_nobody_wrote_down_who_it_says_by_hand(self, scene: Scene, mine: Milestone) -> None:
        Milestone.objects.filter(pk=mine.pk).update(moved_at=NOW, moved_why=WHY)
        assert "Moved by hand, Fri 20 Nov" in page(scene.owner, mine)

    def test_once_it_is_waived_nothing_is_said_of_what_may_come(self, scene: Scene, mine: Milestone) -> None:
        planning.move(mine, due_on=LATER, reason=WHY, by=scene.manager)
        operations.waive(mine, reason="Did it.", by=scene.manager)
        shown = page(scene.owner, mine)
        assert ("Moved by Nurul Hakim" in shown, "It stays due on this day" in shown) == (True, False)

    def test_programs_read_it(self, scene: Scene, mine: Milestone) -> None:
        planning.move(mine, due_on=LATER, reason=WHY, by=scene.manager)
        body = Program(scene.owner).get(f"/milestones/{mine.code}").json()
        assert (body["moved_by"], body["moved_why"], body["moved_at"]) == (scene.manager.code, WHY, "2026-11-20T06:02:00Z")

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_list_of_programs_asks_no_more_for_it(
        self, scene: Scene, plan: Plan, size: int, django_assert_num_queries: Any
    ) -> None:
        rows = scene.enrolment.milestones.order_by("position")[:size]
        Milestone.objects.filter(pk__in=[one.pk for one in rows]).update(moved_at=NOW, moved_by=scene.manager, moved_why=WHY)
        program = Program(scene.owner)
        with django_assert_num_queries(4):
            program.get("/milestones")


class TestPreview:
    @pytest.fixture
    def moved(self, scene: Scene, plan: Plan, mine: Milestone) -> Milestone:
        planning.move(mine, due_on=LATER, reason=WHY, by=scene.manager)
        planning.change_step(plan.steps.get(key="m2"), given=StepGiven("Pilot signed", 70), by=scene.manager)
        return mine

    def test_it_says_that_it_stays_where_it_was_moved_to(self, scene: Scene, plan: Plan, moved: Milestone) -> None:
        shown = preview(scene, plan)
        for words in (f"Moved by Nurul Hakim, Fri 20 Nov: {WHY}", "It stays where it was moved to.", "Keeps its day"):
            assert words in shown, words
        assert "It gets the plan&#x27;s day" not in shown

    def test_and_so_it_does(self, scene: Scene, plan: Plan, moved: Milestone) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        assert (Milestone.objects.get(pk=moved.pk).due_on, said(moved)) == (LATER, (NOW, scene.manager, WHY))

    def test_ticked_it_says_that_it_gets_the_plans_day_and_so_it_does(self, scene: Scene, plan: Plan, moved: Milestone) -> None:
        shown = preview(scene, plan, overrule=moved.code)
        assert ("It gets the plan" in shown, "It stays where it was moved to." in shown) == (True, False)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager, overrule=[moved.code])
        assert (Milestone.objects.get(pk=moved.pk).due_on, said(moved)) == (date(2026, 11, 10), (None, None, ""))
        assert "Moved by" not in page(scene.owner, moved)

    def test_programs_read_it_before_it_is_applied(self, scene: Scene, plan: Plan, moved: Milestone) -> None:
        answer = Program(scene.manager).get(f"/plans/{plan.code}/preview?cohort={scene.cohort.slug}").json()
        (mine,) = [one for one in answer["startups"] if one["enrolment"] == scene.enrolment.code]
        (change,) = [one for one in mine["changes"] if one["milestone"] == moved.code]
        assert change["moved"] == {"at": "2026-11-20T06:02:00Z", "by": "Nurul Hakim", "why": WHY}
        assert (change["kept"], change["due_on"], change["planned_on"]) == (True, "2026-12-01", "2026-11-10")

    def test_of_startups_that_read_the_same_only_those_not_moved_stand_together(
        self, scene: Scene, plan: Plan, moved: Milestone
    ) -> None:
        found = planning.preview(plan, scene.cohort, steps=planning.live_steps(plan))
        told = [[one.startup.name for one in group.startups] for group in planning.alike(found)]
        assert sorted(told) == [["Quaykeeper"], ["Sandbar"]]
        assert Enrolment.objects.filter(cohort=scene.cohort).count() == 2
