"""Statements that PostgreSQL plans once for a connection: to plan a short query takes it longer than to answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg._queries import PostgresQuery, _query2pg_nocache
from psycopg.types.numeric import Int8

_taken_apart = lru_cache(256)(_query2pg_nocache)


class _Known(PostgresQuery):
    """A statement that is taken apart once. psycopg remembers short ones alone; those of a page are long, few, and never grow."""

    __slots__ = ()

    def convert(self, query: Any, given: Any) -> None:
        if given is None:
            super().convert(query, given)
            return
        text = query.encode(self._tx.encoding)
        self.query, self._want_formats, self._order, self._parts = _taken_apart(text, self._tx.encoding)
        self.dump(given)


class _Preparing(ServerBindingCursor):
    _query_cls = _Known

    def _get_prepared(self, pgq: Any, prepare: bool | None = None) -> Any:
        self._query = pgq  # what a log of queries tells, prepared or not
        return super()._get_prepared(pgq, prepare)  # type: ignore[misc]  # its own base is not told of


def cursor() -> Any:
    """A cursor whose statements are prepared at their third use; Django's own behind a pooler that lends connections."""
    if not settings.DATABASE_STAYS:
        return connection.cursor()
    connection.ensure_connection()
    link: Any = connection.connection
    before, link.cursor_factory = link.cursor_factory, _Preparing
    try:
        return connection.cursor()
    finally:
        link.cursor_factory = before


def given(parameters: Iterable[Any]) -> tuple[Any, ...]:
    """Parameters for it: whole numbers are of one size, so that one statement serves small ones and large ones."""
    return tuple(Int8(one) if type(one) is int else one for one in parameters)


def settled(compiler: Any) -> Any:
    """`compiler`, which from now on works out but once how the values of its columns are read."""
    work_out = compiler.get_converters
    known: list[Any] = []

    def converters(expressions: Any) -> Any:
        if not known:
            known.append(work_out(expressions))
        return known[0]

    compiler.get_converters = converters
    return compiler


class Connection:
    """The thread's connection as a compiler of queries uses it, with such cursors."""

    def cursor(self, *_args: Any, **_options: Any) -> Any:
        return cursor()

    def __getattr__(self, name: str) -> Any:
        return getattr(connection, name)
