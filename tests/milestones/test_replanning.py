"""One startup's milestones planned anew: shifted, or worked out from another first day. Founders hear once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message, Reminder
from accelerator.trail.models import Entry
from cohorts.milestones import planning
from cohorts.milestones.models import Milestone, Plan
from cohorts.milestones.planning import Shift, Stale, StepGiven
from tests.cast import browser
from tests.factories import cohorts
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene


@pytest.fixture
def plan(scene: Scene) -> Plan:
    """Days 14, 60 and 105; the second counts from the first, the third moves off days off."""
    made = factories.plan(scene.programme)
    made.steps.filter(key="m2").update(after="m1", due_days=46)
    made.steps.filter(key="m3").update(days_off="next", needs=["m2"])
    planning.apply_plan(made, cohort=scene.cohort, by=scene.manager)
    Message.objects.all().delete()
    return made


def days(scene: Scene) -> list[date]:
    return [one.due_on for one in scene.enrolment.milestones.order_by("position")]


def replan(scene: Scene, how: Any, **more: Any) -> int:
    return planning.replan(scene.enrolment, how, **({"reason": "Moved offices", "by": scene.manager} | more))


class TestDays:
    @pytest.mark.parametrize(
        ("how", "there"),
        [
            (Shift(10), [date(2026, 9, 25), date(2026, 11, 10), date(2026, 12, 28)]),  # past Christmas and the weekend
            (Shift(-5), [date(2026, 9, 10), date(2026, 10, 26), date(2026, 12, 10)]),
            (Shift(5, workdays=True), [date(2026, 9, 22), date(2026, 11, 6), date(2026, 12, 22)]),
            (Shift(-3, workdays=True), [date(2026, 9, 10), date(2026, 10, 28), date(2026, 12, 10)]),
            (date(2026, 10, 1), [date(2026, 10, 15), date(2026, 11, 30), date(2027, 1, 14)]),
        ],
    )
    def test_all_that_is_owed_moves(self, scene: Scene, plan: Plan, how: Any, there: list[date]) -> None:
        assert days(scene) == [date(2026, 9, 15), date(2026, 10, 31), date(2026, 12, 15)]
        assert replan(scene, how) == 3
        assert days(scene) == there

    def test_what_is_settled_stays_and_others_count_from_its_day(self, scene: Scene, plan: Plan) -> None:
        scene.enrolment.milestones.filter(position=1).update(state="waived", due_on=date(2026, 10, 20))
        replan(scene, date(2026, 9, 15))
        assert days(scene) == [date(2026, 10, 20), date(2026, 12, 5), date(2026, 12, 29)]

    def test_none_comes_before_one_that_it_needs(self, scene: Scene, plan: Plan) -> None:
        scene.enrolment.milestones.filter(position=2).update(state="waived", due_on=date(2026, 12, 14))
        replan(scene, Shift(-10))
        assert days(scene)[2] == date(2026, 12, 14)

    def test_what_it_counts_from_and_is_not_there_is_the_start(self, scene: Scene, plan: Plan) -> None:
        Milestone.objects.filter(enrolment=scene.enrolment, position=1).delete()
        replan(scene, date(2026, 10, 1))
        assert days(scene) == [date(2026, 11, 16), date(2027, 1, 14)]

    def test_they_keep_these_days_when_the_plan_is_applied(self, scene: Scene, plan: Plan) -> None:
        replan(scene, Shift(7))
        planning.change_step(plan.steps.get(key="m1"), given=StepGiven("Else", 30), by=scene.manager)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        assert days(scene)[0] == date(2026, 9, 22)
        assert {one.moved_why for one in scene.enrolment.milestones.all()} == {"Moved offices"}


class TestRules:
    def test_founders_hear_once_and_the_trail_says_why(self, scene: Scene, plan: Plan) -> None:
        replan(scene, Shift(7), reason="Their pilot site opens a week later.")
        rows = Message.objects.order_by("recipient")
        assert [(one.kind, one.recipient) for one in rows] == [("milestones_replanned", person) for person in scene.insiders]
        assert rows[0].facts["changes"].splitlines() == [
            "M1 Customer interviews: due on 22 September 2026 instead of 15 September 2026",
            "M2 Pilot signed: due on 7 November 2026 instead of 31 October 2026",
            "M3 Model card written: due on 22 December 2026 instead of 15 December 2026",
        ]
        (entry,) = Entry.objects.about(scene.enrolment).filter(verb="enrolment.replanned")
        assert entry.told() == (
            "Nurul Hakim planned the milestones of Quaykeeper anew: Their pilot site opens a week later. Moved: 3."
        )

    def test_reminders_move_along(self, scene: Scene, plan: Plan) -> None:
        last = scene.enrolment.milestones.get(position=3)
        replan(scene, Shift(7))
        waiting = Reminder.objects.filter(subject=f"milestone:{last.pk}", state="planned").order_by("local_on")
        assert (waiting[0].local_on, waiting.count()) == (date(2026, 12, 15), 6)

    @pytest.mark.parametrize(
        ("how", "field", "says"),
        [
            (Shift(0), "count", "from 1 to 365"),
            (Shift(366), "count", "from 1 to 365"),
            (date(2026, 8, 31), "start", "1 September 2026 to 26 February 2028"),
            (Shift(-20), "count", "M1 Customer interviews would be due on 26 August 2026.* 1 September 2026 to 26 February 2028"),
        ],
    )
    def test_what_nobody_means_is_refused(self, scene: Scene, plan: Plan, how: Any, field: str, says: str) -> None:
        before = days(scene)
        with pytest.raises(Refusal, match=says) as refusal:
            replan(scene, how)
        assert (refusal.value.field, days(scene)) == (field, before)

    def test_one_that_lies_outside_already_holds_nothing_up(self, scene: Scene, plan: Plan) -> None:
        """Papers were to be ready before the first day."""
        papers = StepGiven("Papers", due_rule="on", fixed_on=date(2026, 8, 20))
        planning.add_step(plan, step=papers, by=scene.manager)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        assert replan(scene, Shift(5)) == 4
        assert days(scene)[3] == date(2026, 8, 25)
        with pytest.raises(Refusal, match="M4 Papers would be due on 20 August 2026"):
            replan(scene, Shift(-5))

    def test_a_reason_is_needed_and_something_to_move(self, scene: Scene, plan: Plan) -> None:
        with pytest.raises(Refusal, match="founders read it"):
            replan(scene, Shift(7), reason=" ")
        with pytest.raises(Refusal, match="Nothing would move"):
            replan(scene, scene.cohort.starts_on)

    def test_only_managers_and_only_in_the_cohort(self, scene: Scene, plan: Plan) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor, scene.auditor):
            with pytest.raises(Forbidden):
                replan(scene, Shift(7), by=person)
        gone = cohorts.enrolment(scene.cohort, name="Gone", state="departed")
        with pytest.raises(Refusal, match="Gone is no longer in the cohort"):
            planning.replan(gone, Shift(7), reason="Late", by=scene.manager)

    def test_what_moved_since_it_was_seen_is_shown_anew(self, scene: Scene, plan: Plan) -> None:
        mark = planning.propose(scene.enrolment, Shift(7)).mark
        one = scene.enrolment.milestones.get(position=1)
        planning.move(one, due_on=date(2026, 10, 1), reason="Else", by=scene.manager)
        with pytest.raises(Stale):
            replan(scene, Shift(7), seen=mark)
        assert days(scene)[1] == date(2026, 11, 16)  # went along

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        made = factories.plan(scene.programme, days=(90, 120, 150)[:size])
        planning.apply_plan(made, cohort=scene.cohort, by=scene.manager)
        with django_assert_num_queries(24):
            replan(scene, Shift(7))


class TestPage:
    def test_days_are_seen_first_and_then_given(self, scene: Scene, plan: Plan) -> None:
        client, door = browser(scene.manager), f"/enrolments/{scene.enrolment.code}/plan-anew/"
        assert b"Everything by so many working days" in client.get(door).content
        response = client.get(door, {"how": "workdays", "count": "5"})
        page = response.content.decode()
        assert ("Tue 22 Sep 2026" in page, "Move 3 milestones" in page) == (True, True)
        typed = {"how": "workdays", "count": "5", "seen": response.context["proposal"].mark}
        refused = client.post(door, typed | {"reason": ""})
        assert (refused.status_code, days(scene)[0]) == (422, date(2026, 9, 15))
        assert client.post(door, typed | {"reason": "Late start"})["Location"] == scene.enrolment.get_absolute_url()
        assert days(scene)[0] == date(2026, 9, 22)
        stale = client.post(door, typed | {"reason": "Once more"})
        assert (stale.status_code, b"changed since" in stale.content) == (409, True)

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"how": "days"}, "count"),
            ({"how": "start"}, "start"),
            ({"how": "else", "count": "5"}, "how"),
            ({"how": "days", "count": "x"}, "count"),
            ({"how": "start", "start": "1999-01-01"}, "start"),
        ],
    )
    def test_a_wish_that_is_none_names_its_field(self, scene: Scene, plan: Plan, typed: dict[str, str], field: str) -> None:
        response = browser(scene.manager).get(f"/enrolments/{scene.enrolment.code}/plan-anew/", typed)
        assert (response.status_code, field in response.context["wish"].errors) == (422, True)

    def test_the_way_there_is_shown_to_managers_alone(self, scene: Scene, plan: Plan) -> None:
        door = f"/enrolments/{scene.enrolment.code}/plan-anew/".encode()
        for person, shown in ((scene.manager, True), (scene.mentor, False), (scene.owner, False)):
            assert (door in browser(person).get(scene.enrolment.get_absolute_url()).content) == shown
            assert browser(person).get(door.decode()).status_code == (200 if shown else 403)
        assert browser(scene.stranger).get(door.decode()).status_code == 404
