"""Places: conditions of offers, reminders, and places given back that go to the next on the waiting list."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from accelerator.decisions import operations, places, waiting
from accelerator.decisions.models import Condition, Offer
from accelerator.kit import clock, wording
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import reminding
from accelerator.notices.models import Message, Reminder
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import decisions, reviews, startups
from tests.together import at_once

pytestmark = pytest.mark.django_db


def waits(call: Any, name: str, points: int = 0) -> Any:
    application = reviews.application(call, name=name)
    if points:
        reviews.review(reviews.assignment(application), dict.fromkeys((1, 2, 3), points))
    decisions.decision(application, outcome="waitlist", released=True)
    return application


def offered(call: Any) -> list[str]:
    """Startups with an open offer, by the order in which they got it."""
    found = Offer.objects.filter(decision__application__call=call, state="open").order_by("id")
    return list(found.values_list("decision__application__startup__name", flat=True))


def turn_down(offer: Offer) -> Offer:
    return operations.reply(offer, accepts=False, by=reviews.owner_of(offer.decision.application))


class TestConditions:
    def test_they_come_from_the_call_and_stay_as_they_were(self, call: Any, manager: Any) -> None:
        operations.arrange(call, conditions=" Be in Singapore.\n\nSign by March.", by=manager)
        decisions.decision(reviews.application(call), outcome="accept")
        operations.release(call, by=manager)
        operations.arrange(call, conditions="Another", by=manager)
        assert list(Condition.objects.values_list("position", "text")) == [(1, "Be in Singapore."), (2, "Sign by March.")]

    def test_who_accepts_agrees_to_each(self, call: Any) -> None:
        offer = decisions.offer(reviews.application(call))
        for position, words in enumerate(("One", "Two"), start=1):
            Condition.objects.create(offer=offer, position=position, text=words)
        owner = reviews.owner_of(offer.decision.application)
        for agreed in ([], [1], [2, 3]):
            with pytest.raises(Refusal, match="Tick every condition") as refused:
                operations.reply(offer, accepts=True, agreed=agreed, by=owner)
            assert refused.value.field == "agreed"
        assert not Condition.objects.filter(agreed_at__isnull=False).exists()
        held = operations.reply(offer, accepts=True, agreed=[2, 1], by=owner)
        assert set(Condition.objects.values_list("agreed_by", "agreed_at")) == {(owner.pk, held.replied_at)}

    def test_what_was_agreed_to_stays(self, call: Any) -> None:
        offer = decisions.offer(reviews.application(call))
        one = Condition.objects.create(
            offer=offer, position=1, text="One", agreed_by=offer.decision.decided_by, agreed_at=clock.now()
        )
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Condition.objects.filter(pk=one.pk).update(text="Other")

    def test_the_page_asks_for_them(self, call: Any) -> None:
        offer = decisions.offer(reviews.application(call))
        Condition.objects.create(offer=offer, position=1, text="Be in Singapore.")
        client = browser(reviews.owner_of(offer.decision.application))
        at = offer.get_absolute_url()
        page = client.get(at).content.decode()
        assert "Be in Singapore." in page
        assert 'name="agreed" value="1" required>' in page
        assert client.post(at, {"answer": "accept"}).status_code == 409
        assert client.post(at, {"answer": "accept", "agreed": ["1", "x"]}).status_code == 302
        assert "agreed on" in client.get(at).content.decode()

    def test_why_it_was_declined_is_read_by_the_team(self, call: Any, manager: Any) -> None:
        offer = decisions.offer(reviews.application(call))
        at = offer.get_absolute_url()
        owner = browser(reviews.owner_of(offer.decision.application))
        assert owner.post(at, {"answer": "decline", "reason": " Another programme. "}).status_code == 302
        offer.refresh_from_db()
        assert (offer.state, offer.reason) == ("declined", "Another programme.")
        assert "Another programme." in browser(manager).get("/calls/tides/decisions/?show=offers").content.decode()


class TestReminders:
    def test_owners_hear_seven_three_and_one_day_before_once(self, call: Any, manager: Any) -> None:
        application = reviews.application(call)
        startups.member(application.startup)
        decisions.decision(application, outcome="accept")
        now = clock.now()
        operations.release(call, by=manager, reply_by=now + timedelta(days=10))
        offer = Offer.objects.get()
        days = [(offer.reply_by.astimezone(call.zone).date() - one.local_on).days for one in Reminder.objects.order_by("due_at")]
        assert days == [7, 3, 1]
        for due in list(Reminder.objects.order_by("due_at")):
            with clock.pretending(due.due_at):
                while reminding.remind_one():
                    pass
        told = Message.objects.filter(kind="offer_due")
        assert [one.recipient for one in told] == [reviews.owner_of(application)] * 3

    def test_an_answered_one_is_not_reminded_of(self, call: Any, manager: Any) -> None:
        decisions.decision(reviews.application(call), outcome="accept")
        operations.release(call, by=manager, reply_by=clock.now() + timedelta(days=10))
        turn_down(Offer.objects.get())
        with clock.pretending(Reminder.objects.earliest("due_at").due_at):
            assert reminding.remind_one()
        assert not Message.objects.filter(kind="offer_due").exists()
        assert Reminder.objects.get(state="skipped").reason == "nothing to answer any more"

    def test_the_call_says_when_and_more_time_plans_anew(self, call: Any, manager: Any) -> None:
        operations.arrange(call, reminded=[2], by=manager)
        decisions.decision(reviews.application(call), outcome="accept")
        operations.release(call, by=manager, reply_by=clock.now() + timedelta(days=10))
        operations.extend(Offer.objects.get(), reply_by=clock.now() + timedelta(days=20), by=manager)
        assert Counter(Reminder.objects.values_list("state", flat=True)) == {"cancelled": 1, "planned": 1}


class TestOfferingOn:
    def test_a_place_given_back_goes_to_the_first_by_itself(self, call: Any, manager: Any) -> None:
        operations.arrange(call, offers_on=True, reply_days=5, by=manager)
        gone = decisions.offer(reviews.application(call))
        low, high = waits(call, "Low", 2), waits(call, "High", 4)
        assert operations.offer_on(call.pk) == []
        turn_down(gone)
        (made,) = operations.offer_on(call.pk)
        assert (offered(call), operations.offer_on(call.pk)) == (["High"], [])
        left = made.reply_by.astimezone(call.zone).date() - clock.now().astimezone(call.zone).date()
        assert (left.days, f"{made.reply_by.astimezone(call.zone):%H:%M}") == (5, "23:59")
        letters = Message.objects.filter(kind="offer_from_waiting_list")
        assert [one.recipient for one in letters] == [reviews.owner_of(high)]
        assert [one.recipient for one in Message.objects.filter(kind="place_offered_on")] == [manager]
        told = Entry.objects.get(verb="offer.made")
        assert told.told().startswith("The free place was offered to High, first on the waiting list, to be answered by ")
        assert Entry.objects.about(high).filter(pk=told.pk).exists()
        turn_down(made)
        operations.offer_on(call.pk)
        assert offered(call) == ["Low"]
        assert Offer.objects.get(state="open").decision.application == low

    def test_only_where_the_call_says_so(self, call: Any) -> None:
        waits(call, "First", 3)
        turn_down(decisions.offer(reviews.application(call)))
        assert (operations.offer_on(call.pk), operations.offer_on_due()) == ([], 0)

    def test_the_sweep_offers_on_what_lapsed(self, call: Any, manager: Any) -> None:
        operations.arrange(call, offers_on=True, by=manager)
        decisions.offer(reviews.application(call), reply_by=clock.now() - places.KEPT)
        waits(call, "First", 3)
        assert operations.lapse_due() == 1
        assert (operations.offer_on_due(), operations.offer_on_due()) == (1, 0)
        assert offered(call) == ["First"]

    def test_a_place_that_nobody_was_offered_is_left_to_people(self, call: Any, manager: Any) -> None:
        operations.arrange(call, offers_on=True, by=manager)
        waits(call, "First", 3)
        assert places.of(call) == places.Places(free=2, given_back=0, given_back_at=None)
        assert operations.offer_on(call.pk) == []

    def test_a_place_given_back_goes_on_though_a_free_one_was_filled_by_hand_before(self, call: Any, manager: Any) -> None:
        operations.arrange(call, offers_on=True, by=manager)
        gone = decisions.offer(reviews.application(call))
        chosen = waits(call, "By hand", 2)
        waits(call, "First", 5)
        waits(call, "Second", 4)
        operations.offer_place(call, number=chosen.number, by=manager)
        turn_down(gone)
        for _ in range(2):
            operations.offer_on(call.pk)
        assert offered(call) == ["By hand", "First"]
        turn_down(Offer.objects.get(decision__application=chosen))
        for _ in range(2):
            operations.offer_on(call.pk)
        assert offered(call) == ["First", "Second"]

    def test_one_filled_by_hand_after_it_was_given_back_is_not_offered_again(self, call: Any, manager: Any) -> None:
        first, second = waits(call, "First", 5), waits(call, "Second", 4)
        turn_down(decisions.offer(reviews.application(call)))
        operations.offer_place(call, number=second.number, by=manager)
        operations.arrange(call, offers_on=True, by=manager)
        assert (operations.offer_on(call.pk), places.of(call).free, offered(call)) == ([], 1, ["Second"])
        assert waiting.listed(call).get().application == first

    def test_a_release_that_took_it_leaves_nothing_to_offer_on(self, call: Any, manager: Any) -> None:
        turn_down(decisions.offer(reviews.application(call)))
        for _ in range(2):
            decisions.offer(reviews.application(call))
        waits(call, "First", 5)
        operations.arrange(call, offers_on=True, by=manager)
        turn_down(Offer.objects.filter(state="open").earliest("pk"))
        assert [one.decision.application.startup.name for one in operations.offer_on(call.pk)] == ["First"]
        assert places.of(call).given_back == 0

    def test_who_does_not_know_or_has_left_is_passed_over(self, call: Any, manager: Any) -> None:
        operations.arrange(call, offers_on=True, by=manager)
        untold = reviews.application(call, name="Untold")
        reviews.review(reviews.assignment(untold))
        decisions.decision(untold, outcome="waitlist")
        left = waits(call, "Left", 5)
        left.state = "withdrawn"
        left.save()
        waits(call, "Stands", 2)
        turn_down(decisions.offer(reviews.application(call)))
        operations.offer_on(call.pk)
        assert offered(call) == ["Stands"]

    def test_of_two_with_one_mean_people_say_who_is_first(self, call: Any, manager: Any) -> None:
        operations.arrange(call, offers_on=True, by=manager)
        one, other = waits(call, "One", 3), waits(call, "Other", 3)
        turn_down(decisions.offer(reviews.application(call)))
        for _ in range(2):
            assert operations.offer_on(call.pk) == []
        assert [told.recipient for told in Message.objects.filter(kind="place_waits_for_order")] == [manager]
        operations.order(call, numbers=[other.number, one.number], by=manager)
        operations.offer_on(call.pk)
        assert offered(call) == ["Other"]

    def test_where_both_fit_it_does_not_matter(self, call: Any, manager: Any) -> None:
        operations.arrange(call, offers_on=True, by=manager)
        for name in ("One", "Other"):
            waits(call, name, 3)
        for _ in range(2):
            turn_down(decisions.offer(reviews.application(call)))
        operations.offer_on(call.pk)
        assert sorted(offered(call)) == ["One", "Other"]

    def test_a_lapsed_offer_does_not_open_again_once_its_place_is_offered_on(self, call: Any, manager: Any) -> None:
        operations.arrange(call, offers_on=True, by=manager)
        lapsed = decisions.offer(reviews.application(call), reply_by=clock.now() - places.KEPT)
        decisions.offer(reviews.application(call))
        waits(call, "First", 3)
        operations.lapse_due()
        operations.offer_on_due()
        with pytest.raises(Refusal, match="no longer free"):
            operations.extend(lapsed, reply_by=clock.now() + timedelta(days=3), by=manager)


class TestByHand:
    AT = "/calls/tides/waiting-list/"

    @pytest.fixture
    def desk(self, manager: Any) -> Client:
        return browser(manager)

    def test_a_free_place_is_offered_to_whom_a_manager_chooses(self, call: Any, manager: Any, desk: Client) -> None:
        waits(call, "High", 4)
        low = waits(call, "Low", 2)
        assert "2 places are free." in " ".join(desk.get(self.AT).content.decode().split())
        answer = desk.post(self.AT, {"act": "offer", "number": low.number}, follow=True)
        assert "The place is offered to Low until" in answer.content.decode()
        assert offered(call) == ["Low"]
        assert not Message.objects.filter(kind="place_offered_on").exists()
        assert (
            Entry.objects.get(verb="offer.made").told().startswith("Mei Lin offered the free place to Low from the waiting list")
        )
        assert [row.application.startup.name for row in waiting.listed(call)] == ["High"]
        assert "A place in" in browser(reviews.owner_of(low)).get(Offer.objects.get().get_absolute_url()).content.decode()

    def test_never_more_than_there_are(self, call: Any, manager: Any) -> None:
        decisions.offer(reviews.application(call))
        decisions.decision(reviews.application(call), outcome="accept")
        first = waits(call, "First", 3)
        with pytest.raises(Refusal, match="No place is free"):
            operations.offer_place(call, number=first.number, by=manager)

    def test_not_by_who_has_a_conflict_nor_to_who_does_not_wait(self, call: Any, manager: Any) -> None:
        first, declined = waits(call, "First", 3), reviews.application(call)
        decisions.decision(declined, outcome="decline", released=True)
        reviews.conflict(first, manager)
        with pytest.raises(Forbidden):
            operations.offer_place(call, number=first.number, by=manager)
        with pytest.raises(Refusal, match="Nobody of that number"):
            operations.offer_place(call, number=declined.number, by=manager)
        with pytest.raises(Forbidden):
            operations.offer_place(call, number=first.number, by=reviews.reviewer(call))
        assert not Offer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_turned_down_at_once_are_offered_to_two_others() -> None:
    for _ in range(3):
        call = reviews.call()
        operations.arrange(call, offers_on=True, by=reviews.manager(call))
        gone = [decisions.offer(reviews.application(call)) for _ in range(2)]
        for number in range(4):
            waits(call, f"S{number}", 5 - number)

        def declined(offer: Offer) -> None:
            turn_down(offer)
            operations.offer_on(offer.decision.application.call_id)

        at_once(*(partial(declined, offer) for offer in gone), partial(operations.offer_on, call.pk), operations.offer_on_due)
        assert offered(call) == ["S0", "S1"]
        assert places.of(call).free == 0


@pytest.mark.django_db(transaction=True)
def test_many_hands_never_offer_more_than_there_are() -> None:
    call = reviews.call()
    people = [reviews.manager(call) for _ in range(6)]
    numbers = [waits(call, f"S{number}", 3).number for number in range(6)]

    def tried(number: str, by: Any) -> str:
        try:
            operations.offer_place(call, number=number, by=by)
        except Refusal as refusal:
            return str(refusal)
        return "done"

    results = Counter(at_once(*(partial(tried, number, by) for number, by in zip(numbers, people, strict=True))))
    assert results == {"done": 2, "No place is free: all are taken or offered.": 4}
    assert connection.in_atomic_block is False


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("open", "A place in Tides is offered to you"),
        ("accepted", "You have a place in Tides"),
        ("declined", "You declined the place in Tides"),
        ("lapsed", "The offer of a place in Tides has lapsed"),
    ],
)
def test_a_letter_of_the_waiting_list_stands_below_what_holds_now(call: Any, state: str, title: str) -> None:
    application = waits(call, "Quay")
    founder, at = reviews.owner_of(application), f"/decisions/{application.number}/"
    subject = "Quay is on the waiting list for Tides"
    before = " ".join(browser(founder).get(at).content.decode().split())
    assert (before.count("Letter of "), f"<h1>{subject}" in before or f">{subject}</h1>" in before) == (0, True)
    answered = {"replied_by": founder, "replied_at": clock.now()} if state in ("accepted", "declined") else {}
    until = clock.now() + timedelta(days=7)
    made = Offer.objects.create(decision=application.decision, reply_by=until, state=state, **answered)
    page = " ".join(browser(founder).get(at).content.decode().split())
    assert f"<title>{title}" in page
    assert f">{title}</h1>" in page
    day = wording.day(application.decision.release.told_at.astimezone(call.zone).date())
    places = [page.index(part) for part in (f">{title}</h1>", made.get_absolute_url(), f"Letter of {day}", subject)]
    assert places == sorted(places)
