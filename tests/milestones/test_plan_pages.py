"""Doors to plans: the list, making one, its steps, applying it to a cohort."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse

from cohorts.milestones.models import Milestone, Plan, Step
from tests.cast import browser
from tests.factories import cohorts, programmes
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene

STEP = {"title": "Pilot signed", "due_days": "60", "description": "A first site.", "evidence": "The agreement"}


def at(plan: Plan, *parts: str) -> str:
    return "/".join([f"/plans/{plan.code}", *parts, ""])


def text(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    assert b"<c-" not in response.content
    return response.content.decode()


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]  # type: ignore[attr-defined]  # the test client's


@pytest.fixture
def plan(scene: Scene) -> Plan:
    return factories.plan(scene.programme)


class TestList:
    def test_each_with_its_steps_and_cohorts(self, scene: Scene, plan: Plan) -> None:
        factories.plan(programmes.programme(), name="Somebody else's")
        page = text(browser(scene.manager).get("/plans/"))
        assert ("Six months" in page, f'href="{at(plan)}"' in page, "New plan" in page) == (True, True, True)
        assert "Somebody else" not in page

    def test_who_runs_nothing_reads_and_is_offered_nothing(self, scene: Scene, plan: Plan) -> None:
        assert "New plan" not in text(browser(scene.auditor).get("/plans/"))
        page = text(browser(scene.owner).get("/plans/"))
        assert ("No plan yet" in page, "Six months" in page) == (True, False)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            factories.plan(scene.programme).cohorts.add(scene.cohort)
        client = browser(scene.manager)
        with django_assert_num_queries(5):
            client.get("/plans/")


class TestMaking:
    def test_a_manager_makes_one_of_their_programme(self, scene: Scene) -> None:
        client = browser(scene.manager)
        assert "Harbour AI" in text(client.get("/plans/new/"))
        response = client.post("/plans/new/", {"name": "Nine months", "programme": scene.programme.pk})
        made = Plan.objects.get()
        assert (response["Location"], made.name, made.programme) == (at(made), "Nine months", scene.programme)

    def test_another_programme_cannot_be_chosen(self, scene: Scene) -> None:
        response = browser(scene.manager).post("/plans/new/", {"name": "Mine", "programme": programmes.programme().pk})
        assert "programme" in response.context["form"].errors
        assert ('value="Mine"' in text(response, 422), Plan.objects.count()) == (True, 0)

    @pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0b"])
    def test_a_name_is_needed(self, scene: Scene, name: str) -> None:
        response = browser(scene.manager).post("/plans/new/", {"name": name, "programme": scene.programme.pk})
        assert (response.status_code, list(response.context["form"].errors), Plan.objects.count()) == (422, ["name"], 0)

    def test_others_are_told_who_may(self, scene: Scene) -> None:
        for person in (scene.owner, scene.mentor, scene.auditor, programmes.reviewer(scene.programme)):
            for act in ("get", "post"):
                assert "make plans" in text(getattr(browser(person), act)("/plans/new/"), 403)


class TestPlan:
    def test_steps_in_their_order_and_the_cohorts_that_follow(self, scene: Scene, plan: Plan) -> None:
        plan.cohorts.add(scene.cohort)
        page = text(browser(scene.manager).get(at(plan)))
        places = [page.index(f"M{place} {title}") for place, title in enumerate(factories.TITLES, 1)]
        assert places == sorted(places)
        assert ("Cohort 5" in page, "Add a step" in page, "Apply to the cohort" in page) == (True, True, True)
        assert f'href="{at(plan, "steps", "1")}"' in page

    def test_readers_are_offered_nothing(self, scene: Scene, plan: Plan) -> None:
        for person in (scene.auditor, programmes.reviewer(scene.programme)):
            page = text(browser(person).get(at(plan)))
            assert ("M1 Customer interviews" in page, "Add a step" in page, "Apply to the cohort" in page) == (True, False, False)

    def test_the_next_step_is_added(self, scene: Scene, plan: Plan) -> None:
        assert browser(scene.manager).post(at(plan), STEP)["Location"] == at(plan)
        step = plan.steps.get(position=4)
        assert (step.title, step.due_days, step.description, step.evidence) == tuple(
            int(value) if value.isdigit() else value for value in (STEP[name] for name in STEP)
        )

    @pytest.mark.parametrize(
        ("field", "value"), [("title", ""), ("title", "t" * 201), ("due_days", "-1"), ("due_days", "soon"), ("due_days", "99999")]
    )
    def test_a_step_that_cannot_be_is_shown_with_its_field(self, scene: Scene, plan: Plan, field: str, value: str) -> None:
        response = browser(scene.manager).post(at(plan), STEP | {field: value})
        assert list(response.context["form"].errors) == [field]
        assert ("A first site." in text(response, 422), plan.steps.count()) == (True, 3)

    def test_outsiders_find_nothing(self, scene: Scene, plan: Plan) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor):
            client = browser(person)
            for response in (
                client.get(at(plan)),
                client.post(at(plan), STEP),
                client.get(at(plan, "steps", "1")),
                client.post(at(plan, "steps", "1"), STEP),
                client.post(at(plan, "apply"), {"cohort": scene.cohort.slug}),
            ):
                assert response.status_code == 404
        assert (plan.steps.count(), Milestone.objects.count()) == (3, 0)

    def test_readers_who_write_are_told_who_may(self, scene: Scene, plan: Plan) -> None:
        for person in (scene.auditor, programmes.reviewer(scene.programme)):
            client = browser(person)
            assert "Only managers of Harbour AI may do this." in text(client.post(at(plan), STEP), 403)
            assert client.get(at(plan, "steps", "1")).status_code == 403
            assert client.post(at(plan, "apply"), {"cohort": scene.cohort.slug}).status_code == 403
        assert (plan.steps.count(), Milestone.objects.count()) == (3, 0)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        made = factories.plan(scene.programme, days=range(10, 10 + size))
        made.cohorts.add(*(cohorts.cohort(programme=scene.programme) for _ in range(size)))
        client = browser(scene.manager)
        with django_assert_num_queries(9):
            client.get(at(made))


class TestStep:
    def test_it_is_reworded(self, scene: Scene, plan: Plan) -> None:
        client, door = browser(scene.manager), at(plan, "steps", "2")
        assert 'value="60"' in text(client.get(door))
        response = client.post(door, STEP | {"due_days": "70"}, follow=True)
        assert (response.redirect_chain, said(response)) == ([(at(plan), 302)], ["Saved"])
        step = plan.steps.get(position=2)
        assert (step.title, step.due_days, plan.steps.count()) == ("Pilot signed", 70, 3)

    def test_bad_input_changes_nothing(self, scene: Scene, plan: Plan) -> None:
        response = browser(scene.manager).post(at(plan, "steps", "2"), STEP | {"due_days": "", "title": "Renamed"})
        assert ('value="Renamed"' in text(response, 422), list(response.context["form"].errors)) == (True, ["due_days"])
        assert not Step.objects.filter(title="Renamed").exists()

    def test_a_step_that_is_not_there(self, scene: Scene, plan: Plan) -> None:
        assert browser(scene.manager).get(at(plan, "steps", "9")).status_code == 404


class TestApplying:
    def test_it_says_how_many_it_made_and_leads_to_the_board(self, scene: Scene, plan: Plan) -> None:
        client, typed = browser(scene.manager), {"cohort": scene.cohort.slug}
        first = client.post(at(plan, "apply"), typed, follow=True)
        assert (first.redirect_chain, said(first)) == ([("/cohorts/cohort-5/board/", 302)], ["Applied: 6 milestones made"])
        plan.steps.create(position=4, title="Fourth", due_days=120)
        scene.cohort.enrolments.exclude(pk=scene.enrolment.pk).update(state="departed")
        assert said(client.post(at(plan, "apply"), typed, follow=True)) == ["Applied: 1 milestone made"]
        assert said(client.post(at(plan, "apply"), typed, follow=True)) == ["Applied: 0 milestones made"]

    @pytest.mark.parametrize("chosen", ["", "nothing", "other"])
    def test_another_programmes_cohort_cannot_be_chosen(self, scene: Scene, plan: Plan, chosen: str) -> None:
        cohorts.cohort(slug="other")
        response = browser(scene.manager).post(at(plan, "apply"), {"cohort": chosen}, follow=True)
        assert (response.redirect_chain, said(response)) == ([(at(plan), 302)], ["Choose a cohort of this programme."])
        assert Milestone.objects.count() == 0

    def test_an_empty_cohort_is_told_when_it_gets_them(self, scene: Scene, plan: Plan) -> None:
        ahead = cohorts.cohort(programme=scene.programme)
        response = browser(scene.manager).post(at(plan, "apply"), {"cohort": ahead.slug}, follow=True)
        assert said(response) == ["Applied: startups get the milestones when they join."]

    def test_a_plan_without_steps_says_so(self, scene: Scene) -> None:
        empty = factories.plan(scene.programme, days=())
        assert "Apply to the cohort" not in text(browser(scene.manager).get(at(empty)))
        response = browser(scene.manager).post(at(empty, "apply"), {"cohort": scene.cohort.slug})
        assert "The plan has no steps yet. Add the first one." in text(response, 409)
