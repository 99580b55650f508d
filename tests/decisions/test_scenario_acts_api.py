"""What programs do to a scenario: change, limit, pin, copy, compare, use, take back, delete."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accelerator.decisions import operations
from accelerator.decisions.models import Decision, Scenario
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews
from tests.programs import problem

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
LIMIT = {"kind": "count", "way": "most", "of": "sector", "bound": "1", "values": ["Health"]}


def send(client: Client, verb: str, address: str, body: Any = None) -> Any:
    return getattr(client, verb)(f"{ROOT}{address}", body, content_type="application/json")


@pytest.fixture
def held(call: Any, manager: Any, three: list[Any]) -> Scenario:
    """Takes Ada and Bo."""
    return operations.plan(call, name="First", places=2, by=manager)


def startups(told: Any) -> list[str]:
    return [one["startup"] for one in told.json()["chosen"]]


def test_what_is_sent_changes_and_works_the_set_out_anew(three: list[Any], held: Scenario, api: Client) -> None:
    at = f"/scenarios/{held.code}"
    assert startups(api.get(f"{ROOT}{at}")) == ["Ada", "Bo"]
    renamed = send(api, "patch", at, {"name": "Second", "note": "Why not."}).json()
    assert (renamed["name"], renamed["note"], renamed["places"]) == ("Second", "Why not.", 2)
    assert startups(send(api, "patch", at, {"limits": [LIMIT]})) == ["Ada", "Cy"]
    assert startups(send(api, "patch", at, {"limits": [], "left_out": [three[0].number]})) == ["Bo", "Cy"]
    whole = send(api, "patch", at, {"places": 1, "left_out": [], "kept_in": [three[2].number]}).json()
    assert (whole["name"], whole["places"], whole["kept_in"], whole["left_out"]) == ("Second", 1, [three[2].number], [])
    assert [one["startup"] for one in whole["chosen"]] == ["Cy"]


def test_one_that_was_told_since_stays_pinned(three: list[Any], held: Scenario, api: Client) -> None:
    at = f"/scenarios/{held.code}"
    send(api, "patch", at, {"left_out": [three[0].number]})
    decisions.decision(three[0], outcome="decline", released=True)
    answer = send(api, "patch", at, {"left_out": [three[0].number, three[1].number]})
    assert (answer.status_code, answer.json()["left_out"]) == (200, [three[0].number, three[1].number])
    assert problem(send(api, "patch", f"/scenarios/{_other(held).code}", {"left_out": [three[0].number]})) == (422, "left_out")


def _other(held: Scenario) -> Scenario:
    return operations.plan(held.call, name="Other", places=1, by=held.created_by)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"places": 0}, ["places"]),
        ({"name": "a\nb"}, ["name"]),
        ({"name": " "}, "name"),
        ({"name": None}, ["name"]),
        ({"limits": [LIMIT, LIMIT | {"bound": "many"}]}, "limits.1.bound"),
        ({"left_out": ["T-0"]}, "left_out"),
        ({"scores_by": "luck"}, "scores_by"),
        ({"color": "red"}, ["color"]),
    ],
)
def test_a_bad_wish_names_its_field(held: Scenario, api: Client, sent: dict[str, Any], field: Any) -> None:
    assert problem(send(api, "patch", f"/scenarios/{held.code}", sent)) == (422, field)
    assert list(Scenario.objects.values_list("name", "places", "limits")) == [("First", 2, [])]


def test_in_and_out_at_once_is_told_by_the_names_that_were_sent(three: list[Any], held: Scenario, api: Client) -> None:
    both = {"kept_in": [three[0].number], "left_out": [three[0].number]}
    assert problem(send(api, "patch", f"/scenarios/{held.code}", both)) == (422, "kept_in")
    assert problem(send(api, "post", "/calls/tides/scenarios", {"name": "Both", "places": 1} | both)) == (422, "kept_in")


def test_limits_come_and_go_one_by_one(held: Scenario, api: Client) -> None:
    at = f"/scenarios/{held.code}/limits"
    told = send(api, "post", at, LIMIT)
    (limit,) = told.json()["limits"]
    assert ({name: limit[name] for name in LIMIT}, startups(told)) == (LIMIT, ["Ada", "Cy"])
    assert problem(send(api, "post", at, LIMIT | {"bound": "many"})) == (422, "bound")
    assert problem(send(api, "post", at, LIMIT | {"of": "a.gone"})) == (422, "of")
    for _ in range(2):
        lifted = send(api, "delete", f"{at}/{limit['id']}")
        assert (lifted.status_code, lifted.json()["limits"], startups(lifted)) == (200, [], ["Ada", "Bo"])


def test_an_application_is_pinned_and_freed(three: list[Any], held: Scenario, api: Client) -> None:
    at = f"/scenarios/{held.code}/pins/{three[2].number}"
    assert startups(send(api, "put", at, {"where": "in"})) == ["Ada", "Cy"]
    assert send(api, "put", at, {"where": "out"}).json()["left_out"] == [three[2].number]
    assert startups(send(api, "put", at, {"where": "free"})) == ["Ada", "Bo"]
    assert problem(send(api, "put", at, {"where": "up"})) == (422, ["where"])
    other = reviews.application(reviews.call())
    assert send(api, "put", f"/scenarios/{held.code}/pins/{other.number}", {"where": "in"}).status_code == 404


def test_what_cannot_be_chosen_any_more_is_not_pinned(three: list[Any], held: Scenario, api: Client) -> None:
    decisions.decision(three[2], outcome="decline", released=True)
    for where in ("in", "out"):
        answer = send(api, "put", f"/scenarios/{held.code}/pins/{three[2].number}", {"where": where})
        assert problem(answer) == (422, "where")


def test_nothing_sent_changes_nothing(held: Scenario, api: Client) -> None:
    before = Scenario.objects.values().get()
    assert send(api, "patch", f"/scenarios/{held.code}", {}).status_code == 200
    assert Scenario.objects.values().get() == before
    assert not Entry.objects.filter(verb="scenario.changed").exists()


def test_a_copy_is_one_of_its_own(held: Scenario, api: Client) -> None:
    made = send(api, "post", f"/scenarios/{held.code}/copy")
    assert (made.status_code, made.json()["name"], startups(made)) == (201, "Copy of First", ["Ada", "Bo"])
    assert send(api, "delete", f"/scenarios/{held.code}").status_code == 204
    assert [one.code for one in Scenario.objects.all()] == [made.json()["code"]]
    assert send(api, "delete", f"/scenarios/{held.code}").status_code == 404


def test_a_set_is_looked_at_used_and_taken_back(three: list[Any], held: Scenario, manager: Any, api: Client) -> None:
    at = f"/scenarios/{held.code}"
    decisions.decision(three[1], outcome="decline", by=manager)
    looked = api.get(f"{ROOT}{at}/use").json()
    assert {name: looked[name] for name in ("fresh", "changed", "left_out")} == {"fresh": 1, "changed": 1, "left_out": 0}
    assert Decision.objects.count() == 1
    used = send(api, "post", f"{at}/use", {"seen": looked["seen"]}).json()
    assert (used["code"], used["count"], used["used_at"] is None) == (held.code, 2, False)
    assert set(Decision.objects.values_list("application__number", "outcome")) == {
        (three[0].number, "accept"),
        (three[1].number, "accept"),
    }
    again = api.get(f"{ROOT}{at}/use").json()["seen"]
    assert problem(send(api, "post", f"{at}/use", {"seen": again})) == (409, None)
    assert send(api, "post", f"{at}/undo").json() == {"count": 2}
    assert list(Decision.objects.values_list("application__number", "outcome")) == [(three[1].number, "decline")]
    assert problem(send(api, "post", f"{at}/undo")) == (409, None)
    verbs = ["scenario.planned", "decision.made_many", "scenario.used", "decision.undone"]
    assert [one.verb for one in Entry.objects.filter(verb__in=verbs).order_by("id")] == verbs


def test_a_set_that_was_seen_otherwise_is_not_used(three: list[Any], held: Scenario, manager: Any, api: Client) -> None:
    seen = api.get(f"{ROOT}/scenarios/{held.code}/use").json()["seen"]
    decisions.decision(three[0], outcome="waitlist", by=manager)
    assert problem(send(api, "post", f"/scenarios/{held.code}/use", {"seen": seen})) == (409, "seen")
    assert problem(send(api, "post", f"/scenarios/{held.code}/use", {"seen": "forged"})) == (409, "seen")
    for nothing in ({}, {"seen": ""}, {"seen": None}):
        assert problem(send(api, "post", f"/scenarios/{held.code}/use", nothing)) == (422, ["seen"])
    assert list(Decision.objects.values_list("outcome", flat=True)) == ["waitlist"]


def test_scenarios_stand_side_by_side(three: list[Any], held: Scenario, manager: Any, api: Client) -> None:
    other = operations.plan(held.call, name="One a sector", places=2, limits=[LIMIT], by=manager)
    at = f"{ROOT}/calls/tides/scenarios/beside"
    told = api.get(at, {"code": [held.code, other.code]}).json()
    assert [(one["name"], len(one["limits"]), one["alone"]) for one in told["scenarios"]] == [
        ("First", 0, 1),
        ("One a sector", 1, 1),
    ]
    assert told["shared"] == 1
    assert [(one["startup"], one["scenarios"]) for one in told["applications"]] == [
        ("Ada", [held.code, other.code]),
        ("Bo", [held.code]),
        ("Cy", [other.code]),
    ]
    assert api.get(at, {"code": [held.code]}).status_code == 200
    assert problem(api.get(at, {"code": [held.code, "forged"]})) == (422, "code")
    assert problem(api.get(at)) == (422, ["code"])
    elsewhere = operations.plan(reviews.call(programme=held.call.programme), name="Else", places=1, by=manager)
    assert problem(api.get(at, {"code": [elsewhere.code]})) == (422, "code")


def test_who_looks_on_changes_nothing(three: list[Any], held: Scenario) -> None:
    at = f"/scenarios/{held.code}"
    doors = [
        ("patch", at, {"name": "Mine", "kept_in": [three[0].number]}),
        ("delete", at, None),
        ("post", f"{at}/limits", LIMIT),
        ("delete", f"{at}/limits/none", None),
        ("put", f"{at}/pins/{three[0].number}", {"where": "in"}),
        ("post", f"{at}/copy", None),
        ("post", f"{at}/use", {"seen": "-"}),
        ("post", f"{at}/undo", None),
    ]
    auditor, reviewer = (browser(one) for one in (accounts.operator_person(role="auditor"), reviews.reviewer(held.call)))
    for verb, address, body in doors:
        assert (address, send(auditor, verb, address, body).status_code) == (address, 403)
        assert (address, send(reviewer, verb, address, body).status_code) == (address, 404)
    assert [one.get(f"{ROOT}{at}/use").status_code for one in (auditor, reviewer)] == [403, 404]
    beside = f"{ROOT}/calls/tides/scenarios/beside?code={held.code}"
    assert [one.get(beside).status_code for one in (auditor, reviewer)] == [200, 404]
    assert list(Scenario.objects.values_list("name", "limits", "pinned_in")) == [("First", [], [])]
    assert not Decision.objects.exists()
