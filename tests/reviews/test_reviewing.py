"""Scoring, submitting, opening again; stepping aside."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.programmes.models import Staff
from accelerator.reviews import drafts, operations, queries, ranks
from accelerator.reviews.models import Assignment, Conflict, Review
from accelerator.startups.models import Member
from accelerator.trail.models import Entry
from tests.factories import reviews

pytestmark = pytest.mark.django_db
WHOLE = {"points-1": "4", "points-2": "3", "points-3": "5", "comment": "Solid."}


@pytest.fixture
def assignment() -> Assignment:
    return reviews.assignment(reviews.application(reviews.call()))


def test_a_draft_is_saved_field_by_field(assignment: Assignment) -> None:
    by = assignment.reviewer
    saved = operations.score(assignment, by=by, changes={"points-1": "4", "reason-1": " Clear need. "}, seen={})
    assert saved.versions == {"points-1": 1, "reason-1": 1}
    operations.score(assignment, by=by, changes={"private_note": "Ask about the trust."}, seen={})
    review = Review.objects.get()
    assert queries.values(review) == {
        "comment": "",
        "feedback": "",
        "private_note": "Ask about the trust.",
        "points-1": "4",
        "reason-1": "Clear need.",
    }
    assert [entry.verb for entry in Entry.objects.all()] == ["review.started"]


def test_feedback_for_the_founders_is_kept_and_a_review_counts_without(assignment: Assignment) -> None:
    operations.score(assignment, by=assignment.reviewer, changes=WHOLE)
    operations.submit(assignment, by=assignment.reviewer)
    assert Review.objects.get().feedback == ""
    operations.reopen(assignment, by=reviews.manager(assignment.application.call))
    saved = operations.score(assignment, by=assignment.reviewer, changes={"feedback": " Name who pays.\r\nThen how. "}, seen={})
    assert saved.versions == {"feedback": 1}
    assert Review.objects.get().feedback == "Name who pays.\nThen how."


def test_a_reason_may_come_before_its_points_and_points_may_be_taken_back(assignment: Assignment) -> None:
    by = assignment.reviewer
    operations.score(assignment, by=by, changes={"reason-2": "Still reading"})
    operations.score(assignment, by=by, changes={"points-2": "3"})
    operations.score(assignment, by=by, changes={"points-2": ""})
    (score,) = Review.objects.get().scores.all()
    assert (score.points, score.reason) == (None, "Still reading")


def test_a_write_that_saw_an_older_version_clashes_and_the_rest_is_saved(assignment: Assignment) -> None:
    by = assignment.reviewer
    operations.score(assignment, by=by, changes={"comment": "From the laptop"}, seen={"comment": 0})
    saved = operations.score(
        assignment, by=by, changes={"comment": "From the phone", "points-1": "5"}, seen={"comment": 0, "points-1": 0}
    )
    assert saved.clashes == [drafts.Clash("comment", "From the phone", "From the laptop", 1)]
    assert saved.versions == {"points-1": 1}
    assert queries.values(Review.objects.get())["comment"] == "From the laptop"


def test_the_same_value_twice_is_no_clash(assignment: Assignment) -> None:
    operations.score(assignment, by=assignment.reviewer, changes={"comment": "One"}, seen={"comment": 0})
    saved = operations.score(assignment, by=assignment.reviewer, changes={"comment": "One"}, seen={"comment": 0})
    assert (saved.clashes, saved.versions) == ([], {"comment": 1})


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("points-1", "6", "Scores go from 1 to 5."),
        ("points-1", "0", "Scores go from 1 to 5."),
        ("points-1", "4.5", "Scores go from 1 to 5."),
        ("points-1", "٣", "Scores go from 1 to 5."),
        ("points-٣", "3", "A review has no such field."),
        ("points-9", "3", "The rubric has no such criterion."),
        ("total", "5", "A review has no such field."),
        ("points-1\n", "5", "A review has no such field."),
        ("reason-1", "x" * 2001, "1 character over the limit. Shorten it to save."),
    ],
)
def test_what_no_review_can_hold_is_refused_and_nothing_saved(
    assignment: Assignment, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(drafts.Unfit) as refusal:
        operations.score(assignment, by=assignment.reviewer, changes={"points-2": "3", name: value})
    assert (str(refusal.value.sentence), refusal.value.field, refusal.value.status) == (sentence, name, 422)
    assert not Review.objects.exists()


def test_the_end_of_a_line_counts_once(assignment: Assignment) -> None:
    """Autosave sends LF, a form CR LF: what was saved as a draft is not too long when it is submitted."""
    text = "x\n" * 2499 + "x"
    for sent in (text, text.replace("\n", "\r\n")):
        operations.score(assignment, by=assignment.reviewer, changes={"comment": sent})
        review = Review.objects.get()
        assert (review.comment, review.marks["comment"]) == (text, 1)


@pytest.mark.parametrize(
    ("scale", "given", "kept", "total", "off", "sentence"),
    [
        ("0-10", ["0", "10", "7"], ["0", "10", "7"], "4.400", "11", "Scores go from 0 to 10."),
        ("yes-no", ["1", "0", "1"], ["1", "0", "1"], "0.700", "2", "Scores go from 0 to 1."),
        ("1-5-tenths", ["4.3", "1,0", "5"], ["4.3", "1", "5"], "3.450", "4.35", "Scores go from 1 to 5, with one decimal."),
    ],
)
def test_a_rubric_scores_on_its_scale(
    assignment: Assignment, scale: str, given: list[str], kept: list[str], total: str, off: str, sentence: str
) -> None:
    rubric = assignment.application.call.rubric
    type(rubric).objects.filter(pk=rubric.pk).update(scale=scale)
    by = assignment.reviewer
    with pytest.raises(drafts.Unfit) as refusal:
        operations.score(assignment, by=by, changes={"points-1": off})
    assert str(refusal.value.sentence) == sentence
    changes = {f"points-{place}": text for place, text in enumerate(given, 1)} | {"comment": "Read."}
    operations.score(assignment, by=by, changes=changes)
    held = queries.values(Review.objects.get())
    assert [held[f"points-{place}"] for place in (1, 2, 3)] == kept
    assert operations.submit(assignment, by=by).total == Decimal(total)


def test_any_text_is_kept_as_written(assignment: Assignment) -> None:
    text = "<script>alert(1)</script> 'quote' — 漢字 🚢 \u202eright to left"
    operations.score(assignment, by=assignment.reviewer, changes={"comment": text})
    assert Review.objects.get().comment == text


def test_submitting_locks_and_totals(assignment: Assignment) -> None:
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    operations.score(assignment, by=assignment.reviewer, changes=WHOLE)
    review = operations.submit(assignment, by=assignment.reviewer, at=at)
    assert (review.total, review.submitted_at) == (Decimal("3.900"), at)
    assert review.submission == assignment.application.submissions.get()
    assignment.refresh_from_db()
    assert assignment.state == Assignment.State.SCORED
    with pytest.raises(Refusal, match="You submitted this review"):
        operations.score(assignment, by=assignment.reviewer, changes={"points-1": "1"})
    with pytest.raises(Refusal, match="You submitted this review"):
        operations.submit(assignment, by=assignment.reviewer)
    assert Entry.objects.filter(verb="review.submitted").count() == 1


def test_the_latest_submission_is_the_one_judged(assignment: Assignment) -> None:
    newest = reviews.submission(assignment.application, what="Rewritten.")
    operations.score(assignment, by=assignment.reviewer, changes=WHOLE)
    assert operations.submit(assignment, by=assignment.reviewer).submission == newest


def test_every_criterion_that_counts_is_needed_and_the_other_is_not(assignment: Assignment) -> None:
    operations.score(assignment, by=assignment.reviewer, changes={"points-1": "4", "points-4": "1", "comment": "Fine."})
    with pytest.raises(Refusal, match=r"Not scored yet: Evidence, Team\.$") as refusal:
        operations.submit(assignment, by=assignment.reviewer)
    assert refusal.value.field == "points-2"


def test_all_that_is_lacking_is_told_at_once(assignment: Assignment) -> None:
    operations.score(assignment, by=assignment.reviewer, changes={"points-1": "4"})
    comment = "Write a comment for the panel: one sentence is enough."
    with pytest.raises(Refusal) as refusal:
        operations.submit(assignment, by=assignment.reviewer)
    assert refusal.value.sentence == f"Not scored yet: Evidence, Team. {comment}"
    assert [(one.path, one.sentence) for one in refusal.value.faults] == [
        ("points-2", "Score this criterion."),
        ("points-3", "Score this criterion."),
        ("comment", comment),
    ]


def test_a_comment_is_needed(assignment: Assignment) -> None:
    operations.score(assignment, by=assignment.reviewer, changes=WHOLE | {"comment": "   "})
    with pytest.raises(Refusal, match="Write a comment for the panel") as refusal:
        operations.submit(assignment, by=assignment.reviewer)
    assert refusal.value.field == "comment"
    assert Review.objects.get().submitted_at is None


def others_who_may_not(assignment: Assignment) -> list[Any]:
    call = assignment.application.call
    return [
        reviews.reviewer(call),
        reviews.manager(call),
        reviews.owner_of(assignment.application),
        reviews.reviewer(reviews.call()),
    ]


def test_nobody_else_scores_submits_or_declares_for_them(assignment: Assignment) -> None:
    for by in others_who_may_not(assignment):
        for act in (
            lambda: operations.score(assignment, by=by, changes=WHOLE),  # noqa: B023  # called at once
            lambda: operations.submit(assignment, by=by),  # noqa: B023
            lambda: operations.recuse(assignment, by=by),  # noqa: B023
        ):
            with pytest.raises(Forbidden):
                act()
    assert not Review.objects.exists()
    assert not Conflict.objects.exists()


def taken_back(assignment: Assignment) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(state=Assignment.State.UNASSIGNED)


def left_the_staff(assignment: Assignment) -> None:
    Staff.objects.filter(person=assignment.reviewer).update(ended_at=clock.now())


def joined_the_startup(assignment: Assignment) -> None:
    Member.objects.create(startup=assignment.application.startup, person=assignment.reviewer, role="viewer")


def came_into_conflict(assignment: Assignment) -> None:
    reviews.conflict(assignment.application, assignment.reviewer, source="member")


def withdrawn(assignment: Assignment) -> None:
    application = assignment.application
    application.state = "withdrawn"
    application.save()


@pytest.mark.parametrize("happens", [taken_back, left_the_staff, joined_the_startup, came_into_conflict, withdrawn])
def test_a_right_that_ended_ends_at_once(assignment: Assignment, happens: Any) -> None:
    operations.score(assignment, by=assignment.reviewer, changes=WHOLE)
    assert Assignment.objects.own_of(assignment.reviewer).count() == 1
    happens(assignment)
    assert not Assignment.objects.own_of(assignment.reviewer).exists()
    assert not Assignment.objects.visible_to(assignment.reviewer).exists()
    with pytest.raises(Forbidden):
        operations.score(assignment, by=assignment.reviewer, changes={"points-1": "1"})
    with pytest.raises(Forbidden):
        operations.submit(assignment, by=assignment.reviewer)


def test_declaring_a_conflict_hides_it_and_tells_the_managers(assignment: Assignment) -> None:
    call = assignment.application.call
    manager = reviews.manager(call)
    reviews.manager(reviews.call())
    conflict = operations.recuse(assignment, by=assignment.reviewer, reason=" My sister works there. ")
    assert (conflict.source, conflict.reason, conflict.ended_at) == ("declared", "My sister works there.", None)
    assert not Assignment.objects.own_of(assignment.reviewer).exists()
    message = Message.objects.get(kind="review_conflict")
    assert (message.recipient, message.facts["reason"]) == (manager, "My sister works there.")
    with pytest.raises(Forbidden):
        operations.recuse(assignment, by=assignment.reviewer)


def test_a_conflict_after_scoring_takes_the_score_out_of_the_ranking(assignment: Assignment) -> None:
    reviews.review(assignment)
    call = assignment.application.call
    assert ranks.standings(call).get().scored == 1
    operations.recuse(assignment, by=assignment.reviewer)
    found = ranks.standings(call).get()
    assert (found.scored, found.mean) == (0, None)


def test_another_manager_ends_a_conflict_and_the_application_can_be_given_again(assignment: Assignment) -> None:
    manager = reviews.manager(assignment.application.call)
    conflict = operations.recuse(assignment, by=assignment.reviewer)
    with pytest.raises(Refusal, match="conflict of interest"):
        operations.assign(assignment.application, reviewers=[assignment.reviewer], by=manager)
    for nobody in (assignment.reviewer, reviews.manager(reviews.call())):
        with pytest.raises(Forbidden):
            operations.lift(conflict, by=nobody)
    operations.lift(conflict, by=manager)
    (again,) = operations.assign(assignment.application, reviewers=[assignment.reviewer], by=manager)
    assert Assignment.objects.own_of(assignment.reviewer).get() == again


def test_a_manager_does_not_end_their_own_conflict() -> None:
    call = reviews.call()
    manager = reviews.manager(call)
    own = operations.recuse(reviews.assignment(reviews.application(call), reviewer=manager), by=manager)
    with pytest.raises(Forbidden, match="Another manager"):
        operations.lift(own, by=manager)


def test_opened_again_it_can_be_changed_and_does_not_count_meanwhile(assignment: Assignment) -> None:
    reviews.review(assignment)
    manager = reviews.manager(assignment.application.call)
    with pytest.raises(Forbidden):
        operations.reopen(assignment, by=assignment.reviewer)
    operations.reopen(assignment, by=manager)
    assert ranks.standings(assignment.application.call).get().mean is None
    operations.score(assignment, by=assignment.reviewer, changes={"points-1": "5"})
    assert operations.submit(assignment, by=assignment.reviewer).total == Decimal("4.400")
    assert Message.objects.get(kind="review_reopened").recipient == assignment.reviewer
    with pytest.raises(Refusal, match="submitted review"):
        operations.reopen(reviews.assignment(assignment.application), by=manager)


def test_the_trail_of_reviews_stands_on_the_call_never_on_application_or_startup(assignment: Assignment) -> None:
    manager = reviews.manager(assignment.application.call)
    operations.score(assignment, by=assignment.reviewer, changes=WHOLE)
    operations.submit(assignment, by=assignment.reviewer)
    operations.reopen(assignment, by=manager)
    operations.recuse(assignment, by=assignment.reviewer)
    application = assignment.application
    assert Entry.objects.count() == 4
    assert Entry.objects.about(application.call).count() == 4
    assert not Entry.objects.about(application, application.startup).exists()
