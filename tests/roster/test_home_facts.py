"""What stands beside the date on a founder's home: the cohort and its week while it runs."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from accelerator.programmes.models import Programme
from cohorts.roster import registered
from cohorts.roster.models import Cohort, Enrolment
from tests.factories import accounts, startups

pytestmark = pytest.mark.django_db


@pytest.fixture
def founder() -> Any:
    programme = Programme.objects.create(slug="applied-ai", name="Applied AI")
    cohort = Cohort.objects.create(
        slug="cohort-4", programme=programme, name="Cohort 4", starts_on=date(2026, 8, 3), ends_on=date(2027, 1, 17), places=20
    )
    owner = accounts.person()
    Enrolment.objects.create(cohort=cohort, startup=startups.startup("Quaykeeper", owner=owner))
    return owner


@pytest.mark.parametrize(
    ("today", "facts"),
    [
        ("2026-08-02", ["Cohort 4"]),
        ("2026-08-03", ["Cohort 4", "week 1 of 24"]),
        ("2026-11-04", ["Cohort 4", "week 14 of 24"]),
        ("2027-01-17", ["Cohort 4", "week 24 of 24"]),
        ("2027-01-18", ["Cohort 4"]),
    ],
)
def test_the_cohort_and_its_week(founder: Any, today: str, facts: list[str]) -> None:
    with time_machine.travel(f"{today}T12:00:00+08:00", tick=False):
        assert registered.home_facts(founder) == facts


def test_nothing_for_somebody_in_no_cohort(founder: Any) -> None:
    assert registered.home_facts(accounts.person()) == []
