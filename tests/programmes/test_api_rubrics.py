"""Rubrics read, made and written anew by programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accelerator.programmes.models import Call, Programme, Rubric
from tests.factories import programmes
from tests.programmes.conftest import World
from tests.programs import problem, program

pytestmark = pytest.mark.django_db
RUBRICS = "/api/v1/programmes/applied-ai/rubrics"
TEAM = {"name": "Team", "asks": "Can they?", "weight": 60, "anchors": {"1": "No", "5": "They did"}}
FIT = {"name": "Fit", "asks": "", "weight": 40, "anchors": {}}


@pytest.fixture(autouse=True)
def _named(world: World) -> None:
    Programme.objects.filter(pk=world.programme.pk).update(slug="applied-ai")


def send(client: Client, method: str, path: str, **body: Any) -> Any:
    return getattr(client, method)(path, body, content_type="application/json")


def test_made_chosen_and_written_anew(world: World) -> None:
    client = program(world.manager)
    made = send(client, "post", RUBRICS, name="First round", criteria=[TEAM, FIT])
    whole = {"code": made.json()["code"], "name": "First round", "scale": "1-5", "settled": False, "criteria": [TEAM, FIT]}
    assert (made.status_code, made.json()) == (201, whole)
    one = f"{RUBRICS}/{whole['code']}"
    assert client.get(one).json() == whole
    chosen = send(client, "put", "/api/v1/calls/cohort-5/rubric", rubric=whole["code"])
    assert chosen.json()["rubric"] == whole["code"]
    anew = send(client, "put", one, name="Second round", criteria=[FIT | {"weight": 100}])
    assert anew.json() == whole | {"name": "Second round", "criteria": [FIT | {"weight": 100}]}
    ten = {"name": "Second round", "scale": "0-10", "criteria": [FIT | {"weight": 100, "anchors": {"10": "All of it"}}]}
    assert send(client, "put", one, **ten).json() == whole | ten


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({"criteria": []}, 409, "criteria"),
        ({"criteria": [TEAM]}, 409, "criteria"),
        ({"criteria": [TEAM | {"weight": 101}]}, 422, ["criteria.0.weight"]),
        ({"criteria": [TEAM | {"anchors": {"11": "More"}}]}, 422, ["criteria.0.anchors.11.[key]"]),
        ({"criteria": [TEAM | {"weight": 100, "anchors": {"6": "More"}}]}, 409, "criteria"),
        ({"criteria": [FIT | {"weight": 100}], "scale": "1-7"}, 422, ["scale"]),
        ({"criteria": [TEAM | {"anchors": {"1": "x" * 201}}]}, 422, ["criteria.0.anchors.1"]),
        ({"criteria": [TEAM, FIT], "name": ""}, 422, ["name"]),
    ],
)
def test_what_cannot_be_scored_by_is_named(world: World, sent: dict[str, Any], status: int, field: Any) -> None:
    before = Rubric.objects.count()
    assert problem(send(program(world.manager), "post", RUBRICS, **({"name": "First"} | sent))) == (status, field)
    assert Rubric.objects.count() == before


def test_what_a_published_call_is_scored_with_stays(world: World) -> None:
    rubric = programmes.rubric(programme=world.programme, name="Spare")
    Call.objects.filter(pk=programmes.call(programme=world.programme).pk).update(rubric=rubric)
    client, one = program(world.manager), f"{RUBRICS}/{rubric.code}"
    assert client.get(one).json()["settled"] is True
    assert problem(send(client, "put", one, name="Other", criteria=[TEAM, FIT])) == (409, None)
    assert Rubric.objects.get(pk=rubric.pk).name == "Spare"


def test_staff_read_them_and_managers_alone_write(world: World) -> None:
    rubric = programmes.rubric(programme=world.programme, name="Spare")
    elsewhere = programmes.rubric(name="Elsewhere")
    for person, reads, writes in ((world.reviewer, 200, 403), (world.rival, 404, 404), (world.outsider, 404, 404)):
        client, sent = program(person), {"name": "Mine", "criteria": [TEAM, FIT]}
        assert client.get(f"{RUBRICS}/{rubric.code}").status_code == reads
        assert send(client, "post", RUBRICS, **sent).status_code == writes
        assert send(client, "put", f"{RUBRICS}/{rubric.code}", **sent).status_code == writes
    assert program(world.manager).get(f"{RUBRICS}/{elsewhere.code}").status_code == 404
