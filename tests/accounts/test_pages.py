"""Home, search, my account, settings and the API page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accelerator.accounts import operations, queries
from accelerator.accounts.models import ApiToken, OperatorSettings, Person
from accelerator.accounts.points import Hit, HomeCard, NextAction
from accelerator.accounts.views import home
from accelerator.kit import clock, limiter
from tests.accounts.test_factors import reauthenticate
from tests.accounts.test_pictures import PNG
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, **headers: str) -> HttpResponse:
    return client.get(path, secure=True, headers=headers)


def page(client: Client, path: str) -> str:
    response = get(client, path)
    assert response.status_code == 200
    assert b"<c-" not in response.content
    return response.content.decode()


def post(client: Client, path: str, **typed: Any) -> HttpResponse:
    return client.post(path, typed, secure=True)


@pytest.fixture
def somebody(client: Client) -> Person:
    person = accounts.person("thanh@example.org", "Thanh Vo", password=accounts.PASSWORD)
    client.force_login(person)
    return person


@pytest.fixture
def admin(client: Client) -> Person:
    person = accounts.operator_person("mei@example.org", "Tan Mei Lin", password=accounts.PASSWORD)
    client.force_login(person)
    return person


@pytest.mark.parametrize(
    "path", ["/home/", "/search/", "/account/", "/account/accept/", "/account/tokens/", "/api/", "/settings/"]
)
def test_strangers_sign_in_first(client: Client, path: str) -> None:
    assert get(client, path)["Location"] == f"/accounts/login/?next={path}"


class TestHome:
    def asking(self, monkeypatch: pytest.MonkeyPatch, **answers: Any) -> None:
        """Registers answers for this test as an upper area would."""
        monkeypatch.setattr(home, "registered", lambda point: answers.get(point, ()))

    def test_it_greets_by_the_whole_name(self, client: Client, somebody: Person) -> None:
        assert ", Thanh Vo</h1>" in page(client, "/home/")

    def test_a_newcomer_is_shown_the_way(self, client: Client, somebody: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asking(monkeypatch)
        assert "Your account is ready" in page(client, "/home/")

    def test_an_operator_at_rest_is_told_so(self, client: Client, admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asking(monkeypatch)
        assert "Nothing waits for you" in page(client, "/home/")

    def test_what_waits_now_stands_between_what_is_due_soon_and_later(
        self, client: Client, somebody: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now = clock.now()
        later = NextAction("Later", "/c/", "Open", due_at=now + timedelta(days=9))
        soon = NextAction("Sooner", "/b/", "Start", detail="4 minutes", due_at=now + timedelta(hours=5))
        late = NextAction("Late", "/e/", "Open", due_at=now - timedelta(hours=1))
        waiting = NextAction("Waiting", "/d/", "Look")
        self.asking(monkeypatch, next_actions=(lambda person: [later, waiting], lambda person: [soon, late]))
        response = get(client, "/home/")
        assert [action.title for action in response.context["actions"]] == ["Late", "Sooner", "Waiting", "Later"]
        assert (response.context["late"], response.context["soon"]) == (1, 2)
        text = response.content.decode()
        assert "3 things need you this week" in text
        assert text.count('<a class="btn btn-primary sm:min-w-27"') == 1
        assert 'href="/b/" aria-label="Start: Sooner"' in text

    def test_cards_stand_where_they_say(self, client: Client, somebody: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        template = "accelerator/accounts/home_empty.html"
        cards = [HomeCard(template, place=60), HomeCard(template, place=10), HomeCard(template, rail=True)]
        self.asking(monkeypatch, home_cards=(lambda person: cards,))
        response = get(client, "/home/")
        assert (len(response.context["main"]), len(response.context["rail"])) == (2, 1)
        assert home.home_cards(somebody)[0].place == 10


class TestSearch:
    def test_the_palette_gets_its_fragment(self, client: Client, admin: Person) -> None:
        accounts.person("devan@example.org", "Devan Pillai")
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
        text = get(client, "/search/?q=pillai", **headers).content.decode()
        assert "<html" not in text
        assert "Devan Pillai" in text
        assert 'role="option"' in text

    def test_without_scripts_it_is_a_page_with_menu_lines(self, client: Client, admin: Person) -> None:
        assert "/people/invite/" not in page(client, "/search/?q=people and")
        assert 'href="/people/"><b>People and roles' in page(client, "/search/?q=people and")

    def test_others_find_no_people(self, client: Client, somebody: Person) -> None:
        accounts.person("devan@example.org", "Devan Pillai")
        text = page(client, "/search/?q=pillai")
        assert "Devan Pillai" not in text
        assert "Nothing matches “pillai”" in text

    @pytest.mark.parametrize("query", ["", "a", "   ", "\x00", "%", "_", "'", "\\"])
    def test_odd_words_find_nothing_and_break_nothing(self, client: Client, admin: Person, query: str) -> None:
        accounts.person("devan@example.org", "Devan Pillai")
        assert "Devan Pillai" not in client.get("/search/", {"q": query}, secure=True).content.decode()

    def test_what_is_typed_is_escaped(self, client: Client, somebody: Person) -> None:
        assert "<script>x" not in page(client, "/search/?q=<script>x")

    def test_hits_stand_in_groups(self, client: Client, somebody: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        hits = [Hit("B", "/b/", "Startups"), Hit("A", "/a/", "Calls"), Hit("C", "/c/", "Startups")]
        monkeypatch.setattr(home, "registered", lambda point: (lambda person, text: hits,) if point == "search" else ())
        response = get(client, "/search/?q=abc")
        groups = [(title, [hit.label for hit in found]) for title, found in response.context["groups"]]
        assert groups == [("Calls", ["A"]), ("Startups", ["B", "C"])]

    @pytest.mark.usefixtures("standing_clock")
    def test_sixty_a_minute(self, client: Client, somebody: Person) -> None:
        for _ in range(59):
            limiter.spend("search", str(somebody.pk), most=60, seconds=60)
        assert get(client, "/search/?q=ab").status_code == 200
        assert get(client, "/search/?q=ab").status_code == 429
        assert get(client, "/search/?q=").status_code == 200


class TestAccount:
    def test_name_and_zone_are_ones_own_to_change(self, client: Client, somebody: Person) -> None:
        assert post(client, "/account/", name="Võ Thành", zone="Asia/Ho_Chi_Minh")["Location"] == "/account/"
        again = Person.objects.get(pk=somebody.pk)
        assert (again.name, str(again.zone)) == ("Võ Thành", "Asia/Ho_Chi_Minh")

    def test_nothing_else_is(self, client: Client, somebody: Person) -> None:
        post(client, "/account/", name="X", zone="UTC", email="x@example.org", is_staff="1", is_superuser="1", code="x")
        again = Person.objects.get(pk=somebody.pk)
        assert (again.email, again.is_staff, again.is_superuser, again.code) == (somebody.email, False, False, somebody.code)

    @pytest.mark.parametrize("typed", [{"name": "", "zone": "UTC"}, {"name": "X", "zone": "Mars/Olympus"}])
    def test_what_cannot_be_is_shown_again(self, client: Client, somebody: Person, typed: dict[str, str]) -> None:
        assert post(client, "/account/", **typed).status_code == 422
        assert Person.objects.get(pk=somebody.pk).name == "Thanh Vo"

    def test_accepted_documents_are_listed(self, client: Client, somebody: Person) -> None:
        text = page(client, "/account/")
        assert text.count("Version 1") == 2

    def test_every_tab_opens(self, client: Client, somebody: Person) -> None:
        for name in ("account_email", "account_change_password", "mfa_index", "usersessions_list"):
            page(client, reverse(name))

    def test_a_token_is_shown_once(self, client: Client, somebody: Person) -> None:
        reauthenticate(client)
        response = post(client, "/account/tokens/", name="Backup", lasts="30", scopes=["startups:read", "applications:write"])
        secret = response.context["secret"]
        assert secret in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        assert secret not in page(client, "/account/tokens/")
        token = ApiToken.objects.get(person=somebody)
        assert (token.name, token.scopes) == ("Backup", ["applications:write", "startups:read"])

    def test_the_api_page_tells_every_operation_and_is_searched(self, client: Client, somebody: Person) -> None:
        whole = get(client, "/api/").context
        assert whole["count"] == sum(len(those) for _tag, _words, those in whole["groups"]) > 50
        text = page(client, "/api/?q=withdraw application")
        assert "/api/v1/applications/{number}/withdraw" in text
        assert "/api/v1/me" not in text
        assert "applications:write" in text
        assert f"curl -X POST {settings.SITE_URL}/api/v1/applications/NUMBER/withdraw" in text
        assert "No address fits" in page(client, "/api/?q=boats")

    @pytest.mark.parametrize("typed", [{"name": ""}, {"lasts": "9999"}, {"lasts": ""}, {"scopes": "boats:read"}, {"scopes": ""}])
    def test_a_token_has_a_name_scopes_and_an_end(self, client: Client, somebody: Person, typed: dict[str, str]) -> None:
        reauthenticate(client)
        assert (
            post(client, "/account/tokens/", **{"name": "X", "lasts": "30", "scopes": "startups:read"} | typed).status_code == 422
        )
        assert not ApiToken.objects.exists()

    def test_a_token_is_revoked_by_its_owner_only(self, client: Client, somebody: Person) -> None:
        token = ApiToken.objects.create(person=somebody, name="Backup", digest="x")
        other = Client()
        other.force_login(accounts.operator_person())
        assert post(other, f"/account/tokens/{token.code}/revoke/").status_code == 404
        assert post(client, f"/account/tokens/{token.code}/revoke/")["Location"] == "/account/tokens/"
        assert ApiToken.objects.get().revoked_at is not None


def typed_settings(**changed: Any) -> dict[str, Any]:
    house = OperatorSettings()
    return {
        "name": "Harbour Board",
        "tagline": "Where startups are launched",
        "introduction": "",
        "accent": "plum",
        "from_address": "team@example.org",
        "zone": "Asia/Singapore",
        "quiet_from": "21:00",
        "quiet_until": "07:30",
        "terms": house.terms,
        "terms_version": "1",
        "privacy": house.privacy,
        "privacy_version": "1",
    } | changed


class TestSettings:
    @pytest.mark.parametrize("role", ["auditor", "programme_manager", "approver", "grants_officer"])
    def test_only_admins_enter(self, client: Client, role: str) -> None:
        client.force_login(accounts.operator_person(role=role))
        assert get(client, "/settings/").status_code == 403
        assert post(client, "/settings/", **typed_settings()).status_code == 403
        assert not OperatorSettings.objects.exists()

    def test_what_is_saved_is_what_the_house_wears(self, client: Client, admin: Person) -> None:
        assert post(client, "/settings/", **typed_settings())["Location"] == "/settings/"
        house = queries.settings()
        assert (house.name, house.accent, f"{house.quiet_from:%H:%M}", f"{house.quiet_until:%H:%M}") == (
            "Harbour Board",
            "plum",
            "21:00",
            "07:30",
        )
        text = page(client, "/terms/")
        assert 'data-accent="plum"' in text
        assert "Harbour Board" in text

    def test_a_logo_goes_up_and_comes_down(self, client: Client, admin: Person) -> None:
        picture = SimpleUploadedFile("logo.png", PNG, "image/png")
        assert post(client, "/settings/", **typed_settings(picture=picture)).status_code == 302
        assert queries.settings().logo.endswith(".png")
        for path in ("/", "/accounts/login/"):
            assert 'height="28" class="max-w-56">' in page(Client(), path)  # a wide one leaves room for the rest of the head
        assert post(client, "/settings/", **typed_settings()).status_code == 302
        assert queries.settings().logo.endswith(".png")
        post(client, "/settings/", **typed_settings(no_logo="on"))
        assert queries.settings().logo == ""

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("logo.png", PNG + b"<script>"),
            ("logo.gif", b"GIF89a" + b"\0" * 30),
            ("logo.png", PNG[:-8] + b"\0" * (512 * 1024)),
        ],
    )
    def test_what_is_no_whole_picture_is_refused(self, client: Client, admin: Person, name: str, content: bytes) -> None:
        picture = SimpleUploadedFile(name, content, "image/png")
        assert post(client, "/settings/", **typed_settings(picture=picture)).status_code == 422
        assert queries.settings().logo == ""

    @pytest.mark.parametrize(
        "changed",
        [{"name": ""}, {"accent": "pink"}, {"from_address": "x"}, {"zone": "Mars"}, {"quiet_from": "25:00"}, {"terms": ""}],
    )
    def test_what_cannot_be_is_shown_again(self, client: Client, admin: Person, changed: dict[str, str]) -> None:
        assert post(client, "/settings/", **typed_settings(**changed)).status_code == 422
        assert not OperatorSettings.objects.exists()

    def test_texts_sent_as_browsers_send_them_are_unchanged(self, client: Client, admin: Person) -> None:
        """A box of several lines comes back with CR LF: the name alone changes, and nobody accepts anew."""
        operations.change_settings(OperatorSettings(), by=None)
        house = OperatorSettings()
        sent = {name: getattr(house, name).replace("\n", "\r\n") for name in ("terms", "privacy")}
        assert "\r\n" in sent["terms"]
        assert post(client, "/settings/", **typed_settings(**sent)).status_code == 302
        kept = queries.settings()
        assert (kept.name, kept.terms, kept.privacy) == ("Harbour Board", house.terms, house.privacy)

    def test_a_changed_text_asks_for_a_version(self, client: Client, admin: Person) -> None:
        post(client, "/settings/", **typed_settings())
        response = post(client, "/settings/", **typed_settings(terms="Other words."))
        assert response.status_code == 422
        assert "give it a new version" in response.content.decode()
        assert post(client, "/settings/", **typed_settings(terms="Other words.", terms_version="2")).status_code == 302
        assert get(client, "/home/")["Location"].startswith("/account/accept/")


class TestApiPage:
    def test_it_lists_what_programs_can_do(self, client: Client, somebody: Person) -> None:
        text = page(client, "/api/")
        for words in ("/api/v1/me", "Who the token acts for", "InvitationIn", "who is invited", "openapi.json"):
            assert words in text
