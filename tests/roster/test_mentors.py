"""Mentors as a source of conflicts of interest."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.reviews import queries
from cohorts.roster import registered
from tests.factories import cohorts, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Any:
    return cohorts.enrolment(cohorts.cohort())


def applied(enrolment: Any) -> Any:
    """An application of the enrolled startup, under another row of it."""
    made = reviews.application(reviews.call())
    made.startup.merged_into = enrolment.startup
    made.startup.save()
    return made


def test_who_stands_by_the_startup_as_a_mentor(enrolment: Any) -> None:
    application = applied(enrolment)
    mentor, manager, once = (reviews.reviewer(application.call) for _ in range(3))
    cohorts.supporter(enrolment, mentor)
    cohorts.supporter(enrolment, manager, role="manager")
    cohorts.supporter(enrolment, once, ended=True)
    edges = registered.mentors([application], [mentor, manager, once])
    assert edges == [(application.pk, mentor.pk, "mentor", enrolment.cohort.name, f"mentor:{enrolment.pk}")]
    assert queries.edges([application], [mentor, manager, once]) == edges


def test_not_of_another_startup(enrolment: Any) -> None:
    mentor, application = cohorts.supporter(enrolment), reviews.application(reviews.call())
    assert registered.mentors([application], [mentor]) == []
