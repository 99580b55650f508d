"""Queries of hot pages, built and compiled once: to build one costs more than PostgreSQL takes to answer it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import update_wrapper
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from accelerator.kit import statements

_GAP = 2_117_040_999  # no other parameter of a query is this number
_MOST = 60  # arguments


class Kept:
    """A query as a function of what it is asked about: compiled at its first use, only filled from then on.

    Arguments are people, whole numbers, texts, days and moments, each compared as it is somewhere in the query; what is True,
    False or None may shape it, as may how many there are and how a person stands (`Person.stands_as`). A query that would keep
    the moment of its first use, or loses what it is asked about, is a LookupError at once; what is asked about more than a page
    of things is built anew.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[Any, _Compiled | QuerySet[Any, Any]] = {}
        update_wrapper(self, build)

    def __call__(self, *arguments: Any) -> list[Any]:
        return list(self.rows(*arguments))

    def first(self, *arguments: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.rows(*arguments)), None)

    def rows(self, *arguments: Any) -> QuerySet[Any, Any]:
        """As a query set that is not evaluated yet, to be asked together with others; it cannot be narrowed."""
        if len(arguments) > _MOST:
            return self._build(*arguments)
        shape = tuple(_shape(one) for one in arguments)
        if shape not in self._compiled:
            self._compiled[shape] = _compile(self._build, arguments)
        found = self._compiled[shape]
        return found.filled(arguments) if isinstance(found, _Compiled) else found.all()

    def within(self, *arguments: Any) -> RawSQL:
        """As what a larger query looks a column up in, without being compiled for it."""
        query: Any = self.rows(*arguments).query
        return RawSQL(query.text, query.parameters)  # noqa: S611  # Django's own text, its values apart


def kept(build: Callable[..., QuerySet[Any, Any]]) -> Kept:
    return Kept(build)


def _shape(argument: Any) -> Any:
    if isinstance(argument, get_user_model()):
        return argument.stands_as()
    return argument if argument is None or isinstance(argument, bool) else type(argument)


def _compile(build: Callable[..., QuerySet[Any, Any]], arguments: tuple[Any, ...]) -> _Compiled | QuerySet[Any, Any]:
    """Where nothing can be found, a query set that finds nothing."""
    gaps = [_gap(one, place) for place, one in enumerate(arguments)]
    rows = build(*gaps)
    try:
        return _Compiled(rows, gaps)
    except EmptyResultSet:
        return rows.none()


def _gap(argument: Any, place: int) -> Any:
    """What stands in for an argument while the query is built: like it, and like no other parameter."""
    if isinstance(argument, get_user_model()):
        stand_in = copy.copy(argument)
        stand_in.pk = _GAP + place
        return stand_in
    if argument is None or isinstance(argument, bool):
        return argument
    made: dict[type, Any] = {
        int: _GAP + place,
        str: f"\ue000{place}",
        datetime: datetime(9990, 1, 1, tzinfo=UTC) + timedelta(days=place),
        date: date(9990, 1, 1) + timedelta(days=place),
    }
    return made[type(argument)]


def _asks_about(argument: Any) -> bool:
    return isinstance(argument, (int, str, date)) and not isinstance(argument, bool)


class _Compiled:
    """A query with the places of its gaps: rows, relations and annotations come as the query set itself would give them."""

    def __init__(self, rows: Any, gaps: list[Any]) -> None:
        self.rows = rows
        self.compiler = statements.settled(rows.query.get_compiler(connection=connection))
        self.text, parameters = self.compiler.as_sql()
        self.known: list[Any] = []  # by together.Part: how it is asked beside others
        places = {getattr(gap, "pk", gap): place for place, gap in enumerate(gaps) if not isinstance(gap, bool)}
        self.filling = [(places.get(one, -1) if _asks_about(one) else -1, one) for one in parameters]
        filled = {place for place, _one in self.filling}
        lost = any(_asks_about(gap) and place not in filled for place, gap in enumerate(gaps))  # people need not be named
        if lost or any(place < 0 and isinstance(one, date) for place, one in self.filling):
            raise LookupError(f"This query cannot be kept: {rows.query}")

    def filled(self, arguments: tuple[Any, ...]) -> QuerySet[Any, Any]:
        values = [getattr(one, "pk", one) for one in arguments]
        parameters = statements.given(one if place < 0 else values[place] for place, one in self.filling)
        query: Any = _Query(self.rows.query, self.compiler, self.text, parameters, self.known)
        found: Any = QuerySet(self.rows.model, query=query)
        found._iterable_class = self.rows._iterable_class
        found._fields = self.rows._fields
        found._prefetch_related_lookups = self.rows._prefetch_related_lookups
        filled: QuerySet[Any, Any] = found
        return filled


class _Query:
    """Stands for a query that need not be compiled: lends what the kept one knows of its columns, and nothing that changes it."""

    def __init__(self, query: Any, compiler: Any, text: str, parameters: tuple[Any, ...], known: list[Any]) -> None:
        self.query, self.text, self.parameters, self.known = query, text, parameters, known
        self.compiler = copy.copy(compiler)
        self.compiler.connection = statements.Connection()
        self.compiler.as_sql = lambda *_args, **_options: (text, parameters)

    def get_compiler(self, *_args: Any, **_options: Any) -> Any:
        return self.compiler

    def chain(self) -> _Query:
        return _Query(self.query, self.compiler, self.text, self.parameters, self.known)

    def __getattr__(self, name: str) -> Any:
        lent = getattr(self.query, name)
        if callable(lent):
            raise TypeError(f"A kept query is asked as it stands: {name}")
        return lent
