"""The small doors of the shell, and what the shell shows to whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accelerator.accounts import operations, queries
from accelerator.accounts.context import Shell
from accelerator.accounts.models import OperatorSettings, Person
from accelerator.accounts.points import MenuEntry, Place
from tests.accounts.test_pictures import PNG
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def asked(path: str = "/home/", person: Person | None = None) -> HttpRequest:
    request = RequestFactory().get(path, secure=True)
    request.user = person  # type: ignore[assignment]
    return request


def post(client: Client, path: str, **typed: str) -> HttpResponse:
    return client.post(path, typed, secure=True)


class TestTheme:
    @pytest.mark.parametrize("theme", ["", "slipway", "slipway-night"])
    def test_is_kept_in_a_cookie(self, client: Client, theme: str) -> None:
        response = post(client, "/theme/", theme=theme, next="/terms/")
        assert response["Location"] == "/terms/"
        cookie = response.cookies["__Host-slipway_theme"]
        assert (cookie.value, cookie["secure"], cookie["httponly"], cookie["samesite"]) == (theme, True, True, "Lax")
        assert (f'data-theme="{theme}"' in client.get("/terms/", secure=True).content.decode()) is bool(theme)

    @pytest.mark.parametrize("theme", ['"><script>', "cupcake", "slipway night"])
    def test_is_one_of_ours(self, client: Client, theme: str) -> None:
        assert "__Host-slipway_theme" not in post(client, "/theme/", theme=theme).cookies
        client.cookies["__Host-slipway_theme"] = "cupcake"
        assert "cupcake" not in client.get("/terms/", secure=True).content.decode()

    def test_leads_nowhere_else(self, client: Client) -> None:
        assert post(client, "/theme/", theme="slipway", next="https://evil.example/")["Location"] == "/"

    @pytest.mark.parametrize("path", ["/theme/", "/language/", "/language/forms/"])
    def test_is_changed_by_a_form_with_its_token(self, path: str) -> None:
        assert Client().get(path, secure=True).status_code == 405
        assert post(Client(enforce_csrf_checks=True), path, theme="slipway", language="en-gb").status_code == 403


class TestLanguage:
    def test_is_kept_with_the_person_and_in_a_cookie(self, client: Client, settings: LazySettings) -> None:
        settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
        person = accounts.person()
        client.force_login(person)
        response = post(client, "/language/", language="de", next="/account/")
        assert response["Location"] == "/account/"
        assert response.cookies["__Host-slipway_language"].value == "de"
        assert Person.objects.get(pk=person.pk).language == "de"
        assert client.get("/account/", secure=True).headers["Content-Language"] == "de"

    def test_one_we_do_not_speak_changes_nothing(self, client: Client) -> None:
        person = accounts.person()
        client.force_login(person)
        assert "__Host-slipway_language" not in post(client, "/language/", language="tlh").cookies
        assert Person.objects.get(pk=person.pk).language == "en-gb"


class TestLogo:
    @pytest.fixture
    def name(self) -> str:
        operations.change_settings(OperatorSettings(name="Harbour Board"), by=None, logo=PNG)
        return queries.settings().logo.rpartition("/")[2]

    def test_is_served_to_everybody_for_a_year(self, client: Client, name: str) -> None:
        response = client.get(f"/logo/{name}", secure=True)
        assert b"".join(response.streaming_content) == PNG  # type: ignore[attr-defined]
        assert response["Content-Type"] == "image/png"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert f'src="/logo/{name}"' in client.get("/terms/", secure=True).content.decode()

    @pytest.mark.parametrize("other", ["nothing.png", "..%2fsecret_key", "%2e%2e%2fsecret_key", "operator"])
    def test_nothing_else_is(self, client: Client, name: str, other: str) -> None:
        assert client.get(f"/logo/{other}", secure=True).status_code == 404

    def test_a_former_logo_is_gone(self, client: Client, name: str) -> None:
        operations.change_settings(queries.settings(), by=None, no_logo=True)
        assert client.get(f"/logo/{name}", secure=True).status_code == 404


class TestDocuments:
    def test_both_are_public_with_their_version(self, client: Client) -> None:
        OperatorSettings.objects.create(pk=1, terms="One.\n\nTwo <b>.", terms_version="7", privacy="Three.")
        terms = client.get("/terms/", secure=True).content.decode()
        assert "<p>One.</p>" in terms
        assert "Two &lt;b&gt;." in terms
        assert "Version 7" in terms
        assert "Three." in client.get("/privacy/", secure=True).content.decode()


class TestStyleguide:
    @pytest.mark.parametrize(("demo", "debug", "status"), [(False, False, 404), (True, False, 200), (False, True, 200)])
    def test_opens_in_the_demo_and_to_developers(
        self, client: Client, settings: LazySettings, demo: bool, debug: bool, status: int
    ) -> None:
        settings.DEMO, settings.DEBUG = demo, debug
        assert client.get("/styleguide/", secure=True).status_code == status


class TestShell:
    def test_a_stranger_sees_no_menu(self) -> None:
        from django.contrib.auth.models import AnonymousUser

        request = asked()
        request.user = AnonymousUser()
        shell = Shell(request)
        assert (shell.person, shell.menu, shell.dock, shell.unread, shell.search_url, shell.inbox_url) == (
            None,
            [],
            "",
            0,
            "",
            "",
        )
        assert shell.home_url == "/"

    def test_a_role_brings_its_lines(self) -> None:
        def lines(person: Person) -> list[str]:
            return [str(item["label"]) for group in Shell(asked(person=person)).menu for item in group["items"]]

        assert "People and roles" in lines(accounts.operator_person())
        assert "Support desk" in lines(accounts.person(is_staff=True))
        assert "Settings" in lines(accounts.operator_person())
        for person in (accounts.person(), accounts.partner_person(), accounts.operator_person(role="approver")):
            assert not {"People and roles", "Settings", "Partners", "Support desk"} & set(lines(person))

    def test_the_line_of_the_longest_matching_address_is_current(self) -> None:
        shell = Shell(asked("/people/abc/", accounts.person()))
        entries = [MenuEntry("A", "/", "x"), MenuEntry("B", "/people/", "x"), MenuEntry("C", "/people/invite/", "x")]
        assert [item["current"] for item in shell._items(entries)] == [False, True, False]

    def test_a_line_has_pages_below_other_addresses_too(self) -> None:
        entries = [MenuEntry("A", "/", "x"), MenuEntry("B", "/people/", "x", also=("/invitations/",))]
        for path, current in {"/invitations/abc/": [False, True], "/other/": [True, False]}.items():
            assert [item["current"] for item in Shell(asked(path, accounts.person()))._items(entries)] == current

    def test_the_role_under_the_name(self) -> None:
        assert Shell(asked(person=accounts.operator_person(role="auditor"))).person["role"] == "Auditor"  # type: ignore[index]
        assert Shell(asked(person=accounts.person())).person["role"] == ""  # type: ignore[index]

    def test_the_switcher_shows_where_one_is(self, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
        here = Place("Cohort 4", "/c4/", "Founder", current=True)
        monkeypatch.setattr(
            "accelerator.accounts.context.registered",
            lambda point: (lambda person, request: [Place("Call 5", "/5/", "Reviewer"), here],) if point == "places" else (),
        )
        shell = Shell(asked(person=accounts.person()))
        assert shell.scope is not None
        assert (shell.scope["name"], shell.scope["subtitle"]) == ("Cohort 4", "Founder")
        assert [(option["label"], option["current"]) for option in shell.scope["options"]] == [
            ("Call 5", False),
            ("Cohort 4", True),
        ]
        assert shell.person["role"] == "Founder"  # type: ignore[index]

    def test_a_house_not_yet_set_up_has_no_name(self) -> None:
        assert Shell(asked(person=accounts.person())).operator["name"] == ""
        OperatorSettings.objects.create(pk=1, name="Harbour Board", accent="plum")
        assert Shell(asked(person=accounts.person())).operator == {
            "name": "Harbour Board",
            "tagline": "",
            "logo": "",
            "accent": "plum",
        }

    def test_asking_for_nothing_costs_nothing(self, django_assert_num_queries: Any) -> None:
        person = accounts.person()
        with django_assert_num_queries(0):
            Shell(asked(person=person))
