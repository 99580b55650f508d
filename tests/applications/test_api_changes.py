"""What changed, for programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accelerator.applications import operations
from accelerator.applications.models import Application, Submission
from accelerator.startups.models import Startup
from tests.applications.test_views import says
from tests.cast import browser
from tests.factories import accounts, programmes
from tests.factories.applications import application as applied

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_between_two_submissions(sent: Submission, draft: Application, owner: Any) -> None:
    says(draft, owner, "what", "Predicts berth time.")
    again = operations.submit(draft, by=owner, arrived_at=NOW + timedelta(hours=1))
    client = browser(owner)
    assert client.get(f"/api/v1/receipts/{again.receipt}/changes", secure=True).json() == {
        "answers": [
            {
                "section": "Company",
                "label": "What does your product do?",
                "was": "Predicts dwell time.",
                "now": "Predicts berth time.",
            }
        ]
    }
    assert client.get(f"/api/v1/receipts/{sent.receipt}/changes", secure=True).status_code == 404  # there is none before it
    assert browser(accounts.person()).get(f"/api/v1/receipts/{again.receipt}/changes", secure=True).status_code == 404


def test_since_the_startup_last_applied(startup: Startup, sent: Submission, draft: Application, manager: Any) -> None:
    door = f"/api/v1/applications/{draft.number}/since"
    nothing = {"application": None, "arrived_at": None, "facts": [], "answers": []}
    assert browser(manager).get(door, secure=True).json() == nothing
    past = programmes.call(
        programme=draft.call.programme, opens_at=NOW - timedelta(days=300), closes_at=NOW - timedelta(days=200)
    )
    older = applied(call=past, startup=startup)
    told = browser(manager).get(door, secure=True).json()
    assert (told["application"], told["arrived_at"]) == (older.number, "2026-01-24T07:02:00Z")
    assert {"section": "Company", "label": "What does your product do?", "was": "Yes.", "now": "Predicts dwell time."} in told[
        "answers"
    ]
