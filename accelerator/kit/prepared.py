"""Queries of one person that every page asks, written once: to build one costs more than PostgreSQL takes to answer it.

`rows` is a function at module level that gives the query set of a person. It may ask nothing of them but who they are, and
no clock: its text is kept, with a gap for the person's id. What menus count and list on every page is asked in one statement.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest

from accelerator.kit import statements
from accelerator.kit.together import Part

Rows = Callable[[Any], QuerySet[Any, Any]]
_COUNTED: dict[Rows, tuple[str, ...]] = {}
_LISTED: dict[Rows, tuple[str, ...]] = {}
_GAP = 2_117_040_999  # no other parameter of a query is this number


def counted(*scopes: str) -> Callable[[Rows], Rows]:
    """Marks `rows` as counted on every page of who may stand in one of `scopes`, or of everybody."""
    return _marking(_COUNTED, scopes)


def listed(*scopes: str) -> Callable[[Rows], Rows]:
    """The same for rows that every page reads: few and small ones."""
    return _marking(_LISTED, scopes)


def _marking(marked: dict[Rows, tuple[str, ...]], scopes: tuple[str, ...]) -> Callable[[Rows], Rows]:
    def mark(rows: Rows) -> Rows:
        marked[rows] = scopes
        return rows

    return mark


def count(rows: Rows, person: Any, request: HttpRequest) -> int:
    """How many rows of the reader there are. One query a request for all that is marked, however many menus ask."""
    return int(_kept(person, request).get(rows) or 0)


def those(rows: Rows, person: Any, request: HttpRequest) -> list[Any]:
    """The reader's rows, out of the same query."""
    found: list[Any] = _kept(person, request).get(rows) or []
    return found


def _kept(person: Any, request: HttpRequest) -> dict[Rows, Any]:
    kept: dict[str, dict[Rows, Any]] = request.__dict__
    if "_prepared" not in kept:
        kept["_prepared"] = _asked(person)
    return kept["_prepared"]


def _asked(person: Any) -> dict[Rows, Any]:
    counted, listed = (
        tuple(rows for rows, scopes in marked.items() if not scopes or person.may_stand_in(*scopes))
        for marked in (_COUNTED, _LISTED)
    )
    text, parameters = _together(counted, listed)
    with statements.cursor() as cursor:
        cursor.execute(text, statements.given(_filled(parameters, person.pk)))
        found = cursor.fetchone()
    read = (_listing(rows).read(written) for rows, written in zip(listed, found[len(counted) :], strict=True))
    return dict(zip((*counted, *listed), (*found[: len(counted)], *read), strict=True))


@cache
def _together(counted: tuple[Rows, ...], listed: tuple[Rows, ...]) -> tuple[str, list[Any]]:
    """The statement that asks for all of these, and its parameters."""
    counts, lists = [_counting(rows) for rows in counted], [_listing(rows) for rows in listed]
    texts = [*(text for text, _given in counts), *(part.text for part in lists)]
    parameters = [one for given in (*(given for _text, given in counts), *(part.parameters for part in lists)) for one in given]
    return f"SELECT {', '.join(texts)}", parameters


def _filled(parameters: Any, pk: Any) -> list[Any]:
    return [pk if one == _GAP else one for one in parameters]


def _stand_in() -> Any:
    return get_user_model()(pk=_GAP)


@cache
def _counting(rows: Rows) -> tuple[str, tuple[Any, ...]]:
    text, parameters = rows(_stand_in()).order_by().values("pk").query.sql_with_params()
    return f"(SELECT count(*) FROM ({text}) AS found)", parameters  # noqa: S608  # Django's own text


@cache
def _listing(rows: Rows) -> Part:
    return Part(rows(_stand_in()))
