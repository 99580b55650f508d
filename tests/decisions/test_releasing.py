"""The release: everybody concerned is told, once, and nobody before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import Error, connection, transaction

from accelerator.decisions import marks, operations, queries, wordings
from accelerator.decisions.letters import written
from accelerator.decisions.models import Decision, Letter, Offer, Procedure, Release
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Delivery, Message
from accelerator.reviews.models import Assignment
from accelerator.trail.models import Entry
from tests.factories import accounts, decisions, reviews, startups
from tests.together import meanwhile

pytestmark = pytest.mark.django_db
LETTERS = ["letter_accept", "letter_decline", "letter_waitlist"]


def letters() -> list[tuple[str, str]]:
    return sorted(Message.objects.filter(kind__in=LETTERS).values_list("kind", "recipient__name"))


def decided(call: Any, *outcomes: str) -> list[Any]:
    """One application with its decision for each outcome; owners are called Owner 1, Owner 2, …"""
    made = []
    for number, outcome in enumerate(outcomes, 1):
        application = reviews.application(call, name=f"Startup {number}", owner=accounts.person(name=f"Owner {number}"))
        decisions.decision(application, outcome=outcome)
        made.append(application)
    return made


def test_each_startup_gets_the_letter_of_its_outcome(call: Any, manager: Any) -> None:
    decided(call, "accept", "waitlist", "decline")
    assert not Message.objects.exists()
    made = operations.release(call, by=manager)
    assert letters() == [("letter_accept", "Owner 1"), ("letter_decline", "Owner 3"), ("letter_waitlist", "Owner 2")]
    assert Delivery.objects.count() == 3
    assert set(Decision.objects.values_list("release", flat=True)) == {made.pk}
    assert (made.by, made.call) == (manager, call)


def test_owners_and_members_hear_and_viewers_and_former_members_do_not(call: Any, manager: Any) -> None:
    (application,) = decided(call, "decline")
    startups.member(application.startup, accounts.person(name="Member"))
    startups.member(application.startup, accounts.person(name="Viewer"), role="viewer")
    startups.member(application.startup, accounts.person(name="Gone"), ended=True)
    operations.release(call, by=manager)
    assert letters() == [("letter_decline", "Member"), ("letter_decline", "Owner 1")]


def test_only_the_accepted_get_an_offer_until_the_end_of_the_day_in_two_weeks(call: Any, manager: Any) -> None:
    first, *_rest = decided(call, "accept", "waitlist", "decline")
    with time_machine.travel(datetime(2026, 11, 24, 17, 30, tzinfo=UTC), tick=False):  # 01:30 of the 25th in Singapore
        operations.release(call, by=manager)
    offer = Offer.objects.get()
    assert offer.decision.application == first
    assert (offer.state, offer.reply_by) == ("open", datetime(2026, 12, 9, 15, 59, tzinfo=UTC))


def test_offers_last_until_the_day_that_was_chosen(call: Any, manager: Any) -> None:
    decided(call, "accept")
    until = datetime(2040, 1, 31, 15, 59, tzinfo=UTC)
    operations.release(call, by=manager, reply_by=until)
    assert Offer.objects.get().reply_by == until
    assert Message.objects.get().facts["title"].endswith("reply by Tue 31 Jan 2040, 23:59 SGT")


def test_a_day_in_the_past_releases_nothing(call: Any, manager: Any) -> None:
    decided(call, "accept")
    with pytest.raises(Refusal, match="lies in the past") as refusal:
        operations.release(call, by=manager, reply_by=datetime(2020, 1, 1, tzinfo=UTC))
    assert refusal.value.field == "reply_by"
    assert not Release.objects.exists()
    assert not Message.objects.exists()


def test_undecided_applications_hold_the_release_up(call: Any, manager: Any) -> None:
    decided(call, "accept", "decline")
    for _ in range(2):
        reviews.application(call)
    with pytest.raises(Refusal, match="2 applications are not decided yet") as refusal:
        operations.release(call, by=manager)
    assert refusal.value.field == "partial"
    assert not Message.objects.exists()
    operations.release(call, by=manager, partial=True)
    assert Decision.objects.filter(release__isnull=False).count() == 2


def test_drafts_and_withdrawn_applications_hold_nothing_up_and_hear_nothing(call: Any, manager: Any) -> None:
    kept, gone = decided(call, "decline", "accept")
    gone.state = "withdrawn"
    gone.save()
    reviews.application(call, submitted=False)
    operations.release(call, by=manager)
    assert letters() == [("letter_decline", "Owner 1")]
    assert Decision.objects.get(application=gone).release is None
    assert Decision.objects.get(application=kept).release is not None
    assert not Offer.objects.exists()


def test_with_nothing_decided_nothing_is_sent(call: Any, manager: Any) -> None:
    reviews.application(call)
    with pytest.raises(Refusal, match="no decision to release"):
        operations.release(call, by=manager, partial=True)


def test_pressed_twice_it_tells_once(call: Any, manager: Any) -> None:
    decided(call, "accept", "decline")
    operations.release(call, by=manager)
    with pytest.raises(Refusal, match="no decision to release: nothing was sent"):
        operations.release(call, by=manager)
    assert len(letters()) == Offer.objects.count() + 1 == 2
    assert Release.objects.count() == 1


def test_a_second_round_tells_only_the_new_ones(call: Any, manager: Any) -> None:
    decided(call, "decline")
    late = reviews.application(call, owner=accounts.person(name="Late"))
    operations.release(call, by=manager, partial=True)
    operations.decide(late, outcome="waitlist", by=manager)
    second = operations.release(call, by=manager)
    assert letters() == [("letter_decline", "Owner 1"), ("letter_waitlist", "Late")]
    assert list(second.decisions.values_list("application", flat=True)) == [late.pk]


def renamed(call: Any, one: Any, _other: Any, _manager: Any) -> None:
    one.startup.name = "Renamed"
    one.startup.save()


CHANGES: dict[str, tuple[str, Any]] = {
    "another outcome": (
        "who is told what",
        lambda call, one, other, manager: operations.decide(one, outcome="waitlist", feedback="Kept.", by=manager),
    ),
    "two that changed their places": (
        "who is told what",
        lambda call, one, other, manager: [
            operations.decide(who, outcome=outcome, feedback=text, reason="So.", by=manager)
            for who, outcome, text in ((one, "decline", "Kept."), (other, "accept", ""))
        ],
    ),
    "another feedback": (
        "feedback",
        lambda call, one, other, manager: operations.decide(one, outcome="accept", feedback="Other.", reason="So.", by=manager),
    ),
    "another name": ("names in letters", renamed),
    "other words": (
        "the words of a letter",
        lambda call, one, other, manager: operations.reword(
            call.programme, outcome="decline", subject="{startup}", text="No. {feedback}", by=manager
        ),
    ),
    "other conditions": (
        "conditions of offers",
        lambda call, one, other, manager: operations.arrange(call, conditions="Come by.", by=manager),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_somebody_looked_stops_it_and_is_named(call: Any, manager: Any, change: str) -> None:
    one, other = decided(call, "accept", "decline")
    operations.decide(one, outcome="accept", feedback="Kept.", reason="So.", by=manager)
    seen = marks.of(call)
    what, act = CHANGES[change]
    act(call, one, other, manager)
    with pytest.raises(Refusal) as refused:
        operations.release(call, by=manager, seen=seen)
    assert str(refused.value) == (
        f"Something else would be told than when you looked: {what}. Nothing was sent. Look at the rehearsal again."
    )
    assert not Message.objects.filter(kind__startswith="letter").exists()
    operations.release(call, by=manager, seen=marks.of(call))
    assert Release.objects.count() == 1


def test_no_letter_goes_in_words_that_came_after_the_mark(call: Any, manager: Any) -> None:
    decided(call, "decline")
    words = wordings.of(call.programme)["decline"]
    seen, shown = marks.of(call), written(queries.ready(call).get(), reply_by=clock.now(), words=words)

    def reword() -> None:
        operations.reword(call.programme, outcome="decline", subject="New", text="Nobody saw this.", by=manager)

    with meanwhile(f'INSERT INTO "{Release._meta.db_table}"', reword):
        operations.release(call, by=manager, seen=seen)
    letter = Letter.objects.get()
    assert wordings.of(call.programme)["decline"].text == "Nobody saw this."
    assert (letter.subject, letter.text) == (shown.subject, shown.text)


def test_how_a_call_decides_is_no_change_where_it_is_as_ever(call: Any, manager: Any) -> None:
    decided(call, "accept")
    seen = marks.of(call)
    Procedure.objects.create(call=call)
    assert marks.of(call) == seen
    operations.release(call, by=manager, seen=seen)


@pytest.mark.parametrize("seen", ["", "x", "a.b.c", "a.b.c.d.e.f"])
def test_a_mark_that_nobody_was_shown_releases_nothing(call: Any, manager: Any, seen: str) -> None:
    decided(call, "decline")
    with pytest.raises(Refusal, match="Something else would be told"):
        operations.release(call, by=manager, seen=seen)
    assert not Release.objects.exists()


@pytest.mark.parametrize("who", ["reviewer", "other manager", "founder", "admin", "auditor"])
def test_only_managers_of_the_programme_release(call: Any, who: str) -> None:
    (application,) = decided(call, "accept")
    by = {
        "reviewer": lambda: reviews.reviewer(call),
        "other manager": lambda: reviews.manager(reviews.call()),
        "founder": lambda: reviews.owner_of(application),
        "admin": lambda: accounts.operator_person(),
        "auditor": lambda: accounts.operator_person(role="auditor"),
    }[who]()
    with pytest.raises(Forbidden):
        operations.release(call, by=by)
    assert not Message.objects.exists()


def test_another_calls_decisions_stay_where_they_are(call: Any, manager: Any) -> None:
    decided(call, "accept")
    other = reviews.call(programme=call.programme)
    decisions.decision(reviews.application(other), outcome="decline")
    operations.release(call, by=manager)
    assert Decision.objects.get(application__call=other).release is None
    assert [kind for kind, _name in letters()] == ["letter_accept"]


def test_more_may_be_offered_than_there_are_places_and_the_tally_says_how_many(call: Any, manager: Any) -> None:
    decided(call, "accept", "accept", "accept")
    assert (call.places, queries.tally(call).accepts, queries.tally(call).beyond) == (2, 3, 1)
    operations.release(call, by=manager)
    assert queries.tally(call).beyond == 1
    offer = Offer.objects.order_by("pk").first()
    assert offer is not None
    operations.reply(offer, accepts=False, by=reviews.owner_of(offer.decision.application))
    assert (queries.tally(call).accepts, queries.tally(call).beyond) == (2, 0)


def test_reviews_nobody_wrote_are_taken_back(call: Any, manager: Any) -> None:
    told, untold = decided(call, "decline", "decline")
    open_, done, other = (reviews.assignment(one) for one in (told, told, untold))
    reviews.review(done)
    gone = Decision.objects.get(application=untold)
    gone.delete()
    operations.release(call, by=manager, partial=True)
    states = dict(Assignment.objects.values_list("pk", "state"))
    assert states == {open_.pk: "unassigned", done.pk: "scored", other.pk: "assigned"}


def test_the_trail_counts_for_managers_and_tells_founders_only_of_themselves(call: Any, manager: Any) -> None:
    one, _two = decided(call, "accept", "decline")
    operations.release(call, by=manager)
    assert [entry.told() for entry in Entry.objects.about(call)] == ["Mei Lin released 2 of the decisions for Tides."]
    assert [entry.told() for entry in Entry.objects.about(one.startup)] == [f"The decision on {one} was released."]


@pytest.mark.parametrize("size", [1, 3])
def test_reading_what_is_ready_costs_the_same_for_one_and_three(call: Any, size: int, django_assert_num_queries: Any) -> None:
    decided(call, *["accept"] * size)
    with django_assert_num_queries(2):
        assert queries.tally(call).to_release == size
    with django_assert_num_queries(1):
        assert len({one.application.startup.name for one in queries.ready(call)}) == size


class TestGuards:
    """The database keeps a released decision as it was told, whoever asks."""

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE accelerator_decision SET outcome = 'accept' WHERE id = %s",
            "UPDATE accelerator_decision SET feedback = 'other' WHERE id = %s",
            "UPDATE accelerator_decision SET release_id = NULL WHERE id = %s",
            "DELETE FROM accelerator_decision WHERE id = %s",
        ],
    )
    def test_released_it_stays(self, call: Any, sql: str) -> None:
        made = decisions.decision(reviews.application(call), outcome="decline", released=True)
        with pytest.raises(Error, match="a released decision stays"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [made.pk])

    def test_a_release_stays_as_written(self, call: Any) -> None:
        made = decisions.decision(reviews.application(call), released=True).release
        assert made is not None
        for sql in ("DELETE FROM accelerator_release WHERE id = %s", "UPDATE accelerator_release SET at = now() WHERE id = %s"):
            with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [made.pk])

    def test_an_application_has_one_decision_and_a_decision_one_offer(self, call: Any) -> None:
        offer = decisions.offer(reviews.application(call))
        with pytest.raises(Error, match="unique"), transaction.atomic():
            decisions.decision(offer.decision.application)
        with pytest.raises(Error, match="unique"), transaction.atomic():
            Offer.objects.create(decision=offer.decision, reply_by=offer.reply_by)

    def test_outcomes_are_the_three(self, call: Any) -> None:
        with pytest.raises(Error, match="decision_outcome"), transaction.atomic():
            decisions.decision(reviews.application(call), outcome="maybe")

    @pytest.mark.parametrize(
        ("start", "end"),
        [("accepted", "open"), ("accepted", "declined"), ("declined", "open"), ("declined", "accepted"), ("lapsed", "accepted")],
    )
    def test_offers_move_only_as_declared(self, call: Any, start: str, end: str) -> None:
        at = datetime(2026, 11, 1, tzinfo=UTC)
        answered = {"replied_at": at} if start in ("accepted", "declined") else {}
        offer = decisions.offer(reviews.application(call), state=start, **answered)
        replied = at if end in ("accepted", "declined") else None
        with pytest.raises(Error, match="Invalid transition"), transaction.atomic():
            Offer.objects.filter(pk=offer.pk).update(state=end, replied_at=replied)

    def test_an_answer_has_its_moment_and_nothing_else_has(self, call: Any) -> None:
        for fields in ({"state": "accepted"}, {"state": "open", "replied_at": datetime(2026, 11, 1, tzinfo=UTC)}):
            with pytest.raises(Error, match="offer_replied_when"), transaction.atomic():
                decisions.offer(reviews.application(call), **fields)

    def test_an_offer_is_open_until_its_moment_and_not_at_it(self, call: Any) -> None:
        offer = decisions.offer(reviews.application(call))
        assert offer.is_open(offer.reply_by - timedelta(microseconds=1))
        assert not offer.is_open(offer.reply_by)
