"""Programmes and calls through the API: the same people may, the same refusals, nothing more is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accelerator.programmes.models import Call, Programme
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.programmes.conftest import World
from tests.programs import program, walked

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
V1 = "/api/v1"
API_QUERIES = 3


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def post(client: Client, path: str, body: Any = None) -> Any:
    return client.post(V1 + path, body or {}, content_type="application/json")


def is_problem(response: Any, status: int, **more: Any) -> bool:
    body = response.json()
    said = (response.status_code, response["Content-Type"], body["status"]) == (status, "application/problem+json", status)
    return said and all(body.get(name) == value for name, value in more.items())


class TestKeys:
    DOORS = ("/programmes", "/calls", "/calls/cohort-5")

    def test_nobody_without_one(self, world: World) -> None:
        for door in self.DOORS:
            assert is_problem(Client().get(V1 + door), 401)
        assert is_problem(post(Client(), "/calls/cohort-5/publish"), 401)

    def test_a_reading_one_changes_nothing(self, world: World) -> None:
        client = program(world.manager, writes=False)
        assert client.get(f"{V1}/calls/cohort-5").status_code == 200
        for door in ("/calls/cohort-5/publish", f"/programmes/{world.programme.slug}/calls", "/programmes"):
            assert is_problem(post(client, door, {"name": "Mine"}), 403, title="This token lacks the scope programmes:write.")
        assert (Call.objects.get().state, Programme.objects.count()) == ("draft", 2)


class TestProgrammes:
    def test_those_one_sees(self, world: World) -> None:
        mine = {"slug": world.programme.slug, "name": "Applied AI", "summary": ""}
        for person in (world.manager, world.reviewer):
            assert browser(person).get(f"{V1}/programmes").json() == {"items": [mine], "next": None}
        assert browser(world.outsider).get(f"{V1}/programmes").json() == {"items": [], "next": None}
        auditor = browser(accounts.operator_person(role="auditor"))
        assert [len(page) for page in walked(auditor, "/programmes")] == [1, 1]

    @pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=x", "limit=x"])
    def test_pages_have_bounds(self, world: World, query: str) -> None:
        for door in ("/programmes", "/calls"):
            assert is_problem(browser(world.manager).get(f"{V1}{door}?{query}"), 422)

    def test_begun_by_who_may(self) -> None:
        client = program(accounts.operator_person(role="programme_manager"))
        answer = post(client, "/programmes", {"name": "Applied Tides"})
        assert (answer.status_code, answer.json()) == (201, {"slug": "applied-tides", "name": "Applied Tides", "summary": ""})
        assert Programme.objects.run_by(Programme.objects.get(slug="applied-tides").staff.get().person).count() == 1

    def test_and_by_nobody_else(self, world: World) -> None:
        for person in (world.manager, world.outsider, accounts.operator_person(role="auditor")):
            assert is_problem(post(program(person), "/programmes", {"name": "Mine"}), 403)
        assert Programme.objects.count() == 2

    @pytest.mark.parametrize(
        ("body", "status", "field"),
        [
            ({}, 422, None),
            ({"name": ""}, 422, None),
            ({"name": "x" * 201}, 422, None),
            ({"name": 5}, 422, None),
            ({"name": "  "}, 409, "name"),
            ({"name": "a\0b"}, 422, None),
            ({"name": "a\ud800b"}, 422, None),
        ],
    )
    def test_what_is_no_programme(self, world: World, body: dict[str, Any], status: int, field: str | None) -> None:
        answer = post(program(accounts.operator_person()), "/programmes", body)
        assert is_problem(answer, status)
        if field:
            assert answer.json()["field"] == field
        assert Programme.objects.count() == 2


class TestCalls:
    def test_one_as_everybody_may_know_it(self) -> None:
        one = programmes.call(
            slug="applied-ai",
            name="Applied AI",
            tagline="Twelve weeks",
            opens_at=NOW - timedelta(days=1),
            closes_at=datetime(2026, 11, 30, 15, 59, tzinfo=UTC),
            decisions_on=datetime(2026, 12, 15, tzinfo=UTC).date(),
        )
        client = browser(accounts.person())
        expected = {
            "slug": "applied-ai",
            "name": "Applied AI",
            "programme": one.programme.slug,
            "phase": "open",
            "tagline": "Twelve weeks",
            "places": 12,
            "zone": "Asia/Singapore",
            "opens_at": "2026-11-19T06:02:00Z",
            "closes_at": "2026-11-30T15:59:00Z",
            "added_minutes": 0,
            "grace_minutes": 10,
            "listed": True,
            "decisions_on": "2026-12-15",
            "eligibility": [],
        }
        assert client.get(f"{V1}/calls/applied-ai").json() == expected
        assert client.get(f"{V1}/calls").json() == {"items": [expected], "next": None}

    def test_drafts_are_for_staff(self, world: World) -> None:
        for person, count in ((world.manager, 1), (world.reviewer, 1), (world.rival, 0), (world.outsider, 0)):
            client = browser(person)
            assert len(client.get(f"{V1}/calls").json()["items"]) == count
            assert client.get(f"{V1}/calls/cohort-5").status_code == (200 if count else 404)
        assert browser(world.manager).get(f"{V1}/calls/cohort-5").json()["phase"] == "draft"

    def test_what_a_call_asks_is_told_to_who_may_read_it(self, world: World) -> None:
        one = programmes.call(slug="tides")
        client = program(world.outsider, scopes=["programmes:read"])
        told = client.get(f"{V1}/calls/tides/questionnaire").json()
        assert (told["number"], told["state"], told["definition"]) == (1, "published", one.version.definition)
        assert client.get(f"{V1}/calls/cohort-5/questionnaire").status_code == 404
        bare = programmes.call(published=False)
        Call.objects.filter(pk=bare.pk).update(version=None)
        manager = browser(programmes.manager(bare.programme))
        assert manager.get(f"{V1}/calls/{bare.slug}/questionnaire").status_code == 404

    def test_queries_do_not_grow(self, world: World, django_assert_num_queries: Any) -> None:
        client = browser(world.manager)
        client.get(f"{V1}/calls")
        for rows in (1, 3):
            while Call.objects.count() < rows:
                programmes.call()
            with django_assert_num_queries(API_QUERIES):
                assert len(client.get(f"{V1}/calls").json()["items"]) == rows

    def test_drafted(self, world: World) -> None:
        answer = post(program(world.manager), f"/programmes/{world.programme.slug}/calls", {"name": "Spring", "places": 3})
        assert (answer.status_code, answer.json()["slug"], answer.json()["phase"]) == (201, "spring", "draft")
        assert answer.json()["opens_at"] == "2026-11-23T01:00:00Z"

    @pytest.mark.parametrize(
        "body", [{}, {"name": ""}, {"name": "A", "places": 0}, {"name": "A", "places": 10_001}, {"name": "A", "places": "x"}]
    )
    def test_what_is_no_call(self, world: World, body: dict[str, Any]) -> None:
        assert is_problem(post(program(world.manager), f"/programmes/{world.programme.slug}/calls", body), 422)
        assert Call.objects.count() == 1

    def test_drafted_by_nobody_else(self, world: World) -> None:
        door = f"/programmes/{world.programme.slug}/calls"
        for person, status in ((world.reviewer, 403), (world.rival, 404), (world.outsider, 404)):
            assert is_problem(post(program(person), door, {"name": "Mine"}), status)
        assert is_problem(post(program(accounts.operator_person(role="auditor")), door, {"name": "Mine"}), 403)
        assert Call.objects.count() == 1


class TestPublish:
    def test_once(self, world: World) -> None:
        client = program(world.manager)
        answer = post(client, "/calls/cohort-5/publish")
        assert (answer.status_code, answer.json()["phase"]) == (200, "planned")
        assert is_problem(post(client, "/calls/cohort-5/publish"), 409, title="The call is published already.")

    def test_all_that_is_missing_is_told(self, world: World) -> None:
        Call.objects.update(tagline="", benefits="")
        answer = post(program(world.manager), "/calls/cohort-5/publish")
        assert is_problem(answer, 422, title="Say in one line what this call is. Say what founders get.")
        assert Call.objects.get().state == "draft"

    def test_by_nobody_else(self, world: World) -> None:
        for person, status in ((world.reviewer, 403), (world.rival, 404), (world.outsider, 404)):
            assert is_problem(post(program(person), "/calls/cohort-5/publish"), status)
        assert Call.objects.get().state == "draft"
