"""Decisions and offers through the API: the same people, the same refusals, nothing told before the release."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accelerator.decisions.models import Decision, Offer, Release
from accelerator.kit import clock
from accelerator.notices.models import Message
from tests.cast import browser
from tests.factories import accounts, decisions, reviews, startups
from tests.programs import problem, walked

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


def send(client: Client, verb: str, address: str, body: Any) -> Any:
    return getattr(client, verb)(f"{ROOT}{address}", body, content_type="application/json")


class TestDecisions:
    def test_newest_first_with_what_was_released(self, call: Any, api: Client) -> None:
        old = decisions.decision(
            reviews.application(call, name="Old"), outcome="decline", released=True, decided_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        new = decisions.decision(reviews.application(call, name="New"), outcome="accept", feedback="Good.")
        told = api.get(f"{ROOT}/calls/tides/decisions").json()
        assert [(one["application"], one["startup"], one["outcome"], one["feedback"]) for one in told["items"]] == [
            (new.application.number, "New", "accept", "Good."),
            (old.application.number, "Old", "decline", ""),
        ]
        assert [one["released_at"] is None for one in told["items"]] == [True, False]

    def test_a_page_at_a_time(self, call: Any, api: Client) -> None:
        for _ in range(3):
            decisions.decision(reviews.application(call))
        pages = walked(api, "/calls/tides/decisions", limit=2)
        assert [len(page) for page in pages] == [2, 1]
        assert len({one["application"] for page in pages for one in page}) == 3

    def test_who_reads_them(self, call: Any) -> None:
        application = reviews.application(call)
        decisions.decision(application)
        people = [accounts.operator_person(role="auditor"), reviews.reviewer(call), reviews.owner_of(application), None]
        answers = [browser(person).get(f"{ROOT}/calls/tides/decisions").status_code for person in people]
        assert answers == [200, 404, 404, 401]

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_list_costs_the_same_for_one_and_three(
        self, call: Any, api: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(size):
            decisions.decision(reviews.application(call), released=True)
        api.get(f"{ROOT}/calls/tides/decisions")
        with django_assert_num_queries(4):
            assert len(api.get(f"{ROOT}/calls/tides/decisions").json()["items"]) == size


class TestDeciding:
    def test_it_is_decided_and_changed(self, call: Any, api: Client) -> None:
        application = reviews.application(call)
        for outcome in ("decline", "accept"):
            answer = send(api, "put", f"/applications/{application.number}/decision", {"outcome": outcome, "feedback": "Hm."})
            assert answer.status_code == 200
            assert (answer.json()["outcome"], answer.json()["released_at"]) == (outcome, None)
        assert Decision.objects.get().outcome == "accept"
        assert not Message.objects.exists()

    @pytest.mark.parametrize("body", [{}, {"outcome": "maybe"}, {"outcome": "accept", "feedback": "x" * 50_001}])
    def test_what_cannot_be_read(self, call: Any, api: Client, body: dict[str, str]) -> None:
        application = reviews.application(call)
        assert send(api, "put", f"/applications/{application.number}/decision", body).status_code == 422
        assert not Decision.objects.exists()

    def test_others_find_nothing_to_decide(self, call: Any) -> None:
        application = reviews.application(call)
        for person in (reviews.reviewer(call), reviews.owner_of(application), accounts.operator_person(role="auditor")):
            answer = send(browser(person), "put", f"/applications/{application.number}/decision", {"outcome": "accept"})
            assert answer.status_code == 404
        assert not Decision.objects.exists()

    def test_conflicts_and_releases_are_refused_with_a_sentence(self, call: Any, manager: Any, api: Client) -> None:
        barred, told = reviews.application(call), reviews.application(call)
        reviews.conflict(barred, manager)
        decisions.decision(told, outcome="decline", released=True)
        answers = [send(api, "put", f"/applications/{one.number}/decision", {"outcome": "accept"}) for one in (barred, told)]
        assert [answer.status_code for answer in answers] == [403, 409]
        assert answers[1].json()["title"] == "This decision is released and stays as it is."


class TestWaitingList:
    def test_it_is_read_and_put_in_order(self, call: Any, api: Client) -> None:
        rows = [reviews.application(call, name=name) for name in ("One", "Two")]
        for one in rows:
            decisions.decision(one, outcome="waitlist")
        at = f"{ROOT}/calls/tides/waiting-list"
        assert [(one["number"], one["startup"], one["mean"], one["level"]) for one in api.get(at).json()] == [
            (1, "One", None, True),
            (2, "Two", None, True),
        ]
        put = send(api, "put", "/calls/tides/waiting-list", {"order": [one.number for one in rows[::-1]]})
        assert [(one["startup"], one["level"]) for one in put.json()] == [("Two", False), ("One", False)]
        assert send(api, "put", "/calls/tides/waiting-list", {"order": [rows[0].number]}).status_code == 409
        auditor = browser(accounts.operator_person(role="auditor"))
        assert len(auditor.get(at).json()) == 2
        assert send(auditor, "put", "/calls/tides/waiting-list", {"order": []}).status_code == 404

    def test_a_reason_that_is_needed_is_asked_for_by_its_field(self, call: Any, api: Client) -> None:
        low, best = reviews.application(call), reviews.application(call)
        reviews.review(reviews.assignment(best))
        decisions.decision(best, outcome="decline")
        refused = send(api, "put", f"/applications/{low.number}/decision", {"outcome": "accept"})
        assert (refused.status_code, refused.json()["field"]) == (409, "reason")
        given = {"outcome": "accept", "reason": "Read twice.", "ground": "The reviews disagree"}
        made = send(api, "put", f"/applications/{low.number}/decision", given).json()
        assert (made["reason"], made["ground"]) == ("Read twice.", "The reviews disagree")


class TestRelease:
    def test_it_tells_and_says_how_many(self, call: Any, api: Client) -> None:
        for outcome in ("accept", "decline"):
            decisions.decision(reviews.application(call), outcome=outcome)
        answer = send(api, "post", "/calls/tides/release", {"reply_by": "2040-01-31T23:59:00+08:00"})
        assert (answer.status_code, answer.json()["count"]) == (201, 2)
        assert Offer.objects.get().reply_by == datetime(2040, 1, 31, 15, 59, tzinfo=UTC)
        assert Message.objects.count() == 2
        assert send(api, "post", "/calls/tides/release", {}).status_code == 409

    def test_undecided_ones_need_partial(self, call: Any, api: Client) -> None:
        decisions.decision(reviews.application(call), outcome="decline")
        reviews.application(call)
        refused = send(api, "post", "/calls/tides/release", {})
        assert (refused.status_code, refused.json()["field"]) == (409, "partial")
        assert send(api, "post", "/calls/tides/release", {"partial": True}).status_code == 201

    @pytest.mark.parametrize("moment", ["2040-01-31T23:59:00", "2040-01-31", "soon", 1])
    def test_a_moment_without_its_offset_is_none(self, call: Any, api: Client, moment: Any) -> None:
        decisions.decision(reviews.application(call), outcome="accept")
        assert send(api, "post", "/calls/tides/release", {"reply_by": moment}).status_code == 422
        assert not Release.objects.exists()

    def test_others_find_no_call_to_release(self, call: Any) -> None:
        application = reviews.application(call)
        decisions.decision(application, outcome="accept")
        for person in (reviews.reviewer(call), reviews.owner_of(application), accounts.operator_person(role="auditor")):
            assert send(browser(person), "post", "/calls/tides/release", {}).status_code == 404
        assert not Message.objects.exists()


class TestOffers:
    def test_each_sees_their_own_the_next_due_first(self, call: Any) -> None:
        later, sooner, others = (reviews.application(call) for _ in range(3))
        owner = reviews.owner_of(later)
        startups.member(sooner.startup, owner)
        codes = [decisions.offer(later).code, decisions.offer(sooner, reply_by=clock.now() + timedelta(days=1)).code]
        decisions.offer(others)
        told = browser(owner).get(f"{ROOT}/offers").json()
        assert [one["code"] for one in told["items"]] == codes[::-1]
        assert (told["items"][0]["call"], told["items"][0]["state"]) == ("tides", "open")

    def test_an_owner_answers_and_the_same_again_is_one(self, call: Any) -> None:
        offer = decisions.offer(reviews.application(call))
        owner = browser(reviews.owner_of(offer.decision.application))
        for _ in range(2):
            answer = send(owner, "post", f"/offers/{offer.code}/reply", {"accepts": True})
            assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
        assert send(owner, "post", f"/offers/{offer.code}/reply", {"accepts": False}).status_code == 409
        assert Message.objects.filter(kind="offer_accepted").count() == 1

    def test_a_manager_gives_more_time_never_less(self, call: Any, api: Client) -> None:
        offer = decisions.offer(reviews.application(call), reply_by=clock.now().replace(microsecond=0) + timedelta(days=9))
        door, until = f"/offers/{offer.code}/extend", offer.reply_by + timedelta(days=3)
        answer = send(api, "post", door, {"reply_by": until.isoformat()})
        assert (answer.status_code, datetime.fromisoformat(answer.json()["reply_by"])) == (200, until)
        less = send(api, "post", door, {"reply_by": offer.reply_by.isoformat()})
        assert (problem(less), less.json()["title"][:16]) == ((409, "reply_by"), "They have until ")
        assert Offer.objects.get().reply_by == until
        owner = browser(reviews.owner_of(offer.decision.application))
        assert send(owner, "post", door, {"reply_by": (until + timedelta(days=1)).isoformat()}).status_code == 403

    def test_members_and_managers_see_it_and_do_not_answer(self, call: Any, api: Client) -> None:
        offer = decisions.offer(reviews.application(call))
        member = browser(startups.member(offer.decision.application.startup))
        for client in (member, api):
            assert len(client.get(f"{ROOT}/offers").json()["items"]) == 1
            assert send(client, "post", f"/offers/{offer.code}/reply", {"accepts": True}).status_code == 403
        assert send(browser(accounts.person()), "post", f"/offers/{offer.code}/reply", {"accepts": True}).status_code == 404

    @pytest.mark.parametrize("size", [1, 3])
    def test_the_list_costs_the_same_for_one_and_three(
        self, call: Any, api: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(size):
            decisions.offer(reviews.application(call))
        api.get(f"{ROOT}/offers")
        with django_assert_num_queries(4):
            assert len(api.get(f"{ROOT}/offers").json()["items"]) == size
