"""What the editor's header says was saved: a time today, the day before that, nothing where nobody wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from accelerator.applications import editor
from accelerator.applications.models import Application
from accelerator.questionnaires import definition as design
from tests.factories import applications

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # Tuesday, 12:00 in Singapore


def told(application: Application) -> str:
    section = design.read(application.sheet.version.definition)[0]
    with time_machine.travel(NOON, tick=False), timezone.override(ZoneInfo("Asia/Singapore")):
        told: str = editor.page(application, section, application.started_by, at=NOON)["saved"]
    return told


@pytest.mark.parametrize(
    ("before", "said"),
    [(timedelta(minutes=3), "11:57"), (timedelta(hours=12, minutes=1), "Mon 23 Nov"), (timedelta(days=2), "Sun 22 Nov")],
)
def test_the_time_today_the_day_before_that(before: timedelta, said: str) -> None:
    application = applications.application(submitted=False)
    application.sheet.marks = {"name": 1}
    application.sheet.saved_at = NOON - before
    assert told(application) == said


def test_nothing_where_nobody_wrote() -> None:
    assert told(applications.application(submitted=False)) == ""
