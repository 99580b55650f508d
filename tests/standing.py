"""What many tests of a module begin with, built once: each gets copies of the objects and its rows rolled back to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, TypeVar

import pytest
from django.db import transaction

T = TypeVar("T")


def standing(make: Callable[[], T]) -> Any:
    """A fixture for a module: what gives each of its tests what `make` builds.

    It stands in a transaction around those of the tests. In a module with a test that commits there can be none, so
    there it is built anew for each.
    """

    @pytest.fixture(scope="module")
    def give(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Callable[[], T]]:
        if any(_commits(item) for item in request.session.items if item.getparent(pytest.Module) is request.node):
            yield make
            return
        with django_db_blocker.unblock(), transaction.atomic():
            made = make()
            yield lambda: deepcopy(made)
            transaction.set_rollback(True)

    return give


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or bool(marker and marker.kwargs.get("transaction"))
