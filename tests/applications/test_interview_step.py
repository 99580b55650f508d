"""What founders read of an interview where their application stands."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from accelerator.applications import queries
from accelerator.applications.points import Standing
from accelerator.kit import clock
from tests.factories import reviews

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("at", "said"), [(datetime(2031, 3, 3, 2, tzinfo=UTC), "Mon 3 Mar 2031, 10:00 SGT"), (None, "")])
def test_the_interview_stands_between_review_and_decision(at: Any, said: str) -> None:
    one = reviews.application(reviews.call())
    with timezone.override("Asia/Singapore"):
        found = queries.steps(one, Standing("interview", at, "Room 3"), clock.now(), date(2031, 4, 1))
    assert [(step.state, step.title) for step in found] == [
        ("done", "Submitted"),
        ("done", "In review"),
        ("now", "Interview"),
        ("next", "Decision"),
    ]
    assert (found[2].when, found[2].note) == (said, "Room 3")


def test_decided_it_is_over() -> None:
    one = reviews.application(reviews.call())
    found = queries.steps(one, Standing("declined", clock.now(), decided=True), clock.now(), None)
    assert [step.title for step in found] == ["Submitted", "In review", "Decision"]
