"""Exports through the API: asked for, watched, fetched by who asked and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accelerator.kit import clock
from accelerator.pipeline import operations
from accelerator.pipeline.models import Export
from accelerator.programmes.models import Call
from accelerator.trail.models import Access
from tests.factories import accounts, reviews
from tests.kit.test_table import cells
from tests.programs import problem, program, walked

pytestmark = pytest.mark.django_db
EXPORTS = "/api/v1/exports"


def ask(client: Any, **given: Any) -> Any:
    return client.post(EXPORTS, {"call": "spring"} | given, content_type="application/json")


def test_asked_for_watched_and_fetched(call: Call, manager: Any) -> None:
    ports = reviews.application(call, name="Tide Table", sector="Ports")
    reviews.application(call, sector="Health")
    client = program(manager)
    asked = ask(client, on="sector=Ports")
    assert (asked.status_code, asked.json()["total"], asked.json()["done"], asked.json()["ready_at"]) == (201, 1, 0, None)
    where = f"{EXPORTS}/{asked.json()['code']}"
    assert problem(client.get(f"{where}/file")) == (409, None)
    operations.advance(Export.objects.get().pk)
    told = client.get(where).json()
    assert (told["call"], told["form"], told["done"], told["ready_at"] is None) == ("spring", "csv", 1, False)
    _head, row = cells(client.get(f"{where}/file"))
    assert row[0] == ports.number
    assert Access.objects.get().what == "export"
    assert walked(client, "/exports") == [[told]]
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        assert client.get(f"{where}/file").status_code == 404


def test_what_cannot_be_asked(call: Call, manager: Any) -> None:
    client = program(manager)
    assert problem(ask(client)) == (409, None)  # nothing was submitted
    reviews.application(call)
    assert problem(ask(client, form="pdf")) == (422, ["form"])
    for unread in ("score=much", "secotr=Ports", "answer.boats=x"):
        assert problem(ask(client, on=unread)) == (422, "on")
    assert problem(ask(client, call="none")) == (404, None)
    assert not Export.objects.exists()


def test_to_others_it_does_not_exist(call: Call, manager: Any) -> None:
    one = reviews.application(call)
    code = ask(program(manager)).json()["code"]
    for person in (reviews.owner_of(one), reviews.reviewer(call), accounts.person()):
        client = program(person)
        assert ask(client).status_code == 404
        assert [client.get(f"{EXPORTS}/{code}{more}").status_code for more in ("", "/file")] == [404, 404]
    auditor = program(accounts.operator_person(role="auditor"))
    assert auditor.get(f"{EXPORTS}/{code}").status_code == 404
    assert ask(auditor).status_code == 201
    assert [one["code"] for one in walked(program(manager), "/exports")[0]] == [code]


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(call: Call, manager: Any, size: int, django_assert_num_queries: Any) -> None:
    reviews.application(call)
    client = program(manager)
    for _ in range(size):
        ask(client)
    with django_assert_num_queries(3):
        assert len(client.get(EXPORTS).json()["items"]) == size
