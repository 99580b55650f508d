"""Rows under a lock."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def held(rows: QuerySet[Row], pk: int) -> Row:
    """The row `pk` of `rows` with what they select along, as all of it stands once the row's lock is ours; held to the end of the
    transaction. Two queries: what a locking query joins was read before it waited, and a row whose foreign key changed
    meanwhile falls out of it.
    """
    rows.model._default_manager.select_for_update(no_key=True).values_list("pk").get(pk=pk)
    return rows.get(pk=pk)
