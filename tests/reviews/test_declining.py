"""Handing an application back without a conflict."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.letters import told
from accelerator.notices.models import Message, Reminder
from accelerator.notices.reminding import remind_one
from accelerator.reviews import operations, queries
from accelerator.reviews.models import Assignment, Conflict, Decline, Standing
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews
from tests.programs import program

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides", reviews_wanted=1)


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


@pytest.fixture
def reviewer(call: Any) -> Any:
    return reviews.reviewer(call, name="Ann")


@pytest.fixture
def given(call: Any, reviewer: Any) -> Any:
    return reviews.assignment(reviews.application(call, name="Kelpworks"), reviewer=reviewer)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_it_leaves_the_queue_and_is_free_for_somebody_else(call: Any, given: Any, reviewer: Any) -> None:
    made = operations.decline(given, by=reviewer, reason="no_time", note=" Travelling ")
    given.refresh_from_db()
    assert (made.reason, made.note, given.state) == ("no_time", "Travelling", Assignment.State.UNASSIGNED)
    assert not Assignment.objects.own_of(reviewer).exists()
    assert not Conflict.objects.exists()
    assert list(queries.lacking(call.review_stages.get())) == [given.application]
    assert Standing.objects.get().given == 0
    assert Entry.objects.get(verb="review.declined").told() == f"Ann handed back {given}."


def test_it_is_not_offered_to_them_again_by_rule_but_may_be_by_hand(call: Any, manager: Any, given: Any, reviewer: Any) -> None:
    other = reviews.reviewer(call)
    operations.decline(given, by=reviewer, reason="not_my_field")
    for seed in range(5):
        plan = reviews.plan(call, [given.application], [reviewer, other], per_item=1, seed=seed)
        assert plan.pairs == [(given.application, other)]
    assert operations.assign(given.application, reviewers=[reviewer], by=manager) == [given]


def test_what_was_written_is_kept(manager: Any, given: Any, reviewer: Any) -> None:
    operations.score(given, by=reviewer, changes={"comment": "So far."})
    operations.decline(given, by=reviewer, reason="other")
    operations.assign(given.application, reviewers=[reviewer], by=manager)
    assert queries.queue(reviewer).get().review.comment == "So far."


def test_others_cannot_hand_it_back(manager: Any, given: Any) -> None:
    for outsider in (manager, accounts.person(), reviews.reviewer(given.application.call)):
        with pytest.raises(Forbidden):
            operations.decline(given, by=outsider, reason="no_time")


def test_a_submitted_review_stays(given: Any, reviewer: Any) -> None:
    reviews.review(given)
    with pytest.raises(Refusal, match="You submitted this review"):
        operations.decline(given, by=reviewer, reason="no_time")


@pytest.mark.parametrize(("wrong", "field"), [({"reason": "bored"}, "reason"), ({"reason": "other", "note": "x" * 301}, "note")])
def test_a_reason_is_one_of_three(given: Any, reviewer: Any, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        operations.decline(given, by=reviewer, **wrong)
    assert refusal.value.field == field
    assert not Decline.objects.exists()


def test_managers_hear_of_all_of_a_day_in_one_message(call: Any, manager: Any, given: Any, reviewer: Any) -> None:
    second = reviews.assignment(reviews.application(call, name="Tidemark"), reviewer=reviewer)
    operations.decline(given, by=reviewer, reason="no_time")
    operations.decline(second, by=reviewer, reason="not_my_field")
    (planned,) = Reminder.objects.filter(kind="reviews_declined")
    assert (planned.due_at.astimezone(call.zone).hour, planned.state) == (17, "planned")
    with clock.pretending(planned.due_at + timedelta(minutes=5)):
        while remind_one():
            pass
    (message,) = Message.objects.filter(kind="reviews_declined")
    assert (message.recipient, message.url) == (manager, "/calls/tides/reviews/")
    subject, paragraphs, _button = told(message)
    assert subject == "Applications to Tides handed back by reviewers: 2"
    assert "Kelpworks: Ann, No time" in paragraphs
    assert "Tidemark: Ann, Not my field" in paragraphs


# Doors


def test_from_the_queue_in_one_click(given: Any, reviewer: Any) -> None:
    client = browser(reviewer)
    assert f"/reviews/{given.code}/decline/" in text(client.get("/reviews/"))
    answer = client.post(f"/reviews/{given.code}/decline/", {"reason": "no_time"})
    assert answer.headers["Location"] == "/reviews/"
    assert Decline.objects.get().person == reviewer
    assert client.post(f"/reviews/{given.code}/decline/", {"reason": "no_time"}).status_code == 404


def test_from_the_workbench_on_to_the_next(call: Any, given: Any, reviewer: Any) -> None:
    second = reviews.assignment(reviews.application(call), reviewer=reviewer)
    client = browser(reviewer)
    answer = client.post(f"/reviews/{given.code}/decline/", {"reason": "other", "note": "I moved", "onward": "1"})
    assert answer.headers["Location"] == f"/reviews/{second.code}/"
    answer = client.post(f"/reviews/{second.code}/decline/", {"reason": "other", "onward": "1"})
    assert answer.headers["Location"] == "/reviews/"


def test_managers_read_why(manager: Any, given: Any, reviewer: Any) -> None:
    operations.decline(given, by=reviewer, reason="not_my_field", note="Fish are not")
    page = text(browser(manager).get(f"/calls/tides/reviews/{given.application.number}/"))
    assert "Handed back: Not my field. Fish are not" in page


def test_programs_hand_back(given: Any, reviewer: Any) -> None:
    client, address = program(reviewer), f"/api/v1/reviews/{given.code}/decline"
    assert client.post(address, {"reason": "bored"}, content_type="application/json").status_code == 422
    assert client.post(address, {"reason": "no_time"}, content_type="application/json").status_code == 204
    assert client.post(address, {"reason": "no_time"}, content_type="application/json").status_code == 404
