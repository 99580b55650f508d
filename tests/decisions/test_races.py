"""Two managers, two owners and the sweep at the same moment, in connections of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.decisions import operations
from accelerator.decisions.models import Decision, Offer, Release
from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import Call
from tests.factories import decisions, reviews, startups
from tests.together import at_once, overtaken

pytestmark = pytest.mark.django_db(transaction=True)


def tried(act: Callable[..., Any], *given: Any, **more: Any) -> Callable[[], str]:
    def run() -> str:
        try:
            act(*given, **more)
        except Refusal as refusal:
            return str(refusal)
        return "done"

    return run


def test_two_managers_press_release_at_once_and_every_letter_goes_once() -> None:
    call = reviews.call()
    managers = [reviews.manager(call) for _ in range(4)]
    for number in range(6):
        decisions.decision(reviews.application(call), outcome=("accept", "waitlist", "decline")[number % 3])
    results = Counter(at_once(*(tried(operations.release, call, by=person) for person in managers)))
    assert results == {"done": 1, "There is no decision to release: nothing was sent.": 3}
    assert Counter(Message.objects.values_list("kind", flat=True)) == {
        "decision_accept": 2,
        "decision_waitlist": 2,
        "decision_decline": 2,
    }
    assert (Release.objects.count(), Offer.objects.count()) == (1, 2)


def test_a_decision_changed_during_the_release_is_told_as_it_stands() -> None:
    call = reviews.call()
    manager, other = reviews.manager(call), reviews.manager(call)
    applications = [reviews.application(call) for _ in range(5)]
    for application in applications:
        decisions.decision(application, outcome="decline")
    changes = [tried(operations.decide, one, outcome="accept", by=other) for one in applications]
    at_once(tried(operations.release, call, by=manager), *changes)
    stands = Counter(Decision.objects.values_list("outcome", flat=True))
    told = Counter(Message.objects.values_list("kind", flat=True))
    assert {kind.removeprefix("decision_"): count for kind, count in told.items()} == dict(stands)
    assert Offer.objects.count() == stands["accept"]


def test_many_decided_by_two_hands_at_once_are_decided_once_each() -> None:
    call = reviews.call()
    people = [reviews.manager(call) for _ in range(2)]
    applications = [reviews.application(call) for _ in range(8)]
    acts = [
        partial(operations.decide_many, order, outcome=outcome, by=person)
        for person, outcome, order in zip(people, ("accept", "decline"), (applications, applications[::-1]), strict=True)
    ]
    at_once(*acts)
    outcomes = set(Decision.objects.values_list("outcome", flat=True))
    assert Decision.objects.count() == 8
    assert len(outcomes) == 1


def test_two_owners_answer_at_once_and_one_answer_stands() -> None:
    offer = decisions.offer(reviews.application(reviews.call()))
    startup = offer.decision.application.startup
    owners = [startups.member(startup, role="owner") for _ in range(6)]
    acts = [tried(operations.reply, offer, accepts=number % 2 == 0, by=person) for number, person in enumerate(owners)]
    results = at_once(*acts)
    offer.refresh_from_db()
    winners = {number % 2 == 0 for number, result in enumerate(results) if result == "done"}
    assert winners == {offer.state == "accepted"}
    kinds = Counter(Message.objects.values_list("kind", flat=True))
    assert set(kinds) <= {"offer_accepted", "offer_declined"}
    assert len(kinds) == 1
    assert set(kinds.values()) == {7}


def test_withdrawn_during_the_release_no_offer_stays_open() -> None:
    call = reviews.call()
    made = [reviews.application(call) for _ in range(6)]
    for application in made:
        decisions.decision(application, outcome="accept")
    leaving = [tried(applications.withdraw, one, by=reviews.owner_of(one), at=clock.now()) for one in made]
    results = at_once(tried(operations.release, call, by=reviews.manager(call)), *leaving)
    assert results[1:] == ["done"] * 6
    assert set(Application.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert set(Offer.objects.values_list("state", flat=True)) <= {"declined"}


def test_of_two_answers_at_once_the_second_hears_who_was_first() -> None:
    offer = decisions.offer(reviews.application(reviews.call()))
    owners = [startups.member(offer.decision.application.startup, role="owner") for _ in range(4)]
    acts = [tried(operations.reply, offer, accepts=number % 2 == 0, by=person) for number, person in enumerate(owners)]
    told = {result for result in at_once(*acts) if result != "done"}
    offer.refresh_from_db()
    assert told == {f"{offer.replied_by} has answered this offer already."}


def test_an_answer_and_the_sweep_at_once_leave_one_state() -> None:
    for _ in range(4):
        offer = decisions.offer(reviews.application(reviews.call()), reply_by=clock.now())
        owner, moment = reviews.owner_of(offer.decision.application), offer.reply_by
        before = moment.replace(microsecond=0) if moment.microsecond else moment
        answered, _lapsed = at_once(
            tried(operations.reply, offer, accepts=True, by=owner, at=before), partial(operations.lapse_due, at=moment)
        )
        offer.refresh_from_db()
        assert offer.state == ("accepted" if answered == "done" else "lapsed")


def test_two_sweeps_lapse_each_offer_once() -> None:
    call = reviews.call()
    for _ in range(6):
        decisions.offer(reviews.application(call), reply_by=clock.now())
    counts = at_once(*[operations.lapse_due] * 4)
    assert sum(counts) == 6
    assert Message.objects.filter(kind="offer_lapsed").count() == 6


def test_an_offer_accepted_while_others_are_released_waits_its_turn() -> None:
    """Both lock the call, then the application: neither holds what the other waits for."""
    call = reviews.call()
    manager, offer = reviews.manager(call), decisions.offer(reviews.application(call))
    decisions.decision(reviews.application(call), outcome="waitlist")
    owner = reviews.owner_of(offer.decision.application)
    overtaken(
        partial(operations.reply, offer, accepts=True, by=owner),
        by=lambda: Call.objects.select_for_update(no_key=True).get(pk=call.pk),
        then=partial(operations.release, call, by=manager),
    )
    offer.refresh_from_db()
    assert (offer.state, Release.objects.count()) == ("accepted", 2)
