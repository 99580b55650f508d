from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cast import browser
from tests.factories import decisions, reviews


@pytest.fixture
def call(db: None) -> Any:
    """A closed call with 2 places, named Tides."""
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")


@pytest.fixture
def api(manager: Any) -> Client:
    """The manager's, signed in."""
    return browser(manager)


@pytest.fixture
def three(call: Any) -> list[Any]:
    """Applications with a mean each: two of health, one of food."""
    rows = [("Ada", 5, "Health"), ("Bo", 4, "Health"), ("Cy", 3, "Food")]
    return [decisions.scored(call, name=name, score=score, sector=sector) for name, score, sector in rows]
