"""What nobody means to send: numbers beyond reason, times with an offset, files of thousands of steps, and the second person."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from accelerator.kit import yamlfile
from accelerator.kit.refusals import Refusal
from cohorts.milestones import content, plan_file, planning
from cohorts.milestones.content import StepGiven
from cohorts.milestones.models import Plan, ReminderRule, Step
from cohorts.milestones.plan_file import Misread
from tests.cast import browser
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene


@pytest.fixture
def plan(scene: Scene) -> Plan:
    made = factories.plan(scene.programme)
    planning.apply_plan(made, cohort=scene.cohort, by=scene.manager)
    return made


class TestNumbers:
    @pytest.mark.parametrize("count", ["366", "-366", "9999999", "999999999999", "9" * 5000])
    def test_planned_anew_by_too_much(self, scene: Scene, plan: Plan, count: str) -> None:
        client, door = browser(scene.manager), f"/enrolments/{scene.enrolment.code}/plan-anew/"
        seen: Any = client.get(door, {"how": "days", "count": count})
        sent: Any = client.post(door, {"how": "days", "count": count, "reason": "Later"})
        assert (seen.status_code, sent.status_code) == (422, 422)
        assert "count" in seen.context["wish"].errors
        assert "count" in sent.context["wish"].errors

    @pytest.mark.parametrize("to", ["99999999999999999999", "9" * 5000, "-1", "", "next", "1.5"])
    def test_a_place_that_is_none(self, scene: Scene, plan: Plan, to: str) -> None:
        answer = browser(scene.manager).post(f"/plans/{plan.code}/steps/m1/place/", {"to": to})
        assert (answer.status_code, "Choose a place from 1 to 100." in answer.content.decode()) == (409, True)
        assert plan.steps.get(key="m1").position == 1

    def test_beyond_the_end_is_the_end(self, scene: Scene, plan: Plan) -> None:
        browser(scene.manager).post(f"/plans/{plan.code}/steps/m1/place/", {"to": "9999"})
        assert plan.steps.get(key="m1").position == 3
        assert planning.place_step(plan.steps.get(key="m2"), position=10**30, by=scene.manager).position == 3

    @pytest.mark.parametrize("number", ["9" * 10, "9" * 5000, "77"])
    def test_a_version_that_is_none(self, scene: Scene, plan: Plan, number: str) -> None:
        assert browser(scene.manager).get(f"/plans/{plan.code}/plan.yaml", {"version": number}).status_code == 404

    @pytest.mark.parametrize("at", ["09:00:00Z", "09:00:00+08:00"])
    def test_a_time_of_day_with_an_offset(self, scene: Scene, plan: Plan, at: str) -> None:
        sent, door = json.dumps({"offset": -2, "at": at}), f"/api/v1/plans/{plan.code}/reminder-rules"
        answer = browser(scene.manager).post(door, sent, content_type="application/json")
        assert (answer.status_code, "without an offset" in answer.content.decode()) == (422, True)
        assert not ReminderRule.objects.filter(plan=plan, offset=-2).exists()


class TestFiles:
    def test_too_many_steps_are_refused_before_any_is_looked_at(self) -> None:
        for steps in ("- {}\n" * 101, "- {title: a, due: {days: 1}}\n" * 3000):
            with pytest.raises(Misread) as refused:
                plan_file.read(f"plan: X\nsteps:\n{steps}")
            assert [(one.path, one.sentence) for one in refused.value.faults] == [("steps", "A plan has at most 100 steps.")]

    def test_a_file_of_too_many_values_is_not_built(self) -> None:
        with pytest.raises(Misread, match=r"Line [0-9]+: This file holds too many values."):
            yamlfile.read("- {}\n" * 60_000)

    def test_a_hundred_faults_are_told_and_no_more(self) -> None:
        unknown = ", ".join(f"a{place}: 1" for place in range(500))
        with pytest.raises(Misread) as refused:
            plan_file.read(f"plan: X\nsteps:\n- {{{unknown}}}\n")
        assert len(refused.value.faults) == yamlfile.MOST_FAULTS == 100

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028", "\x0b"])
    def test_a_name_stands_in_one_line(self, scene: Scene, end: str) -> None:
        text = plan_file.write(f"Six{end}months", [StepGiven("Talks", 14)])
        with pytest.raises(Misread, match=r"This stands in one line|cannot be|does not take"):
            plan_file.read(text)
        with pytest.raises(Refusal, match="This stands in one line"):
            planning.make_plan(scene.programme, name=f"Six{end}months", by=scene.manager)

    def test_keys_are_made_from_titles_each_once(self) -> None:
        given = [StepGiven("Talk", 1), StepGiven("Talk", 1), StepGiven("", 1, key="talk-2"), StepGiven("Talk", 1)]
        assert [one.key for one in content.with_keys(given)] == ["talk", "talk-3", "talk-2", "talk-4"]
        assert content.key_for("New", []) == "new-2"
        assert content.key_for("Talk", ["talk", "talk-2"]) == "talk-3"

    def test_many_keys_of_one_title_try_each_number_once(self) -> None:
        taken = _Counting()
        numbers: dict[str, int] = {}
        for _ in range(300):
            taken.add(content.key_for("Talk", taken, numbers))
        assert taken.asked == 300


class _Counting(set[str]):
    """Counts how often it is asked whether it has something."""

    asked = 0

    def __contains__(self, one: object) -> bool:
        self.asked += 1
        return super().__contains__(one)


SECOND: dict[str, Callable[[Step, Any], Any]] = {
    "remove": lambda step, by: planning.remove_step(step, by=by),
    "change": lambda step, by: planning.change_step(step, given=StepGiven("Else", 3), by=by),
    "place": lambda step, by: planning.place_step(step, position=1, by=by),
    "form": lambda step, by: planning.make_evidence_form(step, by=by),
}


class TestTheSecondPerson:
    @pytest.mark.parametrize("applied", [False, True], ids=["gone", "retired"])
    @pytest.mark.parametrize("what", SECOND)
    def test_what_somebody_took_out_is_told(self, scene: Scene, what: str, applied: bool) -> None:
        made = factories.plan(scene.programme)
        if applied:
            planning.apply_plan(made, cohort=scene.cohort, by=scene.manager)
        step = made.steps.get(key="m2")
        planning.remove_step(made.steps.get(key="m2"), by=scene.manager)
        with pytest.raises(Refusal, match="Somebody took this step out of the plan meanwhile"):
            SECOND[what](step, scene.manager)

    def test_brought_back_twice_it_is_there_once(self, scene: Scene, plan: Plan) -> None:
        step = plan.steps.get(key="m1")
        planning.remove_step(plan.steps.get(key="m1"), by=scene.manager)
        for _ in range(2):
            assert planning.bring_back_step(step, by=scene.manager).position == 3

    def test_brought_back_once_it_is_gone_for_good(self, scene: Scene) -> None:
        made = factories.plan(scene.programme)
        step = made.steps.get(key="m1")
        planning.remove_step(made.steps.get(key="m1"), by=scene.manager)
        with pytest.raises(Refusal, match="Somebody took this step out"):
            planning.bring_back_step(step, by=scene.manager)
