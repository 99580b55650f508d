"""When an action is wanted, in the words of the home page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from accelerator.kit import wording

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # Tuesday, 12:00 in Singapore


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (6, "Today, 18:00"),
        (24, "Tomorrow, 12:00"),
        (36 - 1 / 60, "Tomorrow, 23:59"),
        (72, "Fri 27 Nov, 12:00"),
        (84 - 1 / 60, "Fri 27 Nov"),
        (-2, "2 h 0 min late"),
        (-13, "1 day late"),
        (-240, "10 days late"),
    ],
)
def test_when_it_is_wanted(hours: float, said: str) -> None:
    with time_machine.travel(NOON, tick=False), timezone.override(ZoneInfo("Asia/Singapore")):
        assert wording.by(NOON + timedelta(hours=hours)) == said
