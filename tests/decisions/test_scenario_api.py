"""Scenarios for programs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accelerator.decisions import operations
from accelerator.decisions.models import Scenario
from tests.cast import browser
from tests.factories import accounts, reviews
from tests.programs import problem

pytestmark = pytest.mark.django_db
ROOT, LIST = "/api/v1", "/calls/tides/scenarios"
LIMIT = {"kind": "count", "way": "most", "of": "sector", "bound": "1", "values": ["Health"]}


def send(client: Client, address: str, body: Any = None) -> Any:
    return client.post(f"{ROOT}{address}", body, content_type="application/json")


def test_a_scenario_is_planned_read_and_worked_out_anew(three: list[Any], api: Client) -> None:
    made = send(api, LIST, {"name": "First", "places": 2, "limits": [LIMIT], "left_out": [three[2].number]})
    assert made.status_code == 201
    told = made.json()
    picked = {"application": three[0].number, "startup": "Ada", "score": "5.000000000"}
    assert {name: told[name] for name in ("name", "state", "filled", "score", "bound", "chosen", "left_out", "kept_in")} == {
        "name": "First",
        "state": "proven",
        "filled": 1,
        "score": "5.000000000",
        "bound": "5.000000000",
        "chosen": [picked],
        "left_out": [three[2].number],
        "kept_in": [],
    }
    (limit,) = told["limits"]
    assert {name: limit[name] for name in (*LIMIT, "reached", "beyond", "clashes", "short")} == LIMIT | {
        "reached": "1",
        "beyond": "1",
        "clashes": False,
        "short": None,
    }
    assert Decimal(limit["gain"]) == 4
    assert api.get(f"{ROOT}/scenarios/{told['code']}").json() == told
    anew = send(api, f"/scenarios/{told['code']}/solve").json()
    assert anew["chosen"] == told["chosen"]
    assert anew["solved_at"] > told["solved_at"]


def test_a_contradiction_is_told_with_what_is_short(three: list[Any], api: Client) -> None:
    told = send(api, LIST, {"name": "None", "places": 2, "limits": [LIMIT, LIMIT | {"way": "least", "bound": "2"}]}).json()
    assert (told["state"], told["score"], told["chosen"], told["clashes"]) == ("none", None, [], [])
    assert [(one["clashes"], one["short"]) for one in told["limits"]] == [(True, "1"), (True, "1")]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"places": 0}, ["places"]),
        ({"limits": [LIMIT | {"kind": "mean"}]}, ["limits.0.kind"]),
        ({"limits": [LIMIT | {"bound": "many"}]}, "limits.0.bound"),
        ({"limits": [LIMIT | {"of": "a.gone"}]}, "limits.0.of"),
        ({"kept_in": ["T-0"]}, "kept_in"),
        ({"scores_by": "luck"}, "scores_by"),
        ({"color": "red"}, ["color"]),
    ],
)
def test_a_bad_wish_names_its_field(three: list[Any], api: Client, sent: dict[str, Any], field: Any) -> None:
    answer = send(api, LIST, {"name": "First", "places": 2} | sent)
    assert answer.status_code == 422
    assert problem(answer)[1] == field
    assert not Scenario.objects.exists()


def test_who_plans_and_who_only_reads(call: Any, manager: Any, three: list[Any]) -> None:
    held = operations.plan(call, name="First", places=2, by=manager)
    auditor, reviewer = (browser(one) for one in (accounts.operator_person(role="auditor"), reviews.reviewer(call)))
    assert [one["name"] for one in auditor.get(f"{ROOT}{LIST}").json()["items"]] == ["First"]
    assert auditor.get(f"{ROOT}/scenarios/{held.code}").status_code == 200
    assert send(auditor, LIST, {"name": "Second", "places": 2}).status_code == 404
    assert send(auditor, f"/scenarios/{held.code}/solve").status_code == 403
    for address in (LIST, f"/scenarios/{held.code}"):
        assert reviewer.get(f"{ROOT}{address}").status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    call: Any, manager: Any, three: list[Any], api: Client, size: int, django_assert_num_queries: Any
) -> None:
    for place in range(size):
        operations.plan(call, name=f"Plan {place}", places=2, by=manager)
    api.get(f"{ROOT}{LIST}")
    with django_assert_num_queries(4):
        assert len(api.get(f"{ROOT}{LIST}").json()["items"]) == size
