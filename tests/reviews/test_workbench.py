"""The reviewer's doors: queue, workbench, autosave, files. What is in conflict is gone at once, whichever door is tried."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accelerator.kit import clock
from accelerator.notices.models import Message
from accelerator.programmes.models import Staff
from accelerator.reviews import operations, queries, workbench
from accelerator.reviews.models import Assignment, Conflict, Review, Score
from tests.cast import browser
from tests.factories import accounts, decisions, files, questionnaires, reviews, startups

pytestmark = pytest.mark.django_db
WHOLE = {"points-1": "4", "points-2": "3", "points-3": "5", "comment": "Solid."}
FORM = {
    "sections": [
        {
            "key": "company",
            "title": "Company",
            "intro": "",
            "questions": [
                {"key": "what", "type": "long_text", "label": "What does it do?", "required": True, "limit": 600},
                {"key": "deck", "type": "file", "label": "Deck", "accept": ["pdf"]},
            ],
        }
    ]
}


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def reviewer(call: Any) -> Any:
    return reviews.reviewer(call, name="Reviewer Rao")


@pytest.fixture
def desk(reviewer: Any) -> Client:
    return browser(reviewer)


def give(call: Any, reviewer: Any, name: str = "Quaykeeper", **fields: Any) -> Assignment:
    return reviews.assignment(reviews.application(call, name=name), reviewer=reviewer, **fields)


def door(assignment: Assignment, act: str = "") -> str:
    return f"/reviews/{assignment.code}/" + (f"{act}/" if act else "")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def way(response: Any) -> str:
    """What the strip above the workbench says."""
    strip = text(response).partition('<div id="way"')[2].partition(">")[2].partition("</div>")[0]
    return " ".join(re.sub(r"<[^>]*>", "", strip).split())


def patch(client: Client, assignment: Assignment, *changes: Any) -> Any:
    sent = [{"name": name, "value": value, "version": version} for name, value, version in changes]
    return client.patch(door(assignment), json.dumps({"changes": sent}), content_type="application/json")


@pytest.mark.parametrize("body", ["[" * 10_000, '{"changes": [{"name": "comment", "value": "x", "version": 1e400}]}', "{}", "[]"])
def test_what_cannot_be_read_is_told(call: Any, reviewer: Any, desk: Client, body: str) -> None:
    made = give(call, reviewer)
    answer = desk.patch(door(made), body, content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (400, "These changes cannot be read.")


def test_more_than_can_be_read_is_told_as_a_sentence(call: Any, reviewer: Any, desk: Client) -> None:
    made = give(call, reviewer)
    answer = patch(desk, made, ("comment", "x" * 3_000_000, 0))
    assert (answer.status_code, answer.json()["detail"][:40]) == (413, "That is more than can be saved at once. ")


class TestQueue:
    def test_the_earliest_due_first_with_how_far_each_is(self, call: Any, reviewer: Any, desk: Client) -> None:
        give(call, reviewer, "Later", due_on=date(2031, 3, 1))
        sooner = give(call, reviewer, "Sooner", due_on=date(2031, 2, 1))
        give(call, reviewer, "Open end")
        reviews.review(sooner, {1: 4, 2: 3}, submitted=False)
        reviews.review(give(call, reviewer, "Done"))
        give(call, reviews.reviewer(call), "Another reviewer's")
        response = desk.get("/reviews/")
        assert [one.application.startup.name for one in response.context["waiting"]] == ["Sooner", "Later", "Open end"]
        page = text(response)
        assert "1 of 4 scored" in page
        assert "2/4" in page
        assert "Another reviewer" not in page
        assert [one.application.startup.name for one in desk.get("/reviews/scored/").context["scored"]] == ["Done"]

    def test_what_is_decided_comes_after_what_is_not(self, call: Any, reviewer: Any, desk: Client) -> None:
        made = [give(call, reviewer, name, due_on=date(2031, 1, day)) for day, name in enumerate(("Told", "Soon", "Later"), 1)]
        decisions.decision(made[0].application)
        response = desk.get("/reviews/")
        assert [one.application.startup.name for one in response.context["waiting"]] == ["Soon", "Later", "Told"]
        assert ["Decided meanwhile" in row for row in text(response).split("<tr>")[-3:]] == [False, False, True]
        ways = [workbench.way(one) for one in queries.queue(reviewer)]
        assert [(way.previous, way.next) for way in ways] == [
            ("", made[2].code),
            (made[1].code, made[1].code),
            (made[2].code, made[1].code),
        ]

    @pytest.mark.parametrize(("given", "says"), [(0, "No reviews assigned yet"), (1, "Everything in your queue is scored")])
    def test_an_empty_queue_says_why(self, call: Any, reviewer: Any, desk: Client, given: int, says: str) -> None:
        for _ in range(given):
            reviews.review(give(call, reviewer))
        assert says in text(desk.get("/reviews/"))

    @pytest.mark.parametrize("door", ["/reviews/", "/reviews/scored/", "/reviews/conflicts/"])
    @pytest.mark.parametrize("size", [1, 3])
    def test_lists_cost_the_same_for_one_and_three(
        self, call: Any, reviewer: Any, desk: Client, door: str, size: int, django_assert_num_queries: Any
    ) -> None:
        for _ in range(size):
            reviews.review(give(call, reviewer))
            give(call, reviewer, due_on=date(2031, 1, 1))
            reviews.conflict(reviews.application(call), reviewer)
        desk.get("/reviews/")
        with django_assert_num_queries(QUEUE[door]):
            assert desk.get(door).status_code == 200


QUEUE = {"/reviews/": 4, "/reviews/scored/": 4, "/reviews/conflicts/": 4}


class TestWorkbench:
    @pytest.mark.parametrize(
        ("took", "due", "says"),
        [
            (0, True, "0 of 2 scored due {day} · in 3 days"),
            (0, False, "0 of 2 scored"),
            (5, True, "5 of 7 scored due {day} · about 20 min left"),
            (5, False, "5 of 7 scored about 20 min left"),
        ],
    )
    def test_one_reads_how_far_one_is_and_when_reviews_are_due(
        self, call: Any, reviewer: Any, took: int, due: bool, says: str
    ) -> None:
        noon = clock.now().replace(hour=4, minute=0)  # in Singapore
        day = noon.date() + timedelta(days=3)
        for _ in range(took):
            reviews.review(give(call, reviewer), seconds=600)
        made, _further = give(call, reviewer, due_on=day if due else None), give(call, reviewer)
        with clock.pretending(noon):
            assert way(browser(reviewer).get(door(made))) == says.format(day=f"{day:%a} {day.day} {day:%b}")

    def test_the_application_stands_beside_the_rubric(self, call: Any, reviewer: Any, desk: Client) -> None:
        made = give(call, reviewer)
        page = text(desk.get(door(made)))
        for part in ("Quaykeeper", "Predicts dwell time.", "Problem", "Evidence", "Team", "Fit"):
            assert part in page

    def test_others_reviews_are_hidden_until_ones_own_is_in(self, call: Any, reviewer: Any, desk: Client) -> None:
        mine = give(call, reviewer)
        other = reviews.assignment(mine.application, reviewer=reviews.reviewer(call, name="Other Ong"))
        reviews.review(other, comment="Their verdict.")
        assert "Their verdict." not in text(desk.get(door(mine)))
        reviews.review(mine)
        assert "Their verdict." in text(desk.get(door(mine)))

    def test_a_private_note_is_shown_to_its_author_alone(self, call: Any, reviewer: Any, desk: Client) -> None:
        mine = give(call, reviewer)
        reviews.review(mine, private_note="Ask about the trust.")
        other = reviews.assignment(mine.application)
        reviews.review(other)
        manager = browser(reviews.manager(call))
        assert "Ask about the trust." in text(desk.get(door(mine)))
        assert "Ask about the trust." not in text(browser(other.reviewer).get(door(other)))
        assert "Ask about the trust." not in text(manager.get(f"/calls/tides/reviews/{mine.application.number}/"))

    def test_feedback_for_the_founders_is_read_by_managers_and_not_by_the_panel(
        self, call: Any, reviewer: Any, desk: Client
    ) -> None:
        mine = give(call, reviewer)
        reviews.review(mine, feedback="Name who pays.")
        other = reviews.assignment(mine.application)
        reviews.review(other)
        manager = browser(reviews.manager(call))
        assert "Name who pays." in text(desk.get(door(mine)))
        assert "Name who pays." in text(manager.get(f"/calls/tides/reviews/{mine.application.number}/"))
        assert "Name who pays." not in text(browser(other.reviewer).get(door(other)))

    def test_a_draft_is_kept_by_a_plain_form(self, call: Any, reviewer: Any, desk: Client) -> None:
        made = give(call, reviewer)
        response = desk.post(door(made), {"points-1": "4", "comment": "So far.", "total": "5", "csrf": "x"}, follow=True)
        assert "Saved as a draft." in text(response)
        assert queries.values(Review.objects.get()) == {
            "comment": "So far.",
            "feedback": "",
            "private_note": "",
            "points-1": "4",
            "reason-1": "",
        }

    def test_submitting_leads_to_the_next_and_in_the_end_to_the_queue(self, call: Any, reviewer: Any, desk: Client) -> None:
        first, second = give(call, reviewer), give(call, reviewer)
        response = desk.post(door(first), WHOLE | {"submit": "1"}, follow=True)
        assert response.redirect_chain == [(door(second), 302)]
        assert "Submitted: Quaykeeper. 1 of 2 scored." in text(response)
        assert desk.post(door(second), WHOLE | {"submit": "1"}).url == "/reviews/"
        assert set(Assignment.objects.values_list("state", flat=True)) == {"scored"}

    @pytest.mark.parametrize("reason", ["withdrawn", "conflict", "member", "another call"])
    def test_the_next_is_one_that_can_be_opened(self, call: Any, reviewer: Any, desk: Client, reason: str) -> None:
        """What was withdrawn or is in conflict stays given for the record, but no way leads there."""
        first = give(call, reviewer)
        gone = give(reviews.call(programme=call.programme) if reason == "another call" else call, reviewer)
        last = give(call, reviewer)
        if reason == "withdrawn":
            gone.application.state = "withdrawn"
            gone.application.save()
        elif reason == "conflict":
            reviews.conflict(gone.application, reviewer, source="member")
        elif reason == "member":
            startups.member(gone.application.startup, reviewer)
        response = desk.post(door(first), WHOLE | {"submit": "1"})
        assert response.url == door(last)
        way = workbench.way(queries.queue(reviewer).get(pk=last.pk))
        assert (way.previous, way.next, way.scored, way.total) == (first.code, "", 1, 2)

    @pytest.mark.parametrize(
        ("sent", "says"),
        [
            ({"points-1": "6"}, "Scores go from 1 to 5."),
            ({"points-9": "3"}, "The rubric has no such criterion."),
            (WHOLE | {"comment": "", "submit": "1"}, "Write a comment for the panel"),
            (WHOLE | {"points-2": "", "submit": "1"}, "Not scored yet: Evidence."),
            (WHOLE | {"comment": "x" * 5001}, "1 character over the limit."),
            (WHOLE | {"feedback": "x" * 5002}, "2 characters over the limit."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, call: Any, reviewer: Any, desk: Client, sent: dict[str, str], says: str
    ) -> None:
        made = give(call, reviewer)
        response = desk.post(door(made), sent | {"private_note": "Typed just now"})
        assert response.status_code == 422
        assert says in text(response)
        assert "Typed just now" in text(response)
        assert Assignment.objects.get().state == "assigned"

    def test_each_criterion_has_its_own_error_and_the_comment_too(self, call: Any, reviewer: Any, desk: Client) -> None:
        made = give(call, reviewer)
        page = desk.post(door(made), {"points-1": "4", "comment": "", "submit": "1"}).content.decode()
        (head,) = re.findall(r"<div[^>]*data-refused.*?</div>\s*</div>", page, re.DOTALL)
        assert "Not scored yet: Evidence, Team." in head
        assert re.findall(r'class="err" id="([a-z0-9_-]+)"', page) == ["points-2_error", "points-3_error", "comment_error"]
        assert page.count("Score this criterion.") == 2

    def test_submitted_it_is_locked(self, call: Any, reviewer: Any, desk: Client) -> None:
        made = give(call, reviewer)
        reviews.review(made)
        assert desk.post(door(made), {"points-1": "1"}).status_code == 422
        assert patch(desk, made, ("points-1", "1", 0)).status_code == 422
        assert Score.objects.get(criterion__position=1).points == 4

    def test_a_finished_review_shows_what_it_was_written_on(self, call: Any, reviewer: Any, desk: Client) -> None:
        made = give(call, reviewer)
        operations.score(made, by=reviewer, changes=WHOLE)
        operations.submit(made, by=reviewer)
        reviews.submission(made.application, what="Something else now.")
        page = text(desk.get(door(made)))
        assert "Predicts dwell time." in page
        assert "Something else now." not in page

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_beside_one_and_three(
        self, call: Any, reviewer: Any, desk: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        made, *_others = [give(call, reviewer) for _ in range(size)]
        reviews.review(made, submitted=False)
        desk.get(door(made))
        with django_assert_num_queries(WORKBENCH):
            assert desk.get(door(made)).status_code == 200


WORKBENCH = 6


class TestAutosave:
    def test_fields_come_back_with_their_versions(self, call: Any, reviewer: Any, desk: Client) -> None:
        made = give(call, reviewer)
        told = patch(desk, made, ("points-1", "4", 0), ("comment", "Good", 0)).json()
        assert (told["versions"], told["conflicts"]) == ({"points-1": 1, "comment": 1}, [])

    def test_two_windows_clash_and_both_texts_come_back(self, call: Any, reviewer: Any, desk: Client) -> None:
        made = give(call, reviewer)
        patch(desk, made, ("comment", "From the laptop", 0))
        response = patch(desk, made, ("comment", "From the phone", 0), ("points-1", "5", 0))
        (clash,) = response.json()["conflicts"]
        assert response.status_code == 409
        assert (clash["yours"], clash["theirs"], clash["version"], clash["by"]) == (
            "From the phone",
            "From the laptop",
            1,
            "Reviewer Rao",
        )
        assert queries.values(Review.objects.get())["points-1"] == "5"

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "nonsense",
            "[]",
            "{}",
            '{"changes": 1}',
            '{"changes": [{}]}',
            '{"changes": [{"name": "comment", "value": "x", "version": "y"}]}',
        ],
    )
    def test_what_cannot_be_read_is_answered(self, call: Any, reviewer: Any, desk: Client, body: str) -> None:
        made = give(call, reviewer)
        assert desk.patch(door(made), body, content_type="application/json").status_code == 400
        assert not Review.objects.exists()

    def test_a_refusal_names_the_field_and_is_no_clash(self, call: Any, reviewer: Any, desk: Client) -> None:
        response = patch(desk, give(call, reviewer), ("points-1", "6", 0), ("comment", "x", 0))
        assert (response.status_code, response.json()) == (422, {"detail": "Scores go from 1 to 5.", "field": "points-1"})
        assert not Score.objects.exists()


def _own_startup(made: Assignment, reviewer: Any) -> None:
    startups.member(made.application.startup, reviewer, role="viewer")


def _left_the_staff(made: Assignment, reviewer: Any) -> None:
    Staff.objects.filter(person=reviewer).update(ended_at=clock.now())


def _withdrawn(made: Assignment, reviewer: Any) -> None:
    made.application.state = "withdrawn"
    made.application.save()


def _taken_back(made: Assignment, reviewer: Any) -> None:
    Assignment.objects.filter(pk=made.pk).update(state="unassigned")


BARS = {
    "declared": lambda made, reviewer: operations.recuse(made, by=reviewer),
    "on record": lambda made, reviewer: reviews.conflict(made.application, reviewer, source="member"),
    "own startup": _own_startup,
    "left the staff": _left_the_staff,
    "withdrawn": _withdrawn,
    "taken back": _taken_back,
}


class TestConflict:
    @pytest.mark.parametrize("bar", BARS)
    def test_from_that_moment_no_door_opens(self, call: Any, reviewer: Any, desk: Client, bar: str) -> None:
        made = give(call, reviewer)
        operations.score(made, by=reviewer, changes={"points-1": "4"})
        assert desk.get(door(made)).status_code == 200
        BARS[bar](made, reviewer)
        tries = [
            desk.get(door(made)),
            desk.post(door(made), WHOLE | {"submit": "1"}),
            patch(desk, made, ("points-1", "5", 1)),
            desk.post(door(made, "conflict"), {"reason": "x"}),
            desk.get(f"/api/v1/reviews/{made.code}"),
            desk.post(f"/api/v1/reviews/{made.code}/submit"),
        ]
        assert [response.status_code for response in tries] == [404] * 6
        assert desk.get("/reviews/").context["waiting"] == []
        assert len(desk.get("/api/v1/reviews").json()["items"]) == 0
        assert not Review.objects.filter(submitted_at__isnull=False).exists()
        assert Score.objects.get(criterion__position=1).points == 4

    def test_the_database_refuses_the_score_as_well(self, call: Any, reviewer: Any) -> None:
        made = give(call, reviewer)
        review = reviews.review(made, {1: 4}, submitted=False)
        reviews.conflict(made.application, reviewer)
        second = queries.criteria(call)[1]
        with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
            Score.objects.create(review=review, criterion=second, points=5)
        with pytest.raises(IntegrityError, match="conflict of interest"), transaction.atomic():
            Score.objects.filter(review=review).update(points=5)

    def test_one_key_declares_it_and_why_is_asked_afterwards(self, call: Any, reviewer: Any, desk: Client) -> None:
        reviews.manager(call, name="Mei Lin")
        made, following = give(call, reviewer), give(call, reviewer, "Next one")
        assert f'<form id="conflict" method="post" action="{door(made, "conflict")}" hidden>' in text(desk.get(door(made)))
        asked = desk.post(door(made, "conflict"), follow=True)
        conflict = Conflict.objects.get(person=reviewer, application=made.application, ended_at=None)
        asks = f"/conflicts/{conflict.code}/reason/?next={following.code}"
        assert asked.redirect_chain == [(asks, 302)]
        assert "Quaykeeper is hidden from you as of now." in text(asked)
        assert desk.get(door(made)).status_code == 404
        response = desk.post(asks, {"reason": " My cousin's firm. "}, follow=True)
        assert response.redirect_chain == [(door(following), 302)]
        message = Message.objects.get(kind="review_conflict")
        assert (message.recipient.name, message.facts["reason"]) == ("Mei Lin", "My cousin's firm.")
        page = text(desk.get("/reviews/conflicts/"))
        assert "Quaykeeper" in page
        assert "My cousin&#x27;s firm." in page

    def test_a_reason_that_is_too_long_is_refused_not_cut(self, call: Any, reviewer: Any, desk: Client) -> None:
        made = give(call, reviewer)
        response = desk.post(door(made, "conflict"), {"reason": "r" * 301})
        assert response.status_code == 409
        assert "This is 301 characters long. At most 300 can be kept." in text(response)
        assert not Conflict.objects.exists()
        assert desk.post(door(made, "conflict"), {"reason": "r" * 299 + "\r\n"}).status_code == 302

    def test_of_the_last_one_it_leads_to_the_queue(self, call: Any, reviewer: Any, desk: Client) -> None:
        asked = desk.post(door(give(call, reviewer), "conflict"))
        assert desk.post(asked["Location"], {"reason": ""})["Location"] == "/reviews/"
        too_long = desk.post(asked["Location"], {"reason": "r" * 301})
        assert (too_long.status_code, "This is 301 characters long." in text(too_long)) == (422, True)
        assert "r" * 301 in text(too_long)

    def test_a_slip_is_taken_back_from_there(self, call: Any, reviewer: Any, desk: Client) -> None:
        made = give(call, reviewer)
        asked = desk.post(door(made, "conflict"), follow=True)
        undo = f"/conflicts/{Conflict.objects.get().code}/take-back/"
        assert undo in text(asked)
        assert browser(reviews.manager(call)).post(undo).status_code == 404
        assert desk.post(undo)["Location"] == door(made)
        assert desk.get(door(made)).status_code == 200
        assert desk.post(undo).status_code == 404

    def test_after_a_minute_it_is_not_offered(self, call: Any, reviewer: Any, desk: Client) -> None:
        conflict = operations.recuse(give(call, reviewer), by=reviewer)
        with clock.pretending(conflict.created_at + timedelta(seconds=61)):
            page = text(desk.get(f"/conflicts/{conflict.code}/reason/"))
            assert (f"/conflicts/{conflict.code}/take-back/" in page, "A manager of the programme can end it." in page) == (
                False,
                True,
            )
            assert desk.post(f"/conflicts/{conflict.code}/take-back/").status_code == 409

    def test_an_open_page_is_told_where_to_go_on(self, call: Any, reviewer: Any, desk: Client) -> None:
        made, following = give(call, reviewer), give(call, reviewer, "Next one")
        operations.declare(made.application, person=reviewer, by=reviews.manager(call))
        answer = patch(desk, made, ("points-1", "5", 0))
        assert (answer.status_code, answer.json()["gone"]) == (404, door(following))
        assert "Quaykeeper is hidden from you: a conflict of interest is on record." in text(desk.get(door(following)))
        _taken_back(following, reviewer)
        answer = patch(desk, following, ("points-1", "5", 0))
        assert (answer.status_code, answer.json()["gone"]) == (404, "/reviews/")
        assert "Next one is no longer yours to review." in text(desk.get("/reviews/"))
        assert not Score.objects.exists()

    def test_a_score_that_was_in_stops_counting(self, call: Any, reviewer: Any, desk: Client) -> None:
        from accelerator.reviews import ranks

        made = give(call, reviewer)
        reviews.review(made)
        assert [row.scored for row in ranks.standings(call)] == [1]
        desk.post(door(made, "conflict"))
        assert [(row.scored, row.mean) for row in ranks.standings(call)] == [(0, None)]

    def test_only_the_reviewer_it_was_given_to_declares(self, call: Any, reviewer: Any) -> None:
        made = give(call, reviewer)
        people = [reviews.reviewer(call), reviews.manager(call), reviews.owner_of(made.application), accounts.operator_person()]
        for person in people:
            assert browser(person).post(door(made, "conflict")).status_code == 404
        assert not Conflict.objects.exists()

    def test_doors_that_are_pressed_do_not_open_to_a_look(self, call: Any, reviewer: Any, desk: Client) -> None:
        assert desk.get(door(give(call, reviewer), "conflict")).status_code == 405


class TestAssignedOnly:
    @pytest.mark.parametrize("who", ["another reviewer", "manager", "founder", "admin", "auditor", "stranger"])
    def test_to_all_others_it_is_not_there(self, call: Any, reviewer: Any, who: str) -> None:
        made = give(call, reviewer)
        person = {
            "another reviewer": lambda: reviews.reviewer(call),
            "manager": lambda: reviews.manager(call),
            "founder": lambda: reviews.owner_of(made.application),
            "admin": lambda: accounts.operator_person(),
            "auditor": lambda: accounts.operator_person(role="auditor"),
            "stranger": lambda: accounts.person(),
        }[who]()
        client = browser(person)
        assert client.get(door(made)).status_code == 404
        assert client.post(door(made), WHOLE).status_code == 404
        assert patch(client, made, ("points-1", "5", 0)).status_code == 404
        assert not Review.objects.exists()

    def test_signed_out_one_signs_in_first(self, call: Any, reviewer: Any) -> None:
        made = give(call, reviewer)
        for where in ("/reviews/", "/reviews/scored/", "/reviews/conflicts/", door(made)):
            assert browser(None).get(where).status_code == 302
        assert patch(browser(None), made, ("points-1", "5", 0)).status_code in (302, 401)


class TestFiles:
    @pytest.fixture
    def made(self, db: None) -> Assignment:
        call = reviews.call(version=questionnaires.published_version(definition=FORM))
        application, kept = reviews.application(call), files.file()
        reviews.submission(
            application, what="Berths.", deck=[{"code": kept.code, "name": kept.name, "size": kept.size, "sha256": kept.sha256}]
        )
        return reviews.assignment(application)

    def code(self, made: Assignment) -> str:
        return str(made.application.submissions.latest("id").answers["deck"][0]["code"])

    def test_a_file_of_the_submission_opens_for_its_reviewer_only(self, made: Assignment) -> None:
        where = f"{door(made)}files/{self.code(made)}/"
        assert browser(made.reviewer).get(where).status_code == 200
        assert browser(reviews.reviewer(made.application.call)).get(where).status_code == 404
        assert browser(made.reviewer).get(f"{door(made)}files/{files.file().code}/").status_code == 404

    @pytest.mark.parametrize("later", [False, True], ids=["then", "made so later"])
    def test_what_is_sensitive_is_on_no_page_and_behind_no_door_of_a_reviewer(self, later: bool) -> None:
        more = {
            "key": "more",
            "title": "More",
            "questions": [{"key": "why", "type": "text", "label": "Why you?", "required": True}],
        }
        asked = FORM["sections"][0]["questions"]
        secret = {**FORM["sections"][0], "questions": [{**one, "sensitive": True} for one in asked]}
        form = {"sections": [secret, more]}
        version = questionnaires.published_version(definition={"sections": [FORM["sections"][0], more]} if later else form)
        application, kept = reviews.application(reviews.call(version=version)), files.file()
        facts = [{"code": kept.code, "name": "led-by-whom.pdf", "size": kept.size, "sha256": kept.sha256}]
        reviews.submission(application, what="Led by a widow of 61.", deck=facts, why="We know quays.")
        made = reviews.assignment(application)
        if later:
            application.call.version = questionnaires.published_version(
                questionnaire=version.questionnaire, number=2, definition=form
            )
            application.call.save(update_fields=["version"])
        page = text(browser(made.reviewer).get(door(made)))
        assert "We know quays." in page
        for kept_back in ("Led by a widow", "What does it do?", "led-by-whom.pdf", kept.code, "section-company"):
            assert kept_back not in page
        assert browser(made.reviewer).get(f"{door(made)}files/{kept.code}/").status_code == 404
        manager = browser(reviews.manager(application.call))
        assert "Led by a widow of 61." in text(manager.get(application.get_absolute_url()))

    def test_not_after_a_conflict(self, made: Assignment) -> None:
        operations.recuse(made, by=made.reviewer)
        assert browser(made.reviewer).get(f"{door(made)}files/{self.code(made)}/").status_code == 404
