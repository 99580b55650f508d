"""Doors to startups: the list, a record with its tabs, its profile, its team, its history."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from accelerator.accounts.models import Invitation
from accelerator.startups import operations
from accelerator.startups.models import Member, Startup
from accelerator.trail import operations as trail
from tests import posting
from tests.cast import browser
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application

pytestmark = pytest.mark.django_db
LAST_OWNER = "Sampan Analytics needs an owner. Make somebody else an owner first."
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
LIST_QUERIES, PROFILE_QUERIES, MEMBERS_QUERIES, HISTORY_QUERIES = 5, 6, 8, 8


@pytest.fixture
def owner() -> Any:
    return accounts.person(name="Ananya Rao")


@pytest.fixture
def startup(owner: Any) -> Startup:
    return startups.startup("Sampan Analytics", owner=owner, slug="sampan", website="https://www.sampan.example/a")


def text(response: Any) -> str:
    return str(response.content.decode())


def profile(**fields: str) -> dict[str, str]:
    """The form of a profile as it is posted."""
    rows = {f"{rows}-{count}_FORMS": "0" for rows in ("links", "locations") for count in ("TOTAL", "INITIAL")}
    return dict.fromkeys(operations.PROFILE, "") | {"name": "Sampan Analytics"} | rows | fields


class TestDoors:
    READ = ("/startups/sampan/", "/startups/sampan/members/", "/startups/sampan/history/")

    def test_strangers_sign_in_first(self, startup: Startup) -> None:
        for door in (*self.READ, "/startups/", "/startups/new/", "/startups/sampan/edit/"):
            assert Client().get(door)["Location"] == f"/accounts/login/?next={door}"

    def test_outsiders_find_nothing(self, startup: Startup, owner: Any) -> None:
        gone, rival = startups.member(startup, ended=True), accounts.person()
        startups.startup(owner=rival)
        manager = programmes.manager(programmes.programme())
        for person in (gone, rival, manager, accounts.partner_person()):
            client = browser(person)
            assert {client.get(door).status_code for door in (*self.READ, "/startups/sampan/edit/")} == {404}
            for act in ("role", "end"):
                assert client.post(f"/startups/sampan/members/{owner.code}/{act}/", {"role": "viewer"}).status_code == 404
            assert client.post("/startups/sampan/members/", {"email": "a@example.org", "role": "owner"}).status_code == 404
        assert Member.objects.live().get(person=owner).role == "owner"

    def test_members_of_every_role_auditors_and_managers_it_applied_to_read(self, startup: Startup) -> None:
        call = programmes.call()
        application(call=call, startup=startup)
        readers = [startups.member(startup), startups.member(startup, role="viewer"), accounts.operator_person(role="auditor")]
        for person in (*readers, programmes.manager(call.programme)):
            assert {browser(person).get(door).status_code for door in self.READ} == {200}

    def test_acts_are_no_links(self, startup: Startup, owner: Any) -> None:
        for act in ("role", "end"):
            assert browser(owner).get(f"/startups/sampan/members/{owner.code}/{act}/").status_code == 405


class TestList:
    def test_ones_own_by_name_without_duplicates(self, startup: Startup, owner: Any) -> None:
        early = startups.startup("Anchor", owner=owner)
        startups.startup("Duplicate", owner=owner, merged_into=startup)
        startups.startup("Others")
        assert list(browser(owner).get("/startups/").context["page"].object_list) == [early, startup]

    def test_all_for_who_sees_every_programme(self, startup: Startup) -> None:
        startups.startup()
        assert browser(accounts.operator_person(role="auditor")).get("/startups/").context["count"] == 2

    def test_found_by_present_and_former_name(self, startup: Startup, owner: Any) -> None:
        operations.change(startup, by=owner, name="Tide Table")
        client = browser(owner)
        for words in ("tide", "sampan", "  Tide   Table ", "ANALYTICS"):
            assert client.get("/startups/", {"q": words}).context["count"] == 1
        for words in ("%", "nothing"):
            assert client.get("/startups/", {"q": words}).context["count"] == 0
        assert "No startup has this name" in text(client.get("/startups/", {"q": "nothing"}))

    @pytest.mark.parametrize("query", ["q=%00", "page=0", "page=x", "page=99", "q=" + "x" * 500])
    def test_any_address_is_a_page(self, startup: Startup, owner: Any, query: str) -> None:
        assert browser(owner).get(f"/startups/?{query}").status_code == 200

    def test_one_who_has_none(self) -> None:
        assert "No startup yet" in text(browser(accounts.person()).get("/startups/"))

    def test_queries_do_not_grow(self, startup: Startup, owner: Any, django_assert_num_queries: Any) -> None:
        client = browser(owner)
        client.get("/startups/")
        for rows in (1, 3):
            while Startup.objects.count() < rows:
                startups.startup(owner=owner)
            with django_assert_num_queries(LIST_QUERIES):
                assert client.get("/startups/").context["count"] == rows


class TestNew:
    def test_added_it_is_ones_own(self) -> None:
        person = accounts.person()
        given = {"name": "Tide Table", "one_liner": "Tides  by wire", "website": "tide.example", "country": "SG"}
        response = browser(person).post("/startups/new/", given)
        assert (response.status_code, response["Location"]) == (302, "/startups/tide-table/")
        made = Startup.objects.get()
        assert (made.one_liner, made.website, made.country.code) == ("Tides by wire", "https://tide.example", "SG")
        assert Member.objects.get().person == person

    @pytest.mark.parametrize(
        ("field", "value"),
        [("name", " "), ("name", "x" * 201), ("name", "a\0b"), ("website", "not an address"), ("country", "XX")],
    )
    def test_a_bad_form_comes_back_with_all_that_was_typed(self, field: str, value: str) -> None:
        given = {"name": "Tide Table", "one_liner": "Tides by wire", "website": "", "country": "SG"} | {field: value}
        response = browser(accounts.person()).post("/startups/new/", given)
        assert (response.status_code, set(response.context["form"].errors)) == (422, {field})
        assert 'value="Tides by wire"' in text(response)
        assert not Startup.objects.exists()

    def test_javascript_is_no_website(self) -> None:
        for website in ("javascript:alert(1)", "javascript://a.example/%0aalert(1)", "data:text/html,x"):
            given = {"name": "Tide Table", "website": website, "country": "SG"}
            assert browser(accounts.person()).post("/startups/new/", given).status_code == 422


class TestRecord:
    def test_what_it_says_depends_on_who_reads(self, startup: Startup, owner: Any) -> None:
        edit = 'href="/startups/sampan/edit/"'
        viewer, auditor = startups.member(startup, role="viewer"), accounts.operator_person(role="auditor")
        for person, may in ((owner, True), (startups.member(startup), True), (viewer, False), (auditor, False)):
            assert (edit in text(browser(person).get("/startups/sampan/"))) is may

    def test_the_website_is_told_short_and_leads_away_safely(self, startup: Startup, owner: Any) -> None:
        page = text(browser(owner).get("/startups/sampan/"))
        assert 'href="https://www.sampan.example/a" rel="noopener nofollow ugc">sampan.example</a>' in page

    def test_words_are_text_never_markup(self, startup: Startup, owner: Any) -> None:
        evil = "<script>alert(1)</script>"
        startup.description = startup.sector = startup.location = evil
        startup.tags, startup.former_names = [evil], [evil]
        startup.save()
        page = text(browser(owner).get("/startups/sampan/"))
        assert evil not in page
        assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 5

    def test_a_duplicate_leads_to_the_one_that_stays(self, startup: Startup, owner: Any) -> None:
        stays = startups.startup("Tide Table", slug="tide-table")
        Startup.objects.filter(pk=startup.pk).update(merged_into=stays)
        page = text(browser(owner).get("/startups/sampan/"))
        assert "This record was a duplicate." in page
        assert 'href="/startups/tide-table/"' in page

    def test_tabs_of_upper_areas(self, startup: Startup, owner: Any) -> None:
        made = application(startup=startup)
        assert [tab.url for tab in browser(owner).get("/startups/sampan/").context["tabs"]] == [made.get_absolute_url()]

    def test_queries_do_not_grow(self, startup: Startup, owner: Any, django_assert_num_queries: Any) -> None:
        client = browser(owner)
        client.get("/startups/sampan/")
        for rows in (1, 3):
            while Member.objects.count() < rows:
                startups.member(startup)
            with django_assert_num_queries(PROFILE_QUERIES):
                client.get("/startups/sampan/")


class TestEdit:
    def test_saved(self, startup: Startup) -> None:
        client = browser(startups.member(startup))
        assert 'value="Sampan Analytics"' in text(client.get("/startups/sampan/edit/"))
        given = profile(
            description="Line one.\r\nLine two.",
            tags=" ports ,AI,, ports,computer  vision",
            founded_on="2025-03-01",
            team_size="0",
            country="SG",
        )
        assert client.post("/startups/sampan/edit/", given)["Location"] == "/startups/sampan/"
        kept = Startup.objects.get()
        assert (kept.description, kept.tags) == ("Line one.\nLine two.", ["ports", "AI", "computer vision"])
        assert (str(kept.founded_on), kept.team_size, kept.website) == ("2025-03-01", None, "")

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("name", "", "Fill this in."),
            ("description", "x" * 6001, "Shorten this to 6,000 characters."),
            ("founded_on", "2026-11-21", "This day is still to come."),
            ("founded_on", "March", "Write a day such as 2026-11-30."),
            ("team_size", "-1", "At least 0. This is -1."),
            ("team_size", "2.5", "Write a whole number, such as 12."),
            ("tags", ",".join(str(n) for n in range(21)), "At most 20 tags of 60 characters each."),
            ("tags", "x" * 61, "At most 20 tags of 60 characters each."),
            ("website", "nonsense", "Enter a valid URL."),
            ("sector", "a\0", "Null characters are not allowed."),
        ],
    )
    def test_what_makes_no_sense_comes_back_at_its_field(
        self, startup: Startup, owner: Any, field: str, value: str, says: str
    ) -> None:
        with time_machine.travel(NOW, tick=False):
            response = browser(owner).post("/startups/sampan/edit/", profile(location="Kept place") | {field: value})
        assert response.status_code == 422
        assert response.context["form"].errors == {field: [says]}
        assert 'value="Kept place"' in text(response)
        assert Startup.objects.get().location == ""

    def test_today_in_singapore_is_not_still_to_come(self, startup: Startup, owner: Any) -> None:
        founded = {"founded_on": "2027-01-01", "registration_country": "SG", "registration_number": "202700001K"}
        with time_machine.travel(datetime(2026, 12, 31, 17, 0, tzinfo=UTC), tick=False):
            assert browser(owner).post("/startups/sampan/edit/", profile(**founded)).status_code == 302
        kept = Startup.objects.get()
        assert (str(kept.founded_on), kept.registration_number) == ("2027-01-01", "202700001K")

    def test_links_places_and_registration(self, startup: Startup, owner: Any) -> None:
        rows = {
            "links-TOTAL_FORMS": "3",
            **{f"links-{n}-kind": "code" for n in range(3)},
            "links-0-url": "code.example/sampan",
            "links-1-url": "",
            "links-2-url": "https://news.example",
            "locations-TOTAL_FORMS": "2",
            "locations-0-place": "Penang",
            "locations-0-country": "MY",
            "locations-1-place": "",
            "locations-1-country": "",
        }
        given = profile(registration_country="SG", registration_number=" 2018-12345k ", stage="users", **rows)
        client = browser(owner)
        assert client.post("/startups/sampan/edit/", given).status_code == 302
        page = text(client.get("/startups/sampan/"))
        for said in ("UEN 201812345K", "First users", "Penang, Malaysia", ">code.example</a>", ">news.example</a>"):
            assert said in page
        assert client.get("/startups/sampan/edit/").context["links"].total_form_count() == 4

    def test_rows_are_posted_untouched_as_a_browser_does(self, startup: Startup, owner: Any) -> None:
        startup.links.create(kind="code", url="https://code.example/")
        startup.locations.create(place="Penang", country="MY")
        client = browser(owner)
        given = posting.form(text(client.get("/startups/sampan/edit/")), "links-0-url")
        assert client.post("/startups/sampan/edit/", given).status_code == 302
        assert list(startup.links.values_list("kind", "url")) == [("code", "https://code.example/")]
        assert list(startup.locations.values_list("place", "country")) == [("Penang", "MY")]

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"registration_country": "SG", "registration_number": "2018123"}, "A UEN has 9 or 10 characters. You entered 7."),
            ({"registration_number": "HRB 1"}, "Choose the country whose register gave this number."),
            ({"links-TOTAL_FORMS": "1", "links-0-kind": "code", "links-0-url": "nonsense"}, "Enter a valid URL."),
            (
                {"links-TOTAL_FORMS": "2", "links-0-kind": "code", "links-1-kind": "press"}
                | {f"links-{n}-url": "https://a.example" for n in range(2)},
                "This address stands above already. Name it once.",
            ),
            ({"locations-TOTAL_FORMS": "1", "locations-0-place": "Penang"}, "Choose the country of this place."),
        ],
    )
    def test_a_bad_row_or_number_comes_back_at_its_field(
        self, startup: Startup, owner: Any, given: dict[str, str], says: str
    ) -> None:
        response = browser(owner).post("/startups/sampan/edit/", profile(sector="Kept sector") | given)
        assert (response.status_code, says in text(response), "Kept sector" in text(response)) == (422, True, True)
        assert Startup.objects.get().sector == ""

    def test_a_duplicate_is_changed_where_it_stays(self, startup: Startup, owner: Any) -> None:
        startups.startup("Sampan Two", slug="sampan-two", merged_into=startup)
        assert browser(owner).get("/startups/sampan-two/edit/")["Location"] == "/startups/sampan/edit/"

    def test_today_is_not_still_to_come(self, startup: Startup, owner: Any) -> None:
        with time_machine.travel(NOW, tick=False):
            assert browser(owner).post("/startups/sampan/edit/", profile(founded_on="2026-11-20")).status_code == 302

    def test_viewers_and_auditors_do_not(self, startup: Startup) -> None:
        for person in (startups.member(startup, role="viewer"), accounts.operator_person(role="auditor")):
            for act in (browser(person).get, browser(person).post):
                assert act("/startups/sampan/edit/", profile(name="Mine")).status_code == 403
        assert Startup.objects.get().name == "Sampan Analytics"


class TestMembers:
    def test_owners_first_and_who_left_not_at_all(self, startup: Startup, owner: Any) -> None:
        viewer, member = startups.member(startup, role="viewer"), startups.member(startup)
        startups.member(startup, ended=True)
        response = browser(viewer).get("/startups/sampan/members/")
        assert [one.person for one in response.context["members"]] == [owner, member, viewer]
        assert "Invite somebody" not in text(response)

    def test_addresses_are_for_its_own_people(self, startup: Startup, owner: Any) -> None:
        assert owner.email in text(browser(startups.member(startup)).get("/startups/sampan/members/"))
        assert owner.email not in text(browser(accounts.operator_person(role="auditor")).get("/startups/sampan/members/"))

    def test_inviting(self, startup: Startup, owner: Any) -> None:
        client = browser(owner)
        response = client.post("/startups/sampan/members/", {"email": "ben@example.org", "role": "viewer"})
        assert response["Location"] == "/startups/sampan/members/"
        page = text(client.get("/startups/sampan/members/"))
        assert page.count("ben@example.org") >= 2  # the message, and who waits
        assert "Owners invite and answer offers, members write and submit, viewers read." in page
        assert Invitation.objects.get().role == "viewer"

    @pytest.mark.parametrize(
        ("back", "told"), [("/applications/SF5-0001/edit/team/", True), ("https://elsewhere.example/", False), ("", False)]
    )
    def test_who_came_from_an_application_finds_the_way_back(self, startup: Startup, owner: Any, back: str, told: bool) -> None:
        client, address = browser(owner), f"/startups/sampan/members/?back={back}"
        assert client.post(address, {"email": "ben@example.org", "role": "viewer"})["Location"] == address
        assert (f'href="{back}"' in text(client.get(address)), "Back to the application" in text(client.get(address))) == (
            told,
        ) * 2

    @pytest.mark.parametrize(
        ("given", "field"),
        [({"email": "x", "role": "viewer"}, "email"), ({"email": "a@example.org", "role": "boss"}, "role"), ({}, "email")],
    )
    def test_what_is_no_invitation_comes_back(self, startup: Startup, owner: Any, given: dict[str, str], field: str) -> None:
        response = browser(owner).post("/startups/sampan/members/", given or {"email": "", "role": "member"})
        assert (response.status_code, set(response.context["form"].errors)) == (422, {field})

    def test_who_belongs_already_is_said_at_the_field(self, startup: Startup, owner: Any) -> None:
        response = browser(owner).post("/startups/sampan/members/", {"email": owner.email, "role": "viewer"})
        assert response.status_code == 422
        assert response.context["form"].errors == {"email": [f"{owner.email} belongs to Sampan Analytics already."]}

    def test_only_owners_invite(self, startup: Startup) -> None:
        for person in (startups.member(startup), startups.member(startup, role="viewer")):
            response = browser(person).post("/startups/sampan/members/", {"email": "a@example.org", "role": "owner"})
            assert response.status_code == 403
        assert not Invitation.objects.exists()

    def test_another_role(self, startup: Startup, owner: Any) -> None:
        ben = startups.member(startup)
        client = browser(owner)
        door = f"/startups/sampan/members/{ben.code}/role/"
        assert client.post(door, {"role": "owner"})["Location"] == "/startups/sampan/members/"
        assert Member.objects.get(person=ben).role == "owner"
        assert client.post(door, {"role": "boss"}).status_code == 409
        assert browser(startups.member(startup)).post(door, {"role": "viewer"}).status_code == 403

    def test_removing_and_leaving(self, startup: Startup, owner: Any) -> None:
        ben, eve = startups.member(startup), startups.member(startup)
        assert browser(eve).post(f"/startups/sampan/members/{ben.code}/end/").status_code == 403
        assert browser(owner).post(f"/startups/sampan/members/{ben.code}/end/")["Location"] == "/startups/sampan/members/"
        assert browser(owner).post(f"/startups/sampan/members/{ben.code}/end/").status_code == 404
        assert browser(eve).post(f"/startups/sampan/members/{eve.code}/end/")["Location"] == "/home/"
        assert browser(eve).get("/startups/sampan/").status_code == 404

    def test_the_last_owner_reads_why_they_stay(self, startup: Startup, owner: Any) -> None:
        response = browser(owner).post(f"/startups/sampan/members/{owner.code}/end/")
        assert response.status_code == 409
        assert LAST_OWNER in text(response)

    def test_the_last_owner_is_offered_neither_to_leave_nor_another_role(self, startup: Startup, owner: Any) -> None:
        suspended = startups.member(startup, role="owner")
        suspended.is_active = False
        suspended.save()
        mine = [f'action="/startups/sampan/members/{owner.code}/{act}/"' for act in ("end", "role")]
        page = text(browser(owner).get("/startups/sampan/members/"))
        assert ([one in page for one in mine], page.count(LAST_OWNER)) == ([False, False], 1)
        second = startups.member(startup)
        assert LAST_OWNER not in text(browser(second).get("/startups/sampan/members/"))
        startups.member(startup, role="owner")
        page = text(browser(owner).get("/startups/sampan/members/"))
        assert ([one in page for one in mine], page.count(LAST_OWNER)) == ([True, True], 0)

    @pytest.mark.parametrize(
        ("referrer", "leads"),
        [
            ("http://testserver/startups/sampan/members/?page=1", True),
            ("http://elsewhere.example/startups/sampan/members/?page=1", False),
            ("", False),
        ],
    )
    def test_a_refusal_leads_back_to_the_page_of_the_button(
        self, startup: Startup, owner: Any, referrer: str, leads: bool
    ) -> None:
        response = browser(owner).post(f"/startups/sampan/members/{owner.code}/end/", headers={"referer": referrer})
        page = text(response)
        assert ('href="/startups/sampan/members/?page=1"' in page, "Back to the page" in page) == (leads, leads)
        assert "Go to your home page" in page

    def test_queries_do_not_grow(self, startup: Startup, owner: Any, django_assert_num_queries: Any) -> None:
        client = browser(owner)
        client.get("/startups/sampan/members/")
        for rows in (1, 3):
            while Member.objects.count() < rows:
                startups.member(startup)
            with django_assert_num_queries(MEMBERS_QUERIES):
                assert len(client.get("/startups/sampan/members/").context["members"]) == rows


class TestHistory:
    def test_staff_read_its_years_with_the_house_under_all_its_rows(self, startup: Startup, owner: Any) -> None:
        call = programmes.call(name="Cohort 4")
        duplicate = startups.startup("Sampan Two", merged_into=startup)
        old = application(call=call, startup=duplicate, arrived_at=datetime(2025, 3, 2, tzinfo=UTC))
        new = application(call=programmes.call(programme=call.programme, name="Cohort 5"), startup=startup)
        application(call=programmes.call(programme=call.programme), startup=startup, submitted=False)
        application(call=programmes.call(name="Elsewhere"), startup=startup)
        response = browser(programmes.manager(call.programme)).get("/startups/sampan/history/")
        told = [(one.title, one.note, one.state) for one in response.context["chapters"]]
        assert told == [
            ("Cohort 5", f"Sampan Analytics · {new.number}", "submitted"),
            ("Cohort 4", f"Sampan Two · {old.number}", "submitted"),
        ]
        assert "2025</h3>" in text(response)
        assert browser(owner).get("/startups/sampan/history/").context["chapters"] == []

    def test_its_own_people_read_what_it_did_and_the_house_all(self, startup: Startup, owner: Any) -> None:
        operations.change(startup, by=owner, one_liner="Tides")
        made = application(startup=startup)
        trail.record("grant.requested", "{actor} asked for credits for {subject}.", by=owner, on=made, touching=(startup,))
        mine = [entry.verb for entry in browser(owner).get("/startups/sampan/history/").context["page"]]
        assert mine == ["startup.changed"]
        auditor = browser(accounts.operator_person(role="auditor")).get("/startups/sampan/history/")
        assert [entry.verb for entry in auditor.context["page"]] == ["grant.requested", "startup.changed"]
        assert "changed the profile of" in text(auditor)

    def test_staff_do_not_read_where_else_it_applies(self, startup: Startup, owner: Any) -> None:
        call = programmes.call()
        application(call=call, startup=startup)
        operations.change(startup, by=owner, one_liner="Tides")
        elsewhere = application(call=programmes.call(name="Elsewhere"), startup=startup, submitted=False)
        trail.record("application.started", "{actor} started {subject}.", by=owner, on=elsewhere, touching=(startup,))
        read = {
            person: [entry.verb for entry in browser(person).get("/startups/sampan/history/").context["page"]]
            for person in (owner, programmes.manager(call.programme))
        }
        assert list(read.values()) == [["application.started", "startup.changed"], ["startup.changed"]]

    def test_nothing_happened_yet(self, startup: Startup, owner: Any) -> None:
        assert "Nothing happened yet." in text(browser(owner).get("/startups/sampan/history/"))

    def test_queries_do_not_grow(self, startup: Startup, owner: Any, django_assert_num_queries: Any) -> None:
        client = browser(owner)
        client.get("/startups/sampan/history/")
        for rows in (1, 3):
            operations.change(startup, by=owner, one_liner=f"Tides {rows}")
            if rows == 3:
                operations.change(startup, by=owner, one_liner="Other")
            with django_assert_num_queries(HISTORY_QUERIES):
                assert len(client.get("/startups/sampan/history/").context["page"]) == rows
