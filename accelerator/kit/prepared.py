"""Queries of one person that every page asks, written once: to build one costs more than PostgreSQL takes to answer it.

`rows` is a function at module level that gives the query set of a person. It may ask nothing of them but who they are, and
no clock: its text is kept, with a gap for the person's id.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Model, QuerySet

T = TypeVar("T", bound=Model)
_GAP = 2_117_040_999  # no other parameter of a query is this number


def count(rows: Callable[[Any], QuerySet[Any, Any]], pk: Any) -> int:
    """How many rows of the person with this id there are. One query."""
    text, parameters = _counting(rows)
    with connection.cursor() as cursor:
        cursor.execute(text, _filled(parameters, pk))
        (found,) = cursor.fetchone()
    return int(found)


def fetch(rows: Callable[[Any], QuerySet[T]], pk: Any) -> list[T]:
    """The rows of the person with this id, without their relations. One query."""
    model, text, parameters = _fetching(rows)
    return list(model._default_manager.raw(text, _filled(parameters, pk)))


def _filled(parameters: tuple[Any, ...], pk: Any) -> list[Any]:
    return [pk if one == _GAP else one for one in parameters]


def _stand_in() -> Any:
    return get_user_model()(pk=_GAP)


@cache
def _counting(rows: Callable[[Any], QuerySet[Any, Any]]) -> tuple[str, tuple[Any, ...]]:
    text, parameters = rows(_stand_in()).order_by().values("pk").query.sql_with_params()
    return f"SELECT count(*) FROM ({text}) AS found", parameters  # noqa: S608  # Django's own text


@cache
def _fetching(rows: Callable[[Any], QuerySet[T]]) -> tuple[type[T], str, tuple[Any, ...]]:
    found = rows(_stand_in())
    text, parameters = found.query.sql_with_params()
    return found.model, text, parameters
