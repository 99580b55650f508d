"""Doors to plans: the list, making one, its steps, applying it to a cohort."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse

from cohorts.milestones import planning
from cohorts.milestones.models import Milestone, Plan, Step
from tests.cast import browser
from tests.factories import cohorts, programmes
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene

STEP = {
    "title": "Pilot signed",
    "due_days": "60",
    "due_rule": "workdays",
    "after": "m1",
    "days_off": "leave",
    "needs": ["m2", "m1"],
    "description": "A first site.",
    "evidence": "The agreement",
    "owner": "mentor",
    "target": "2.5",
    "unit": "sites",
}


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
    def test_steps_say_when_they_are_due_and_which_day_that_is_for_a_cohort(self, scene: Scene, plan: Plan) -> None:
        plan.steps.filter(key="m2").update(due_rule="workdays", due_days=5, after="m1", needs=["m3"])
        page = text(browser(scene.manager).get(at(plan)))
        places = [page.index(f"M{place} {title}") for place, title in enumerate(factories.TITLES, 1)]
        assert places == sorted(places)
        assert "5 working days after Customer interviews" in page
        assert "not before Model card written" in page
        assert "Tue 15 Dec 2026" in page
        assert "would be 22 September 2026; not before Model card written" in page
        assert f'href="{at(plan, "steps", "m1")}"' in page

    def test_days_are_shown_for_the_cohort_that_is_chosen(self, scene: Scene, plan: Plan) -> None:
        cohorts.cohort(programme=scene.programme, slug="later", starts_on=date(2027, 2, 25), ends_on=date(2027, 3, 1))
        page = text(browser(scene.manager).get(f"{at(plan)}?cohort=later"))
        assert ("Thu 11 Mar 2027" in page, "after its end" in page) == (True, True)

    def test_readers_are_offered_nothing(self, scene: Scene, plan: Plan) -> None:
        for person in (scene.auditor, programmes.reviewer(scene.programme)):
            page = text(browser(person).get(at(plan)))
            offered = [words for words in ("Add a step", "See what applying changes", "Rename") if words in page]
            assert ("M1 Customer interviews" in page, offered) == (True, [])

    def test_it_is_renamed(self, scene: Scene, plan: Plan) -> None:
        client = browser(scene.manager)
        assert client.post(at(plan), {"name": "Nine months"})["Location"] == at(plan)
        plan.refresh_from_db()
        assert plan.name == "Nine months"
        assert text(client.post(at(plan), {"name": " "}), 422)

    def test_outsiders_find_nothing(self, scene: Scene, plan: Plan) -> None:
        for person in (*scene.insiders, *scene.outsiders, scene.mentor):
            client = browser(person)
            for door in ([], ["steps", "m1"], ["steps", "new"], ["apply"], ["copy"], ["file"], ["versions"], ["plan.yaml"]):
                address = at(plan, *door).removesuffix("/") if door == ["plan.yaml"] else at(plan, *door)
                assert client.get(address).status_code == 404
            for door in (["steps", "m1"], ["steps", "m1", "remove"], ["steps", "m1", "place"], ["apply"], ["versions"]):
                assert client.post(at(plan, *door), STEP | {"cohort": scene.cohort.slug}).status_code == 404
        assert (plan.steps.count(), Milestone.objects.count()) == (3, 0)

    def test_readers_who_write_are_told_who_may(self, scene: Scene, plan: Plan) -> None:
        for person in (scene.auditor, programmes.reviewer(scene.programme)):
            client = browser(person)
            for door in ([], ["steps", "m1"], ["steps", "new"], ["steps", "m1", "remove"], ["apply"], ["versions"], ["file"]):
                response = client.post(at(plan, *door), STEP | {"name": "Mine", "cohort": scene.cohort.slug})
                assert "Only managers of Harbour AI may do this." in text(response, 403)
            assert client.get(at(plan, "steps", "m1")).status_code == 403
        assert (plan.steps.count(), Milestone.objects.count()) == (3, 0)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        made = factories.plan(scene.programme, days=range(10, 10 + size))
        for _ in range(size):
            planning.apply_plan(made, cohort=cohorts.cohort(programme=scene.programme), by=scene.manager)
        client = browser(scene.manager)
        with django_assert_num_queries(11):
            client.get(at(made))


class TestSteps:
    def test_one_is_added_with_all_it_says(self, scene: Scene, plan: Plan) -> None:
        client = browser(scene.manager)
        assert "Counted from" in text(client.get(at(plan, "steps", "new")))
        response = client.post(at(plan, "steps", "new"), STEP)
        assert response["Location"] == at(plan)
        step = plan.steps.get(position=4)
        assert step.key == "pilot-signed"
        assert (step.title, step.due_days, step.due_rule, step.after, step.needs) == (
            "Pilot signed",
            60,
            "workdays",
            "m1",
            ["m1", "m2"],
        )
        assert (step.owner, step.target, step.unit, step.description) == ("mentor", Decimal("2.5"), "sites", "A first site.")

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("title", "", "Fill this in."),
            ("title", "t" * 201, "At most 200 characters"),
            ("due_days", "-1", "At least 0"),
            ("due_days", "soon", "Write a whole number"),
            ("due_days", "99999", "Choose a number from 0 to 1000."),
            ("after", "nowhere", "nowhere"),
            ("due_rule", "on", "Name the day."),
            ("fixed_on", "2026-12-24", "Only the rule of a fixed day takes a day."),
            ("target", "", "Say which number of sites is to be reached"),
            ("target", "0", "A target is more than 0"),
        ],
    )
    def test_one_that_cannot_be_is_shown_with_its_field(
        self, scene: Scene, plan: Plan, field: str, value: str, says: str
    ) -> None:
        response = browser(scene.manager).post(at(plan, "steps", "new"), STEP | {field: value})
        page = text(response, 422)
        assert (says in page, "A first site." in page, plan.steps.count()) == (True, True, 3)

    def test_it_is_reworded(self, scene: Scene, plan: Plan) -> None:
        client, door = browser(scene.manager), at(plan, "steps", "m2")
        assert 'value="60"' in text(client.get(door))
        response = client.post(door, STEP | {"due_days": "70", "needs": []}, follow=True)
        assert response.redirect_chain == [(at(plan), 302)]
        step = plan.steps.get(key="m2")
        assert (step.title, step.due_days, step.position, plan.steps.count()) == ("Pilot signed", 70, 2, 3)

    def test_what_would_wait_for_itself_is_named(self, scene: Scene, plan: Plan) -> None:
        plan.steps.filter(key="m1").update(needs=["m3"])
        response = browser(scene.manager).post(at(plan, "steps", "m3"), STEP | {"after": "m1", "needs": []})
        chain = "Customer interviews → Pilot signed → Customer interviews"
        assert f"These wait for one another: {chain}. Take one of the dependencies out." in text(response, 422)
        assert plan.steps.get(key="m3").after == ""

    @pytest.mark.parametrize(
        ("key", "to", "order"),
        [("m1", "down", "213"), ("m3", "up", "132"), ("m3", "1", "312"), ("m1", "99", "231"), ("m2", "x", "123")],
    )
    def test_one_moves_to_another_place(self, scene: Scene, plan: Plan, key: str, to: str, order: str) -> None:
        browser(scene.manager).post(at(plan, "steps", key, "place"), {"to": to})
        assert "".join(one.key[1] for one in plan.steps.order_by("position")) == order

    def test_one_is_taken_out_and_comes_back(self, scene: Scene, plan: Plan) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        client = browser(scene.manager)
        client.post(at(plan, "steps", "m1", "remove"))
        assert [one.key for one in plan.steps.live().order_by("position")] == ["m2", "m3"]
        assert "Taken out" in text(client.get(at(plan)))
        assert client.get(at(plan, "steps", "m1")).status_code == 404
        client.post(at(plan, "steps", "m1", "bring-back"))
        assert [one.key for one in plan.steps.live().order_by("position")] == ["m2", "m3", "m1"]

    def test_one_that_others_need_stays_and_they_are_named(self, scene: Scene, plan: Plan) -> None:
        plan.steps.filter(key="m2").update(after="m1")
        page = text(browser(scene.manager).post(at(plan, "steps", "m1", "remove")), 409)
        assert "M2 Pilot signed depends on M1 Customer interviews." in page
        assert plan.steps.live().count() == 3

    def test_a_form_of_its_own_is_begun(self, scene: Scene, plan: Plan) -> None:
        response = browser(scene.manager).post(at(plan, "steps", "m1", "form"))
        made = Step.objects.get(key="m1").questionnaire
        assert made is not None
        assert (response["Location"], made.name) == (made.get_absolute_url(), "Six months: Customer interviews")
        assert browser(scene.manager).get(made.get_absolute_url()).status_code == 200
        assert browser(scene.elsewhere).get(made.get_absolute_url()).status_code == 404

    def test_a_step_that_is_not_there(self, scene: Scene, plan: Plan) -> None:
        assert browser(scene.manager).get(at(plan, "steps", "m9")).status_code == 404


class TestApplying:
    def test_what_would_change_is_seen_first(self, scene: Scene, plan: Plan) -> None:
        response = browser(scene.manager).get(at(plan, "apply"), {"cohort": scene.cohort.slug})
        page = text(response)
        assert ("Quaykeeper" in page, "and 1 more" in page, "Sandbar" in page) == (True, True, True)
        assert ("Tue 15 Sep 2026" in page, page.count(">Added</span>")) == (True, 3)
        assert Milestone.objects.count() == 0

    def test_then_it_is_done_as_it_was_seen(self, scene: Scene, plan: Plan) -> None:
        client, typed = browser(scene.manager), {"cohort": scene.cohort.slug, "note": "First time"}
        seen = client.get(at(plan, "apply"), typed).context["preview"].mark
        first = client.post(at(plan, "apply"), typed | {"seen": seen}, follow=True)
        assert (first.redirect_chain, said(first)) == ([("/cohorts/cohort-5/board/", 302)], ["Applied: 6 milestones changed"])
        again = client.get(at(plan, "apply"), typed)
        assert "Nothing would change" in text(again)
        done = client.post(at(plan, "apply"), typed | {"seen": again.context["preview"].mark}, follow=True)
        assert said(done) == ["Applied: every startup had it all already."]

    def test_where_something_changed_since_it_is_shown_anew(self, scene: Scene, plan: Plan) -> None:
        client, typed = browser(scene.manager), {"cohort": scene.cohort.slug}
        seen = client.get(at(plan, "apply"), typed).context["preview"].mark
        plan.steps.filter(key="m1").update(due_days=21)
        response = client.post(at(plan, "apply"), typed | {"seen": seen})
        page = text(response, 409)
        assert ("changed since this preview" in page, "Tue 22 Sep 2026" in page, Milestone.objects.count()) == (True, True, 0)
        client.post(at(plan, "apply"), typed | {"seen": response.context["preview"].mark})
        assert Milestone.objects.count() == 6

    def test_a_day_given_by_hand_stays_unless_somebody_ticks(self, scene: Scene, plan: Plan) -> None:
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        mine = scene.enrolment.milestones.get(step__key="m3")
        planning.move(mine, due_on=date(2026, 12, 21), reason="The site opens later", by=scene.manager)
        client, typed = browser(scene.manager), {"cohort": scene.cohort.slug}
        page = text(client.get(at(plan, "apply"), typed))
        assert ("Keeps its day" in page, "plan: Tue 15 Dec 2026" in page, f'value="{mine.code}"' in page) == (True, True, True)
        ticked = client.get(at(plan, "apply"), typed | {"overrule": mine.code})
        assert ("Keeps its day" in text(ticked), ticked.context["preview"].counts["moved"]) == (False, 1)
        client.post(at(plan, "apply"), typed | {"overrule": mine.code, "seen": ticked.context["preview"].mark})
        mine.refresh_from_db()
        assert (mine.due_on, mine.moved_at, mine.moved_why) == (date(2026, 12, 15), None, "")

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
        assert "See what applying changes" not in text(browser(scene.manager).get(at(empty)))
        response = browser(scene.manager).post(at(empty, "apply"), {"cohort": scene.cohort.slug})
        assert "The plan has no steps yet. Add the first one." in text(response, 409)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, plan: Plan, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size - 1):
            cohorts.enrolment(scene.cohort)
        planning.apply_plan(plan, cohort=scene.cohort, by=scene.manager)
        plan.steps.filter(key="m1").update(due_days=21)
        client = browser(scene.manager)
        with django_assert_num_queries(12):
            client.get(at(plan, "apply"), {"cohort": scene.cohort.slug})


class TestCopies:
    def test_a_plan_begins_as_another_is(self, scene: Scene, plan: Plan) -> None:
        client = browser(scene.manager)
        assert 'value="Six months, copy"' in text(client.get(at(plan, "copy")))
        response = client.post(at(plan, "copy"), {"name": "Second run", "programme": scene.programme.pk})
        made = Plan.objects.exclude(pk=plan.pk).get()
        assert (response["Location"], made.name, made.steps.count()) == (at(made), "Second run", 3)

    def test_into_a_programme_that_one_runs_alone(self, scene: Scene, plan: Plan) -> None:
        response = browser(scene.manager).post(at(plan, "copy"), {"name": "Mine", "programme": programmes.programme().pk})
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["programme"])
        assert browser(scene.auditor).get(at(plan, "copy")).status_code == 403
