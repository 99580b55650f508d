from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives

from accelerator.notices.operations import KINDS, Kind
from accelerator.notices.relay import Seen

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 12:00 in Singapore


class Post:
    """A relay in memory that does as it is told: takes mail, raises, and answers what it has seen."""

    def __init__(self) -> None:
        self.taken: list[EmailMultiAlternatives] = []
        self.fault: Exception | None = None
        self.takes_before_fault = False
        self.memory: Seen | None = None

    def send(self, mail: EmailMultiAlternatives) -> None:
        if self.fault and not self.takes_before_fault:
            raise self.fault
        self.taken.append(mail)
        if self.fault:
            raise self.fault

    def seen(self, relay_id: str) -> Seen:
        if self.memory is not None:
            return self.memory
        return Seen.YES if relay_id in [mail.extra_headers["Message-ID"] for mail in self.taken] else Seen.NO


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def kind(request: Any) -> Iterator[Kind]:
    made = Kind(
        name="test_told",
        label="Tea is ready",
        subject="{what} for you",
        text="First {what}.\n\nSecond <b>paragraph</b>.",
        action="Look at {what}",
    )
    yield made
    del KINDS[made.name]


@pytest.fixture
def urgent() -> Iterator[Kind]:
    made = Kind(
        name="test_urgent", label="Code for tea", subject="Now: {code}", text="Your code is {code}.", urgent=True, secret=True
    )
    yield made
    del KINDS[made.name]
