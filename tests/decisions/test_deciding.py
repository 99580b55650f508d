"""Outcomes, one at a time and many as one act."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.decisions import operations, queries
from accelerator.decisions.models import Decision
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from tests.factories import accounts, decisions, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Any:
    return reviews.call()


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


def test_a_decision_is_made_and_nobody_is_told(call: Any, manager: Any) -> None:
    application = reviews.application(call)
    made = operations.decide(application, outcome="decline", feedback=" Too early. ", by=manager)
    assert (made.outcome, made.feedback, made.decided_by, made.release) == ("decline", "Too early.", manager, None)
    assert not Message.objects.exists()
    assert Entry.objects.get().told() == f"Mei Lin decided: Decline: {application}."
    assert not Entry.objects.about(application, application.startup).exists()


def test_it_may_be_changed_until_the_release(call: Any, manager: Any) -> None:
    application = reviews.application(call)
    operations.decide(application, outcome="decline", by=manager)
    operations.decide(application, outcome="accept", feedback="On second thought", by=manager)
    assert Decision.objects.get().outcome == "accept"


def test_released_it_stays(call: Any, manager: Any) -> None:
    application = reviews.application(call)
    decisions.decision(application, outcome="decline", released=True)
    with pytest.raises(Refusal, match="released and stays"):
        operations.decide(application, outcome="accept", by=manager)


@pytest.mark.parametrize("who", ["reviewer", "other manager", "founder", "admin", "auditor"])
def test_only_managers_of_the_programme_decide(call: Any, who: str) -> None:
    application = reviews.application(call)
    by = {
        "reviewer": lambda: reviews.reviewer(call),
        "other manager": lambda: reviews.manager(reviews.call()),
        "founder": lambda: reviews.owner_of(application),
        "admin": lambda: accounts.operator_person(),
        "auditor": lambda: accounts.operator_person(role="auditor"),
    }[who]()
    with pytest.raises(Forbidden):
        operations.decide(application, outcome="accept", by=by)
    with pytest.raises(Forbidden):
        operations.decide_many([application], outcome="accept", by=by)
    with pytest.raises(Forbidden):
        operations.undo(call, act="x", by=by)
    assert not Decision.objects.exists()


def test_a_manager_in_conflict_does_not_decide(call: Any, manager: Any) -> None:
    conflicted, own = reviews.application(call), reviews.application(call)
    reviews.conflict(conflicted, manager)
    Member.objects.create(startup=own.startup, person=manager, role="viewer")
    for application in (conflicted, own):
        with pytest.raises(Forbidden, match="without a conflict of interest"):
            operations.decide(application, outcome="accept", by=manager)


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_what_is_submitted_is_decided(call: Any, manager: Any, state: str) -> None:
    application = reviews.application(call, submitted=state != "draft")
    application.state = state
    application.save()
    with pytest.raises(Refusal, match="Only submitted"):
        operations.decide(application, outcome="accept", by=manager)


def test_who_looked_at_an_older_decision_is_told(call: Any, manager: Any) -> None:
    application, other = reviews.application(call), reviews.manager(call, name="Olu")
    operations.decide(application, outcome="waitlist", by=other, seen="")
    with pytest.raises(Refusal, match="Olu changed this decision since you opened it"):
        operations.decide(application, outcome="accept", by=manager, seen="")
    seen = operations.mark(Decision.objects.get())
    assert operations.decide(application, outcome="accept", by=manager, seen=seen).outcome == "accept"


def test_many_at_once_leave_feedback_and_what_stands_apart(call: Any, manager: Any) -> None:
    fresh, changed, same, told, barred, gone = (reviews.application(call) for _ in range(6))
    decisions.decision(changed, outcome="waitlist", feedback="Kept")
    decisions.decision(same, outcome="decline")
    decisions.decision(told, outcome="accept", released=True)
    reviews.conflict(barred, manager)
    gone.state = "withdrawn"
    gone.save()
    act = operations.decide_many([fresh, changed, same, told, barred, gone], outcome="decline", by=manager)
    assert dict(Decision.objects.values_list("application", "outcome")) == {
        fresh.pk: "decline",
        changed.pk: "decline",
        same.pk: "decline",
        told.pk: "accept",
    }
    assert set(Decision.objects.filter(act=act).values_list("application", "was")) == {(fresh.pk, ""), (changed.pk, "waitlist")}
    assert Decision.objects.get(application=changed).feedback == "Kept"
    assert Entry.objects.get().facts == {"count": 2, "outcome": "Decline", "act": act}
    assert not Message.objects.exists()


def test_undo_puts_back_exactly_what_the_act_changed(call: Any, manager: Any) -> None:
    fresh, changed, later = (reviews.application(call) for _ in range(3))
    decisions.decision(changed, outcome="waitlist")
    act = operations.decide_many([fresh, changed, later], outcome="accept", by=manager)
    operations.decide(later, outcome="decline", by=manager)
    assert operations.undo(call, act=act, by=manager) == 2
    assert dict(Decision.objects.values_list("application", "outcome")) == {changed.pk: "waitlist", later.pk: "decline"}
    with pytest.raises(Refusal, match="nothing left to undo"):
        operations.undo(call, act=act, by=manager)


def test_a_release_ends_undo(call: Any, manager: Any) -> None:
    act = operations.decide_many([reviews.application(call)], outcome="decline", by=manager)
    operations.release(call, by=manager)
    with pytest.raises(Refusal, match="nothing left to undo"):
        operations.undo(call, act=act, by=manager)
    assert Decision.objects.get().outcome == "decline"


def test_undo_of_no_act_touches_nothing(call: Any, manager: Any) -> None:
    operations.decide(reviews.application(call), outcome="accept", by=manager)
    with pytest.raises(Refusal):
        operations.undo(call, act="", by=manager)
    assert Decision.objects.count() == 1


def test_another_calls_act_is_not_undone_here(call: Any, manager: Any) -> None:
    other = reviews.call(programme=call.programme)
    act = operations.decide_many([reviews.application(other)], outcome="accept", by=manager)
    with pytest.raises(Refusal, match="nothing left"):
        operations.undo(call, act=act, by=manager)


def test_counts_that_no_longer_hold_stop_a_bulk_act(call: Any, manager: Any) -> None:
    application = reviews.application(call)
    seen = queries.choice([application], outcome="accept", by=manager).fingerprint
    operations.decide(application, outcome="waitlist", by=reviews.manager(call))
    for look in (seen, ""):
        with pytest.raises(Refusal, match="changed since you looked"):
            operations.decide_many([application], outcome="accept", by=manager, seen=look)
    assert Decision.objects.get().outcome == "waitlist"


def test_applications_of_two_calls_are_not_mixed(call: Any, manager: Any) -> None:
    both = [reviews.application(call), reviews.application(reviews.call(programme=call.programme))]
    with pytest.raises(Refusal, match="of one call"):
        operations.decide_many(both, outcome="accept", by=manager)


@pytest.mark.parametrize("size", [1, 3, 20])
def test_deciding_many_costs_the_same_for_one_and_twenty(
    call: Any, manager: Any, size: int, django_assert_num_queries: Any
) -> None:
    applications = [reviews.application(call) for _ in range(size)]
    with django_assert_num_queries(10):
        operations.decide_many(applications, outcome="accept", by=manager)


def test_the_tally_counts_what_stands(call: Any, manager: Any) -> None:
    chosen = [reviews.application(call) for _ in range(6)]
    decisions.decision(chosen[0], outcome="accept")
    decisions.decision(chosen[1], outcome="waitlist")
    decisions.decision(chosen[2], outcome="decline", released=True)
    decisions.offer(chosen[3])
    reviews.application(call, submitted=False)
    gone = reviews.application(call)
    decisions.decision(gone, outcome="accept")
    gone.state = "withdrawn"
    gone.save()
    tally = queries.tally(call)
    assert tally.applications == 6
    assert tally.ready == {"accept": 1, "waitlist": 1, "decline": 0}
    assert tally.released == {"accept": 1, "waitlist": 0, "decline": 1}
    assert tally.offers == {"open": 1, "accepted": 0, "declined": 0, "lapsed": 0}
    assert (tally.to_release, tally.told, tally.undecided, tally.accepts, tally.beyond) == (2, 2, 2, 2, 0)
