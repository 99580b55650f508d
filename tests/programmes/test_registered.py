"""What programmes answer at the points of the shell, the home page, search and roles: what each role gets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import RequestFactory

from accelerator.accounts.models import Person
from accelerator.accounts.points import Hit, MenuEntry, Place
from accelerator.kit.refusals import Refusal
from accelerator.programmes import queries, registered
from accelerator.programmes.models import Call, Programme, Staff
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.programmes.conftest import World

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


class TestMenu:
    def test_managers_get_their_programmes_and_the_call_in_view(self, world: World, rf: RequestFactory) -> None:
        assert registered.menu(world.manager, rf.get("/home/")) == [
            MenuEntry("Programmes", "/programmes/", "layers", group="Programme", place=70),
            MenuEntry("Duplicates", "/startups/duplicates/", "copy", group="Programme", place=71),
            MenuEntry("Call settings", "/calls/cohort-5/settings/", "sliders-horizontal", group="Cohort 5", place=44),
        ]

    def test_a_manager_without_a_call(self, world: World, rf: RequestFactory) -> None:
        assert [entry.label for entry in registered.menu(world.rival, rf.get("/"))] == ["Programmes", "Duplicates"]

    @pytest.mark.parametrize("role", ["admin", "auditor", "programme_manager"])
    def test_who_sees_all_or_begins_some_gets_the_list(self, rf: RequestFactory, role: str) -> None:
        person = accounts.operator_person(role=role)
        assert registered.menu(person, rf.get("/")) == [
            MenuEntry("Programmes", "/programmes/", "layers", group="House", place=80)
        ]

    def test_reviewers_founders_and_partners_get_nothing(self, world: World, rf: RequestFactory) -> None:
        gone = programmes.staff(world.programme, ended=True)
        for person in (world.reviewer, world.outsider, gone, accounts.partner_person()):
            assert registered.menu(person, rf.get("/")) == []

    def test_one_query_however_often_it_is_asked(self, world: World, rf: RequestFactory, django_assert_num_queries: Any) -> None:
        for _more in range(2):
            programmes.call(programme=programmes.programme(manager=world.manager))
            request = rf.get("/")
            with django_assert_num_queries(1):
                registered.menu(world.manager, request)
                registered.menu(world.manager, request)
                registered.places(world.manager, request)

    def test_anybody_finds_the_open_calls(self, rf: RequestFactory) -> None:
        assert registered.public_menu(rf.get("/")) == [MenuEntry("Open calls", "/calls/", "megaphone", place=10)]


class TestCallInView:
    @pytest.fixture
    def calls(self, world: World) -> dict[str, Call]:
        other = programmes.programme(manager=world.manager, slug="public-good")
        days = {"over": (-30, -20), "late": (-5, 20), "soon": (-5, 2)}
        made = {
            name: programmes.call(
                programme=world.programme,
                slug=name,
                opens_at=NOW + timedelta(days=opens),
                closes_at=NOW + timedelta(days=closes),
            )
            for name, (opens, closes) in days.items()
        }
        theirs = programmes.call(
            programme=other, slug="theirs", opens_at=NOW - timedelta(days=60), closes_at=NOW - timedelta(days=50)
        )
        return made | {"theirs": theirs, "draft": world.draft}

    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("/home/", "soon"),
            ("/calls/over/pipeline/", "over"),
            ("/calls/cohort-5/settings/", "draft"),
            ("/programmes/public-good/staff/", "theirs"),
            ("/calls/nothing/", "soon"),
            ("/callsover/", "soon"),
        ],
    )
    def test_the_one_in_the_address_else_the_next_to_close(
        self, world: World, rf: RequestFactory, calls: dict[str, Call], path: str, name: str
    ) -> None:
        assert queries.in_view(world.manager, rf.get(path)) == calls[name]

    def test_the_one_that_asks_with_the_form_in_the_address(
        self, world: World, rf: RequestFactory, calls: dict[str, Call]
    ) -> None:
        theirs = calls["theirs"]
        assert theirs.version is not None
        request = rf.get(f"/questionnaires/{theirs.version.questionnaire.code}/preview/")
        assert queries.in_view(world.manager, request) == theirs
        here = [place.label for place in registered.places(world.manager, request) if place.current]
        assert here == [theirs.programme.name]

    def test_of_calls_with_one_form_the_open_one(self, world: World, rf: RequestFactory, calls: dict[str, Call]) -> None:
        open_now, form = calls["soon"], calls["soon"].version
        assert form is not None
        copy = programmes.call(
            programme=world.programme, slug="next-year", version=form, opens_at=NOW + timedelta(90), closes_at=NOW + timedelta(99)
        )
        for code, found in ((form.questionnaire.code, open_now), ("none", open_now)):
            assert queries.in_view(world.manager, rf.get(f"/questionnaires/{code}/")) == found
        open_now.delete()
        assert queries.in_view(world.manager, rf.get(f"/questionnaires/{form.questionnaire.code}/")) == copy

    def test_a_page_may_name_its_own_to_who_runs_it(self, world: World, rf: RequestFactory, calls: dict[str, Call]) -> None:
        for person, label in ((world.manager, calls["theirs"].programme.name), (world.reviewer, "")):
            request = rf.get("/applications/SF5-0001/")
            queries.look_at_if_run(calls["theirs"], person, request)
            assert "".join(place.label for place in registered.places(person, request) if place.current) == label

    def test_the_latest_where_none_is_open(self, world: World, rf: RequestFactory, calls: dict[str, Call]) -> None:
        Call.objects.filter(slug__in=["late", "soon"]).delete()
        assert queries.in_view(world.manager, rf.get("/")) == world.draft

    def test_none_for_who_runs_nothing(self, world: World, rf: RequestFactory, calls: dict[str, Call]) -> None:
        for person in (world.reviewer, world.outsider, world.rival):
            assert queries.in_view(person, rf.get("/calls/over/")) is None


class TestPlaces:
    def test_where_one_works_managed_ones_first(self, world: World, rf: RequestFactory) -> None:
        other = programmes.programme("Public Good", slug="public-good")
        programmes.reviewer(other, world.manager)
        found = registered.places(world.manager, rf.get("/calls/cohort-5/settings/"))
        assert found == [
            Place("Applied AI", world.programme.get_absolute_url(), "Programme manager", current=True),
            Place("Public Good", "/programmes/public-good/", "Reviewer", current=False),
        ]
        found = registered.places(world.manager, rf.get("/programmes/public-good/"))
        assert [place.label for place in found if place.current] == ["Public Good"]
        assert not any(place.current for place in registered.places(world.manager, rf.get("/home/")))
        assert registered.places(world.outsider, rf.get("/")) == []


class TestNextActions:
    def test_drafts_to_finish(self, world: World) -> None:
        programmes.call(programme=world.programme)
        (action,) = registered.next_actions(world.manager)
        assert (action.title, action.url, action.verb, action.due_at) == (
            "Publish Cohort 5",
            "/calls/cohort-5/settings/",
            "Finish the draft",
            world.draft.opens_at,
        )

    def test_at_most_five_the_first_to_open_first(self, world: World, django_assert_num_queries: Any) -> None:
        for days in range(6, 0, -1):
            programmes.call(programme=world.programme, published=False, opens_at=NOW + timedelta(days=days), name=f"In {days}")
        manager = Person.objects.with_standing().get(pk=world.manager.pk)  # as the page has them
        with django_assert_num_queries(1):
            found = registered.next_actions(manager)
        assert [action.title for action in found] == [f"Publish In {days}" for days in range(1, 6)]

    def test_nobody_else_has_any(self, world: World) -> None:
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person()):
            assert registered.next_actions(person) == []


class TestHomeCards:
    def test_published_calls_one_runs(self, world: World) -> None:
        running = programmes.call(programme=world.programme, name="Running")
        (card,) = registered.home_cards(world.manager)
        assert card.context["calls"] == [(running, "open")]
        shown = render_to_string(card.template, card.context)
        assert "Running" in shown
        assert "Cohort 5" not in shown

    def test_a_call_has_one_day_there_and_on_its_programmes_page(self, world: World) -> None:
        closes_at = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
        programmes.call(programme=world.programme, opens_at=NOW - timedelta(days=3), closes_at=closes_at, added_minutes=2)
        for zone, day in (("Europe/Paris", "Tue 1 Dec (Mon 30 Nov your time)"), ("Asia/Singapore", "Tue 1 Dec")):
            world.manager.zone = zone
            world.manager.save()
            desk = browser(world.manager)
            assert f"closes {day}<" in desk.get("/home/").content.decode()
            assert f">{day}</td>" in desk.get(world.programme.get_absolute_url()).content.decode()

    def test_none_for_others(self, world: World) -> None:
        programmes.call(programme=world.programme)
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person()):
            assert registered.home_cards(person) == []

    def test_one_query(self, world: World, django_assert_num_queries: Any) -> None:
        for rows in (1, 3, 4):
            while Call.objects.public().count() < rows:
                programmes.call(programme=world.programme)
            manager = Person.objects.with_standing().get(pk=world.manager.pk)
        with django_assert_num_queries(1):
            registered.home_cards(manager)


class TestSearch:
    def test_calls_and_programmes_one_works_on(self, world: World) -> None:
        assert registered.search(world.reviewer, "cohort") == [
            Hit("Cohort 5", "/calls/cohort-5/", "Calls", "Applied AI", "megaphone")
        ]
        (hit,) = registered.search(world.manager, "APPLIED")
        assert (hit.label, hit.url, hit.group) == ("Applied AI", world.programme.get_absolute_url(), "Programmes")
        assert registered.search(world.manager, "%") == registered.search(world.manager, "_") == []

    def test_nothing_of_others(self, world: World) -> None:
        for person in (world.outsider, world.rival):
            assert registered.search(person, "cohort") == registered.search(person, "applied") == []
        assert len(registered.search(accounts.operator_person(role="auditor"), "cohort")) == 1

    def test_few_queries(self, world: World, django_assert_num_queries: Any) -> None:
        for number in range(6):
            programmes.call(programme=programmes.programme(f"Sampan {number}", manager=world.manager), name=f"Sampan {number}")
        with django_assert_num_queries(2):
            found = registered.search(world.manager, "sampan")
        assert [hit.group for hit in found] == ["Calls"] * 4 + ["Programmes"] * 3


class TestScope:
    def test_roles_in_words_with_one_query(self, world: World, django_assert_num_queries: Any) -> None:
        programmes.reviewer(world.programme, world.manager)
        gone = programmes.staff(world.programme, ended=True)
        with django_assert_num_queries(1):
            found = registered.PROGRAMME.labels([world.manager, world.reviewer, world.outsider, gone])
        assert dict(found) == {
            world.manager.pk: ["Programme manager, Applied AI", "Reviewer, Applied AI"],
            world.reviewer.pk: ["Reviewer, Applied AI"],
        }

    def test_who_may_invite_to_what(self, world: World) -> None:
        may = registered.PROGRAMME.may_invite
        assert may(by=world.manager, scope_id=world.programme.pk, role="reviewer")
        assert may(by=world.manager, scope_id=world.programme.pk, role="manager")
        assert not may(by=world.manager, scope_id=world.programme.pk, role="owner")
        assert not may(by=world.manager, scope_id=0, role="reviewer")
        for person in (world.reviewer, world.outsider, world.rival, accounts.operator_person()):
            assert not may(by=person, scope_id=world.programme.pk, role="reviewer")

    def test_an_accepted_invitation_gives_the_role(self, world: World) -> None:
        granted = registered.PROGRAMME.grant
        assert granted(scope_id=world.programme.pk, role="reviewer", person=world.outsider, by=world.manager) == "/home/"
        assert Staff.objects.live().filter(person=world.outsider, role="reviewer").exists()
        with pytest.raises(Refusal, match="new invitation"):
            granted(scope_id=world.programme.pk, role="manager", person=world.outsider, by=world.rival)


class TestSeen:
    def test_what_each_role_sees(self, world: World) -> None:
        everything = set(Programme.objects.all())
        for person, seen, run in (
            (world.manager, {world.programme}, {world.programme}),
            (world.reviewer, {world.programme}, set()),
            (world.outsider, set(), set()),
            (accounts.operator_person(role="auditor"), everything, set()),
            (accounts.operator_person(role="admin"), everything, set()),
            (accounts.partner_person(), set(), set()),
        ):
            assert set(Programme.objects.visible_to(person)) == seen
            assert set(Programme.objects.run_by(person)) == run
            assert set(Call.objects.visible_to(person)) == ({world.draft} if world.programme in seen else set())
            assert set(Call.objects.run_by(person)) == ({world.draft} if run else set())
