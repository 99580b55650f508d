"""Bids: what a call shows, who may say what, what a conflict does at once, how a call asks for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message, Reminder
from accelerator.notices.reminding import remind_one
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import bidding, operations, registered
from accelerator.reviews.models import Arrangement, Assignment, Bid, Conflict
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import reviews, startups
from tests.programs import program

pytestmark = pytest.mark.django_db
BIDS = "/calls/tides/bids/"
PART = {"HX-Request-Type": "partial"}


@pytest.fixture
def call(db: None) -> Any:
    made = reviews.call(name="Tides", slug="tides")
    today = clock.today(made.zone)
    Arrangement.objects.create(call=made, bids_from=today, bids_until=today + timedelta(days=5))
    return made


@pytest.fixture
def reviewer(call: Any) -> Any:
    return reviews.reviewer(call, name="Ann")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_bids_are_kept_and_can_be_changed(call: Any, reviewer: Any) -> None:
    first, second = reviews.application(call), reviews.application(call)
    operations.bid(call, {first.number: "yes", second.number: "maybe"}, by=reviewer)
    operations.bid(call, {first.number: "no"}, by=reviewer)
    assert dict(Bid.objects.values_list("application", "value")) == {first.pk: "no", second.pk: "maybe"}
    assert bidding.bids(call, [reviewer]) == {(first.pk, reviewer.pk): "no", (second.pk, reviewer.pk): "maybe"}
    assert bidding.tally(call, reviewer) == bidding.Tally(applications=2, bids=2)


@pytest.mark.parametrize("reads", ["now", "no longer", "theirs", "another's"])
def test_bids_are_blind_while_a_stage_reads_blind(call: Any, reviewer: Any, reads: str) -> None:
    """The first stage is blind, a second, which is not, is in hand."""
    today = clock.today(call.zone)
    ReviewStage.objects.filter(call=call).update(hides="company")
    if reads != "now":
        ReviewStage.objects.filter(call=call).update(own_due_on=today - timedelta(days=1), ends=True)
    if reads in ("theirs", "another's"):
        reviews.assignment(reviews.application(call), reviewer=reviewer if reads == "theirs" else None)
    ReviewStage.objects.create(call=call, position=2, own_from=today)
    reviews.application(call, name="Kelpworks", one_liner="Kelp for all")
    hidden = reads in ("now", "theirs")
    assert bidding.hides_startups(call, reviewer) is hidden
    assert ("Kelp" not in text(browser(reviewer).get(BIDS))) is hidden
    assert [one["startup"] for one in program(reviewer).get("/api/v1/calls/tides/bids").json()["items"]][-1:] == [
        "" if hidden else "Kelpworks"
    ]


@pytest.mark.parametrize(("first", "last"), [(1, 3), (-3, -1)])
def test_before_and_after_its_days_a_call_takes_no_bids(call: Any, reviewer: Any, first: int, last: int) -> None:
    today = clock.today(call.zone)
    Arrangement.objects.update(bids_from=today + timedelta(days=first), bids_until=today + timedelta(days=last))
    one = reviews.application(call)
    with pytest.raises(Forbidden):
        operations.bid(call, {one.number: "yes"}, by=reviewer)
    assert not Bid.objects.exists()


def test_who_does_not_review_here_does_not_bid(call: Any) -> None:
    one = reviews.application(call)
    with pytest.raises(Forbidden):
        operations.bid(call, {one.number: "yes"}, by=reviews.reviewer(reviews.call()))


def test_one_bad_value_and_nothing_is_kept(call: Any, reviewer: Any) -> None:
    first, second = reviews.application(call), reviews.application(call)
    with pytest.raises(Refusal, match="yes, maybe, no or conflict"):
        operations.bid(call, {first.number: "yes", second.number: "perhaps"}, by=reviewer)
    with pytest.raises(Refusal, match="There is no application X-1"):
        operations.bid(call, {first.number: "yes", "X-1": "yes"}, by=reviewer)
    assert not Bid.objects.exists()


def test_a_conflict_is_declared_at_once_and_hides_the_application(call: Any, reviewer: Any) -> None:
    one = reviews.application(call, name="Kelpworks")
    operations.bid(call, {one.number: "conflict"}, by=reviewer)
    conflict = Conflict.objects.live().get()
    assert (conflict.application, conflict.person, conflict.source) == (one, reviewer, "declared")
    assert not bidding.shown(call, reviewer).exists()
    assert Entry.objects.get(verb="conflict.declared").told() == f"Ann declared a conflict of interest: {one}."
    with pytest.raises(Refusal, match="There is no application"):
        operations.bid(call, {one.number: "yes"}, by=reviewer)


def test_a_conflict_takes_what_was_given_out_of_the_queue(call: Any, reviewer: Any) -> None:
    given = reviews.assignment(reviews.application(call), reviewer=reviewer)
    operations.bid(call, {given.application.number: "conflict"}, by=reviewer)
    given.refresh_from_db()
    assert given.state == Assignment.State.RECUSED


def test_what_somebody_stands_in_a_conflict_with_is_not_shown(call: Any, reviewer: Any) -> None:
    shown, declared, own = (reviews.application(call) for _ in range(3))
    reviews.conflict(declared, reviewer)
    startups.member(own.startup, reviewer)
    reviews.application(call, submitted=False)
    assert list(bidding.shown(call, reviewer)) == [shown]


def test_what_only_a_source_knows_is_not_shown_either(call: Any, reviewer: Any) -> None:
    shown, barred = reviews.application(call, name="Open Reef"), reviews.application(call, name="Barred Reef")
    startups.member(barred.startup, reviewer, ended=True)
    page = text(browser(reviewer).get(BIDS))
    assert "Open Reef" in page
    assert "Barred Reef" not in page
    assert bidding.apart([shown, barred], reviewer) == [shown]


def test_the_page_costs_the_same_for_one_and_three(call: Any, reviewer: Any, django_assert_num_queries: Any) -> None:
    client = browser(reviewer)
    reviews.application(call)
    client.get(BIDS)
    with django_assert_num_queries(PAGE):
        client.get(BIDS)
    for _ in range(2):
        reviews.application(call)
    with django_assert_num_queries(PAGE):
        client.get(BIDS)


PAGE = 12


def test_a_stage_that_hides_who_applies_hides_it_here_too(call: Any, reviewer: Any) -> None:
    one = reviews.application(call, name="Tidemark", one_liner="Marks tides", sector="Climate")
    call.review_stages.update(hides="company")
    client = browser(reviewer)
    pages = [text(client.get(BIDS)), text(client.post(f"{BIDS}{one.number}/", {"value": "yes"}, headers=PART))]
    for page in pages:
        assert one.number in page
        assert "Tidemark" not in page
        assert "Marks tides" not in page
    (told,) = program(reviewer).get("/api/v1/calls/tides/bids").json()["items"]
    assert told == {"application": one.number, "startup": "", "one_liner": "", "sector": "Climate", "bid": "yes"}


def test_the_page_narrows_by_sector_and_by_what_is_open(call: Any, reviewer: Any) -> None:
    first = reviews.application(call, name="Tidemark", sector="Climate")
    reviews.application(call, name="Bytewell", sector="Software")
    operations.bid(call, {first.number: "yes"}, by=reviewer)
    client = browser(reviewer)
    assert "Bytewell" not in text(client.get(BIDS, {"sector": "Climate"}))
    page = text(client.get(BIDS, {"open": "1"}))
    assert "Tidemark" not in page
    assert "1 of 2 answered" in page


def test_a_bid_answers_with_its_row_or_leads_back(call: Any, reviewer: Any) -> None:
    one, client = reviews.application(call, name="Tidemark"), browser(reviewer)
    answer = client.post(f"{BIDS}{one.number}/", {"value": "maybe"}, headers=PART)
    assert answer.status_code == 200
    assert f'<button id="{one.number}-maybe" name="value" value="maybe" aria-pressed="true">' in text(answer)
    answer = client.post(f"{BIDS}{one.number}/", {"value": "no", "back": "open=1"})
    assert answer.headers["Location"] == f"{BIDS}?open=1#{one.number}"
    assert Bid.objects.get().value == "no"


def test_a_bid_on_what_is_not_shown_is_a_page_that_is_not_there(call: Any, reviewer: Any) -> None:
    one = reviews.application(call)
    reviews.conflict(one, reviewer)
    assert browser(reviewer).post(f"{BIDS}{one.number}/", {"value": "yes"}).status_code == 404


def test_their_home_and_their_queue_lead_there_until_the_last_day(call: Any, reviewer: Any) -> None:
    (action,) = registered.next_actions(reviewer)
    assert (action.title, action.url) == ("Say what you would like to read", BIDS)
    assert BIDS in text(browser(reviewer).get("/reviews/"))
    today = clock.today(call.zone)
    Arrangement.objects.update(bids_until=today - timedelta(days=1), bids_from=today - timedelta(days=3))
    assert registered.next_actions(reviewer) == []
    assert BIDS not in text(browser(reviewer).get("/reviews/"))


# How a call asks


def test_reviewers_hear_once_when_bidding_begins(call: Any, manager: Any, reviewer: Any) -> None:
    Arrangement.objects.all().delete()
    today = clock.today(call.zone)
    days = {"bids_from": today, "bids_until": today + timedelta(days=5)}
    operations.arrange(call, by=manager, **days)
    operations.arrange(call, by=manager, **days)
    Reminder.objects.update(due_at=clock.now() - timedelta(minutes=1))
    while remind_one():
        pass
    assert list(Message.objects.filter(kind="reviews_bidding").values_list("recipient__name", "url")) == [("Ann", BIDS)]
    assert Entry.objects.filter(verb="reviews.arranged").count() == 2


def test_nobody_hears_of_bidding_that_was_taken_back(call: Any, manager: Any, reviewer: Any) -> None:
    soon = clock.today(call.zone) + timedelta(days=2)
    operations.arrange(call, by=manager, bids_from=soon, bids_until=soon)
    operations.arrange(call, by=manager, bids_from=None, bids_until=None)
    assert [one.state for one in Reminder.objects.filter(kind="reviews_bidding")] == ["cancelled"]


@pytest.mark.parametrize(("first", "last", "field"), [(0, None, "bids_until"), (None, 0, "bids_from"), (2, 1, "bids_until")])
def test_bidding_needs_a_first_and_a_last_day(call: Any, manager: Any, first: Any, last: Any, field: str) -> None:
    today = clock.today(call.zone)
    days = [None if one is None else today + timedelta(days=one) for one in (first, last)]
    with pytest.raises(Refusal) as refusal:
        operations.arrange(call, by=manager, bids_from=days[0], bids_until=days[1])
    assert refusal.value.field == field


def test_only_managers_arrange(call: Any, reviewer: Any) -> None:
    with pytest.raises(Forbidden):
        operations.arrange(call, by=reviewer, bids_from=None, bids_until=None)


def test_the_manager_sees_who_bid_how_often(call: Any, manager: Any, reviewer: Any) -> None:
    for value in ("yes", "yes", "no"):
        operations.bid(call, {reviews.application(call).number: value}, by=reviewer)
    (row,) = bidding.bidders(call)
    assert (row, row.yes, row.maybe, row.no, row.conflict) == (reviewer, 2, 0, 1, 0)
    desk = browser(manager)
    assert "Ann" in text(desk.get("/calls/tides/reviews/arrangement/"))
    sent = desk.post("/calls/tides/reviews/arrangement/", {"bids_from": "2031-01-05", "bids_until": "2031-01-02"})
    assert sent.status_code == 422
    assert "The last day lies before the first." in text(sent)


# Programs


def test_programs_bid(call: Any, reviewer: Any) -> None:
    one = reviews.application(call, name="Tidemark", sector="Climate", one_liner="Marks tides")
    client, address = program(reviewer), "/api/v1/calls/tides/bids"
    sent = {"bids": [{"application": one.number, "value": "maybe"}]}
    assert client.patch(address, sent, content_type="application/json").status_code == 204
    told = {"application": one.number, "startup": "Tidemark", "one_liner": "Marks tides", "sector": "Climate", "bid": "maybe"}
    assert client.get(address).json() == {"items": [told], "next": None}


def test_programs_arrange(call: Any, manager: Any) -> None:
    client, address = program(manager), "/api/v1/calls/tides/arrangement"
    days = {"bids_from": "2031-01-05", "bids_until": "2031-01-12"}
    assert client.put(address, days, content_type="application/json").json().items() >= days.items()
    assert client.get(address).json().items() >= days.items()
