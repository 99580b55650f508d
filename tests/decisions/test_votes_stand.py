"""Votes stand once the application is decided or the vote is closed: what is refused, what is kept, what is still read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from accelerator.decisions import operations
from accelerator.decisions.models import Decision, Procedure, Vote, Voter
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews
from tests.programs import problem

pytestmark = pytest.mark.django_db
LIST = "/calls/tides/votes/"
CLOSED = "The vote is closed: what was voted stands."
RELEASED = "This application is decided and released: it is not voted on any more."
DECIDED = "This application is decided: what was voted stands."


@pytest.fixture
def panel(call: Any, manager: Any) -> list[Any]:
    """Ada and Ben, both needed, and the vote is open."""
    people = [reviews.reviewer(call, name=name) for name in ("Ada", "Ben")]
    operations.arrange(call, quorum=2, voters=people, by=manager)
    operations.open_voting(call, by=manager)
    return people


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(("turn", "said"), [("close", CLOSED), ("release", RELEASED), ("decide", DECIDED)])
def test_a_page_that_is_out_of_date_says_why_and_keeps_what_was_typed(
    call: Any, manager: Any, panel: list[Any], turn: str, said: str
) -> None:
    application = reviews.application(call)
    at, client, sent = f"{LIST}{application.number}/", browser(panel[0]), {"outcome": "accept", "reason": "They <sell>."}
    assert client.get(at).status_code == 200
    if turn == "close":
        operations.close_voting(call, by=manager)
    else:
        decisions.decision(application, released=turn == "release")
    answer = client.post(at, sent)
    assert answer.status_code == 409
    for part in (said, "Your vote was not saved.", ">They &lt;sell&gt;.</textarea>", f'href="{LIST}"'):
        assert part in text(answer)
    assert not Vote.objects.exists()
    reviews.conflict(application, panel[1])
    for other in (panel[1], reviews.reviewer(call), manager, reviews.owner_of(application)):
        refused = browser(other).post(at, sent)
        assert (refused.status_code, said in text(refused)) == (404, False)


def test_what_is_decided_while_the_press_travels_is_refused_with_what_was_typed(call: Any, panel: list[Any]) -> None:
    application = reviews.application(call)
    client = browser(panel[0])

    def meanwhile(execute: Any, sql: str, *args: Any) -> Any:
        """Decides once the page has looked and before the vote locks what it votes on."""
        if "FOR NO KEY UPDATE" in sql and not Decision.objects.exists():
            decisions.decision(application)
        return execute(sql, *args)

    with connection.execute_wrapper(meanwhile):
        answer = client.post(f"{LIST}{application.number}/", {"outcome": "accept", "reason": "Ready."})
    assert (answer.status_code, DECIDED in text(answer), ">Ready.</textarea>" in text(answer)) == (409, True, True)


def test_after_the_close_the_panel_reads_what_all_voted_and_no_more(call: Any, manager: Any, panel: list[Any]) -> None:
    whole, part = reviews.application(call, name="Whole"), reviews.application(call, name="Part")
    for person in panel:
        operations.vote(whole, outcome="accept", reason=f"Says {person}.", by=person)
    operations.vote(part, outcome="decline", reason="Says Ada.", by=panel[0])
    operations.close_voting(call, by=manager)
    client = browser(panel[1])
    assert f'href="{LIST}{whole.number}/"' in text(client.get(LIST))
    page = text(client.get(f"{LIST}{whole.number}/"))
    assert (CLOSED in page, "Says Ada." in page, 'name="outcome"' in page) == (True, True, False)
    page = text(client.get(f"{LIST}{part.number}/"))
    assert ("1 of 2 have voted" in page, "Says Ada." in page, "You did not vote on it." in page) == (True, False, True)
    decisions.decision(whole, released=True)
    answer = client.get(f"{LIST}{whole.number}/")
    assert (answer.status_code, RELEASED in text(answer), "Says Ada." in text(answer)) == (409, True, False)


def test_a_vote_stands_once_the_application_is_decided(call: Any, manager: Any, panel: list[Any]) -> None:
    application, other = reviews.application(call), reviews.application(call)
    for outcome in ("accept", "decline", "accept"):
        operations.vote(application, outcome=outcome, by=panel[0])
    assert operations.decide(application, outcome="accept", by=manager).outcome == "accept"
    for person in panel:
        with pytest.raises(Refusal, match="Tell a manager of the programme") as refused:
            operations.vote(application, outcome="decline", by=person)
        assert (refused.value.status, refused.value.field) == (409, "outcome")
    sent = browser(panel[0]).put(
        f"/api/v1/applications/{application.number}/vote", {"outcome": "decline"}, content_type="application/json"
    )
    assert problem(sent) == (409, "outcome")
    assert Vote.objects.get().outcome == "accept"
    page = browser(panel[1]).get(LIST)
    assert list(page.context["left"]) == [other.number]


def test_by_the_api_a_closed_vote_is_refused_with_a_sentence(call: Any, manager: Any, panel: list[Any]) -> None:
    application = reviews.application(call)
    operations.close_voting(call, by=manager)
    at, sent = f"/api/v1/applications/{application.number}/vote", {"outcome": "accept"}
    answers = [browser(one).put(at, sent, content_type="application/json") for one in (panel[0], manager)]
    assert [one.status_code for one in answers] == [409, 404]
    assert CLOSED in answers[0].json()["title"]


def test_the_decision_page_lists_who_voted_and_not_how(call: Any, manager: Any, panel: list[Any]) -> None:
    application, other = reviews.application(call), reviews.application(call)
    operations.vote(application, outcome="decline", reason="Too early.", by=panel[0])
    operations.vote(application, outcome="decline", reason="Too early.", by=panel[0])
    operations.vote(application, outcome="waitlist", reason="Promising.", by=panel[0])
    operations.vote(other, outcome="accept", by=panel[1])
    at = f"/calls/tides/decisions/{application.number}/"
    told = [one.told() for one in browser(manager).get(at).context["acts"]]
    assert told == [f"Ada changed their vote on {application}.", f"Ada voted on {application}."]
    facts = " ".join(str(one.facts) + one.sentence for one in Entry.objects.filter(verb__startswith="vote."))
    assert not any(word in facts for word in ("decline", "waitlist", "early", "Promising"))
    operations.decide(application, outcome="waitlist", by=manager)
    auditor = browser(accounts.operator_person(role="auditor"))
    verbs = [one.verb for one in auditor.get(at).context["acts"]]
    assert verbs == ["decision.made", "vote.changed", "vote.cast"]
    reviews.conflict(application, manager)
    page = browser(manager).get(at)
    assert (list(page.context["acts"]), "voted on" in text(page)) == ([], False)


def test_a_quorum_beyond_the_panel_is_refused_when_it_is_saved(call: Any, manager: Any) -> None:
    ada = reviews.reviewer(call, name="Ada")
    sent = {"quorum": "2", "voters": [ada.code], "reply_days": "14", "reminded": "7", "conditions": "", "grounds": ""}
    client, at = browser(manager), "/calls/tides/deciding/"
    answer = client.post(at, sent)
    said = "More votes are needed than the panel has people: 2 of 1. Name more people, or need fewer votes."
    assert (answer.status_code, answer.context["form"].errors) == (422, {"quorum": [said]})
    assert not Voter.objects.exists()
    assert client.post(at, sent | {"quorum": "1"}).status_code == 302
    patched = client.patch("/api/v1/calls/tides/procedure", {"quorum": 3}, content_type="application/json")
    assert problem(patched) == (409, "quorum")
    Voter.objects.update(ended_at=clock.now())
    operations.arrange(call, quorum=1, reply_days=9, by=manager)
    assert Procedure.objects.get().reply_days == 9
