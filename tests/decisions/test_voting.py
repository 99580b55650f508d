"""The panel: who votes, what votes come to, who reads them, and what they ask of a decision."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test import Client

from accelerator.decisions import ballots, operations, voting
from accelerator.decisions.ballots import Count
from accelerator.decisions.models import Procedure, Vote, Voter
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.programmes.models import Staff
from accelerator.startups.models import Member, Startup
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, decisions, reviews, startups
from tests.together import at_once

pytestmark = pytest.mark.django_db
LIST = "/calls/tides/votes/"


@pytest.mark.parametrize(
    ("votes", "able", "quorum", "outcome", "reached"),
    [
        ([], 3, 2, "", False),
        (["accept"], 3, 2, "", False),
        (["accept", "accept"], 3, 2, "accept", True),
        (["accept", "decline"], 3, 2, "", True),
        (["accept", "decline", "decline"], 3, 2, "decline", True),
        (["waitlist", "waitlist", "accept", "decline"], 4, 3, "waitlist", True),
        (["accept", "accept"], 3, 0, "", False),
    ],
)
def test_what_votes_come_to(votes: list[str], able: int, quorum: int, outcome: str, reached: bool) -> None:
    found = ballots.count(votes, able=able, quorum=quorum)
    assert (found.outcome, found.reached) == (outcome, reached)


def test_a_quorum_may_be_out_of_reach() -> None:
    assert [Count({}, able, 2).within_reach for able in (1, 2)] == [False, True]
    assert [Count({"accept": cast}, 2, 2).complete for cast in (1, 2)] == [False, True]


@pytest.fixture
def panel(call: Any, manager: Any) -> list[Any]:
    """Three people, two of them needed, and the vote is open."""
    people = [reviews.reviewer(call, name=name) for name in ("Ada", "Ben", "Cleo")]
    operations.arrange(call, quorum=2, voters=people, by=manager)
    operations.open_voting(call, by=manager)
    return people


def count(application: Any) -> Count:
    return voting.counts(application.call, [application.pk])[application.pk]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_vote_is_one_a_person_and_may_be_changed(call: Any, panel: list[Any]) -> None:
    application = reviews.application(call)
    for outcome, reason in (("decline", "Too early."), ("accept", " On second thought. ")):
        operations.vote(application, outcome=outcome, reason=reason, by=panel[0])
    cast = Vote.objects.get()
    assert (cast.outcome, cast.reason, cast.person) == ("accept", "On second thought.", panel[0])
    history = apps.get_model("accelerator", "VoteEvent")._default_manager.order_by("pgh_id")
    assert list(history.values_list("outcome", flat=True)) == ["decline", "accept"]
    told = {one.told() for one in Entry.objects.filter(verb="vote.cast")}
    assert told == {f"Ada voted on {application}."}
    assert Entry.objects.get(verb="vote.changed").told() == f"Ada changed their vote on {application}."
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        cast.delete()


@pytest.mark.parametrize(
    "who", ["manager", "reviewer", "left the panel", "left the staff", "conflicted", "of the startup", "of its duplicate"]
)
def test_others_do_not_vote(call: Any, manager: Any, panel: list[Any], who: str) -> None:
    application, person = reviews.application(call), panel[0]
    if who == "manager":
        person = manager
    elif who == "reviewer":
        person = reviews.reviewer(call)
    elif who == "left the panel":
        operations.name_voters(call, people=panel[1:], by=manager)
    elif who == "left the staff":
        Staff.objects.filter(person=person).update(ended_at=clock.now())
    elif who == "conflicted":
        reviews.conflict(application, person)
    elif who == "of its duplicate":
        startups.member(startups.startup(merged_into=application.startup), person)
    else:
        Member.objects.create(startup=application.startup, person=person, role="viewer")
    with pytest.raises(Forbidden, match="Only people of the call's panel without a conflict"):
        operations.vote(application, outcome="accept", by=person)
    assert browser(person).get(f"{LIST}{application.number}/").status_code == 404
    assert not Vote.objects.exists()


def test_the_database_refuses_a_vote_in_conflict(call: Any, panel: list[Any]) -> None:
    application = reviews.application(call)
    reviews.conflict(application, panel[0])
    with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
        Vote.objects.create(application=application, person=panel[0], outcome="accept")
    operations.vote(application, outcome="accept", by=panel[1])
    reviews.conflict(application, panel[1])
    with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
        Vote.objects.update(outcome="decline")


def test_a_conflict_found_later_uncounts_the_vote(call: Any, panel: list[Any]) -> None:
    application = reviews.application(call)
    for person in panel:
        operations.vote(application, outcome="accept", by=person)
    assert count(application) == Count({"accept": 3}, 3, 2)
    reviews.conflict(application, panel[0])
    reviews.conflict(application, panel[0], source="shared_phone")
    assert count(application) == Count({"accept": 2}, 2, 2)
    Member.objects.create(startup=application.startup, person=panel[1], role="viewer")
    assert (count(application), count(application).within_reach) == (Count({"accept": 1}, 1, 2), False)


def test_who_belongs_to_any_row_of_the_startup_neither_counts_nor_reads(call: Any, panel: list[Any]) -> None:
    application, other = reviews.application(call), reviews.application(call)
    for person in panel:
        operations.vote(application, outcome="accept", by=person)
    startups.member(startups.startup(merged_into=application.startup), panel[0])
    startups.member(startups.startup(), panel[2])
    assert voting.counts(call, [application.pk, other.pk]) == {
        application.pk: Count({"accept": 2}, 2, 2),
        other.pk: Count({}, 3, 2),
    }
    assert list(voting.ballot(panel[0], call)) == [other]
    stays = startups.startup()
    startups.member(stays, panel[1])
    Startup.objects.filter(pk=other.startup_id).update(merged_into=stays)
    assert (count(other), list(voting.ballot(panel[1], call))) == (Count({}, 2, 2), [application])


def test_an_open_vote_is_opened_once(call: Any, manager: Any, panel: list[Any]) -> None:
    before = Procedure.objects.get().voting_opened_at
    operations.open_voting(call, by=manager)
    assert Procedure.objects.get().voting_opened_at == before
    assert Entry.objects.filter(verb="voting.opened").count() == 1
    operations.close_voting(call, by=manager)
    operations.open_voting(call, by=manager)
    assert Procedure.objects.get().voting_closed_at is None
    assert Entry.objects.filter(verb="voting.opened").count() == 2


def test_it_opens_with_enough_people_and_closes(call: Any, manager: Any) -> None:
    application, person = reviews.application(call), reviews.reviewer(call)
    operations.arrange(call, voters=[person], by=manager)
    with pytest.raises(Refusal, match="Name a quorum, and at least as many people"):
        operations.open_voting(call, by=manager)
    operations.arrange(call, quorum=1, by=manager)
    with pytest.raises(Refusal, match="does not vote now"):
        operations.vote(application, outcome="accept", by=person)
    operations.open_voting(call, by=manager)
    operations.vote(application, outcome="accept", by=person)
    operations.close_voting(call, by=manager)
    with pytest.raises(Refusal, match="The vote is closed"):
        operations.vote(application, outcome="decline", by=person)
    with pytest.raises(Refusal, match="does not vote now"):
        operations.close_voting(call, by=manager)
    assert Vote.objects.get().outcome == "accept"


def test_what_is_released_or_withdrawn_is_not_voted_on(call: Any, panel: list[Any]) -> None:
    told, gone = reviews.application(call), reviews.application(call)
    decisions.decision(told, released=True)
    gone.state = "withdrawn"
    gone.save()
    for application in (told, gone):
        with pytest.raises(Refusal, match="not voted on any more"):
            operations.vote(application, outcome="accept", by=panel[0])
    assert list(voting.ballot(panel[0], call)) == []


def test_only_staff_is_named_and_only_by_managers(call: Any, manager: Any) -> None:
    with pytest.raises(Refusal, match="programme's staff"):
        operations.name_voters(call, people=[accounts.person()], by=manager)
    with pytest.raises(Forbidden):
        operations.name_voters(call, people=[], by=reviews.reviewer(call))
    named = reviews.reviewer(call, name="Ada")
    for people in ([named], [named], [], [named]):
        operations.name_voters(call, people=people, by=manager)
    assert Voter.objects.filter(ended_at=None).count() == 1
    assert Voter.objects.count() == 2
    assert Entry.objects.filter(verb="voters.named").count() == 3


class TestDeciding:
    def test_against_the_panel_it_takes_a_reason(self, call: Any, manager: Any, panel: list[Any]) -> None:
        application = reviews.application(call)
        early = reviews.application(call)
        for one in (early, application):
            operations.vote(one, outcome="waitlist", by=panel[0])
        assert operations.decide(early, outcome="decline", by=manager).reason == ""
        operations.vote(application, outcome="waitlist", by=panel[1])
        with pytest.raises(Refusal, match=r"The panel voted otherwise: Waitlist\. Give the reason\."):
            operations.decide(application, outcome="accept", by=manager)
        with pytest.raises(Refusal, match=r"On 1 the panel voted otherwise\. Give the reason\."):
            operations.decide_many([application], outcome="accept", by=manager)
        assert operations.decide(application, outcome="waitlist", by=manager).outcome == "waitlist"

    def test_the_page_shows_the_vote(self, call: Any, manager: Any, panel: list[Any]) -> None:
        application = reviews.application(call)
        operations.vote(application, outcome="waitlist", reason="Come back with users.", by=panel[0])
        page = text(browser(manager).get(f"/calls/tides/decisions/{application.number}/"))
        for part in ("Vote of the panel", "1 of 2 needed", "Ada", "Come back with users."):
            assert part in page


class TestPages:
    def test_a_press_votes_and_leads_to_the_next(self, call: Any, panel: list[Any]) -> None:
        first, second = reviews.application(call, name="First"), reviews.application(call, name="Second")
        reader = reviews.reviewer(call, name="Reviewer Rao")
        reviews.review(reviews.assignment(first, reviewer=reader), comment="A strong team.")
        client = browser(panel[0])
        page = text(client.get(f"{LIST}{first.number}/"))
        assert "A strong team." in page
        assert "Reviewer Rao" not in page
        answer = client.post(f"{LIST}{first.number}/", {"outcome": "accept", "reason": "Ready."})
        assert answer.headers["Location"] == f"{LIST}{second.number}/"
        answer = client.post(f"{LIST}{second.number}/", {"outcome": "decline", "reason": ""})
        assert answer.headers["Location"] == LIST
        assert dict(Vote.objects.values_list("application", "outcome")) == {first.pk: "accept", second.pk: "decline"}

    @pytest.mark.parametrize("sent", [{}, {"outcome": "maybe"}, {"outcome": "accept", "reason": "x" * 5001}])
    def test_what_is_no_vote_casts_none(self, call: Any, panel: list[Any], sent: dict[str, str]) -> None:
        application = reviews.application(call)
        assert browser(panel[0]).post(f"{LIST}{application.number}/", sent).status_code == (422 if sent else 200)
        assert not Vote.objects.exists()

    def test_the_tally_shows_to_voters_once_all_have_voted(self, call: Any, manager: Any, panel: list[Any]) -> None:
        application = reviews.application(call)
        for person in panel[:2]:
            operations.vote(application, outcome="accept", reason=f"Says {person}.", by=person)
        at, client = f"{LIST}{application.number}/", browser(panel[2])
        for page in (text(client.get(at)), text(client.get(LIST))):
            assert "Says Ada." not in page
            assert "2 of 3 have voted" in page or "Shown once everybody has voted" in page
        assert "Shown once everybody has voted" not in text(browser(manager).get(LIST))
        operations.vote(application, outcome="decline", by=panel[2])
        assert "Says Ada." in text(client.get(at))

    def test_a_manager_opens_and_closes(self, call: Any, manager: Any) -> None:
        client = browser(manager)
        assert "Name a quorum" in text(client.post(LIST, {"act": "open"}, follow=True))
        person = reviews.reviewer(call)
        sent = {"quorum": "1", "voters": [person.code], "reply_days": "14", "reminded": "7", "conditions": "", "grounds": ""}
        assert client.post("/calls/tides/deciding/", sent).status_code == 302
        assert "Close the vote" in text(client.post(LIST, {"act": "open"}, follow=True))
        assert browser(person).get(LIST).status_code == 200
        assert browser(person).post(LIST, {"act": "close"}).status_code == 403
        assert "Closed" in text(client.post(LIST, {"act": "close"}, follow=True))
        assert "Closed" in text(browser(person).get(LIST))
        assert browser(person).get(f"{LIST}X-1/").status_code == 404
        assert client.post(LIST, {"act": "nonsense"}).status_code == 404

    @pytest.mark.parametrize("who", ["auditor", "voter"])
    @pytest.mark.parametrize("size", [1, 3])
    def test_the_list_costs_the_same_for_one_and_three(
        self, call: Any, panel: list[Any], who: str, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(size):
            operations.vote(reviews.application(call), outcome="accept", by=panel[1])
        client: Client = browser(accounts.operator_person(role="auditor") if who == "auditor" else panel[0])
        client.get(LIST)
        with django_assert_num_queries(QUERIES[who]):
            assert client.get(LIST).status_code == 200


QUERIES = {"auditor": 8, "voter": 10}


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_vote_and_none_slips_in_behind_the_close() -> None:
    call = reviews.call()
    manager, people = reviews.manager(call), [reviews.reviewer(call) for _ in range(2)]
    operations.arrange(call, quorum=1, voters=people, by=manager)
    operations.open_voting(call, by=manager)
    application = reviews.application(call)

    def tried(outcome: str, by: Any) -> str:
        try:
            operations.vote(application, outcome=outcome, by=by)
        except Refusal:
            return "closed"
        return "cast"

    acts = [partial(tried, outcome, people[0]) for outcome in ("accept", "decline", "waitlist")]
    results = at_once(*acts, partial(operations.close_voting, call, by=manager))[:3]
    assert Vote.objects.count() == (1 if "cast" in results else 0)
