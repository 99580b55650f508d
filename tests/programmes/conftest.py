from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest

from accelerator.programmes.models import Call, Programme
from tests.factories import accounts, programmes, questionnaires
from tests.standing import standing


class World(NamedTuple):
    programme: Programme
    draft: Call
    manager: Any
    reviewer: Any
    outsider: Any
    rival: Any


def build() -> World:
    """A programme with a manager and a reviewer, a draft of a call that lacks nothing, and a manager of another programme."""
    programme = programmes.programme("Applied AI")
    manager = programmes.manager(programme, accounts.person(name="Nurul Hakim"))
    reviewer = programmes.reviewer(programme, accounts.person(name="Devan Pillai"))
    rival = programmes.manager(programmes.programme(), accounts.person(name="Rival"))
    draft = programmes.call(
        programme=programme,
        published=False,
        slug="cohort-5",
        name="Cohort 5",
        prefix="AA5",
        tagline="Twelve weeks for teams with a first user",
        description="For founders in the region.",
        benefits="Mentors, credits, a desk",
        opens_at=datetime(2031, 1, 6, 1, tzinfo=UTC),
        closes_at=datetime(2031, 2, 3, 15, 59, tzinfo=UTC),
        reviews_due_on=date(2031, 2, 17),
        decisions_on=date(2031, 3, 3),
        version=questionnaires.published_version(),
    )
    return World(programme, draft, manager, reviewer, accounts.person(name="Outsider"), rival)


worlds = standing(build)


@pytest.fixture
def world(worlds: Callable[[], World], db: None) -> World:
    return worlds()
