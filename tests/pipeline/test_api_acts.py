"""A letter to many founders and reviewers for many applications, by programs: shown, then done as shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accelerator.applications.models import Application
from accelerator.notices.models import Message
from accelerator.pipeline import operations
from accelerator.pipeline.models import Mailing
from accelerator.programmes.models import Call
from accelerator.reviews.models import Assignment, Bid
from accelerator.startups.models import Member
from tests.cast import browser
from tests.factories import programmes, reviews
from tests.pipeline.test_mailing import sent
from tests.programs import program

pytestmark = pytest.mark.django_db
LETTER = {"subject": "About {number}", "text": " Dear {startup},\n\nthank you. "}


@pytest.fixture
def client(manager: Any) -> Client:
    return browser(manager)


@pytest.fixture
def rows(call: Call) -> list[Application]:
    return [reviews.application(call, name=name) for name in ("Anchor", "Buoy")]


def send(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/api/v1/calls/spring/{path}", body, content_type="application/json", secure=True, headers=headers)


def spread(client: Client, wanted: dict[str, Any]) -> Any:
    """As its preview shows."""
    return send(client, "assignments", wanted | {"seen": send(client, "assignments/preview", wanted).json()["seen"]})


class TestLetters:
    def test_shown_written_and_watched(self, client: Client, rows: list[Application]) -> None:
        Member.objects.filter(startup=rows[1].startup).delete()
        shown = send(client, "letters/preview", LETTER).json()
        assert shown.pop("seen")
        assert shown == {
            "people": 1,
            "applications": [rows[0].number],
            "lone": [rows[1].number],
            "sample": {"subject": f"About {rows[0].number}", "paragraphs": ["Dear Anchor,", "thank you."]},
        }
        assert not Mailing.objects.exists()
        made = send(client, "letters", LETTER)
        mailing = Mailing.objects.get()
        told = {"code": mailing.code, "subject": "About {number}", "total": 1, "done": 0, "posted_at": None, "undone_at": None}
        goes_at = made.json()["goes_at"]
        assert (made.status_code, made.json()) == (201, told | {"goes_at": goes_at})
        assert datetime.fromisoformat(goes_at) - mailing.created_at < timedelta(minutes=1, milliseconds=1)
        with time_machine.travel(mailing.goes_at, tick=False):
            operations.post(mailing.pk)
        sent(*Message.objects.filter(kind="programme_wrote"))
        assert send(client, f"letters/{mailing.code}/undo", {}).status_code == 409
        assert Message.objects.filter(kind="programme_wrote").count() == 1
        (listed,) = client.get("/api/v1/calls/spring/letters", secure=True).json()["items"]
        assert (listed["done"], listed["posted_at"] is not None) == (1, True)
        assert client.get(f"/api/v1/calls/spring/letters/{told['code']}", secure=True).json() == listed

    def test_taken_back_before_it_goes_out(self, client: Client, rows: list[Application]) -> None:
        code = send(client, "letters", LETTER).json()["code"]
        undone = send(client, f"letters/{code}/undo", {})
        assert (undone.status_code, undone.json()["done"], undone.json()["undone_at"] is not None) == (200, 0, True)
        assert send(client, f"letters/{code}/undo", {}).status_code == 409

    def test_written_again_after_a_stop_it_leaves_out_who_has_it(self, client: Client, rows: list[Application]) -> None:
        first = send(client, "letters", LETTER).json()["code"]
        mailing = Mailing.objects.get()
        with time_machine.travel(mailing.goes_at, tick=False):
            operations.post(mailing.pk)
        sent(Message.objects.get(subject=f"{mailing.subjects}{rows[0].pk}"))
        assert send(client, f"letters/{first}/undo", {}).json()["done"] == 1
        again = LETTER | {"leave_out": True}
        shown = send(client, "letters/preview", again).json()
        assert (shown["people"], shown["applications"]) == (1, [rows[1].number])
        assert send(client, "letters/preview", LETTER).json()["people"] == 2
        assert send(client, "letters", again | {"seen": shown["seen"]}).json()["total"] == 1
        refused = send(client, "letters", again | {"numbers": [rows[0].number]})
        assert (refused.status_code, refused.json()["title"]) == (409, "Everybody has it already: nobody is left to write to.")

    def test_only_as_it_was_shown(self, client: Client, rows: list[Application]) -> None:
        seen = send(client, "letters/preview", LETTER).json()["seen"]
        changed = send(client, "letters", LETTER | {"numbers": [rows[0].number], "seen": seen})
        assert (changed.status_code, Mailing.objects.count()) == (409, 0)
        assert send(client, "letters", LETTER | {"seen": seen}).status_code == 201

    def test_once_by_its_key(self, client: Client, rows: list[Application]) -> None:
        first, again = (send(client, "letters", LETTER, **{"Idempotency-Key": "one"}) for _twice in range(2))
        assert (again.json(), again["Idempotent-Replayed"], Mailing.objects.count()) == (first.json(), "true", 1)

    @pytest.mark.parametrize(
        ("more", "status", "field"),
        [
            ({"subject": " "}, 422, "subject"),
            ({"subject": "x" * 151}, 422, "subject"),
            ({"text": "x" * 5001}, 422, "text"),
            ({"subject": "Tide\r\ntable"}, 422, "subject"),
            ({"subject": "Tide\0table"}, 422, "subject"),
            ({"text": "Dear {startup},\0"}, 422, "text"),
            ({"on": "sectr=Ports"}, 422, "on"),
            ({"numbers": ["S-0"]}, 409, "numbers"),
        ],
    )
    def test_what_does_not_go_names_its_field(
        self, client: Client, rows: list[Application], more: dict[str, Any], status: int, field: str
    ) -> None:
        for path in ("letters/preview", "letters"):
            answer = send(client, path, LETTER | more)
            said = answer.json()
            assert (answer.status_code, said.get("field") or said["errors"][0]["field"]) == (status, field)
        assert not Mailing.objects.exists()

    def test_for_nobody_there_is_no_sample_and_no_letter(self, client: Client, rows: list[Application]) -> None:
        Member.objects.all().delete()
        assert send(client, "letters/preview", LETTER).json()["sample"] is None
        assert send(client, "letters", LETTER).status_code == 409


class TestAssignments:
    @pytest.fixture
    def reviewers(self, call: Call) -> list[Any]:
        return [reviews.reviewer(call, name=f"Reviewer {name}") for name in "AB"]

    def test_shown_then_done_as_shown(self, client: Client, rows: list[Application], reviewers: list[Any]) -> None:
        reviews.assignment(rows[0], reviewer=reviewers[0])
        wanted = {"seed": 3, "per_item": 1, "due_on": "2031-02-03"}
        shown = send(client, "assignments/preview", wanted).json()
        assert shown["assignments"] == [{"application": rows[1].number, "reviewer": reviewers[1].code, "fit": 1.0}]
        assert [(one["name"], one["now"], one["gets"]) for one in shown["loads"]] == [("Reviewer A", 1, 0), ("Reviewer B", 0, 1)]
        assert (shown["lacking"], shown["impossible"], shown["conflicts"], Assignment.objects.count()) == (0, "", 0, 1)
        done = send(client, "assignments", wanted | {"seen": shown["seen"]})
        act = Assignment.objects.get(application=rows[1]).act
        assert (done.status_code, done.json()) == (201, shown | {"act": act})
        made = Assignment.objects.get(application=rows[1])
        assert (made.reviewer, made.due_on) == (reviewers[1], date(2031, 2, 3))

    def test_undone_by_the_code_of_its_answer(self, client: Client, rows: list[Application], reviewers: list[Any]) -> None:
        act = spread(client, {"per_item": 1}).json()["act"]
        reviews.review(Assignment.objects.get(application=rows[0]), submitted=False)
        undone = send(client, f"assignments/{act}/undo", {})
        assert (undone.status_code, undone.json()) == (200, {"count": 1, "left": 1, "stranded": 0})
        assert send(client, f"assignments/{act}/undo", {}).status_code == 409

    def test_only_those_pointed_at_and_only_once(self, client: Client, rows: list[Application], reviewers: list[Any]) -> None:
        wanted = {"numbers": [rows[1].number], "reviewers": [one.code for one in reviewers]}
        assert spread(client, wanted).status_code == 201
        assert Assignment.objects.filter(application=rows[1]).count() == Assignment.objects.count() == 2
        again = send(client, "assignments", wanted | {"seen": "-"})
        assert (again.status_code, again.json()["field"]) == (409, "numbers")

    def test_who_has_a_conflict_is_passed_by(self, client: Client, rows: list[Application], reviewers: list[Any]) -> None:
        reviews.conflict(rows[0], reviewers[0])
        impossible = send(client, "assignments/preview", {"numbers": [rows[0].number]}).json()["impossible"]
        assert impossible.endswith("1 review is too many.")
        refused = spread(client, {"numbers": [rows[0].number]})
        assert (refused.status_code, refused.json()["title"], Assignment.objects.count()) == (409, impossible, 0)
        done = spread(client, {"numbers": [rows[0].number], "partly": True}).json()
        assert ([one["reviewer"] for one in done["assignments"]], done["lacking"]) == ([reviewers[1].code], 1)

    def test_it_is_done_by_weights_and_by_hand_and_says_why(
        self, client: Client, rows: list[Application], reviewers: list[Any]
    ) -> None:
        ann, bo = reviewers
        Bid.objects.create(application=rows[0], person=ann, value="yes")
        wanted: dict[str, Any] = {"numbers": [rows[0].number], "per_item": 1, "weights": {"bids": 10, "load": 0}}
        assert [one["reviewer"] for one in send(client, "assignments/preview", wanted).json()["assignments"]] == [ann.code]
        assert send(client, f"assignments/why/{rows[0].number}", wanted).json() == [
            {
                "reviewer": ann.code,
                "name": "Reviewer A",
                "rank": 1,
                "choice": 2,
                "by_hand": False,
                "parts": {"bids": 1.0},
                "others": ["The best of the others, Reviewer B, fits no better: 25."],
            }
        ]
        kept = wanted | {"kept": [{"application": rows[0].number, "reviewer": bo.code}]}
        assert [one["reviewer"] for one in spread(client, kept).json()["assignments"]] == [bo.code]
        assert send(client, "assignments/preview", {"weights": {"bids": 11}}).status_code == 422

    def test_a_stale_preview_is_refused(self, client: Client, rows: list[Application], reviewers: list[Any]) -> None:
        seen = send(client, "assignments/preview", {}).json()["seen"]
        reviews.assignment(rows[0], reviewer=reviewers[0])
        stale = send(client, "assignments", {"seen": seen})
        assert (stale.status_code, stale.json()["field"]) == (409, "seen")
        assert Assignment.objects.count() == 1

    @pytest.mark.parametrize("sent", [{}, {"seen": ""}, {"seen": None}])
    def test_nothing_is_given_out_that_nobody_looked_at(
        self, client: Client, rows: list[Application], reviewers: list[Any], sent: dict[str, Any]
    ) -> None:
        refused = send(client, "assignments", sent)
        assert (refused.status_code, [one["field"] for one in refused.json()["errors"]]) == (422, ["seen"])
        assert not Assignment.objects.exists()

    def test_only_the_programmes_own_reviewers(self, client: Client, rows: list[Application], reviewers: list[Any]) -> None:
        stranger = reviews.reviewer(reviews.call())
        for path, look in (("assignments/preview", {}), ("assignments", {"seen": "-"})):
            answer = send(client, path, look | {"reviewers": [reviewers[0].code, stranger.code]})
            assert (answer.status_code, answer.json()["field"]) == (409, "reviewers")


def test_previews_are_for_tokens_that_only_read(call: Call, rows: list[Application]) -> None:
    reader = program(programmes.manager(call.programme), writes=False)
    for path, body in (("letters", LETTER), ("assignments", {})):
        assert [send(reader, f"{path}/preview", body).status_code, send(reader, path, body).status_code] == [200, 403]


def test_for_managers_alone(call: Call, rows: list[Application]) -> None:
    reviewer = browser(reviews.reviewer(call))
    for path, body in (
        ("letters", LETTER),
        ("letters/preview", LETTER),
        ("assignments", {"seen": "-"}),
        ("assignments/preview", {}),
        ("assignments/x/undo", {}),
        ("letters/x/undo", {}),
    ):
        assert send(reviewer, path, body).status_code == 404
    assert reviewer.get("/api/v1/calls/spring/letters", secure=True).status_code == 404
