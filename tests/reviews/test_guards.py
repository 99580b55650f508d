"""What the database refuses, asked as the web role without any of our operations in between."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from accelerator.kit import clock
from accelerator.reviews.models import Assignment, Conflict, Review, Score
from tests.factories import reviews

pytestmark = pytest.mark.django_db


REFUSALS = (IntegrityError, InternalError, ProgrammingError)


def refused(sql: str, *values: object, because: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("slipway_web",)
        with pytest.raises(REFUSALS, match=because), transaction.atomic():
            cursor.execute(sql, values)


def insert_score(review: Review, points: int | None = 3, position: int = 1) -> tuple[str, list[object]]:
    criterion = review.assignment.application.call.rubric.criteria.get(position=position)
    sql = "INSERT INTO accelerator_score (created_at, review_id, criterion_id, points, reason) VALUES (%s, %s, %s, %s, '')"
    return sql, [clock.now(), review.pk, criterion.pk, points]


def draft() -> Review:
    return reviews.review(reviews.assignment(reviews.application(reviews.call())), {}, submitted=False)


def test_a_score_is_stored_while_nothing_stands_against_it() -> None:
    review = draft()
    sql, values = insert_score(review)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert Score.objects.get(review=review).points == 3


def test_no_score_while_a_conflict_stands() -> None:
    review = draft()
    conflict = reviews.conflict(review.assignment.application, review.assignment.reviewer)
    sql, values = insert_score(review)
    refused(sql, *values, because="conflict of interest")
    Conflict.objects.filter(pk=conflict.pk).update(ended_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert Score.objects.filter(review=review).count() == 1


def test_no_score_is_changed_while_a_conflict_stands() -> None:
    review = reviews.review(reviews.assignment(reviews.application(reviews.call())), submitted=False)
    reviews.conflict(review.assignment.application, review.assignment.reviewer)
    refused("UPDATE accelerator_score SET points = 5 WHERE review_id = %s", review.pk, because="conflict of interest")


def test_somebody_elses_conflict_bars_nobody() -> None:
    review = draft()
    reviews.conflict(review.assignment.application, reviews.reviewer(review.assignment.application.call))
    sql, values = insert_score(review)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert Score.objects.filter(review=review).count() == 1


@pytest.mark.parametrize("points", [0, 6, 32767])
def test_no_score_off_the_scale(points: int) -> None:
    sql, values = insert_score(draft(), points)
    refused(sql, *values, because="off the scale")


def test_one_score_a_criterion() -> None:
    review = draft()
    sql, values = insert_score(review)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    refused(sql, *values, because="score_once")


def test_a_submitted_review_is_locked_with_its_scores() -> None:
    review = reviews.review(reviews.assignment(reviews.application(reviews.call())))
    sql, values = insert_score(review)
    refused("UPDATE accelerator_score SET points = 5 WHERE review_id = %s", review.pk, because="is submitted")
    refused("DELETE FROM accelerator_score WHERE review_id = %s", review.pk, because="is submitted")
    refused(sql, *values, because="is submitted|score_once")
    refused("UPDATE accelerator_review SET comment = 'other' WHERE id = %s", review.pk, because="submitted_stays|Cannot update")


def test_a_total_stands_exactly_while_submitted() -> None:
    refused("UPDATE accelerator_review SET total = 4 WHERE id = %s", draft().pk, because="review_submitted_whole")
    refused("UPDATE accelerator_review SET submitted_at = now() WHERE id = %s", draft().pk, because="review_submitted_whole")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("scored", "unassigned"),
        ("unassigned", "scored"),
        ("unassigned", "recused"),
        ("recused", "unassigned"),
    ],
)
def test_assignments_move_only_as_declared(start: str, end: str) -> None:
    made = reviews.assignment(reviews.application(reviews.call()), state=start)
    refused("UPDATE accelerator_assignment SET state = %s WHERE id = %s", end, made.pk, because="Invalid transition")


def test_an_application_is_given_to_a_reviewer_once() -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    with pytest.raises(IntegrityError, match="assignment_once"), transaction.atomic():
        Assignment.objects.create(application=made.application, reviewer=made.reviewer, assigned_by=made.reviewer)


def test_a_standing_conflict_is_on_record_once() -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    first = reviews.conflict(made.application, made.reviewer)
    with pytest.raises(IntegrityError, match="conflict_once"), transaction.atomic():
        reviews.conflict(made.application, made.reviewer)
    Conflict.objects.filter(pk=first.pk).update(ended_at=clock.now())
    assert reviews.conflict(made.application, made.reviewer).ended_at is None


def test_private_notes_are_in_no_history() -> None:
    review = reviews.review(reviews.assignment(reviews.application(reviews.call())), private_note="Ask about the trust.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM accelerator_reviewevent e WHERE pgh_obj_id = %s", [review.pk])
        rows = [row[0] for row in cursor.fetchall()]
    assert len(rows) == 2
    assert not any("trust" in row for row in rows)
    assert any("Solid." in row for row in rows)


def test_no_review_is_submitted_while_a_conflict_stands() -> None:
    review = reviews.review(reviews.assignment(reviews.application(reviews.call())), submitted=False)
    reviews.conflict(review.assignment.application, review.assignment.reviewer)
    sql = "UPDATE accelerator_review SET submitted_at = now(), total = 3 WHERE id = %s"
    refused(sql, review.pk, because="conflict of interest")
    Conflict.objects.update(ended_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, [review.pk])
    assert Review.objects.get().total == 3


def test_no_ruling_of_a_stage_by_who_has_a_conflict() -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    manager = reviews.manager(made.application.call)
    conflict = reviews.conflict(made.application, manager)
    sql = """
        INSERT INTO accelerator_ruling (created_at, stage_id, application_id, outcome, reasons, note, act, by_id)
        VALUES (now(), %s, %s, 'on', '[]', '', '', %s)
    """
    values = [made.stage_id, made.application_id, manager.pk]
    refused(sql, *values, because="conflict of interest")
    Conflict.objects.filter(pk=conflict.pk).update(ended_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_relation_is_to_something_and_ends_after_it_began() -> None:
    person = reviews.reviewer(reviews.call())
    sql = """
        INSERT INTO accelerator_relation
            (created_at, code, person_id, by_id, kind, name, domain, note, act, since_on, until_on)
        VALUES (now(), %s, %s, %s, %s, %s, '', '', '', %s, %s)
    """
    refused(sql, "one", person.pk, person.pk, "investor", "", None, None, because="relation_to_something")
    refused(sql, "two", person.pk, person.pk, "boss", "Quay", None, None, because="relation_kind")
    refused(sql, "three", person.pk, person.pk, "other", "Quay", "2026-02-01", "2026-01-31", because="relation_ends_after_start")
