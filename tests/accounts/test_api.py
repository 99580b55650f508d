"""Programs act as their person: no more, and less where the token says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from accelerator.accounts import operations
from accelerator.accounts.models import ApiToken, Invitation, Person
from accelerator.kit import clock
from tests.factories import accounts
from tests.programs import program, walked

pytestmark = pytest.mark.django_db


def get(client: Client, path: str) -> HttpResponse:
    return client.get(f"/api/v1{path}", secure=True)


def post(client: Client, path: str, body: dict[str, Any]) -> HttpResponse:
    return client.post(f"/api/v1{path}", body, content_type="application/json", secure=True)


class TestTokens:
    def test_a_token_acts_as_its_person(self) -> None:
        person = accounts.person("thanh@example.org", "Thanh Vo", zone="Asia/Ho_Chi_Minh")
        assert get(program(person), "/me").json() == {
            "code": person.code,
            "email": "thanh@example.org",
            "name": "Thanh Vo",
            "language": "en-gb",
            "zone": "Asia/Ho_Chi_Minh",
            "roles": [],
        }

    def test_none_is_unauthorised(self) -> None:
        response = get(Client(), "/me")
        assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
        assert response["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("value", ["Bearer ", "Bearer nonsense", "Basic YTpi", "nonsense"])
    def test_a_made_up_one_is_too(self, value: str) -> None:
        assert get(Client(headers={"Authorization": value}), "/me").status_code == 401

    def test_expired_ones_open_nothing(self) -> None:
        client = program(accounts.person())
        assert get(client, "/me").status_code == 200
        with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
            assert get(client, "/me").status_code == 401

    def test_revoked_ones_open_nothing(self) -> None:
        person = accounts.person()
        client = program(person)
        operations.revoke_token(ApiToken.objects.get(), by=person)
        assert get(client, "/me").status_code == 401

    def test_suspended_peoples_open_nothing(self) -> None:
        person = accounts.person()
        client = program(person)
        operations.suspend(person, by=accounts.operator_person(), reason="x")
        assert get(client, "/me").status_code == 401

    def test_an_operators_without_a_second_factor_opens_nothing(self) -> None:
        assert get(program(accounts.operator_person(factor=False)), "/me").status_code == 401
        assert get(program(accounts.operator_person()), "/me").status_code == 200

    def test_reading_tokens_change_nothing(self) -> None:
        admin = accounts.operator_person()
        wanted = {"email": "new@example.org", "organisation": accounts.operator().slug, "role": "auditor"}
        response = post(program(admin, writes=False), "/invitations", wanted)
        assert (response.status_code, response.json()["title"]) == (403, "This token lacks the scope people:write.")
        assert not Invitation.objects.exists()
        assert post(program(admin), "/invitations", wanted).status_code == 201

    def test_use_is_noted_every_five_minutes(self) -> None:
        client = program(accounts.person())
        start, noted = clock.now(), []
        for minutes in (0, 4, 6):
            with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
                get(client, "/me")
                noted.append(ApiToken.objects.get().last_used_at)
        assert noted[0] == noted[1]
        assert noted[2] > noted[1]

    def test_a_token_is_no_session(self) -> None:
        client = program(accounts.operator_person())
        assert client.get("/people/", secure=True).status_code == 302

    def test_a_browser_needs_the_csrf_token_to_write(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(accounts.operator_person())
        wanted = {"email": "new@example.org", "organisation": accounts.operator().slug, "role": "auditor"}
        assert post(client, "/invitations", wanted).status_code == 403
        assert get(client, "/me").status_code == 200

    def test_ones_own_are_listed_and_revoked(self) -> None:
        person, other = accounts.person(), accounts.person()
        program(other)
        client = program(person)
        (mine,) = get(client, "/tokens").json()["items"]
        theirs = ApiToken.objects.get(person=other)
        assert set(mine) == {"code", "name", "scopes", "expires_at", "last_used_at"}
        assert client.delete(f"/api/v1/tokens/{theirs.code}", secure=True).status_code == 404
        assert client.delete(f"/api/v1/tokens/{mine['code']}", secure=True).status_code == 204
        assert get(client, "/me").status_code == 401
        assert ApiToken.objects.get(pk=theirs.pk).revoked_at is None


class TestPeople:
    @pytest.mark.parametrize("role", ["auditor", "grants_officer", "approver", "programme_manager"])
    def test_only_who_manages_people_lists_them(self, role: str) -> None:
        client = program(accounts.operator_person(role=role))
        for path in ("/people", "/people?search=a", "/people?role=admin&state=active", "/invitations"):
            assert get(client, path).status_code == 403

    def test_founders_and_partners_do_not(self) -> None:
        for person in (accounts.person(), accounts.partner_person()):
            assert get(program(person), "/people").status_code == 403

    def test_they_are_found_by_name_role_and_state(self) -> None:
        admin = accounts.operator_person("mei@example.org", "Tan Mei Lin")
        accounts.operator_person("devan@example.org", "Devan Pillai", role="auditor")
        accounts.suspended_person("olga@example.org", "Olga Hale")
        client = program(admin)

        def names(query: str) -> list[str]:
            return [item["name"] for item in get(client, f"/people{query}").json()["items"]]

        assert names("") == ["Devan Pillai", "Olga Hale", "Tan Mei Lin"]
        assert names("?search=mei") == ["Tan Mei Lin"]
        assert names("?role=auditor") == ["Devan Pillai"]
        assert names("?state=suspended") == ["Olga Hale"]
        assert [len(page) for page in walked(client, "/people", limit=2)] == [2, 1]

    @pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?limit=x", "?cursor=x"])
    def test_pages_have_bounds(self, query: str) -> None:
        response = get(program(accounts.operator_person()), f"/people{query}")
        assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")

    def test_it_costs_the_same_for_many(self, django_assert_num_queries: Any) -> None:
        client = program(accounts.operator_person())
        get(client, "/people")
        for _ in range(2):
            with django_assert_num_queries(3):  # token, person, page
                get(client, "/people")
            for _more in range(5):
                accounts.operator_person(role="auditor")


class TestInvitations:
    @pytest.fixture
    def admin(self) -> Person:
        return accounts.operator_person()

    def test_made_listed_and_withdrawn(self, admin: Person) -> None:
        client = program(admin)
        wanted = {"email": "New@Example.org", "organisation": accounts.operator().slug, "role": "auditor"}
        made = post(client, "/invitations", wanted).json()
        assert (made["email"], made["state"], made["scope"]) == ("new@example.org", "invited", "organisation")
        assert "digest" not in made
        assert get(client, "/invitations").json() == {"items": [made], "next": None}
        assert client.delete(f"/api/v1/invitations/{made['code']}", secure=True).status_code == 204
        assert get(client, "/invitations").json() == {"items": [], "next": None}
        assert client.delete(f"/api/v1/invitations/{made['code']}", secure=True).status_code == 409

    @pytest.mark.parametrize(
        ("changed", "status"),
        [({"role": "emperor"}, 403), ({"organisation": "nowhere"}, 404), ({"email": "no"}, 409), ({"email": None}, 422)],
    )
    def test_what_is_wrong_is_said(self, admin: Person, changed: dict[str, Any], status: int) -> None:
        wanted = {"email": "new@example.org", "organisation": accounts.operator().slug, "role": "auditor"}
        assert post(program(admin), "/invitations", wanted | changed).status_code == status
        assert not Invitation.objects.exists()

    def test_to_others_an_invitation_does_not_exist(self, admin: Person) -> None:
        operator = accounts.operator()
        made = operations.invite(
            scope="organisation", scope_id=operator.pk, scope_label="x", role="auditor", email="a@example.org", by=admin
        )
        client = program(accounts.operator_person(role="auditor"))
        foreign = client.delete(f"/api/v1/invitations/{made.code}", secure=True)
        missing = client.delete("/api/v1/invitations/0000000000", secure=True)
        assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content) == (404, missing.content)
