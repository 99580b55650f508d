"""Terms that reviewers accept before the first application opens."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.reviews import operations, promises
from accelerator.reviews.models import Assignment, Terms, Undertaking
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, reviews
from tests.programs import program

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


@pytest.fixture
def reviewer(call: Any) -> Any:
    return reviews.reviewer(call, name="Ann")


@pytest.fixture
def given(call: Any, reviewer: Any) -> Any:
    return reviews.assignment(reviews.application(call, name="Kelpworks"), reviewer=reviewer)


@pytest.fixture
def terms(call: Any, manager: Any) -> Any:
    return operations.write_terms(call.programme, text="Tell nobody.", by=manager)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_until_they_are_accepted_nothing_opens(given: Any, reviewer: Any, terms: Any) -> None:
    client, door = browser(reviewer), f"/reviews/{given.code}/"
    assert client.get(door).headers["Location"] == "/reviews/"
    assert client.post(door, {"comment": "Aha"}).status_code == 302
    assert client.patch(door, {"changes": []}, content_type="application/json").status_code == 404
    assert program(reviewer).get(f"/api/v1/reviews/{given.code}").status_code == 404
    with pytest.raises(Forbidden):
        operations.score(given, by=reviewer, changes={"comment": "Aha"})
    page = text(client.get("/reviews/"))
    assert "Tell nobody." in page
    assert "Kelpworks" not in page
    client.post(f"/terms/{terms.code}/accept/")
    assert client.get(door).status_code == 200
    page = text(client.get("/reviews/"))
    assert "Tell nobody." not in page
    assert "Kelpworks" in page


def test_only_its_own_programme_is_closed(given: Any, reviewer: Any) -> None:
    elsewhere = reviews.call()
    operations.write_terms(elsewhere.programme, text="Tell nobody.", by=reviews.manager(elsewhere))
    assert Assignment.objects.own_of(reviewer).get() == given
    assert list(promises.unaccepted(reviewer)) == []


def test_a_new_version_asks_anew_and_the_same_words_do_not(
    call: Any, manager: Any, given: Any, reviewer: Any, terms: Any
) -> None:
    operations.accept(terms, by=reviewer)
    assert operations.write_terms(call.programme, text=" Tell nobody. ", by=manager) == terms
    assert Assignment.objects.own_of(reviewer).exists()
    second = operations.write_terms(call.programme, text="Tell nobody at all.", by=manager)
    assert second.version == 2
    assert not Assignment.objects.own_of(reviewer).exists()
    with pytest.raises(Refusal, match="changed since"):
        operations.accept(terms, by=reviewer)
    operations.accept(second, by=reviewer)
    assert Assignment.objects.own_of(reviewer).exists()


def test_accepting_twice_is_accepting_once(reviewer: Any, terms: Any) -> None:
    operations.accept(terms, by=reviewer)
    operations.accept(terms, by=reviewer)
    assert Undertaking.objects.count() == 1
    (entry,) = Entry.objects.filter(verb="terms.accepted")
    assert entry.told() == f"Ann accepted version 1 of the reviewers' terms of {terms.programme}."


def test_who_accepted_stays_as_written(reviewer: Any, terms: Any) -> None:
    operations.accept(terms, by=reviewer)
    for change in (Undertaking.objects.all().delete, lambda: Terms.objects.update(text="Tell all.")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_who_may_write_and_accept(call: Any, reviewer: Any, terms: Any) -> None:
    with pytest.raises(Forbidden):
        operations.write_terms(call.programme, text="Tell all.", by=reviewer)
    with pytest.raises(Forbidden):
        operations.accept(terms, by=accounts.person())


@pytest.mark.parametrize("words", ["  ", "x" * 20_001])
def test_terms_say_something_that_can_be_read(call: Any, manager: Any, words: str) -> None:
    with pytest.raises(Refusal) as refusal:
        operations.write_terms(call.programme, text=words, by=manager)
    assert refusal.value.field == "text"


def test_an_application_may_be_handed_back_without_accepting(given: Any, reviewer: Any, terms: Any) -> None:
    operations.decline(given, by=reviewer, reason="no_time")
    given.refresh_from_db()
    assert given.state == Assignment.State.UNASSIGNED


def test_bidding_waits_for_them_too(call: Any, manager: Any, reviewer: Any, terms: Any) -> None:
    assert browser(reviewer).get("/calls/tides/bids/").headers["Location"] == "/reviews/"


def test_managers_write_them_and_see_who_accepted(call: Any, manager: Any, reviewer: Any) -> None:
    desk, address = browser(manager), f"/programmes/{call.programme.slug}/terms/"
    assert desk.post(address, {"text": "Tell nobody."}).headers["Location"] == address
    assert [(one.name, one.accepted_at is None) for one in promises.accepted(call.programme, Terms.objects.get())] == [
        ("Ann", True),
        ("Mei Lin", True),
    ]
    operations.accept(Terms.objects.get(), by=reviewer)
    assert [one.name for one in promises.accepted(call.programme, Terms.objects.get()) if one.accepted_at] == ["Ann"]
    assert "Not yet" in text(desk.get(address))
    assert browser(reviewer).get(address).status_code == 404


def test_the_desk_costs_no_query_more(given: Any, reviewer: Any, terms: Any, django_assert_num_queries: Any) -> None:
    operations.accept(terms, by=reviewer)
    with django_assert_num_queries(1):
        assert Assignment.objects.own_of(reviewer).get() == given


def test_programs_accept(call: Any, manager: Any, reviewer: Any) -> None:
    address = f"/api/v1/programmes/{call.programme.slug}/terms"
    told = program(manager).put(address, {"text": "Tell nobody."}, content_type="application/json").json()
    assert [(one["name"], one["accepted_at"]) for one in told["people"]] == [("Ann", None), ("Mei Lin", None)]
    client = program(reviewer)
    (waiting,) = client.get("/api/v1/terms").json()
    assert (waiting["text"], waiting["version"], waiting["programme"]) == ("Tell nobody.", 1, call.programme.slug)
    assert client.post(f"/api/v1/terms/{waiting['code']}/accept").status_code == 204
    assert client.get("/api/v1/terms").json() == []
    assert program(manager).get(address).json()["people"][0]["accepted_at"] is not None
