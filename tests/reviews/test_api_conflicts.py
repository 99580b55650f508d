"""Conflicts and relations for programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accelerator.reviews import operations
from accelerator.reviews.models import Conflict, Relation
from tests.cast import browser
from tests.factories import reviews, startups

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call)


@pytest.fixture
def reviewer(call: Any) -> Any:
    return reviews.reviewer(call, name="Ann")


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    given = {} if body is None else {"data": body, "content_type": "application/json"}
    return getattr(client, method)(f"/api/v1{path}", **given)


class TestConflicts:
    def test_ones_own_and_the_register(self, call: Any, manager: Any, reviewer: Any) -> None:
        application = reviews.application(call, name="Quaylight")
        conflict = reviews.conflict(application, reviewer, source="domain", reason="quay.example")
        reviews.conflict(reviews.application(call), reviews.reviewer(call), ended_by=manager, ended_at=conflict.created_at)
        told = {
            "code": conflict.code,
            "application": application.number,
            "startup": "Quaylight",
            "person": reviewer.code,
            "name": "Ann",
            "source": "domain",
            "reason": "quay.example",
            "declared_by": "",
            "ended_at": None,
            "ended_by": "",
        }
        for client, path in ((browser(reviewer), "/conflicts"), (browser(manager), "/calls/tides/conflicts")):
            (item,) = send(client, "get", path).json()["items"]
            assert {name: value for name, value in item.items() if name != "since"} == told
        ended = send(browser(manager), "get", "/calls/tides/conflicts?state=ended").json()["items"]
        assert [one["ended_by"] for one in ended] == [manager.code]
        assert send(browser(manager), "get", "/calls/tides/conflicts?source=member").json()["items"] == []
        assert send(browser(reviewer), "get", "/calls/tides/conflicts").status_code == 404

    def test_declared_explained_and_taken_back(self, call: Any, reviewer: Any) -> None:
        made, client = reviews.assignment(reviews.application(call), reviewer=reviewer), browser(reviewer)
        path = f"/applications/{made.application.number}/conflicts"
        answer = send(client, "post", path, {})
        assert (answer.status_code, answer.json()["declared_by"]) == (201, reviewer.code)
        assert send(client, "post", path, {}).status_code == 404
        code = answer.json()["code"]
        assert send(client, "put", f"/conflicts/{code}/reason", {"reason": "A friend"}).status_code == 204
        assert Conflict.objects.get().reason == "A friend"
        assert send(client, "post", f"/conflicts/{code}/take-back").status_code == 204
        assert send(client, "get", f"/reviews/{made.code}").status_code == 200

    def test_recorded_and_lifted_by_a_manager(self, call: Any, manager: Any, reviewer: Any) -> None:
        application, client = reviews.application(call), browser(manager)
        path = f"/applications/{application.number}/conflicts"
        answer = send(client, "post", path, {"person": reviewer.code, "reason": "Told me"})
        assert (answer.status_code, Conflict.objects.get().person) == (201, reviewer)
        assert send(client, "post", path, {"person": "nobody"}).status_code == 409
        assert send(browser(reviewer), "post", f"/conflicts/{answer.json()['code']}/lift").status_code == 403
        assert send(client, "post", f"/conflicts/{answer.json()['code']}/lift").status_code == 204
        assert Conflict.objects.get().ended_by == manager


class TestRelations:
    def test_declared_listed_and_taken_back(self, call: Any, reviewer: Any, manager: Any) -> None:
        client, startup = browser(reviewer), startups.startup("Quaylight", owner=reviewer, slug="quaylight")
        answer = send(client, "post", "/relations", {"kind": "investor", "startup": "quaylight", "since_on": "2026-01-31"})
        made = Relation.objects.get()
        assert (answer.status_code, made.startup) == (201, startup)
        told = {
            "code": made.code,
            "person": reviewer.code,
            "kind": "investor",
            "startup": "quaylight",
            "name": "",
            "domain": "",
            "since_on": "2026-01-31",
            "until_on": None,
            "note": "",
        }
        assert answer.json() == told
        for reader in (client, browser(manager)):
            assert send(reader, "get", "/relations").json()["items"] == [told]
        assert send(browser(reviews.reviewer(call)), "get", "/relations").json()["items"] == []
        assert send(browser(reviews.reviewer(call)), "delete", f"/relations/{made.code}").status_code == 404
        assert send(client, "delete", f"/relations/{made.code}").status_code == 204
        assert send(client, "get", "/relations").json()["items"] == []

    def test_a_startup_that_one_may_not_see_is_missing(self, reviewer: Any) -> None:
        startups.startup(slug="unseen")
        assert send(browser(reviewer), "post", "/relations", {"kind": "other", "startup": "unseen"}).status_code == 404
        assert send(browser(reviewer), "post", "/relations", {"kind": "other"}).status_code == 409
        assert send(browser(reviewer), "post", "/relations", {"kind": "boss", "name": "Quay"}).status_code == 422

    def test_a_file_whole_or_not_at_all(self, reviewer: Any) -> None:
        client = browser(reviewer)
        file = SimpleUploadedFile("mine.csv", b"kind,name\nother,Quay\nfamily,Pier\n", "text/csv")
        answer = client.post("/api/v1/relations/file", {"file": file})
        assert (answer.status_code, answer.json()["count"]) == (201, 2)
        bad = SimpleUploadedFile("mine.csv", b"kind,name\nother,Quay\nboss,Pier\n", "text/csv")
        assert client.post("/api/v1/relations/file", {"file": bad}).status_code == 422
        assert Relation.objects.count() == 2
        act = f"/relations/acts/{answer.json()['act']}"
        assert send(client, "delete", act).json() == {"count": 2}
        assert send(client, "delete", act).status_code == 409


def test_what_a_program_declares_hides_the_application(call: Any, reviewer: Any) -> None:
    made = reviews.assignment(reviews.application(call), reviewer=reviewer)
    operations.recuse(made, by=reviewer)
    assert send(browser(reviewer), "get", "/reviews").json()["items"] == []
