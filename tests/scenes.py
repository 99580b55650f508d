"""Fixtures of the cohort areas: the clock stands still, and a startup is in a cohort."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests.factories import cohorts
from tests.factories.cohorts import NOW, Scene
from tests.standing import standing


@pytest.fixture
def today() -> Iterator[time_machine.Traveller]:
    """The clock stands at cohorts.NOW until a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _at_now() -> Scene:
    with time_machine.travel(NOW, tick=False):
        return cohorts.scene()


scenes = standing(_at_now)


@pytest.fixture
def scene(scenes: Callable[[], Scene], db: None, today: time_machine.Traveller) -> Scene:
    return scenes()
