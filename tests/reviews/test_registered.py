"""What reviews show elsewhere: the menu, what to do next, search, and how far founders read their application is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import RequestFactory

from accelerator.accounts.models import Person
from accelerator.reviews import registered
from tests.factories import accounts, reviews, startups

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides")


def menu(person: Any) -> list[tuple[str, int | None]]:
    request = RequestFactory().get("/home/")
    request.user, request.session = person, {}  # type: ignore[assignment]
    return [(entry.label, entry.count) for entry in registered.menu(person, request)]


class TestMenu:
    def test_a_reviewer_sees_what_waits(self, call: Any) -> None:
        reviewer = reviews.reviewer(call)
        assert menu(reviewer) == [("My queue", None), ("Scored", None), ("Conflicts", None)]
        for _ in range(2):
            reviews.assignment(reviews.application(call), reviewer=reviewer)
        reviews.review(reviews.assignment(reviews.application(call), reviewer=reviewer))
        assert menu(reviewer)[0] == ("My queue", 2)

    def test_a_manager_only_while_something_was_given_to_them(self, call: Any) -> None:
        manager = reviews.manager(call)
        assert menu(manager) == []
        reviews.assignment(reviews.application(call), reviewer=manager)
        assert menu(manager)[0] == ("My queue", 1)

    def test_nobody_else(self, call: Any) -> None:
        owner = reviews.owner_of(reviews.application(call))
        for person in (owner, accounts.person(), accounts.operator_person(role="auditor")):
            assert menu(person) == []


class TestNextActions:
    def test_one_line_a_call_with_its_earliest_day(self, call: Any) -> None:
        reviewer = reviews.reviewer(call)
        for day in (date(2031, 2, 2), date(2031, 2, 1)):
            reviews.assignment(reviews.application(call), reviewer=reviewer, due_on=day)
        reviews.review(reviews.assignment(reviews.application(call), reviewer=reviewer))
        reviews.conflict(reviews.assignment(reviews.application(call), reviewer=reviewer).application, reviewer)
        (action,) = registered.next_actions(reviewer)
        assert (action.title, action.detail, action.url) == ("Score 2 applications", "Tides", "/reviews/")
        assert action.due_at == datetime(2031, 2, 1, 15, 59, tzinfo=UTC)  # the end of that day in Singapore

    def test_without_a_day_there_is_none(self, call: Any) -> None:
        made = reviews.assignment(reviews.application(call))
        (action,) = registered.next_actions(made.reviewer)
        assert (action.title, action.due_at) == ("Score 1 application", None)
        assert registered.next_actions(accounts.person()) == []

    @pytest.mark.parametrize("size", [1, 3])
    def test_they_cost_one_query_for_one_and_three(self, call: Any, size: int, django_assert_num_queries: Any) -> None:
        reviewer = reviews.reviewer(call)
        for _ in range(size):
            reviews.assignment(reviews.application(call), reviewer=reviewer)
        reviewer = Person.objects.with_standing().get(pk=reviewer.pk)  # as the pages have them
        with django_assert_num_queries(1):
            assert len(registered.next_actions(reviewer)) == 1


class TestSearch:
    def test_by_startup_or_number_among_ones_own(self, call: Any) -> None:
        made = reviews.assignment(reviews.application(call, name="Quaykeeper"))
        other = reviews.assignment(reviews.application(call, name="Quayside"))
        for text in ("QUAY", made.application.number[:4].lower()):
            assert [(hit.label, hit.url) for hit in registered.search(made.reviewer, text)] == [
                ("Quaykeeper", f"/reviews/{made.code}/")
            ]
        assert registered.search(other.reviewer, "Quaykeeper") == []

    def test_never_what_is_in_conflict(self, call: Any) -> None:
        made = reviews.assignment(reviews.application(call, name="Quaykeeper"))
        startups.member(made.application.startup, made.reviewer)
        assert registered.search(made.reviewer, "quay") == []


def test_founders_read_that_it_is_in_review_and_not_by_whom(call: Any) -> None:
    waiting, given, back = (reviews.application(call) for _ in range(3))
    first = reviews.assignment(given)
    reviews.assignment(given)
    reviews.assignment(back, state="unassigned")
    told = registered.application_standings([waiting, given, back], reviews.owner_of(given))
    assert {pk: (one.state, one.at, one.note, one.url, one.decided) for pk, one in told.items()} == {
        given.pk: ("in_review", first.created_at, "", "", False)
    }
