"""Sampan Analytics, which applies to Applied AI on a Friday in November."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accelerator.applications import operations
from accelerator.applications.models import Application, Submission
from accelerator.programmes.models import Call
from accelerator.startups.models import Member, Startup
from tests.factories import accounts, programmes, startups
from tests.factories.applications import application
from tests.factories.questionnaires import ANSWERS, published_version
from tests.factories.startups import member

NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)


@pytest.fixture
def call() -> Call:
    return programmes.call(
        name="Applied AI",
        slug="applied-ai",
        prefix="SF5",
        opens_at=NOW - timedelta(days=20),
        closes_at=CLOSES,
        grace_minutes=10,
        version=published_version(),
        decisions_on=datetime(2026, 12, 15, tzinfo=UTC).date(),
        reviews_due_on=datetime(2026, 12, 8, tzinfo=UTC).date(),
    )


@pytest.fixture
def startup() -> Startup:
    return startups.startup(name="Sampan Analytics")


@pytest.fixture
def owner(startup: Startup) -> Any:
    return member(startup, accounts.person(name="Ananya Rao"), role=Member.Role.OWNER)


@pytest.fixture
def viewer(startup: Startup) -> Any:
    return member(startup, role=Member.Role.VIEWER)


@pytest.fixture
def manager(call: Call) -> Any:
    return programmes.manager(call.programme, accounts.person(name="Nurul Hakim"))


@pytest.fixture
def draft(call: Call, startup: Startup, owner: Any) -> Application:
    return application(call=call, startup=startup, submitted=False, answers=ANSWERS)


@pytest.fixture
def sent(draft: Application, owner: Any) -> Submission:
    return operations.submit(draft, by=owner, arrived_at=NOW)


@pytest.fixture
def desk(client: Client, owner: Any) -> Client:
    client.force_login(owner)
    return client
