"""Views, tags, flags and files of another system, by programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision
from accelerator.pipeline import operations
from accelerator.pipeline.models import Flag, Import, Tagging, View
from accelerator.programmes.models import Call
from accelerator.startups.tasks import recognise
from tests.cast import browser
from tests.factories import accounts, programmes, reviews
from tests.factories.applications import application
from tests.factories.startups import startup

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Any:
    return accounts.person("manager@example.org")


@pytest.fixture
def call(manager: Any) -> Call:
    return programmes.call(programme=programmes.programme(manager=manager), slug="tides", prefix="T")


@pytest.fixture
def rows(call: Call) -> list[Application]:
    return [
        application(call=call, startup=startup(name, sector=sector)) for name, sector in (("Tide", "Ports"), ("Reef", "Farms"))
    ]


@pytest.fixture
def client(manager: Any) -> Client:
    return browser(manager)


def send(client: Client, path: str, body: dict[str, Any] | None = None, *, method: str = "post") -> Any:
    return getattr(client, method)(f"/api/v1{path}", body or {}, content_type="application/json", secure=True)


class TestViews:
    def test_kept_listed_replaced_and_taken_away(self, client: Client, call: Call) -> None:
        made = send(client, "/calls/tides/views", {"name": "Ports", "query": "sector=Ports", "shared": True})
        assert made.status_code == 201
        kept = {"code": made.json()["code"], "name": "Ports", "query": "sector=Ports", "shared": True, "yours": True}
        assert client.get("/api/v1/calls/tides/views", secure=True).json()["items"] == [kept]
        send(client, "/calls/tides/views", {"name": "ports", "query": "q=tide"})
        assert [(one.name, one.query, one.shared_at) for one in View.objects.all()] == [("ports", "q=tide", None)]
        assert send(client, f"/views/{kept['code']}", method="delete").status_code == 204
        assert not View.objects.exists()

    def test_a_name_is_more_than_spaces(self, client: Client, call: Call) -> None:
        assert send(client, "/calls/tides/views", {"name": "  "}).status_code == 422
        assert send(client, "/calls/tides/views", {"name": " Ports "}).json()["name"] == "Ports"

    def test_a_filter_that_says_nothing_is_not_kept(self, client: Client, call: Call) -> None:
        bad = send(client, "/calls/tides/views", {"name": "Ports", "query": "sectr=Ports"})
        assert (bad.status_code, bad.json()["field"]) == (422, "query")
        assert not View.objects.exists()

    def test_somebody_elses_is_not_there(self, client: Client, call: Call) -> None:
        view = operations.save(call, name="Mine", query="", shared=False, by=programmes.manager(call.programme))
        assert send(client, f"/views/{view.code}", method="delete").status_code == 404


class TestMarks:
    def test_named_ones_are_tagged_and_it_is_undone(self, client: Client, rows: list[Application]) -> None:
        made = send(client, "/calls/tides/marks", {"kind": "tag", "word": "Pilot", "numbers": [rows[0].number]})
        assert (made.status_code, made.json()["kind"]) == (201, "tag")
        assert [one.application for one in Tagging.objects.live()] == [rows[0]]
        assert client.get("/api/v1/calls/tides/tags", secure=True).json()["items"] == [{"name": "Pilot"}]
        undone = send(client, f"/marks/{made.json()['code']}/undo")
        assert (undone.json(), Tagging.objects.live().count()) == ({"count": 1}, 0)
        assert send(client, f"/marks/{made.json()['code']}/undo").status_code == 409

    def test_all_that_filters_leave_are_flagged_and_cleared(self, client: Client, rows: list[Application]) -> None:
        send(client, "/calls/tides/marks", {"kind": "flag", "word": "Ask", "on": "sector=Farms"})
        assert [(one.application, one.note) for one in Flag.objects.live()] == [(rows[1], "Ask")]
        send(client, "/calls/tides/marks", {"kind": "unflag", "numbers": [rows[1].number]})
        assert not Flag.objects.live().exists()

    @pytest.mark.parametrize(
        ("body", "status", "field"),
        [
            ({"kind": "tag", "word": ""}, 409, "word"),
            ({"kind": "tag", "word": "x" * 41}, 409, "word"),
            ({"kind": "flag", "word": " "}, 409, "word"),
            ({"kind": "flag", "word": "x" * 61}, 409, "word"),
            ({"kind": "tag", "word": "Pilot", "numbers": ["T-9999"]}, 409, "numbers"),
            ({"kind": "tag", "word": "Pilot", "on": "sectr=Farms"}, 422, "on"),
            ({"kind": "burn", "word": "Pilot"}, 422, None),
        ],
    )
    def test_what_does_not_go_names_its_field(
        self, client: Client, rows: list[Application], body: dict[str, Any], status: int, field: str | None
    ) -> None:
        answer = send(client, "/calls/tides/marks", body)
        assert (answer.status_code, answer.json().get("field")) == (status, field)
        assert not Tagging.objects.exists()


class TestImports:
    def take(self, client: Client, text: str) -> Any:
        sent = SimpleUploadedFile("list.csv", text.encode(), content_type="text/csv")
        return client.post("/api/v1/calls/tides/imports", {"file": sent}, secure=True)

    def test_taken_told_tried_and_brought_in(self, client: Client, call: Call) -> None:
        made = self.take(client, "Firm,What\nFar Quay,Keeps quays.\nNear Quay,Counts them.\n")
        assert made.status_code == 201
        code = made.json()["code"]
        told = send(client, f"/imports/{code}/columns", {"columns": {"Firm": "name", "What": "a.what"}}, method="put").json()
        assert (told["applications"], told["faulty"], told["columns"]) == (2, 0, {"Firm": "name", "What": "a.what"})
        assert send(client, f"/imports/{code}/bring-in").json()["begun_at"] is not None
        operations.carry_out(Import.objects.get().pk)
        done = client.get(f"/api/v1/imports/{code}", secure=True).json()
        assert (done["count"], done["refused"], done["faults"]) == (2, "", [])
        assert sorted(Application.objects.values_list("startup__name", flat=True)) == ["Far Quay", "Near Quay"]
        assert [one["code"] for one in client.get("/api/v1/imports", secure=True).json()["items"]] == [code]

    def test_taken_back_as_it_was_looked_at(self, client: Client, call: Call) -> None:
        code = self.take(client, "Name\nFar Quay\nNear Quay\n").json()["code"]
        send(client, f"/imports/{code}/bring-in")
        operations.carry_out(Import.objects.get().pk)
        near = Application.objects.select_related("call", "startup").get(startup__name="Near Quay")
        operations.flag([near], note="Look", by=near.started_by)
        door = f"/imports/{code}/take-back"
        seen = client.get(f"/api/v1{door}", secure=True).json()
        (far,) = Application.objects.exclude(pk=near.pk).values_list("number", flat=True)
        stays = [{"number": near.number, "why": "It carries a flag."}]
        assert seen == {"goes": [far], "stays": stays, "startups": 1, "seen": seen["seen"]}
        assert send(client, door, {"seen": "0" * 64}).status_code == 409
        assert send(client, door, {"seen": seen["seen"]}).json() == seen
        told = client.get(f"/api/v1/imports/{code}", secure=True).json()
        assert (told["count"], told["gone"], told["taken_back_at"] is None) == (2, 1, False)

    def test_removed_while_it_was_not_brought_in(self, client: Client, call: Call) -> None:
        first, other = (self.take(client, "Name\nFar Quay\n").json()["code"] for _one in range(2))
        send(client, f"/imports/{other}/bring-in")
        answers = [client.delete(f"/api/v1/imports/{code}", secure=True).status_code for code in (first, first, other)]
        assert answers == [204, 404, 409]
        assert Import.objects.get().code == other

    def test_a_file_that_is_none_is_named(self, client: Client, call: Call) -> None:
        answer = self.take(client, "\0")
        assert (answer.status_code, answer.json()["field"], Import.objects.count()) == (422, "file", 0)

    def test_every_fault_has_its_line(self, client: Client, call: Call) -> None:
        made = self.take(client, "Startup,Country\nFar Quay,SG\nFar Quay,Atlantis\n").json()
        told = send(
            client, f"/imports/{made['code']}/columns", {"columns": {"Startup": "name", "Country": "country"}}, method="put"
        ).json()
        assert {(one["line"], one["column"]) for one in told["faults"]} == {(3, "Startup"), (3, "Country")}

    def test_startups_that_are_here_already_are_told_by_line(self, client: Client, call: Call) -> None:
        there = reviews.application(reviews.call(programme=call.programme), name="FAR QUAY").startup
        recognise()
        code = self.take(client, "Firm\nNear Quay\nFar Quay Ltd\n").json()["code"]
        told = send(client, f"/imports/{code}/columns", {"columns": {"Firm": "name"}}, method="put").json()
        known = [{"line": 3, "startup": there.slug, "name": "FAR QUAY", "signs": [{"kind": "name", "said": "farquay"}]}]
        assert (told["known_count"], told["known"], told["faulty"]) == (1, known, 0)
        again = client.get(f"/api/v1/imports/{code}", secure=True).json()
        assert (again["known_count"], again["known"]) == (1, known)

    @pytest.mark.parametrize(("column", "told"), [("Nope", "Nope"), ("Start\0up", "Start?up"), ("Start\ud800up", "Start?up")])
    def test_a_column_that_the_file_does_not_have(self, client: Client, call: Call, column: str, told: str) -> None:
        code = self.take(client, "Startup\nFar Quay\n").json()["code"]
        answer = send(client, f"/imports/{code}/columns", {"columns": {column: "name"}}, method="put")
        says = f"The file has no column “{told}”. Its columns are Startup."
        assert (answer.status_code, answer.json()["errors"]) == (422, [{"field": "columns", "says": says}])

    def test_only_for_managers(self, call: Call) -> None:
        reviewer = browser(programmes.reviewer(call.programme))
        assert self.take(reviewer, "Startup\nFar Quay\n").status_code == 404
        assert send(reviewer, "/calls/tides/marks", {"kind": "tag", "word": "Pilot"}).status_code == 404


class TestMoves:
    def test_one_outcome_for_many_and_back(self, client: Client, rows: list[Application]) -> None:
        made = send(client, "/calls/tides/moves", {"outcome": "waitlist", "on": "sector=Ports"})
        assert (made.status_code, made.json()["count"]) == (201, 1)
        assert [(one.application, one.outcome) for one in Decision.objects.all()] == [(rows[0], "waitlist")]
        assert send(client, f"/calls/tides/moves/{made.json()['code']}/undo").json() == {"count": 1}
        assert not Decision.objects.exists()

    def test_not_of_nothing_and_not_by_others(self, client: Client, call: Call, rows: list[Application]) -> None:
        assert send(client, "/calls/tides/moves", {"outcome": "accept", "on": "sector=Space"}).json()["field"] == "numbers"
        reviewer = browser(programmes.reviewer(call.programme))
        assert send(reviewer, "/calls/tides/moves", {"outcome": "accept"}).status_code == 404
        assert not Decision.objects.exists()


def test_the_stages_of_a_call(client: Client, call: Call) -> None:
    told = client.get("/api/v1/calls/tides/stages", secure=True).json()["items"]
    assert [(one["name"], one["is_open"]) for one in told] == [("applying", True), ("scoring", True), ("deciding", True)]
