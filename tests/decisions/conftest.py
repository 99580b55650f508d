from __future__ import annotations

from typing import Any

import pytest

from tests.factories import reviews


@pytest.fixture
def call(db: None) -> Any:
    """A closed call with 2 places, named Tides."""
    return reviews.call(name="Tides", slug="tides")


@pytest.fixture
def manager(call: Any) -> Any:
    return reviews.manager(call, name="Mei Lin")
