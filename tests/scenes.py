"""Fixtures of the cohort areas: the clock stands still, and a startup is in a cohort."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import cohorts
from tests.factories.cohorts import NOW, Scene


@pytest.fixture
def today() -> Iterator[time_machine.Traveller]:
    """The clock stands at cohorts.NOW until a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(db: None, today: time_machine.Traveller) -> Scene:
    return cohorts.scene()
