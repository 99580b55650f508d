"""Reviewers and managers at the same moment, in connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import Error

from accelerator.kit.refusals import Refusal
from accelerator.reviews import operations, queries
from accelerator.reviews.models import Assignment, Conflict, Review, Standing
from tests.factories import reviews
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WHOLE = {"points-1": "4", "points-2": "4", "points-3": "4", "comment": "Solid."}


def tried(act: Callable[..., Any], *given: Any, **more: Any) -> Callable[[], bool]:
    def run() -> bool:
        try:
            act(*given, **more)
        except (Refusal, Error):
            return False
        return True

    return run


def test_reviews_submitted_at_once_are_all_counted() -> None:
    """The standing is kept by trigger: none of six totals may be added up without the others."""
    application = reviews.application(reviews.call())
    given = [reviews.assignment(application) for _ in range(6)]
    for number, one in enumerate(given):
        operations.score(one, by=one.reviewer, changes=WHOLE | {"points-1": str(1 + number % 5)})
    assert at_once(*(tried(operations.submit, one, by=one.reviewer) for one in given)) == [True] * 6
    standing = Standing.objects.get(application=application)
    totals = list(Review.objects.values_list("total", flat=True))
    assert (standing.given, standing.scored) == (6, 6)
    assert standing.mean == (sum(totals, Decimal()) / 6).quantize(Decimal("1e-9"))


def test_a_double_press_submits_once() -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    operations.score(made, by=made.reviewer, changes=WHOLE)
    results = at_once(*[tried(operations.submit, made, by=made.reviewer)] * 6)
    assert sorted(results) == [False] * 5 + [True]


def test_a_conflict_and_a_submission_at_once_never_leave_a_score_that_counts() -> None:
    for _ in range(4):
        made = reviews.assignment(reviews.application(reviews.call()))
        operations.score(made, by=made.reviewer, changes=WHOLE)
        at_once(tried(operations.submit, made, by=made.reviewer), tried(operations.recuse, made, by=made.reviewer))
        made.refresh_from_db()
        assert made.state == Assignment.State.RECUSED
        standing = Standing.objects.get(application=made.application)
        assert (standing.given, standing.scored, standing.mean) == (0, 0, None)
        assert Conflict.objects.filter(application=made.application, person=made.reviewer).count() == 1


def test_two_windows_save_different_fields_at_once_and_both_are_kept() -> None:
    made = reviews.assignment(reviews.application(reviews.call()))
    names = ["points-1", "points-2", "points-3", "points-4"]
    saves = [partial(operations.score, made, by=made.reviewer, changes={name: "3"}, seen={name: 0}) for name in names]
    at_once(*saves)
    review = Review.objects.get()
    assert {name: queries.values(review)[name] for name in names} == dict.fromkeys(names, "3")
    assert review.marks == dict.fromkeys(names, 1)


def test_two_managers_spread_at_once_and_nobody_is_given_twice() -> None:
    call = reviews.call()
    managers, people = [reviews.manager(call) for _ in range(2)], [reviews.reviewer(call) for _ in range(3)]
    applications = [reviews.application(call) for _ in range(6)]
    at_once(*(partial(reviews.allotted, applications, reviewers=people, per_item=2, by=manager) for manager in managers))
    assert [application.assignments.count() for application in applications] == [2] * 6
