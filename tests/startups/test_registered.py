"""What startups answer at the points of the shell, the home page, search and roles: what each role gets."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from accelerator.accounts.points import Hit, MenuEntry, NextAction, Place
from accelerator.kit.refusals import Refusal
from accelerator.startups import queries, registered
from accelerator.startups.models import Member, Startup
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Any:
    return accounts.person(name="Ananya Rao")


@pytest.fixture
def startup(owner: Any) -> Startup:
    return startups.startup("Sampan Analytics", owner=owner, slug="sampan")


class TestMenu:
    def test_members_get_profile_and_team(self, startup: Startup, rf: RequestFactory) -> None:
        for role in ("owner", "member", "viewer"):
            assert registered.menu(startups.member(startup, role=role), rf.get("/home/")) == [
                MenuEntry("Profile", "/startups/sampan/", "building-2", group="Startup", place=60, dock=True),
                MenuEntry("Team", "/startups/sampan/members/", "users", group="Startup", place=61),
            ]

    def test_of_the_startup_that_the_address_lies_in_else_the_oldest(
        self, startup: Startup, owner: Any, rf: RequestFactory
    ) -> None:
        startups.startup(owner=owner, slug="tide-table")
        for path, slug in (("/startups/tide-table/edit/", "tide-table"), ("/home/", "sampan"), ("/startups/tide/", "sampan")):
            assert registered.menu(owner, rf.get(path))[0].url == f"/startups/{slug}/"

    def test_who_sees_all_gets_the_list_and_others_nothing(self, startup: Startup, rf: RequestFactory) -> None:
        assert registered.menu(accounts.operator_person(role="auditor"), rf.get("/")) == [
            MenuEntry("Startups", "/startups/", "building-2", group="House", place=70)
        ]
        gone = startups.member(startup, ended=True)
        for person in (accounts.person(), gone, accounts.partner_person(), programmes.manager(programmes.programme())):
            assert registered.menu(person, rf.get("/")) == []

    def test_who_belongs_to_a_duplicate_stands_in_the_one_that_stays(self, startup: Startup, rf: RequestFactory) -> None:
        person = accounts.person()
        startups.startup(owner=person, merged_into=startup)
        assert registered.menu(person, rf.get("/"))[0].url == "/startups/sampan/"
        assert registered.places(person, rf.get("/")) == [Place("Sampan Analytics", "/startups/sampan/", "Owner", current=False)]

    def test_one_query_for_menu_and_switcher(
        self, startup: Startup, owner: Any, rf: RequestFactory, django_assert_num_queries: Any
    ) -> None:
        for _more in range(2):
            startups.startup(owner=owner)
            request = rf.get("/startups/sampan/")
            with django_assert_num_queries(1):
                registered.menu(owner, request)
                registered.places(owner, request)


def test_places_with_ones_role_and_where_the_page_lies(startup: Startup, owner: Any, rf: RequestFactory) -> None:
    other = startups.startup("Tide Table", slug="tide-table")
    startups.member(other, owner, role="viewer")
    assert registered.places(owner, rf.get("/startups/tide-table/members/")) == [
        Place("Sampan Analytics", "/startups/sampan/", "Owner", current=False),
        Place("Tide Table", "/startups/tide-table/", "Viewer", current=True),
    ]
    assert not any(place.current for place in registered.places(owner, rf.get("/home/")))


class TestNextActions:
    def test_profiles_that_say_nothing_yet(self, startup: Startup, owner: Any) -> None:
        assert registered.next_actions(owner) == []
        Startup.objects.update(one_liner="")
        action = NextAction(
            title="Say in one line what Sampan Analytics does",
            url="/startups/sampan/edit/",
            verb="Complete",
            detail="Programmes and mentors read it first",
            icon="building-2",
        )
        assert registered.next_actions(owner) == registered.next_actions(startups.member(startup)) == [action]

    def test_nothing_for_who_may_not_write_it(self, startup: Startup) -> None:
        Startup.objects.update(one_liner="")
        for person in (startups.member(startup, role="viewer"), startups.member(startup, ended=True), accounts.person()):
            assert registered.next_actions(person) == []

    def test_one_query(self, owner: Any, django_assert_num_queries: Any) -> None:
        for count in (1, 2, 3):
            startups.startup(owner=owner, one_liner="")
            with django_assert_num_queries(1):
                assert len(registered.next_actions(owner)) == count


class TestSearch:
    def test_by_present_and_former_name(self, startup: Startup, owner: Any) -> None:
        Startup.objects.update(former_names=["Tide Table"])
        hit = Hit("Sampan Analytics", "/startups/sampan/", "Startups", "Berth plans that hold", "building-2")
        for words in ("sampan", "ANALYT", "tide t"):
            assert registered.search(owner, words) == [hit]
        assert registered.search(owner, "%") == registered.search(owner, "nothing") == []

    def test_only_what_one_sees_and_no_duplicates(self, startup: Startup) -> None:
        startups.startup("Sampan Two", merged_into=startup)
        assert registered.search(accounts.person(), "sampan") == []
        assert [hit.label for hit in registered.search(accounts.operator_person(role="auditor"), "sampan")] == [
            "Sampan Analytics"
        ]

    def test_at_most_five(self, owner: Any) -> None:
        for number in range(7):
            startups.startup(f"Sampan {number}", owner=owner)
        assert [hit.label for hit in registered.search(owner, "sampan")] == [f"Sampan {number}" for number in range(5)]


class TestScope:
    def test_roles_in_words_with_one_query(self, startup: Startup, owner: Any, django_assert_num_queries: Any) -> None:
        other = startups.startup("Tide Table")
        startups.member(other, owner, role="viewer")
        gone = startups.member(startup, ended=True)
        with django_assert_num_queries(1):
            found = registered.STARTUP.labels([owner, gone])
        assert dict(found) == {owner.pk: ["Owner, Sampan Analytics", "Viewer, Tide Table"]}

    def test_who_may_invite_to_what(self, startup: Startup, owner: Any) -> None:
        may = registered.STARTUP.may_invite
        assert all(may(by=owner, scope_id=startup.pk, role=role) for role in ("owner", "member", "viewer"))
        assert not may(by=owner, scope_id=startup.pk, role="manager")
        assert not may(by=owner, scope_id=0, role="member")
        for person in (startups.member(startup), accounts.person(), accounts.operator_person()):
            assert not may(by=person, scope_id=startup.pk, role="member")

    def test_an_accepted_invitation_gives_the_role(self, startup: Startup, owner: Any) -> None:
        person = accounts.person()
        assert registered.STARTUP.grant(scope_id=startup.pk, role="member", person=person, by=owner) == "/startups/sampan/"
        assert queries.role(startup, person) == "member"
        with pytest.raises(Refusal, match="new invitation"):
            registered.STARTUP.grant(scope_id=startup.pk, role="owner", person=person, by=accounts.person())


class TestSeen:
    def test_what_each_role_sees(self, startup: Startup, owner: Any) -> None:
        other, call = startups.startup(), programmes.call()
        application(call=call, startup=other)
        for person, seen in (
            (owner, {startup}),
            (startups.member(startup, role="viewer"), {startup}),
            (startups.member(startup, ended=True), set()),
            (accounts.person(), set()),
            (programmes.manager(call.programme), {other}),
            (programmes.reviewer(call.programme), set()),
            (accounts.operator_person(role="auditor"), {startup, other}),
            (accounts.partner_person(), set()),
        ):
            assert set(Startup.objects.visible_to(person)) == seen
            for one in (startup, other):
                assert person.has_perm("startups.see", one) is (one in seen)

    def test_who_writes_and_who_owns(self, startup: Startup) -> None:
        may = {role: startups.member(startup, role=role) for role in Member.Role.values}
        assert {role: person.has_perm("startups.edit", startup) for role, person in may.items()} == {
            "owner": True,
            "member": True,
            "viewer": False,
        }
        assert [role for role, person in may.items() if person.has_perm("startups.manage_members", startup)] == ["owner"]
