"""The panel's votes for programs: who names it, opens and closes the vote, and reads how it voted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accelerator.decisions import operations
from accelerator.decisions.models import Vote
from accelerator.trail.models import Access, Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews
from tests.programs import problem

pytestmark = pytest.mark.django_db
ROOT, CALL = "/api/v1", "/calls/tides"


def send(client: Client, verb: str, address: str, body: Any = None) -> Any:
    return getattr(client, verb)(f"{ROOT}{address}", body, content_type="application/json")


@pytest.fixture
def people(call: Any) -> list[Any]:
    return [reviews.reviewer(call, name=name) for name in ("Ben", "Ada")]


@pytest.fixture
def panel(call: Any, manager: Any, people: list[Any]) -> list[Any]:
    """Ben and Ada vote, both are needed, and the vote is open."""
    operations.arrange(call, quorum=2, voters=people, by=manager)
    operations.open_voting(call, by=manager)
    return people


def test_a_manager_names_the_panel_opens_and_closes_the_vote(call: Any, manager: Any, api: Client, people: list[Any]) -> None:
    named = send(api, "put", f"{CALL}/voters", {"voters": [one.code for one in people]}).json()
    voters = [{"code": one.code, "name": one.name} for one in reversed(people)]
    told = {"state": "unopened", "opened_at": None, "closed_at": None, "quorum": 0, "voters": voters}
    assert named == told == api.get(f"{ROOT}{CALL}/voting").json()
    refused = send(api, "post", f"{CALL}/voting/open")
    assert (refused.status_code, refused.json()["title"]) == (
        409,
        "Name a quorum, and at least as many people to vote, under “How it decides”.",
    )
    operations.arrange(call, quorum=2, by=manager)
    opened = send(api, "post", f"{CALL}/voting/open").json()
    assert (opened["state"], opened["quorum"], opened["opened_at"] is None, opened["closed_at"]) == ("open", 2, False, None)
    closed = send(api, "post", f"{CALL}/voting/close").json()
    assert (closed["state"], closed["opened_at"], closed["closed_at"] is None) == ("closed", opened["opened_at"], False)
    assert problem(send(api, "post", f"{CALL}/voting/close")) == (409, None)
    assert [one.verb for one in Entry.objects.order_by("id")] == [
        "voters.named",
        "procedure.set",
        "voting.opened",
        "voting.closed",
    ]


def test_only_people_of_the_staff_vote(call: Any, api: Client, panel: list[Any]) -> None:
    for codes in (["forged"], [panel[0].code, accounts.person().code]):
        assert problem(send(api, "put", f"{CALL}/voters", {"voters": codes})) == (409, "voters")
    assert problem(send(api, "put", f"{CALL}/voters", {})) == (422, ["voters"])
    assert len(api.get(f"{ROOT}{CALL}/voting").json()["voters"]) == 2
    assert send(api, "put", f"{CALL}/voters", {"voters": []}).json()["voters"] == []


def test_who_follows_the_vote_and_who_turns_it(call: Any, manager: Any, people: list[Any]) -> None:
    operations.arrange(call, quorum=1, voters=people[:1], by=manager)
    voter, other, auditor = (browser(one) for one in (*people, accounts.operator_person(role="auditor")))
    clients = (voter, other, auditor, browser(accounts.person()))
    at = f"{ROOT}{CALL}/voting"
    assert [one.get(at).status_code for one in clients] == [404, 404, 200, 404]
    operations.open_voting(call, by=manager)
    assert [one.get(at).status_code for one in clients] == [200, 404, 200, 404]
    for client in clients:
        for address in (f"{CALL}/voting/open", f"{CALL}/voting/close"):
            assert send(client, "post", address).status_code == 404
        assert send(client, "put", f"{CALL}/voters", {"voters": []}).status_code == 404
    assert voter.get(at).json()["state"] == "open"


def test_a_ballot_is_without_what_one_must_not_judge(call: Any, panel: list[Any]) -> None:
    best, conflicted = decisions.scored(call, name="Best", score=5), reviews.application(call, name="Barred")
    plain = reviews.application(call, name="Plain")
    reviews.conflict(conflicted, panel[0])
    decisions.decision(reviews.application(call, name="Told"), released=True)
    send(browser(panel[0]), "put", f"/applications/{best.number}/vote", {"outcome": "accept"})
    at = f"{ROOT}{CALL}/ballot"
    assert browser(panel[0]).get(at).json()["items"] == [
        {"application": best.number, "startup": "Best", "mean": 5.0, "vote": "accept"},
        {"application": plain.number, "startup": "Plain", "mean": None, "vote": None},
    ]
    assert [one["startup"] for one in browser(panel[1]).get(at).json()["items"]] == ["Best", "Plain", "Barred"]
    assert browser(reviews.reviewer(call)).get(at).status_code == 404


def test_who_voted_how_is_told_to_the_panel_once_all_have(call: Any, manager: Any, api: Client, panel: list[Any]) -> None:
    application = reviews.application(call)
    at = f"{ROOT}/applications/{application.number}/votes"
    ben, ada = (browser(one) for one in panel)
    operations.vote(application, outcome="accept", reason="Sells.", by=panel[0])
    first = Vote.objects.get()
    assert problem(ben.get(at)) == (409, None)
    assert [(one["voter"]["name"], one["outcome"], one["reason"]) for one in api.get(at).json()] == [("Ben", "accept", "Sells.")]
    operations.vote(application, outcome="decline", by=panel[1])
    told = ada.get(at).json()
    assert [(one["voter"], one["outcome"], one["reason"]) for one in told] == [
        ({"code": panel[0].code, "name": "Ben"}, "accept", "Sells."),
        ({"code": panel[1].code, "name": "Ada"}, "decline", ""),
    ]
    at_ms = first.voted_at.replace(microsecond=first.voted_at.microsecond // 1000 * 1000)
    assert datetime.fromisoformat(told[0]["voted_at"]) == at_ms
    assert [(row.person_label, row.subject) for row in Access.objects.filter(what="vote").order_by("pk")] == [
        ("Mei Lin", f"application:{application.pk}"),
        ("Ada", f"application:{application.pk}"),
    ]
    operations.close_voting(call, by=manager)
    assert (ada.get(at).status_code, api.get(at).status_code) == (200, 200)


def test_who_must_not_judge_reads_no_votes(call: Any, manager: Any, panel: list[Any]) -> None:
    application = reviews.application(call)
    for voter in panel:
        operations.vote(application, outcome="accept", by=voter)
    reviews.conflict(application, manager)
    reviews.conflict(application, panel[0])
    at = f"{ROOT}/applications/{application.number}/votes"
    people = [manager, panel[0], panel[1], reviews.reviewer(call), reviews.owner_of(application)]
    assert [browser(one).get(at).status_code for one in people] == [404, 404, 200, 404, 404]


def test_of_what_is_released_the_panel_reads_no_votes(call: Any, manager: Any, panel: list[Any]) -> None:
    application = reviews.application(call)
    for voter in panel:
        operations.vote(application, outcome="accept", by=voter)
    at = f"{ROOT}/applications/{application.number}/votes"
    assert [browser(one).get(at).status_code for one in (manager, panel[0])] == [200, 200]
    decisions.decision(application, released=True)
    assert [browser(one).get(at).status_code for one in (manager, panel[0])] == [200, 404]


@pytest.mark.parametrize("who", ["manager", "auditor"])
def test_counts_are_without_what_one_must_not_judge(call: Any, manager: Any, panel: list[Any], who: str) -> None:
    kept, plain = reviews.application(call, name="Barred"), reviews.application(call, name="Plain")
    person = manager if who == "manager" else accounts.operator_person(role="auditor")
    operations.vote(kept, outcome="accept", by=panel[0])
    at = f"{ROOT}{CALL}/votes"
    assert {one["application"] for one in browser(person).get(at).json()["items"]} == {kept.number, plain.number}
    reviews.conflict(kept, person)
    assert [one["application"] for one in browser(person).get(at).json()["items"]] == [plain.number]
    page = browser(person).get("/calls/tides/votes/")
    assert [row.number for row in page.context["page"].rows] == [plain.number]
    assert "Barred" not in page.content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_the_ballot_costs_the_same_for_one_and_three(
    call: Any, panel: list[Any], size: int, django_assert_num_queries: Any
) -> None:
    for _ in range(size):
        reviews.application(call)
    client = browser(panel[0])
    client.get(f"{ROOT}{CALL}/ballot")
    with django_assert_num_queries(5):
        assert len(client.get(f"{ROOT}{CALL}/ballot").json()["items"]) == size
