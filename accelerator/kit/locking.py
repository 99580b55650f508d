"""Rows under a lock, and work that one process does at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def held(rows: QuerySet[Row], pk: int) -> Row:
    """The row `pk` of `rows` with what they select along, as all of it stands once the row's lock is ours; held to the end of the
    transaction. Two queries: what a locking query joins was read before it waited, and a row whose foreign key changed
    meanwhile falls out of it.
    """
    rows.model._default_manager.select_for_update(no_key=True).values_list("pk").get(pk=pk)
    return rows.get(pk=pk)


def all_held(rows: QuerySet[Row]) -> list[Row]:
    """The same of several, locked in the order of their keys."""
    keys = list(
        rows.select_related(None).select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True)
    )
    return list(rows.filter(pk__in=keys))


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Waits for whoever is inside under the same name, in any process on this database. What is done inside may commit often: the
    lock is held by a transaction of a connection of its own, which a pooler cannot part, and ends with its process.
    """
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        yield
    finally:
        own.close()
