"""What stands between a request and its page: standing, limits, documents, second factor, language and clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accelerator.accounts.models import Membership, OperatorSettings, Person
from accelerator.kit import clock
from tests.accounts.test_signin import login, signed_in
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def get(client: Client, path: str = "/account/", **headers: str) -> HttpResponse:
    return client.get(path, secure=True, headers=headers)


class TestSecondFactor:
    @pytest.mark.parametrize("role", ["admin", "programme_manager", "grants_officer", "approver", "auditor"])
    def test_operators_set_one_up_first(self, client: Client, role: str) -> None:
        client.force_login(accounts.operator_person(role=role, factor=False))
        assert get(client, "/home/?a=1")["Location"] == "/accounts/2fa/?next=%2Fhome%2F%3Fa%3D1"

    @pytest.mark.parametrize(
        "path", ["/home/", "/account/", "/people/", "/settings/", "/search/?q=ab", "/accounts/email/", "/desk/"]
    )
    def test_nothing_else_opens_before(self, client: Client, path: str) -> None:
        client.force_login(accounts.operator_person(factor=False, is_staff=True))
        assert get(client, path)["Location"].startswith("/accounts/2fa/?next=")

    @pytest.mark.parametrize("path", ["/home/", "/account/", "/people/", "/settings/"])
    def test_with_one_everything_opens(self, client: Client, path: str) -> None:
        client.force_login(accounts.operator_person())
        assert get(client, path).status_code == 200

    @pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/logout/", "/terms/", "/privacy/"])
    def test_what_leads_there_stays_open(self, client: Client, path: str) -> None:
        client.force_login(accounts.operator_person(factor=False))
        assert get(client, path).status_code == 200

    def test_the_way_through_ends_at_home(self, client: Client) -> None:
        person = accounts.operator_person(factor=False, password=accounts.PASSWORD)
        client.force_login(person)
        assert get(client, "/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
        entered = {"password": accounts.PASSWORD, "next": "/accounts/2fa/totp/activate/"}
        client.post("/accounts/reauthenticate/", entered, secure=True)
        assert get(client, "/accounts/2fa/totp/activate/").status_code == 200
        accounts.second_factor(person)
        assert get(client, "/home/").status_code == 200

    def test_founders_and_partners_need_none(self, client: Client) -> None:
        for person in (accounts.person(), accounts.partner_person()):
            client.force_login(person)
            assert get(client, "/home/").status_code == 200

    def test_programs_and_acts_are_refused_not_led(self, client: Client) -> None:
        client.force_login(accounts.operator_person(factor=False))
        assert get(client, "/api/v1/me").status_code == 403
        assert get(client, "/home/", Accept="application/json").json()["detail"].startswith("Your role needs a second factor")
        assert client.post("/people/invite/", {"email": "x@example.org"}, secure=True).status_code == 403
        assert client.get("/search/?q=ab", secure=True, headers={"HX-Request": "true"}).status_code == 403

    @pytest.mark.parametrize(("demo", "status"), [(True, 200), (False, 302)])
    def test_demo_people_are_let_off_in_the_demo_only(
        self, client: Client, settings: LazySettings, demo: bool, status: int
    ) -> None:
        settings.DEMO = demo
        client.force_login(accounts.operator_person(factor=False, is_demo=True))
        assert get(client, "/people/").status_code == status

    def test_real_people_are_not_let_off_in_the_demo(self, client: Client, settings: LazySettings) -> None:
        settings.DEMO = True
        client.force_login(accounts.operator_person(factor=False))
        assert get(client, "/people/").status_code == 302

    def test_the_setting_switches_it_off(self, client: Client, settings: LazySettings) -> None:
        settings.MFA_REQUIRED_FOR_OPERATORS = False
        client.force_login(accounts.operator_person(factor=False))
        assert get(client, "/people/").status_code == 200

    def test_a_role_given_counts_from_the_next_click(self, client: Client) -> None:
        person = accounts.person()
        client.force_login(person)
        assert get(client, "/home/").status_code == 200
        Membership.objects.create(person=person, organisation=accounts.operator(), role="auditor")
        assert get(client, "/home/").status_code == 302

    def test_a_role_ended_counts_from_the_next_click(self, client: Client) -> None:
        person = accounts.operator_person()
        client.force_login(person)
        assert get(client, "/people/").status_code == 200
        Membership.objects.filter(person=person).update(ended_at=clock.now())
        assert get(client, "/people/").status_code == 403


class TestSessions:
    @pytest.mark.parametrize(("minutes", "alive"), [(179, True), (181, False)])
    def test_operators_idle_three_hours(self, client: Client, minutes: int, alive: bool) -> None:
        person = accounts.operator_person()
        client.force_login(person)
        get(client)
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
            assert (get(client).status_code == 200) is alive

    def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(self, client: Client) -> None:
        start = clock.now()
        client.force_login(accounts.operator_person())
        get(client)
        seen = client.session["seen"]
        for path in ("/applications/AI-1/edit/company/beside/", "/account/"):
            with time_machine.travel(start + timedelta(hours=2), tick=False):
                get(client, path)
                assert (client.session["seen"] == seen) is path.endswith("/beside/")

    @pytest.mark.parametrize(("minutes", "alive"), [(719, True), (721, False)])
    def test_operators_stay_twelve_hours_at_most(self, client: Client, minutes: int, alive: bool) -> None:
        start = clock.now()
        client.force_login(accounts.operator_person())
        for hour in (0, 2, 4, 6, 8, 10):
            with time_machine.travel(start + timedelta(hours=hour), tick=False):
                assert get(client).status_code == 200
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert (get(client).status_code == 200) is alive

    @pytest.mark.parametrize(("days", "alive"), [(13.9, True), (14.1, False)])
    def test_others_stay_a_fortnight(self, client: Client, days: float, alive: bool) -> None:
        client.force_login(accounts.person())
        get(client)
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            assert (get(client).status_code == 200) is alive

    def test_an_ended_session_is_gone_from_the_server(self, client: Client) -> None:
        client.force_login(accounts.operator_person())
        get(client)
        key = client.session.session_key
        with time_machine.travel(clock.now() + timedelta(hours=4), tick=False):
            get(client)
        assert not client.session.exists(key)

    def test_a_session_is_listed_and_can_be_ended(self, client: Client) -> None:
        person = accounts.person(password=accounts.PASSWORD)
        other = Client(headers={"User-Agent": "Another browser"})
        login(client, person.email)
        login(other, person.email)
        assert "Another browser" in get(client, "/accounts/sessions/").content.decode()
        client.post("/accounts/sessions/", secure=True)
        assert get(other).status_code == 302
        assert get(client).status_code == 200

    def test_being_here_is_noted_once_a_minute(self, client: Client) -> None:
        client.force_login(accounts.person())
        start = clock.now()
        seen: list[Any] = []
        for seconds in (0, 30, 59, 61):
            with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
                get(client)
                seen.append(UserSession.objects.get().last_seen_at)
        assert seen[0] == seen[1] == seen[2]
        assert seen[3] > seen[2]

    def test_a_quiet_click_costs_session_and_person(self, client: Client, django_assert_num_queries: Any) -> None:
        client.force_login(accounts.operator_person())
        get(client, "/terms/")
        with django_assert_num_queries(2) as asked:  # session, person with standing and the house
            get(client, "/terms/")
        assert "standing_roles" in asked.captured_queries[1]["sql"]


class TestWhosePage:
    """What a page sends counts only while its own person is signed in."""

    def test_what_was_drawn_for_another_is_refused_by_a_word_that_scripts_know(self, client: Client) -> None:
        client.force_login(accounts.person())
        for path in ("/home/", "/account/"):
            answer = get(client, path, **{"X-Person": accounts.person().code})
            assert (answer.status_code, answer["HX-Trigger"]) == (401, "slipway:somebody-else")
            assert answer.json() == {"detail": "Somebody else is signed in now."}

    def test_nothing_is_done(self, client: Client) -> None:
        person = accounts.person(name="Ana Lim")
        client.force_login(person)
        another = {"X-Person": accounts.person().code}
        assert client.post("/account/", {"name": "Somebody"}, secure=True, headers=another).status_code == 401
        person.refresh_from_db()
        assert person.name == "Ana Lim"

    def test_the_pages_own_person_goes_on_at_no_cost(self, client: Client, django_assert_num_queries: Any) -> None:
        person = accounts.person()
        client.force_login(person)
        get(client, "/account/")
        with CaptureQueriesContext(connection) as without:
            assert get(client, "/account/").status_code == 200
        with django_assert_num_queries(len(without)):
            assert get(client, "/account/", **{"X-Person": person.code}).status_code == 200

    def test_the_page_says_whose_it_is(self, client: Client) -> None:
        person = accounts.person(name="Ana “A” Lim")
        client.force_login(person)
        assert f'data-person="{person.code}" data-name="Ana “A” Lim"' in get(client, "/account/").content.decode()


class TestDocuments:
    @pytest.fixture
    def owing(self) -> Person:
        person = accounts.person()
        OperatorSettings.objects.create(pk=1, terms_version="2")
        return person

    def test_a_new_version_is_put_before_everybody(self, client: Client, owing: Person) -> None:
        client.force_login(owing)
        assert get(client, "/home/")["Location"] == "/account/accept/?next=%2Fhome%2F"
        page = get(client, "/account/accept/?next=%2Fhome%2F")
        assert "version 2" in page.content.decode()

    def test_accepted_the_way_is_free(self, client: Client, owing: Person) -> None:
        client.force_login(owing)
        response = client.post("/account/accept/", {"accepted": "on", "next": "/account/"}, secure=True)
        assert response["Location"] == "/account/"
        assert get(client, "/account/").status_code == 200

    def test_not_ticked_is_not_accepted(self, client: Client, owing: Person) -> None:
        client.force_login(owing)
        assert client.post("/account/accept/", {"next": "/account/"}, secure=True).status_code == 422
        assert get(client, "/account/").status_code == 302

    def test_the_way_on_stays_on_this_host(self, client: Client, owing: Person) -> None:
        client.force_login(owing)
        response = client.post("/account/accept/", {"accepted": "on", "next": "//evil.example/"}, secure=True)
        assert response["Location"] == "/home/"

    def test_one_may_read_and_leave_without_accepting(self, client: Client, owing: Person) -> None:
        client.force_login(owing)
        for path in ("/terms/", "/privacy/"):
            assert get(client, path).status_code == 200
        client.post("/accounts/logout/", secure=True)
        assert signed_in(client) is None

    def test_programs_are_refused_meanwhile(self, client: Client, owing: Person) -> None:
        client.force_login(owing)
        assert get(client, "/api/v1/me").status_code == 403


class TestLanguageAndClock:
    def test_a_page_speaks_the_persons_clock(self, client: Client) -> None:
        person = accounts.person(zone="Asia/Kolkata")
        client.force_login(person)
        with time_machine.travel("2026-11-24T20:00:00+00:00", tick=False):
            assert "Good morning" in get(client, "/home/").content.decode()
        Person.objects.filter(pk=person.pk).update(zone="America/New_York")
        with time_machine.travel("2026-11-24T20:00:00+00:00", tick=False):
            assert "Good afternoon" in get(client, "/home/").content.decode()

    def test_nothing_of_it_stays_with_the_thread(self, client: Client) -> None:
        client.force_login(accounts.person(zone="Asia/Kolkata"))
        get(client, "/home/")
        assert timezone.get_current_timezone_name() == "UTC"
        assert translation.get_language() == "en-gb"

    def test_a_language_nobody_speaks_here_becomes_the_houses(self, client: Client) -> None:
        client.force_login(accounts.person(language="tlh"))
        assert get(client, "/home/").headers["Content-Language"] == "en-gb"

    @pytest.mark.parametrize("path", ["/healthz", "/readyz", "/status.json"])
    def test_probes_ask_nobody(self, client: Client, path: str, django_assert_num_queries: Any) -> None:
        client.cookies["__Host-slipway_session"] = "made-up"
        assert get(client, path).headers.get("Content-Language") is None
