"""Plans, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cohorts.milestones import planning
from cohorts.milestones.models import Following, Milestone, Plan
from tests.cast import browser
from tests.factories import cohorts, programmes
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene

YAML = "plan: Two steps\nsteps:\n- title: Talks\n  due: {days: 14}\n- title: Pilot\n  due: {working_days: 5, after: talks}\n"
STEP = {
    "title": "Fourth",
    "due_rule": "workdays",
    "due_days": 5,
    "after": "m1",
    "needs": ["m2"],
    "target": "2.5",
    "unit": "sites",
}


@pytest.fixture
def plan(scene: Scene) -> Plan:
    return factories.plan(scene.programme)


class Program:
    """A manager's program, or somebody else's."""

    def __init__(self, person: Any) -> None:
        self.client = browser(person)

    def ask(self, method: str, path: str, status: int = 200, **body: Any) -> Any:
        more = {"data": body, "content_type": "application/json"} if method != "get" else {"data": body}
        response = getattr(self.client, method)(f"/api/v1{path}", **more)
        assert response.status_code == status, response.content
        return response.json() if response.content else None


@pytest.fixture
def program(scene: Scene) -> Program:
    return Program(scene.manager)


class TestPlans:
    def test_the_list_tells_how_far_each_is(self, scene: Scene, plan: Plan, program: Program) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        factories.plan(programmes.programme())
        (one,) = program.ask("get", "/plans")["items"]
        assert one == {
            "code": plan.code,
            "name": "Six months",
            "programme": scene.programme.slug,
            "steps": 3,
            "cohorts": 1,
            "version": 1,
            "reminders_to_plan": 0,
        }
        assert program.ask("get", f"/plans/{plan.code}") == one

    def test_one_is_made_empty_or_of_a_file(self, scene: Scene, program: Program) -> None:
        slug = scene.programme.slug
        assert program.ask("post", "/plans", 201, programme=slug, name="Fresh")["steps"] == 0
        made = program.ask("post", "/plans", 201, programme=slug, yaml=YAML)
        assert (made["name"], made["steps"]) == ("Two steps", 2)
        wrong = program.ask("post", "/plans", 422, programme=slug, yaml=YAML.replace("talks", "walks"))
        assert "There is no step “walks” in this plan." in str(wrong)
        assert Plan.objects.count() == 2
        program.ask("post", "/plans", 403, programme=programmes.programme().slug, name="Mine")

    def test_one_is_copied(self, scene: Scene, plan: Plan, program: Program) -> None:
        made = program.ask("post", f"/plans/{plan.code}/copy", 201, programme=scene.programme.slug, name="Again")
        assert (made["name"], made["steps"], made["version"]) == ("Again", 3, None)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            factories.plan(scene.programme, days=range(size))
        client = browser(scene.manager)
        client.get("/api/v1/plans")
        with django_assert_num_queries(3):
            client.get("/api/v1/plans")


class TestSteps:
    def test_they_say_their_rule_and_the_day_for_a_cohort(self, scene: Scene, plan: Plan, program: Program) -> None:
        first, *_others = program.ask("get", f"/plans/{plan.code}/steps", cohort=scene.cohort.slug)
        assert first == {
            "key": "m1",
            "title": "Customer interviews",
            "description": "Talk to twenty people.",
            "evidence": "Notes of twenty conversations",
            "owner": "founder",
            "target": None,
            "unit": "",
            "questionnaire": "",
            "due_rule": "days",
            "due_days": 14,
            "fixed_on": None,
            "after": "",
            "days_off": "leave",
            "needs": [],
            "due": "14 days after the first day",
            "due_on": "2026-09-15",
            "why": "14 days after the first day",
        }
        assert program.ask("get", f"/plans/{plan.code}/steps")[0]["due_on"] is None
        program.ask("get", f"/plans/{plan.code}/steps", 404, cohort=cohorts.cohort().slug)

    def test_one_is_added_changed_moved_and_taken_out(self, scene: Scene, plan: Plan, program: Program) -> None:
        door = f"/plans/{plan.code}/steps"
        added = program.ask("post", door, 201, **STEP)[3]
        assert (added["key"], added["due"], added["target"]) == ("fourth", "5 working days after Customer interviews", "2.5000")
        changed = program.ask("put", f"{door}/fourth", title="Fourth", due_rule="on", fixed_on="2026-12-24")[3]
        assert (changed["due"], changed["unit"]) == ("on 24 December 2026", "")
        moved = program.ask("post", f"{door}/fourth/place", position=1)
        assert [one["key"] for one in moved] == ["fourth", "m1", "m2", "m3"]
        program.ask("delete", f"{door}/fourth", 204)
        assert plan.steps.count() == 3

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"title": "Fourth", "after": "nowhere"}, "There is no step “nowhere” in this plan."),
            ({"title": "Fourth", "due_rule": "someday"}, "days, workdays, month_end, quarter_end, on"),
            ({"title": "Fourth", "fixed_on": "2026-12-24"}, "Only the rule of a fixed day takes a day."),
            ({"title": "Two\nlines"}, "one line"),
            ({"title": "Fourth", "days": 5}, "days"),
        ],
    )
    def test_what_cannot_be_is_told(self, plan: Plan, program: Program, given: dict[str, Any], says: str) -> None:
        assert says in str(program.ask("post", f"/plans/{plan.code}/steps", 422, **given))
        assert plan.steps.count() == 3


class TestVersions:
    def test_kept_told_compared_and_taken_up(self, plan: Plan, program: Program) -> None:
        door = f"/plans/{plan.code}/versions"
        assert program.ask("post", door, note="As agreed")["number"] == 1
        program.ask("put", f"/plans/{plan.code}/steps/m1", title="Talks", due_days=21)
        program.ask("post", door)
        assert [(one["number"], one["note"], one["by"]) for one in program.ask("get", door)["items"]] == [
            (2, "", "Nurul Hakim"),
            (1, "As agreed", "Nurul Hakim"),
        ]
        assert [one["title"] for one in program.ask("get", f"{door}/1")["steps"]] == list(factories.TITLES)
        (found,) = program.ask("get", f"{door}/2/differences", against=1)
        assert (found["kind"], found["title"]) == ("changed", "Talks")
        assert {"name": "Due", "old": "14 days after the first day", "new": "21 days after the first day"} in found["details"]
        assert program.ask("post", f"{door}/1/take-up")[0]["title"] == "Customer interviews"
        program.ask("get", f"{door}/7", 404)

    def test_a_file_out_and_in(self, plan: Plan, program: Program) -> None:
        door = f"/plans/{plan.code}/yaml"
        there = program.ask("get", door)
        changed = there["yaml"].replace("days: 60", "days: 61")
        assert program.ask("put", door, yaml=changed, seen=there["seen"])[1]["due_days"] == 61
        program.ask("put", door, 409, yaml=changed, seen=there["seen"])
        wrong = program.ask("put", door, 422, yaml=changed.replace("days: 61", "days: many"))
        assert "This must be a whole number." in str(wrong)
        assert plan.steps.get(key="m2").due_days == 61
        foreign = program.ask("put", door, 422, yaml=changed.replace("  title: Pilot", "  questionnaire: none1\n  title: Pilot"))
        assert "There is no such form" in str(foreign)


class TestApplying:
    def test_seen_first_and_then_done(self, scene: Scene, plan: Plan, program: Program) -> None:
        seen = program.ask("get", f"/plans/{plan.code}/preview", cohort=scene.cohort.slug)
        assert seen["counts"] == {"added": 6, "moved": 0, "reworded": 0, "recounted": 0, "removed": 0, "waived": 0}
        (mine,) = [one for one in seen["startups"] if one["startup"] == "quaykeeper"]
        assert mine["changes"][0] == {
            "milestone": "",
            "title": "M1 Customer interviews",
            "kinds": ["added"],
            "was_on": None,
            "due_on": "2026-09-15",
            "planned_on": "2026-09-15",
            "kept": False,
            "moved": None,
        }
        done = program.ask("post", f"/plans/{plan.code}/apply", cohort=scene.cohort.slug, seen=seen["seen"], note="First")
        assert (done["version"], done["counts"], done["by"]) == (1, seen["counts"], "Nurul Hakim")
        program.ask("post", f"/plans/{plan.code}/apply", 409, cohort=scene.cohort.slug, seen=seen["seen"])
        assert Following.objects.count() == 1

    def test_a_day_given_by_hand_is_overruled_where_its_code_is_sent(self, scene: Scene, plan: Plan, program: Program) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        one = scene.enrolment.milestones.get(position=1)
        planning.move(one, due_on=date(2026, 10, 1), reason="Later", by=scene.manager)
        (mine,) = program.ask("get", f"/plans/{plan.code}/preview", cohort=scene.cohort.slug)["startups"]
        assert [(line["milestone"], line["kept"], line["planned_on"]) for line in mine["changes"]] == [
            (one.code, True, "2026-09-15")
        ]
        seen = program.ask("get", f"/plans/{plan.code}/preview", cohort=scene.cohort.slug, overrule=one.code)
        assert seen["counts"]["moved"] == 1
        program.ask("post", f"/plans/{plan.code}/apply", cohort=scene.cohort.slug, overrule=[one.code])
        one.refresh_from_db()
        assert one.due_on == date(2026, 9, 15)

    def test_another_programmes_cohort_is_not_there(self, plan: Plan, program: Program) -> None:
        program.ask("post", f"/plans/{plan.code}/apply", 404, cohort=cohorts.cohort().slug)
        assert not Milestone.objects.exists()

    def test_a_startup_is_planned_anew(self, scene: Scene, plan: Plan, program: Program) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        door = f"/enrolments/{scene.enrolment.code}/plan-anew"
        assert program.ask("post", door, workdays=5, reason="Late start") == {"moved": 3}
        assert program.ask("post", door, start="2026-09-01", reason="After all") == {"moved": 3}
        for wrong in ({}, {"days": 3, "workdays": 3}):
            assert "Give one of days, workdays and start." in str(program.ask("post", door, 422, reason="Late", **wrong))
        Program(scene.owner).ask("post", door, 403, days=3, reason="Late")
