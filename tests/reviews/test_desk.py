"""The workbench beside the scores: the submission a review is tied to, what changed, what is attached, flags, time."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.reviews import operations, pace, queries, workbench
from accelerator.reviews.models import Assignment, Review
from accelerator.trail.models import Entry
from tests.cast import browser
from tests.factories import accounts, questionnaires, reviews, startups

pytestmark = pytest.mark.django_db
WHOLE = {"points-1": "4", "points-2": "3", "points-3": "5", "comment": "Solid."}


@pytest.fixture
def call(db: None) -> Any:
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def reviewer(call: Any) -> Any:
    return reviews.reviewer(call, name="Reviewer Rao")


@pytest.fixture
def desk(reviewer: Any) -> Client:
    return browser(reviewer)


@pytest.fixture
def made(call: Any, reviewer: Any) -> Assignment:
    return reviews.assignment(reviews.application(call, name="Quaykeeper"), reviewer=reviewer)


def door(assignment: Assignment, act: str = "") -> str:
    return f"/reviews/{assignment.code}/" + (f"{act}/" if act else "")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def loaded(assignment: Assignment) -> Assignment:
    """As the doors hold it."""
    found: Assignment = queries.queue(assignment.reviewer).get(pk=assignment.pk)
    return found


class TestSubmission:
    def test_a_draft_stays_with_what_it_was_begun_on(self, made: Assignment, reviewer: Any, desk: Client) -> None:
        first = made.application.submissions.get()
        operations.score(made, by=reviewer, changes={"points-1": "4"})
        reviews.submission(made.application, what="Something else now.")
        page = text(desk.get(door(made)))
        assert Review.objects.get().submission == first
        assert "Predicts dwell time." in page
        assert "Something else now." not in page
        assert "A newer submission arrived on" in page
        assert "Move my draft to the newer one" in page

    def test_unbegun_one_reads_the_newest_and_hears_of_no_other(self, made: Assignment, desk: Client) -> None:
        reviews.submission(made.application, what="Something else now.")
        page = text(desk.get(door(made)))
        assert "Something else now." in page
        assert "A newer submission arrived" not in page

    def test_it_moves_on_and_keeps_what_was_written(self, made: Assignment, reviewer: Any, desk: Client) -> None:
        operations.score(made, by=reviewer, changes={"points-1": "4", "comment": "So far."})
        newest = reviews.submission(made.application, what="Something else now.")
        assert "Your draft is about the newest submission now." in text(desk.post(door(made, "newest"), follow=True))
        review = Review.objects.get()
        assert (review.submission, review.comment, review.scores.get().points) == (newest, "So far.", 4)
        assert "Something else now." in text(desk.get(door(made)))
        assert Entry.objects.filter(verb="review.renewed").count() == 1
        assert "This is the newest submission already." in text(desk.post(door(made, "newest"), follow=True))

    def test_a_submitted_one_says_what_it_is_about_and_who_can_open_it(
        self, made: Assignment, reviewer: Any, desk: Client
    ) -> None:
        operations.score(made, by=reviewer, changes=WHOLE)
        operations.submit(made, by=reviewer)
        reviews.submission(made.application, what="Something else now.")
        page = text(desk.get(door(made)))
        assert "A manager of the programme can open it again." in page
        assert "Move my draft to the newer one" not in page
        with pytest.raises(Refusal):
            operations.turn_to_newest(made, by=reviewer)

    def test_opened_again_it_is_about_the_same(self, made: Assignment, reviewer: Any) -> None:
        first = made.application.submissions.get()
        operations.score(made, by=reviewer, changes=WHOLE)
        operations.submit(made, by=reviewer)
        reviews.submission(made.application, what="Something else now.")
        operations.reopen(made, by=reviews.manager(made.application.call))
        assert workbench.submission(loaded(made)) == first
        assert operations.submit(made, by=reviewer).submission == first

    def test_nobody_else_moves_it_on(self, made: Assignment, reviewer: Any) -> None:
        operations.score(made, by=reviewer, changes={"points-1": "4"})
        reviews.submission(made.application, what="Something else now.")
        for person in (reviews.reviewer(made.application.call), reviews.manager(made.application.call)):
            with pytest.raises(Forbidden):
                operations.turn_to_newest(made, by=person)


class TestChanges:
    def test_two_submissions_are_compared_word_by_word(self, made: Assignment, reviewer: Any, desk: Client) -> None:
        operations.score(made, by=reviewer, changes={"points-1": "4"})
        reviews.submission(made.application, what="Predicts dwell time at sea.")
        page = text(desk.get(door(made, "changes") + "?with=2"))
        assert "Predicts dwell time<ins> at sea</ins>." in page

    @pytest.mark.parametrize("which", ["", "1", "9", "x", "before", "-1", "9" * 30])
    def test_what_there_is_not_is_not_found(self, made: Assignment, desk: Client, which: str) -> None:
        assert desk.get(door(made, "changes") + f"?with={which}").status_code == 404

    def test_an_earlier_call_of_the_programme_is_told_of_and_compared(
        self, call: Any, made: Assignment, reviewer: Any, desk: Client
    ) -> None:
        before = earlier(call, made, name="Tides of last year", what="Predicts nothing.")
        assert "Tides of last year" in text(desk.get(door(made)))
        page = text(desk.get(door(made, "changes") + "?with=before"))
        assert "Tides of last year" in page
        assert "<del>nothing</del><ins>dwell time</ins>" in page
        before.state = "withdrawn"
        before.save(update_fields=["state"])
        assert "Tides of last year" not in text(desk.get(door(made)))

    def test_one_of_another_programme_is_not(self, made: Assignment, desk: Client) -> None:
        earlier(reviews.call(), made, name="Elsewhere", what="Predicts nothing.")
        assert "Elsewhere" not in text(desk.get(door(made)))
        assert desk.get(door(made, "changes") + "?with=before").status_code == 404

    def test_merged_startups_are_one(self, call: Any, made: Assignment, desk: Client) -> None:
        old = earlier(call, made, name="Tides of last year", what="Predicts nothing.", other_row=True)
        old.startup.merged_into = made.application.startup
        old.startup.save(update_fields=["merged_into"])
        assert "Tides of last year" in text(desk.get(door(made)))

    def test_what_is_sensitive_in_either_form_is_in_no_difference(self) -> None:
        """It was asked openly last year; this year's form keeps it from reviewers."""
        kept, open_ = (questionnaires.published_version(definition=one) for one in (_FORM_KEPT, _FORM_OPEN))
        call = reviews.call(version=kept)
        made = reviews.assignment(reviews.application(call))
        reviews.submission(made.application, what="Open now.", why="Kept this year.")
        earlier(call, made, name="Last year", version=open_, what="Open then.", why="Told last year.")
        page = text(browser(made.reviewer).get(door(made, "changes") + "?with=before"))
        assert "Open <del>then</del><ins>now</ins>." in page
        assert "Kept this year." not in page
        assert "Told last year." not in page

    def test_where_people_are_hidden_there_is_neither_team_nor_past(self, call: Any, made: Assignment, desk: Client) -> None:
        earlier(call, made, name="Tides of last year", what="Predicts nothing.")
        call.review_stages.update(hides="people")
        page = desk.get(door(made)).content.decode()
        assert 'id="panel-team"' not in page
        assert "Tides of last year" not in page
        assert desk.get(door(made, "changes") + "?with=before").status_code == 404


def _form(**sensitive: bool) -> dict[str, Any]:
    asked = [
        {"key": key, "type": "long_text", "label": key, "required": False, "limit": 600, "sensitive": sensitive.get(key, False)}
        for key in ("what", "why")
    ]
    return {"sections": [{"key": "company", "title": "Company", "intro": "", "questions": asked}]}


_FORM_OPEN, _FORM_KEPT = _form(), _form(why=True)


def earlier(call: Any, made: Assignment, *, name: str, other_row: bool = False, version: Any = None, **answers: str) -> Any:
    """The startup's application to an earlier call beside `call`."""
    closed = call.closes_at - timedelta(days=20)
    past = reviews.call(programme=call.programme, name=name, version=version or call.version, closes_at=closed)
    one = reviews.application(past, name="Quaykeeper before", submitted=False)
    if not other_row:
        one.startup = made.application.startup
        one.save(update_fields=["startup"])
    reviews.submission(one, **answers)
    return one


class TestBeside:
    def test_team_and_files_and_history_have_a_tab_each(self, made: Assignment, desk: Client) -> None:
        startups.member(made.application.startup, accounts.person(name="Joining Jo"), role="member")
        page = text(desk.get(door(made)))
        for panel in ("application", "team", "files", "history"):
            assert f'aria-controls="panel-{panel}"' in page
            assert f'id="panel-{panel}"' in page
        assert "<b>Joining Jo</b><small>Member</small>" in page

    @pytest.mark.parametrize("size", [1, 3])
    def test_they_cost_the_same_for_one_and_three(
        self, made: Assignment, desk: Client, size: int, django_assert_num_queries: Any
    ) -> None:
        for place in range(size):
            startups.member(made.application.startup, accounts.person(), role="member")
            reviews.submission(made.application, what=f"Text {place}")
        desk.get(door(made))
        with django_assert_num_queries(WORKBENCH):
            assert desk.get(door(made)).status_code == 200


WORKBENCH = 6


class TestFlag:
    def test_it_is_set_and_taken_away(self, made: Assignment, desk: Client) -> None:
        assert desk.post(door(made, "flag"), {"on": "1"}).url == door(made)
        assert Assignment.objects.get().flagged_at is not None
        assert 'aria-pressed="true"' in desk.get(door(made)).content.decode()
        assert "Flagged" in text(desk.get("/reviews/"))
        desk.post(door(made, "flag"), {"on": ""})
        assert Assignment.objects.get().flagged_at is None

    def test_a_part_of_the_page_gets_the_button(self, made: Assignment, desk: Client) -> None:
        partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
        page = desk.post(door(made, "flag"), {"on": "1"}, headers=partial).content.decode()
        assert 'aria-pressed="true"' in page
        assert "<html" not in page

    def test_a_submitted_one_takes_it_too_and_nobody_else_sets_it(self, made: Assignment, reviewer: Any) -> None:
        reviews.review(made)
        assert operations.flag(made, by=reviewer, on=True).flagged_at is not None
        with pytest.raises(Forbidden):
            operations.flag(made, by=reviews.manager(made.application.call), on=False)


class TestTime:
    def test_seconds_come_with_what_is_saved_and_add_up(self, made: Assignment, desk: Client) -> None:
        for spent in (40, 25):
            body = {"changes": [{"name": "points-1", "value": "4", "version": 0}], "spent": spent}
            desk.patch(door(made), json.dumps(body), content_type="application/json")
        assert Review.objects.get().seconds == 65
        desk.post(door(made), WHOLE | {"spent": "20", "submit": "1"})
        assert Review.objects.get().seconds == 85

    @pytest.mark.parametrize(("spent", "kept"), [(-5, 0), (3600, 900), ("9" * 30, 900), ("x", None)])
    def test_no_more_than_a_spell_at_once(self, made: Assignment, desk: Client, spent: Any, kept: int | None) -> None:
        body = {"changes": [{"name": "points-1", "value": "4", "version": 0}], "spent": spent}
        status = desk.patch(door(made), json.dumps(body), content_type="application/json").status_code
        assert (status, Review.objects.first() and Review.objects.get().seconds) == ((400, None) if kept is None else (200, kept))

    def test_a_review_comes_to_six_hours_at_most(self, made: Assignment, reviewer: Any) -> None:
        Review.objects.create(assignment=made, seconds=6 * 3600 - 10)
        operations.score(made, by=reviewer, changes={}, spent=60)
        assert Review.objects.get().seconds == 6 * 3600

    def test_what_is_left_goes_by_ones_own_median(self, call: Any, made: Assignment, reviewer: Any, desk: Client) -> None:
        took(call, reviewer, 600, 1200)
        assert "min left" not in text(desk.get(door(made)))  # too few to tell by
        took(call, reviewer, 6000)
        took(call, reviews.reviewer(call), 60, 60, 60)  # another's are no measure
        took(call, reviewer, 0, 0)  # nor what nobody counted
        begun = reviews.assignment(reviews.application(call), reviewer=reviewer)
        reviews.review(begun, submitted=False, seconds=30)  # nor what is not done
        assert "about 40 min left" in text(desk.get(door(made)))

    def test_the_latest_thirty_are_the_measure(self, call: Any, reviewer: Any) -> None:
        took(call, reviewer, 6000, *[600] * 30)
        assert [*pace.own(reviewer.pk, Assignment.objects.latest("pk").stage_id)] == [600] * 30

    def test_minutes_left_need_three_that_were_counted(self) -> None:
        last = [6000, 600, 1200]
        assert (pace.left(last, 1), pace.left(last, 8), pace.left(last, 0), pace.left(last[:2], 3)) == (20, 160, None, None)

    def test_managers_read_the_middle_of_all_and_of_ten_at_least(self, call: Any) -> None:
        took(call, reviews.reviewer(call), *[300] * 9)
        assert pace.middle(pace.lasted(call.pk)) is None
        took(call, reviews.reviewer(call), 3600)
        assert pace.middle(pace.lasted(call.pk)) == 5
        assert "A review takes" in text(browser(reviews.manager(call)).get("/calls/tides/reviews/"))


def took(call: Any, reviewer: Any, *seconds: int) -> None:
    for one in seconds:
        reviews.review(reviews.assignment(reviews.application(call), reviewer=reviewer), seconds=one)


class TestApi:
    def test_programs_flag_and_move_on(self, made: Assignment, reviewer: Any, desk: Client) -> None:
        where = f"/api/v1/reviews/{made.code}"
        operations.score(made, by=reviewer, changes={"points-1": "4"})
        reviews.submission(made.application, what="Something else now.")
        assert desk.post(f"{where}/flag", {"on": True}, content_type="application/json").status_code == 204
        told = desk.get(where).json()
        assert (told["submission"], told["newest"], told["flagged_at"] is not None) == (1, 2, True)
        assert desk.post(f"{where}/newest").status_code == 204
        assert desk.get(where).json()["submission"] == 2
        assert desk.post(f"{where}/newest").status_code == 409
