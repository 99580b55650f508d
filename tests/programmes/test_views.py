"""Doors of who runs programmes: the list, one programme, its staff, a new call."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accelerator.accounts.models import Invitation
from accelerator.programmes.models import Call, Programme, Staff
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.programmes.conftest import World

pytestmark = pytest.mark.django_db
DOORS = ("", "edit/", "staff/", "calls/new/")
LIST_QUERIES, PROGRAMME_QUERIES, STAFF_QUERIES = 4, 6, 7


def at(programme: Programme, *parts: str) -> str:
    return "/".join([f"/programmes/{programme.slug}", *parts, ""])


def text(response: Any) -> str:
    return str(response.content.decode())


class TestDoors:
    def test_strangers_sign_in_first(self, world: World) -> None:
        for door in ("/programmes/", "/programmes/new/", *(at(world.programme) + door for door in DOORS)):
            response = Client().get(door)
            assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={door}")

    def test_outsiders_find_nothing(self, world: World) -> None:
        gone = programmes.staff(world.programme, ended=True)
        for person in (world.outsider, world.rival, gone, accounts.partner_person()):
            for door in DOORS:
                assert browser(person).get(at(world.programme) + door).status_code == 404

    def test_reviewers_and_auditors_look_and_change_nothing(self, world: World) -> None:
        for person in (world.reviewer, accounts.operator_person(role="auditor")):
            statuses = [browser(person).get(at(world.programme) + door).status_code for door in DOORS]
            assert statuses == [200, 403, 200, 403]
            page = text(browser(person).get(at(world.programme)))
            assert "New call" not in page
            assert "Invite somebody" not in text(browser(person).get(at(world.programme, "staff")))

    def test_who_sees_applications_is_led_to_them(self, world: World) -> None:
        call = programmes.call(programme=world.programme)
        people = (world.manager, accounts.operator_person(role="auditor"), world.reviewer)
        pages = [text(browser(person).get(at(world.programme))) for person in people]
        assert [f'href="/calls/{call.slug}/pipeline/"' in page.partition("<main")[2] for page in pages] == [True, True, False]
        assert f"/calls/{world.draft.slug}/pipeline/" not in pages[1]

    def test_nothing_is_changed_by_looking(self, world: World) -> None:
        held = Staff.objects.get(person=world.reviewer)
        door = at(world.programme, "staff", world.reviewer.code, "reviewer", "end")
        assert browser(world.manager).get(door).status_code == 405
        assert Staff.objects.live().filter(pk=held.pk).exists()


class TestList:
    def test_ones_own_with_counts(self, world: World) -> None:
        programmes.call(programme=world.programme)
        programmes.call(programme=world.programme, closes_at=world.draft.created_at)
        (one,) = browser(world.manager).get("/programmes/").context["programmes"]
        assert (one, one.calls_open, one.calls_drafted, one.people) == (world.programme, 1, 1, 2)

    def test_all_for_who_sees_every_programme(self, world: World) -> None:
        found = browser(accounts.operator_person(role="auditor")).get("/programmes/").context["programmes"]
        assert set(found) == set(Programme.objects.all())

    def test_none_for_founders(self, world: World) -> None:
        response = browser(world.outsider).get("/programmes/")
        assert (response.status_code, list(response.context["programmes"])) == (200, [])

    def test_beginning_is_offered_to_who_may(self, world: World) -> None:
        assert 'href="/programmes/new/"' in text(browser(accounts.operator_person(role="programme_manager")).get("/programmes/"))
        assert 'href="/programmes/new/"' not in text(browser(world.manager).get("/programmes/"))

    def test_queries_do_not_grow(self, world: World, django_assert_num_queries: Any) -> None:
        client = browser(world.manager)
        client.get("/programmes/")
        for rows in (1, 3):
            while Staff.objects.filter(person=world.manager).count() < rows:
                programmes.call(programme=programmes.programme(manager=world.manager))
            with django_assert_num_queries(LIST_QUERIES):
                assert len(client.get("/programmes/").context["programmes"]) == rows


class TestNew:
    def test_it_begins_and_leads_there(self) -> None:
        mei = accounts.operator_person(role="programme_manager")
        facts = {"name": "Applied Tides", "summary": "Twelve weeks", "zone": "Asia/Tokyo"}
        response = browser(mei).post("/programmes/new/", facts)
        assert (response.status_code, response["Location"]) == (302, "/programmes/applied-tides/")
        assert str(Programme.objects.get(slug="applied-tides").zone) == "Asia/Tokyo"

    def test_a_bad_form_comes_back_with_all_that_was_typed(self, world: World) -> None:
        client = browser(accounts.operator_person())
        response = client.post("/programmes/new/", {"name": " ", "summary": "Twelve weeks", "zone": "Moon/Crater"})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"name", "zone"}
        assert 'value="Twelve weeks"' in text(response)
        assert Programme.objects.count() == 2

    def test_not_for_others(self, world: World) -> None:
        for person in (world.manager, world.outsider, accounts.operator_person(role="auditor")):
            for act in (browser(person).get, browser(person).post):
                assert act("/programmes/new/").status_code == 403
        assert Programme.objects.count() == 2


class TestProgramme:
    def test_its_calls_with_where_they_stand(self, world: World) -> None:
        running = programmes.call(programme=world.programme, name="Running")
        response = browser(world.manager).get(at(world.programme))
        assert response.context["calls"] == [(world.draft, "draft"), (running, "open")]
        assert 'href="/calls/cohort-5/settings/"' in text(response)
        assert f'href="{running.get_absolute_url()}"' in text(response)

    def test_empty(self, world: World) -> None:
        Call.objects.all().delete()
        assert "No call yet" in text(browser(world.reviewer).get(at(world.programme)))

    def test_queries_do_not_grow(self, world: World, django_assert_num_queries: Any) -> None:
        client = browser(world.manager)
        client.get(at(world.programme))
        for rows in (1, 3):
            while Call.objects.filter(programme=world.programme).count() < rows:
                programmes.call(programme=world.programme)
            with django_assert_num_queries(PROGRAMME_QUERIES):
                assert len(client.get(at(world.programme)).context["calls"]) == rows


class TestEdit:
    def test_saved_it_leads_back(self, world: World) -> None:
        client = browser(world.manager)
        assert 'value="Applied AI"' in text(client.get(at(world.programme, "edit")))
        response = client.post(at(world.programme, "edit"), {"name": "AI for Ports", "summary": "Short", "zone": "UTC"})
        assert response["Location"] == at(world.programme)
        assert Programme.objects.get(pk=world.programme.pk).name == "AI for Ports"

    def test_a_bad_form_changes_nothing(self, world: World) -> None:
        response = browser(world.manager).post(at(world.programme, "edit"), {"name": "x" * 201, "summary": "Kept", "zone": "UTC"})
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"name"})
        assert 'value="Kept"' in text(response)
        assert Programme.objects.get(pk=world.programme.pk).summary == ""

    def test_a_forbidden_post_changes_nothing(self, world: World) -> None:
        for person, status in ((world.reviewer, 403), (world.rival, 404)):
            answer = browser(person).post(at(world.programme, "edit"), {"name": "Mine", "summary": "", "zone": "UTC"})
            assert answer.status_code == status
        assert Programme.objects.get(pk=world.programme.pk).name == "Applied AI"


class TestStaff:
    def test_who_works_on_it_managers_first(self, world: World) -> None:
        programmes.staff(world.programme, ended=True)
        response = browser(world.manager).get(at(world.programme, "staff"))
        assert [one.person for one in response.context["staff"]] == [world.manager, world.reviewer]
        assert world.reviewer.email in text(response)

    def test_addresses_are_for_managers_alone(self, world: World) -> None:
        assert world.manager.email not in text(browser(world.reviewer).get(at(world.programme, "staff")))

    def test_inviting(self, world: World) -> None:
        client = browser(world.manager)
        response = client.post(at(world.programme, "staff"), {"email": "ana@example.org", "role": "reviewer"})
        assert response["Location"] == at(world.programme, "staff")
        page = text(client.get(at(world.programme, "staff")))
        assert "Invitation on its way to ana@example.org" in page
        assert Invitation.objects.get().role == "reviewer"

    @pytest.mark.parametrize(
        ("given", "field", "says"),
        [
            ({"email": "nonsense", "role": "reviewer"}, "email", "Enter a valid email address."),
            ({"email": "a@example.org", "role": "owner"}, "role", "Select a valid choice. owner is not one of the available"),
            ({"email": "", "role": "manager"}, "email", "Fill this in."),
        ],
    )
    def test_what_is_no_invitation_comes_back(self, world: World, given: dict[str, str], field: str, says: str) -> None:
        response = browser(world.manager).post(at(world.programme, "staff"), given)
        assert response.status_code == 422
        assert response.context["form"].errors[field][0].startswith(says)
        assert not Invitation.objects.exists()

    def test_who_is_there_already_is_said_at_the_field(self, world: World) -> None:
        given = {"email": world.reviewer.email, "role": "reviewer"}
        response = browser(world.manager).post(at(world.programme, "staff"), given)
        assert response.status_code == 422
        assert response.context["form"].errors == {"email": [f"{world.reviewer.email} has this role already."]}

    def test_only_managers_invite(self, world: World) -> None:
        given = {"email": "ana@example.org", "role": "manager"}
        for person, status in ((world.reviewer, 403), (accounts.operator_person(role="auditor"), 403), (world.rival, 404)):
            assert browser(person).post(at(world.programme, "staff"), given).status_code == status
        assert not Invitation.objects.exists()

    def test_ending_anothers_role(self, world: World) -> None:
        door = at(world.programme, "staff", world.reviewer.code, "reviewer", "end")
        client = browser(world.manager)
        assert client.post(door)["Location"] == at(world.programme, "staff")
        assert "The role of Devan Pillai has ended" in text(client.get(at(world.programme, "staff")))
        assert client.post(door).status_code == 404

    def test_ending_ones_own_leads_home(self, world: World) -> None:
        door = at(world.programme, "staff", world.reviewer.code, "reviewer", "end")
        assert browser(world.reviewer).post(door)["Location"] == "/home/"
        assert browser(world.reviewer).get(at(world.programme)).status_code == 404

    def test_the_last_manager_stays_and_reads_why(self, world: World) -> None:
        response = browser(world.manager).post(at(world.programme, "staff", world.manager.code, "manager", "end"))
        assert response.status_code == 409
        assert "Applied AI needs a manager. Invite another first." in text(response)
        assert Staff.objects.live().filter(person=world.manager).exists()

    def test_nobody_ends_a_role_by_another_address(self, world: World) -> None:
        for code, role in ((world.reviewer.code, "manager"), ("nobody", "reviewer"), (world.rival.code, "manager")):
            assert browser(world.manager).post(at(world.programme, "staff", code, role, "end")).status_code == 404
        assert browser(world.rival).post(at(world.programme, "staff", world.reviewer.code, "reviewer", "end")).status_code == 404

    def test_queries_do_not_grow(self, world: World, django_assert_num_queries: Any) -> None:
        client = browser(world.manager)
        client.get(at(world.programme, "staff"))
        Staff.objects.filter(person=world.reviewer).delete()
        for rows in (1, 3):
            while Staff.objects.filter(programme=world.programme).count() < rows:
                programmes.reviewer(world.programme)
            with django_assert_num_queries(STAFF_QUERIES):
                assert len(client.get(at(world.programme, "staff")).context["staff"]) == rows


class TestNewCall:
    def test_a_draft_begins_and_its_settings_open(self, world: World) -> None:
        client = browser(world.manager)
        assert "Begin the draft" in text(client.get(at(world.programme, "calls", "new")))
        response = client.post(at(world.programme, "calls", "new"), {"name": "Spring 2027"})
        assert response["Location"] == "/calls/spring-2027/settings/"
        assert "The draft of Spring 2027 is begun" in text(client.get(response["Location"]))

    def test_it_needs_a_name(self, world: World) -> None:
        response = browser(world.manager).post(at(world.programme, "calls", "new"), {"name": "\0"})
        assert (response.status_code, set(response.context["form"].errors)) == (422, {"name"})
        assert Call.objects.count() == 1

    def test_reviewers_begin_none(self, world: World) -> None:
        assert browser(world.reviewer).post(at(world.programme, "calls", "new"), {"name": "Mine"}).status_code == 403
        assert browser(world.rival).post(at(world.programme, "calls", "new"), {"name": "Mine"}).status_code == 404
        assert Call.objects.count() == 1
