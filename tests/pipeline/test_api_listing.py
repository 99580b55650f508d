"""The manager's list and the waiting page, by programs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accelerator.programmes.models import Call
from accelerator.reviews import operations as reviewing
from tests.factories import accounts, pipeline, reviews
from tests.programs import problem, program

pytestmark = pytest.mark.django_db
SPRING = "/api/v1/calls/spring/applications"
LIST_QUERIES = 4  # the token, its person, the call, the rows


class TestList:
    def test_what_filters_leave_newest_first_page_by_page(self, call: Call, manager: Any) -> None:
        first = reviews.application(call, name="Tide Table", sector="Ports")
        reviews.application(call, name="Reef", sector="Farms")
        second = reviews.application(call, name="Quay", sector="Ports")
        reviews.application(call, name="Draft", sector="Ports", submitted=False)
        client, asked = program(manager), {"on": "sector=Ports", "limit": 1}
        page = client.get(SPRING, asked).json()
        last = client.get(SPRING, asked | {"cursor": page["next"]}).json()
        assert [[one["number"] for one in each["items"]] for each in (page, last)] == [[second.number], [first.number]]
        assert last["next"] is None

    def test_a_row_says_how_far_it_is_and_what_is_marked(self, call: Call, manager: Any) -> None:
        one = reviews.application(call, name="Tide Table")
        reviews.review(reviews.assignment(one))
        pipeline.tagged(one, name="Women-led", by=manager)
        pipeline.flagged(one, note="Look again", by=manager)
        (row,) = program(manager).get(SPRING).json()["items"]
        marked = {key: row[key] for key in ("number", "startup", "state", "stage", "reviews", "tags", "flag")}
        assert marked == {
            "number": one.number,
            "startup": one.startup.slug,
            "state": "submitted",
            "stage": "in_review",
            "reviews": 1,
            "tags": ["Women-led"],
            "flag": "Look again",
        }
        assert row["score"] == 3.9
        placed = ("review_stage", "out", "rank", "raw_rank", "shift")
        assert [row[key] for key in placed] == ["Review", False, None, None, None]
        stage = call.review_stages.get()
        reviewing.rank(stage.pk)
        reviewing.rule(stage, applications=[one], outcome="out", note="Too early", by=manager)
        (row,) = program(manager).get(SPRING).json()["items"]
        assert [row[key] for key in placed] == ["Review", True, 1, 1, 0.0]

    def test_by_an_answer(self, call: Call, manager: Any) -> None:
        reviews.submission(reviews.application(call, name="Reef"), what="Reads reefs.")
        one = reviews.application(call, name="Tide")
        reviews.submission(one, what="Predicts dwell time.")
        found = program(manager).get(SPRING, {"on": "a.what=has:dwell"}).json()["items"]
        assert [row["number"] for row in found] == [one.number]

    def test_what_cannot_be_read_is_refused(self, call: Call, manager: Any) -> None:
        client = program(manager)
        for unread in ("score=much", "secotr=Ports"):
            assert problem(client.get(SPRING, {"on": unread})) == (422, "on")

    def test_others_find_no_list(self, call: Call) -> None:
        one = reviews.application(call)
        for person in (reviews.owner_of(one), reviews.reviewer(call), accounts.person()):
            assert program(person).get(SPRING).status_code == 404

    def test_it_costs_the_same_for_one_and_three(self, call: Call, manager: Any, django_assert_num_queries: Any) -> None:
        client = program(manager)
        client.get(SPRING)  # the first request notes that the token is used
        for count in (1, 2):
            for _ in range(count):
                reviews.application(call)
            with django_assert_num_queries(LIST_QUERIES):
                assert client.get(SPRING).status_code == 200


class TestWaiting:
    def test_members_read_how_far_the_round_is(self) -> None:
        call = reviews.call(decisions_on=date(2026, 10, 20))
        one = reviews.application(call)
        reviews.review(reviews.assignment(one))
        reviews.assignment(reviews.application(call))
        with time_machine.travel(call.last_moment() + timedelta(days=1), tick=False):
            told = program(reviews.owner_of(one)).get(f"/api/v1/applications/{one.number}/waiting").json()
        assert told == {
            "stage": "Reviewers are reading the applications of this round.",
            "share": 100 // (2 * call.reviews_wanted),
            "by": "2026-10-20",
            "source": "It is the day that the programme has named for this call.",
            "late": True,
        }

    def test_a_draft_waits_for_nothing(self, call: Call) -> None:
        one = reviews.application(call, submitted=False)
        assert problem(program(reviews.owner_of(one)).get(f"/api/v1/applications/{one.number}/waiting")) == (409, None)

    def test_others_find_nothing(self, call: Call, manager: Any) -> None:
        one = reviews.application(call)
        for person in (manager, accounts.person()):
            assert program(person).get(f"/api/v1/applications/{one.number}/waiting").status_code == 404
