"""Doors to cohorts and to a startup's life in one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse

from accelerator.accounts.models import Person
from accelerator.notices.models import Message
from accelerator.programmes.models import Call, Staff
from accelerator.startups.models import Startup
from cohorts.roster import operations
from cohorts.roster.models import Cohort, Enrolment, Supporter
from tests.cast import browser
from tests.factories import accounts, applications, cohorts, mentoring, milestones, programmes, startups
from tests.factories.cohorts import Scene

STARTUPS = "/cohorts/cohort-5/startups/"
NEW = {"name": "Cohort 6", "starts_on": "2027-03-01", "ends_on": "2027-08-31", "places": "12"}


def text(response: HttpResponse, status: int = 200) -> str:
    assert response.status_code == status
    assert b"<c-" not in response.content
    return response.content.decode()


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]  # type: ignore[attr-defined]  # the test client's


def at(enrolment: Enrolment, *parts: str) -> str:
    return "/".join([f"/enrolments/{enrolment.code}", *parts, ""])


@pytest.fixture
def applied(scene: Scene) -> Startup:
    """A startup that applied to a call of the programme, and is not in the cohort."""
    startup = startups.startup("Sampan", owner=accounts.person())
    return applications.application(call=programmes.call(programme=scene.programme), startup=startup).startup


class TestCohorts:
    def test_those_one_sees(self, scene: Scene) -> None:
        cohorts.cohort(name="Somebody else's")
        page = text(browser(scene.manager).get("/cohorts/"))
        assert ("Cohort 5" in page, "Harbour AI" in page, "New cohort" in page, "Somebody else" in page) == (
            True,
            True,
            True,
            False,
        )
        page = text(browser(scene.auditor).get("/cohorts/"))
        assert ("Cohort 5" in page, "Somebody else" in page, "New cohort" in page) == (True, True, False)

    def test_others_have_none(self, scene: Scene) -> None:
        for person in (scene.owner, scene.mentor, scene.stranger):
            page = text(browser(person).get("/cohorts/"))
            assert ("No cohort yet" in page, "Cohort 5" in page.replace("in Cohort 5", "")) == (True, False)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size - 1):
            cohorts.enrolment(cohorts.cohort(programme=scene.programme))
        client = browser(scene.manager)
        with django_assert_num_queries(5):
            client.get("/cohorts/")


class TestMaking:
    def test_a_manager_makes_one(self, scene: Scene) -> None:
        call = programmes.call(programme=scene.programme)
        client = browser(scene.manager)
        assert call.name in text(client.get("/cohorts/new/"))
        response = client.post("/cohorts/new/", NEW | {"programme": scene.programme.pk, "call": call.pk})
        made = Cohort.objects.get(name="Cohort 6")
        assert response["Location"] == f"/cohorts/{made.slug}/startups/"
        assert (made.call, made.starts_on, made.places) == (call, date(2027, 3, 1), 12)

    @pytest.mark.parametrize(
        ("typed", "field", "says"),
        [
            ({"name": ""}, "name", "Fill this in."),
            ({"name": "n" * 201}, "name", "At most 200"),
            ({"places": "0"}, "places", "At least 1. This is 0."),
            ({"places": "many"}, "places", "whole number"),
            ({"starts_on": "soon"}, "starts_on", "Write a day such as 2026-11-30."),
            ({"ends_on": "2027-03-01"}, "ends_on", "The cohort has to end after it starts."),
            ({"starts_on": "0207-03-01"}, "starts_on", "Check the year: it is between 2000 and 2099."),
            ({"starts_on": "9999-03-01", "ends_on": "9999-12-31"}, "starts_on", "Check the year"),
        ],
    )
    def test_bad_input(self, scene: Scene, typed: dict[str, str], field: str, says: str) -> None:
        response = browser(scene.manager).post("/cohorts/new/", NEW | {"programme": scene.programme.pk} | typed)
        page = text(response, 422)
        (error,) = response.context["form"].errors[field]
        assert says in error
        assert 'value="2027-08-31"' in page or "ends_on" in typed
        assert Cohort.objects.count() == 1

    def test_what_is_another_programmes_cannot_be_chosen(self, scene: Scene) -> None:
        taken = programmes.call(programme=scene.programme)
        Cohort.objects.filter(pk=scene.cohort.pk).update(call=taken)
        draft = programmes.call(programme=scene.programme, published=False)
        foreign = programmes.call()
        client = browser(scene.manager)
        for call in (taken, draft, foreign):
            response = client.post("/cohorts/new/", NEW | {"programme": scene.programme.pk, "call": call.pk})
            assert (response.status_code, list(response.context["form"].errors)) == (422, ["call"])
        response = client.post("/cohorts/new/", NEW | {"programme": foreign.programme_id})
        assert list(response.context["form"].errors) == ["programme"]

    def test_a_call_of_the_managers_other_programme_is_refused_beside_its_field(self, scene: Scene) -> None:
        other: Call = programmes.call(programme=programmes.programme(manager=scene.manager))
        response = browser(scene.manager).post("/cohorts/new/", NEW | {"programme": scene.programme.pk, "call": other.pk})
        assert response.context["form"].errors == {"call": ["That call belongs to another programme."]}

    def test_others_are_told_who_may(self, scene: Scene) -> None:
        for person in (scene.owner, scene.mentor, scene.auditor, programmes.reviewer(scene.programme)):
            for act in ("get", "post"):
                assert "managers make cohorts" in text(getattr(browser(person), act)("/cohorts/new/", NEW), 403)


class TestStartups:
    def test_who_is_in_and_who_stands_by_them(self, scene: Scene) -> None:
        cohorts.enrolment(scene.cohort, name="Gone Away", state="departed")
        page = text(browser(scene.manager).get(STARTUPS))
        for words in ("Quaykeeper", "Priya Raghunathan", "Sandbar", "Nobody yet", "Gone Away", "week 12 of 26", "Enrol without"):
            assert words in page, words
        assert ("Choose a startup" in page, "Those that submitted an application" in page, "-----" in page) == (True, True, False)
        assert "Former Mentor" not in page

    def test_who_only_reads_is_offered_nothing(self, scene: Scene) -> None:
        page = text(browser(scene.auditor).get(STARTUPS))
        assert ("Quaykeeper" in page, "Enrol without an offer" in page) == (True, False)

    def test_one_is_enrolled(self, scene: Scene, applied: Startup) -> None:
        typed = {"startup": applied.slug, "reason": "Invited by the board"}
        response = browser(scene.manager).post(STARTUPS, typed, follow=True)
        assert (response.redirect_chain, said(response)) == ([(STARTUPS, 302)], ["Sampan is in the cohort"])
        assert Enrolment.objects.get(startup=applied).cohort == scene.cohort

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"reason": ""}, "reason"),
            ({"reason": "r" * 301}, "reason"),
            ({"startup": "nothing"}, "startup"),
            ({"startup": ""}, "startup"),
        ],
    )
    def test_bad_input(self, scene: Scene, applied: Startup, typed: dict[str, str], field: str) -> None:
        given = {"startup": applied.slug, "reason": "Invited by the board"} | typed
        response = browser(scene.manager).post(STARTUPS, given)
        assert list(response.context["form"].errors) == [field]
        assert given["reason"] in text(response, 422)
        assert not Enrolment.objects.filter(startup=applied).exists()

    def test_who_is_in_already_or_never_applied_is_not_offered(self, scene: Scene, applied: Startup) -> None:
        never = startups.startup("Never Applied")
        for slug in (never.slug, scene.startup.slug):
            response = browser(scene.manager).post(STARTUPS, {"startup": slug, "reason": "Why not"})
            assert list(response.context["form"].errors) == ["startup"]

    def test_others_find_nothing_or_are_told_who_may(self, scene: Scene, applied: Startup) -> None:
        typed = {"startup": applied.slug, "reason": "Please"}
        for person in (*scene.insiders, *scene.outsiders, scene.mentor):
            client = browser(person)
            assert [client.get(STARTUPS).status_code, client.post(STARTUPS, typed).status_code] == [404, 404]
        assert "enrol a startup directly" in text(browser(scene.auditor).post(STARTUPS, typed), 403)
        assert not Enrolment.objects.filter(startup=applied).exists()

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        Enrolment.objects.filter(startup__name="Sandbar").update(state="departed")
        for _ in range(size):
            cohorts.supporter(cohorts.enrolment(scene.cohort))
        client = browser(scene.manager)
        with django_assert_num_queries(8):
            client.get(STARTUPS)


class TestEnrolment:
    def test_a_startups_life_in_the_cohort(self, scene: Scene) -> None:
        milestones.milestone(scene.enrolment)
        mentoring.session(scene.enrolment, scene.mentor)
        for person in (*scene.insiders, scene.mentor, scene.manager, scene.auditor):
            page = text(browser(person).get(at(scene.enrolment)))
            for words in (
                "Quaykeeper",
                "M1 Customer interviews",
                "Pricing",
                "Ananya Rao",
                "Priya Raghunathan",
                "In the programme",
            ):
                assert words in page, (person, words)
            assert "Left Long Ago" not in page
            assert ("Leave the cohort" in page, "Graduate" in page, "Add the manager" in page) == (person == scene.manager,) * 3

    def test_the_profile_is_offered_to_who_may_open_it(self, scene: Scene) -> None:
        door = scene.startup.get_absolute_url()
        for person, opens in ((scene.viewer, 200), (scene.auditor, 200), (scene.mentor, 404)):
            client = browser(person)
            assert (f'href="{door}"' in text(client.get(at(scene.enrolment))), client.get(door).status_code) == (
                opens == 200,
                opens,
            )

    def test_with_nothing_yet_it_says_so(self, scene: Scene) -> None:
        assert "Nothing here yet" in text(browser(scene.owner).get(at(scene.enrolment)))

    @pytest.mark.parametrize("state", ["departed", "graduated"])
    def test_once_out_it_is_read_only_and_support_may_still_end(self, scene: Scene, state: str) -> None:
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state=state)
        page = text(browser(scene.manager).get(at(scene.enrolment)))
        offered = [act for act in ("depart", "graduate", "managers") if f'action="{at(scene.enrolment, act)}"' in page]
        assert (offered, "End the support of Priya Raghunathan" in page) == ([], True)

    def test_outsiders_find_nothing_behind_any_door(self, scene: Scene) -> None:
        held = Supporter.objects.live().get()
        doors = ("managers", "depart", "graduate", f"supporters/{held.person.code}/mentor/end")
        for person in scene.outsiders:
            client = browser(person)
            assert client.get(at(scene.enrolment)).status_code == 404
            for door in doors:
                assert client.post(at(scene.enrolment, door), {"reason": "Mine"}).status_code == 404
        client = browser(scene.manager)
        assert [client.get("/enrolments/nothing/").status_code, client.get(at(scene.enrolment, "depart")).status_code] == [
            404,
            405,
        ]

    def test_who_sees_it_and_may_not_is_told_who_may(self, scene: Scene) -> None:
        held = Supporter.objects.live().get()
        staff = Staff.objects.get(programme=scene.programme)
        acts = {
            "managers": {"staff": staff.pk},
            "depart": {"reason": "Mine"},
            "graduate": {},
            f"supporters/{held.person.code}/mentor/end": {},
        }
        for person in (scene.owner, scene.mentor, scene.auditor):
            for door, typed in acts.items():
                page = text(browser(person).post(at(scene.enrolment, door), typed), 403)
                assert "managers do this" in page
        scene.enrolment.refresh_from_db()
        held.refresh_from_db()
        assert (scene.enrolment.state, held.ended_at, Message.objects.count()) == ("active", None, 0)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for _ in range(size):
            milestones.milestone(scene.enrolment)
            mentoring.session(scene.enrolment, scene.mentor)
            cohorts.supporter(scene.enrolment)
            startups.member(scene.startup)
            programmes.manager(scene.programme)
        client = browser(scene.manager)
        with django_assert_num_queries(10):
            client.get(at(scene.enrolment))


class TestActs:
    def test_a_manager_of_the_programme_is_added(self, scene: Scene) -> None:
        staff = Staff.objects.get(programme=scene.programme)
        response = browser(scene.manager).post(at(scene.enrolment, "managers"), {"staff": staff.pk}, follow=True)
        assert said(response) == ["Nurul Hakim stands by Quaykeeper"]
        assert Supporter.objects.live().filter(person=scene.manager, role="manager").count() == 1

    def test_who_does_not_manage_it_cannot_be_chosen(self, scene: Scene) -> None:
        programmes.reviewer(scene.programme)
        programmes.staff(scene.programme, ended=True)
        programmes.manager(scene.programme, accounts.suspended_person())
        for staff in (*Staff.objects.exclude(person=scene.manager), None):
            typed = {"staff": staff.pk} if staff else {}
            response = browser(scene.manager).post(at(scene.enrolment, "managers"), typed, follow=True)
            assert said(response) == ["Choose a manager of this programme."]
        assert Supporter.objects.live().count() == 1

    def test_a_manager_who_belongs_to_the_startup_is_refused_by_name(self, scene: Scene) -> None:
        programmes.manager(scene.programme, scene.owner)
        staff = Staff.objects.get(person=scene.owner)
        response = browser(scene.manager).post(at(scene.enrolment, "managers"), {"staff": staff.pk})
        assert "Ananya Rao belongs to Quaykeeper. Choose somebody from outside." in text(response, 409)

    def test_support_is_ended(self, scene: Scene) -> None:
        door = at(scene.enrolment, "supporters", scene.mentor.code, "mentor", "end")
        client = browser(scene.manager)
        assert said(client.post(door, follow=True)) == ["Priya Raghunathan no longer stands by Quaykeeper"]
        assert browser(scene.mentor).get(at(scene.enrolment)).status_code == 404
        assert client.post(door).status_code == 404  # it is over

    def test_support_that_is_not_there(self, scene: Scene) -> None:
        for person, role in ((scene.former, "mentor"), (scene.mentor, "manager"), (scene.rival, "mentor")):
            door = at(scene.enrolment, "supporters", person.code, role, "end")
            assert browser(scene.manager).post(door).status_code == 404

    def test_it_departs(self, scene: Scene) -> None:
        response = browser(scene.manager).post(at(scene.enrolment, "depart"), {"reason": "Took a contract"}, follow=True)
        assert said(response) == ["Quaykeeper has left the cohort"]
        scene.enrolment.refresh_from_db()
        assert scene.enrolment.state == "departed"

    @pytest.mark.parametrize("reason", ["", "   ", "r" * 501])
    def test_departing_needs_a_reason(self, scene: Scene, reason: str) -> None:
        response = browser(scene.manager).post(at(scene.enrolment, "depart"), {"reason": reason})
        assert (list(response.context["depart_form"].errors), reason.strip() in text(response, 422)) == (["reason"], True)
        scene.enrolment.refresh_from_db()
        assert scene.enrolment.state == "active"

    def test_it_graduates(self, scene: Scene) -> None:
        response = browser(scene.manager).post(at(scene.enrolment, "graduate"), follow=True)
        assert said(response) == ["Quaykeeper has graduated"]
        scene.enrolment.refresh_from_db()
        assert scene.enrolment.state == "graduated"

    def test_out_it_says_how(self, scene: Scene) -> None:
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="graduated")
        client = browser(scene.manager)
        days = {"from_on": "2026-12-01", "until_on": "2026-12-20"}
        for act, given in (("graduate", {}), ("depart", {}), ("pause", days)):
            response = client.post(at(scene.enrolment, act), {"reason": "Took a contract", **given}, follow=True)
            assert (said(response), response.redirect_chain) == (
                ["Quaykeeper is graduated already."],
                [(at(scene.enrolment), 302)],
            )
        assert not Message.objects.exists()


class TestMayStandIn:
    def scopes(self, person: Any) -> set[str]:
        loaded = Person.objects.with_standing().get(pk=person.pk)
        return {one for one in ("organisation", "programme", "startup", "enrolment") if loaded.may_stand_in(one)}

    def test_everybody_in_the_scopes_they_hold_a_role_in(self, scene: Scene) -> None:
        assert self.scopes(scene.manager) == {"programme"}
        assert [self.scopes(person) for person in scene.insiders] == [{"startup"}] * 3
        assert self.scopes(scene.mentor) == {"enrolment"}
        assert self.scopes(scene.auditor) == {"organisation"}
        assert self.scopes(scene.former) == self.scopes(scene.stranger) == set()

    def test_not_after_the_role_ended(self, scene: Scene) -> None:
        operations.end_supporter(Supporter.objects.get(person=scene.mentor), by=scene.manager)
        assert self.scopes(scene.mentor) == set()

    def test_where_nobody_looked_it_may_be(self, scene: Scene) -> None:
        assert accounts.person().may_stand_in("startup")

    def test_a_menu_has_what_a_role_brings_with_the_next_page(self, scene: Scene) -> None:
        newcomer = accounts.person()
        client = browser(newcomer)
        assert "Log a session" not in text(client.get("/home/"))
        operations.add_supporter(scene.enrolment, person=newcomer, role="mentor", by=scene.manager)
        assert "Log a session" in text(client.get("/home/"))

    def test_a_newcomers_home_asks_little(self, scene: Scene, django_assert_num_queries: Any) -> None:
        client = browser(accounts.person())
        with django_assert_num_queries(3):
            client.get("/home/")
