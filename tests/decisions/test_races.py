"""Two managers, two owners and the sweep at the same moment, in connections of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from accelerator.applications import operations as applications
from accelerator.applications.models import Application
from accelerator.decisions import operations
from accelerator.decisions.models import Decision, Offer, Pack, Recall, Release, Scenario
from accelerator.decisions.operations import planning
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
        "letter_accept": 2,
        "letter_waitlist": 2,
        "letter_decline": 2,
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
    assert {kind.removeprefix("letter_"): count for kind, count in told.items()} == dict(stands)
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
        before = moment - timedelta(microseconds=1)
        answered, _lapsed = at_once(
            tried(operations.reply, offer, accepts=True, by=owner, at=before), partial(operations.lapse_due, at=moment)
        )
        offer.refresh_from_db()
        assert (answered, offer.state) == ("done", "accepted")


def test_a_letter_is_not_posted_to_who_withdraws_at_the_same_moment() -> None:
    call = reviews.call()
    manager, application = reviews.manager(call), reviews.application(call)
    call.programme.recall_minutes = 15
    call.programme.save(update_fields=["recall_minutes"])
    decisions.decision(application, outcome="decline")
    told_at = operations.release(call, by=manager).told_at
    owner = reviews.owner_of(application)
    counts = []

    def posted() -> None:
        counts.extend(at_once(partial(operations.tell_due, at=told_at)))

    with transaction.atomic():
        applications.withdraw(application, by=owner, at=told_at)
        posted()
    posted()
    assert (counts, Message.objects.filter(kind="letter_decline").count()) == ([0, 0], 0)
    applications.restore(application, reason="By mistake.", by=manager, at=told_at)
    posted()
    posted()
    assert (counts, Message.objects.filter(kind="letter_decline").count()) == ([0, 0, 1, 0], 1)


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


def held_back(count: int = 4) -> tuple[Call, Any, Release]:
    """A release of so many decisions that is told in a quarter of an hour."""
    call = reviews.call()
    call.programme.recall_minutes = 15
    call.programme.save()
    manager = reviews.manager(call)
    for number in range(count):
        decisions.decision(reviews.application(call), outcome=("accept", "decline")[number % 2])
    return call, manager, operations.release(call, by=manager)


def test_a_recall_and_workers_at_the_boundary_and_one_side_wins() -> None:
    for _ in range(5):
        call, manager, release = held_back()
        telling = partial(operations.tell_due, at=release.told_at)
        said, *posted = at_once(tried(operations.recall, release, by=manager), telling, telling)
        told = Message.objects.filter(kind__startswith="letter_", due_at=release.told_at, subject__in=subjects(call))
        if said == "done":
            assert (sum(posted), told.count(), Offer.objects.filter(decision__application__call=call).count()) == (0, 0, 0)
            assert Decision.objects.filter(application__call=call, release=None).count() == 4
        else:
            assert "What is told stays." in said
            assert (sum(posted), told.count()) == (4, 4)
            assert Decision.objects.filter(release=release).count() == 4
        Message.objects.all().delete()


def subjects(call: Call) -> list[str]:
    return [f"decision:{pk}" for pk in Decision.objects.filter(application__call=call).values_list("pk", flat=True)]


def test_who_recalls_while_letters_are_being_posted_waits_and_is_too_late() -> None:
    _call, manager, release = held_back()
    said = overtaken(tried(operations.recall, release, by=manager), by=partial(operations.tell_due, at=release.told_at))
    assert "What is told stays." in said
    assert Message.objects.filter(kind__startswith="letter_").count() == 4


def test_a_worker_who_comes_during_a_recall_posts_nothing() -> None:
    _call, manager, release = held_back()
    posted = overtaken(partial(operations.tell_due, at=release.told_at), by=partial(operations.recall, release, by=manager))
    assert (posted, operations.tell_due(at=release.told_at), Message.objects.count()) == (0, 0, 0)


def test_two_recall_at_once_and_one_of_them_does() -> None:
    call, manager, release = held_back()
    people = [manager, reviews.manager(call)]
    said = at_once(*(tried(operations.recall, release, by=person) for person in people))
    assert said.count("done") == 1
    assert {one.endswith("took this release back already.") for one in said} == {True, False}


def test_release_and_recall_interleaved_leave_each_decision_in_one_release_or_in_none() -> None:
    call, manager, first = held_back()
    acts = [
        tried(act, thing, by=manager)
        for act, thing in ((operations.recall, first), (operations.release, call), (operations.release, call))
    ]
    for _ in range(3):
        at_once(*acts)
    assert Recall.objects.get().release == first
    standing = Release.objects.filter(recall=None)
    assert standing.count() <= 1
    assert set(Decision.objects.values_list("release", flat=True)) == {standing.get().pk if standing else None}
    assert Offer.objects.count() == (2 if standing else 0)
    while operations.tell_due(at=clock.now() + timedelta(minutes=15)):
        pass
    assert Message.objects.filter(kind__startswith="letter_").count() == (4 if standing else 0)


def test_workers_who_come_at_once_post_every_letter_once() -> None:
    _call, _manager, release = held_back(9)
    posted = at_once(*[partial(operations.tell_due, at=release.told_at)] * 4)
    assert sum(posted) == 9
    assert Message.objects.filter(kind__startswith="letter_").count() == 9


def test_two_who_plan_at_once_count_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST", 2)
    call = reviews.call()
    manager = reviews.manager(call)
    first = operations.plan(call, name="First", places=1, by=manager)
    said = overtaken(
        tried(operations.copy, first, by=manager), by=lambda: operations.plan(call, name="Second", places=1, by=manager)
    )
    assert (said.partition(".")[0], Scenario.objects.count()) == ("This call has 2 scenarios", 2)


def test_packs_asked_for_at_once_are_counted_one_after_another() -> None:
    call, other = reviews.call(), reviews.call()
    manager = reviews.manager(call)
    other.programme = call.programme
    other.save()
    for _ in range(2):
        operations.ask_pack(call, beside=1, names_reviewers=False, by=manager)
    ask = tried(operations.ask_pack, other, beside=1, names_reviewers=False, by=manager)
    said = overtaken(ask, by=lambda: operations.ask_pack(call, beside=1, names_reviewers=False, by=manager))
    assert (said.partition(" of")[0], Pack.objects.count()) == ("3 packs", 3)
