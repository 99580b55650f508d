from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest

from accelerator.programmes.models import Programme, Staff
from accelerator.startups.models import Member, Startup
from cohorts.credits.models import Pool
from cohorts.roster.models import Cohort, Enrolment
from tests.factories import accounts
from tests.factories import credits as factories
from tests.standing import standing


class World(NamedTuple):
    officer: Any
    approver: Any
    founder: Any
    outsider: Any
    manager: Any
    partner: Any
    enrolment: Enrolment
    pool: Pool


def build() -> World:
    """An enrolled startup with a founder, a partner's pool of SGD 100,000, and everybody around it."""
    officer, approver = factories.officer(name="Jun Officer"), factories.approver(name="Farah Approver")
    founder, outsider, manager = (
        accounts.person(name="Founder"),
        accounts.person(name="Outsider"),
        accounts.person(name="Manager"),
    )
    programme = Programme.objects.create(slug="applied-ai", name="Applied AI")
    Staff.objects.create(programme=programme, person=manager, role="manager")
    cohort = Cohort.objects.create(
        slug="cohort-4", programme=programme, name="Cohort 4", starts_on=date(2026, 8, 1), ends_on=date(2027, 2, 1), places=20
    )
    startup = Startup.objects.create(slug="quaykeeper", name="Quaykeeper")
    Member.objects.create(startup=startup, person=founder, role="owner")
    enrolment = Enrolment.objects.create(cohort=cohort, startup=startup)
    partner = accounts.partner_person(name="Partner")
    pool = factories.pool(by=officer, provider=factories.provider(partner=accounts.partner()))
    return World(officer, approver, founder, outsider, manager, partner, enrolment, pool)


worlds = standing(build)


@pytest.fixture
def world(worlds: Callable[[], World], db: None) -> World:
    return worlds()
