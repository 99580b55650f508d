"""Queries of one person that every page asks, written once: to build one costs more than PostgreSQL takes to answer it.

`rows` is a function at module level that gives the query set of a person. It may ask nothing of them but who they are, and
no clock: its text is kept, with a gap for the person's id. What menus count on every page is asked in one statement.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest

T = TypeVar("T", bound=Model)
Rows = Callable[[Any], QuerySet[Any, Any]]
_COUNTED: dict[Rows, tuple[str, ...]] = {}
_GAP = 2_117_040_999  # no other parameter of a query is this number


def counted(*scopes: str) -> Callable[[Rows], Rows]:
    """Marks `rows` as counted on every page of who may stand in one of `scopes`, or of everybody."""

    def mark(rows: Rows) -> Rows:
        _COUNTED[rows] = scopes
        return rows

    return mark


def count(rows: Rows, person: Any, request: HttpRequest) -> int:
    """How many rows of the reader there are. One query a request for all that is marked, however many menus ask."""
    kept: dict[str, Any] = request.__dict__
    if "_counts" not in kept:
        kept["_counts"] = _counts(person)
    found: dict[Rows, int] = kept["_counts"]
    return found.get(rows, 0)


def _counts(person: Any) -> dict[Rows, int]:
    wanted = [rows for rows, scopes in _COUNTED.items() if not scopes or person.may_stand_in(*scopes)]
    texts, parameters = zip(*(_counting(rows) for rows in wanted), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(texts)}", _filled(tuple(chain(*parameters)), person.pk))
        return dict(zip(wanted, cursor.fetchone(), strict=True))


def fetch(rows: Callable[[Any], QuerySet[T]], pk: Any) -> list[T]:
    """The rows of the person with this id, without their relations. One query."""
    model, text, parameters = _fetching(rows)
    return list(model._default_manager.raw(text, _filled(parameters, pk)))


def _filled(parameters: tuple[Any, ...], pk: Any) -> list[Any]:
    return [pk if one == _GAP else one for one in parameters]


def _stand_in() -> Any:
    return get_user_model()(pk=_GAP)


@cache
def _counting(rows: Rows) -> tuple[str, tuple[Any, ...]]:
    text, parameters = rows(_stand_in()).order_by().values("pk").query.sql_with_params()
    return f"(SELECT count(*) FROM ({text}) AS found)", parameters  # noqa: S608  # Django's own text


@cache
def _fetching(rows: Callable[[Any], QuerySet[T]]) -> tuple[type[T], str, tuple[Any, ...]]:
    found = rows(_stand_in())
    text, parameters = found.query.sql_with_params()
    return found.model, text, parameters
