"""What decisions tell areas below, and what they keep to themselves until the release."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.decisions import operations, registered
from accelerator.decisions.models import Decision
from accelerator.kit import clock
from tests.factories import accounts, decisions, reviews, startups

pytestmark = pytest.mark.django_db


def standing(application: Any, person: Any) -> tuple[str, str, bool] | None:
    found = registered.application_standings([application], person).get(application.pk)
    return (found.state, found.url, found.decided) if found else None


@pytest.mark.parametrize("outcome", ["accept", "waitlist", "decline"])
def test_founders_and_managers_read_no_decision_before_its_release(call: Any, manager: Any, outcome: str) -> None:
    application = reviews.application(call)
    decisions.decision(application, outcome=outcome)
    for person in (reviews.owner_of(application), manager, reviews.reviewer(call)):
        assert standing(application, person) is None


@pytest.mark.parametrize(("outcome", "state"), [("waitlist", "waitlisted"), ("decline", "declined")])
def test_released_it_is_told_to_the_startup_and_to_nobody_else(call: Any, outcome: str, state: str) -> None:
    application = reviews.application(call)
    decisions.decision(application, outcome=outcome, released=True)
    assert standing(application, reviews.owner_of(application)) == (state, f"/decisions/{application.number}/", True)
    assert standing(application, reviews.owner_of(reviews.application(call))) is None
    assert standing(application, reviews.reviewer(call)) is None


@pytest.mark.parametrize(
    ("state", "word"),
    [("open", "offer_sent"), ("accepted", "accepted"), ("declined", "offer_declined"), ("lapsed", "offer_lapsed")],
)
def test_an_offer_is_told_by_its_answer(call: Any, state: str, word: str) -> None:
    replied = {"replied_at": clock.now()} if state in ("accepted", "declined") else {}
    offer = decisions.offer(reviews.application(call), state=state, **replied)
    application = offer.decision.application
    assert standing(application, reviews.owner_of(application)) == (word, f"/offers/{offer.code}/", True)


@pytest.mark.parametrize("size", [1, 3])
def test_standings_cost_the_same_for_one_and_three(call: Any, size: int, django_assert_num_queries: Any) -> None:
    owner, applications = accounts.person(), [reviews.application(call) for _ in range(size)]
    for application in applications:
        startups.member(application.startup, owner)
        decisions.offer(application)
    with django_assert_num_queries(2):
        assert len(registered.application_standings(applications, owner)) == size


def test_whoever_asks_the_rows_themselves_gets_no_secret(call: Any, manager: Any) -> None:
    """What every list and door begins with: managers see decisions at once, members once they are released."""
    secret, told = (decisions.decision(reviews.application(call), released=released) for released in (False, True))
    for one, seen in ((secret, False), (told, True)):
        assert Decision.objects.visible_to(reviews.owner_of(one.application)).exists() is seen
    assert (
        set(Decision.objects.visible_to(manager))
        == set(Decision.objects.visible_to(accounts.operator_person()))
        == {secret, told}
    )
    for person in (reviews.reviewer(call), reviews.manager(reviews.call()), accounts.person()):
        assert not Decision.objects.visible_to(person).exists()


class TestNextActions:
    def test_an_owner_is_asked_for_an_answer_while_it_counts(self, call: Any) -> None:
        offer = decisions.offer(reviews.application(call, name="Quaykeeper"))
        application = offer.decision.application
        owner, member = reviews.owner_of(application), startups.member(application.startup)
        (action,) = registered.next_actions(owner)
        assert (action.title, action.detail, action.url) == ("Accept the place in Tides", "Quaykeeper", f"/offers/{offer.code}/")
        assert action.due_at == offer.reply_by
        assert registered.next_actions(member) == []
        operations.reply(offer, accepts=True, by=owner)
        assert registered.next_actions(owner) == []

    def test_nobody_is_asked_for_what_came_too_late(self, call: Any) -> None:
        offer = decisions.offer(reviews.application(call), reply_by=clock.now() - timedelta(seconds=1))
        assert registered.next_actions(reviews.owner_of(offer.decision.application)) == []

    def test_a_manager_is_asked_to_release_what_is_ready(self, call: Any, manager: Any) -> None:
        for _ in range(2):
            decisions.decision(reviews.application(call), outcome="decline")
        gone = reviews.application(call)
        decisions.decision(gone, outcome="accept")
        gone.state = "withdrawn"
        gone.save()
        (action,) = registered.next_actions(manager)
        assert (action.title, action.detail, action.url) == ("Release 2 decisions", "Tides", "/calls/tides/decisions/")
        operations.release(call, by=manager)
        assert registered.next_actions(manager) == []

    def test_reviewers_and_other_managers_are_not(self, call: Any) -> None:
        decisions.decision(reviews.application(call), outcome="decline")
        for person in (reviews.reviewer(call), reviews.manager(reviews.call())):
            assert registered.next_actions(person) == []
