"""Several query sets asked in one statement: what a page needs of many areas costs one way to PostgreSQL and back, not one each.

`fetch` fills query sets, so that reading them asks nothing more. Functions at a point whose answers one page gathers are
*stepwise*: generators that yield the query sets they need next and return their answer. `each` takes the steps of all side by
side: a query for what they yield first, another for what they yield next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable
from copy import copy
from datetime import date, datetime, time
from decimal import Decimal
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, QuerySet, Value
from django.utils.dateparse import parse_duration

from accelerator.kit import statements

_ARGUMENTS = 100  # of a function in PostgreSQL
T = TypeVar("T")
P = ParamSpec("P")
Steps = Generator[Iterable[QuerySet[Any, Any]], None, T]


def fetch(*wanted: QuerySet[Any, Any]) -> None:
    """Evaluates those that are not yet, in one statement. What they prefetch is asked after it, as ever."""
    open_ = [one for one in wanted if one._result_cache is None]
    if len(open_) == 1:
        len(open_[0])
        return
    parts = [(one, Part(one)) for one in open_]
    asked = [part for _one, part in parts if part.text]
    found = iter(ask(asked))
    for one, part in parts:
        one._result_cache = part.read(next(found)) if part.text else []
        one._prefetch_done = True  # type: ignore[attr-defined]  # what Django sets with the results


def ask(parts: list[Part]) -> tuple[Any, ...]:
    """What PostgreSQL answers to each, for its `read`. One query, or none for none."""
    if not parts:
        return ()
    with statements.cursor() as cursor:
        given = statements.given(value for part in parts for value in part.parameters)
        cursor.execute(f"SELECT {', '.join(part.text for part in parts)}", given)
        return cursor.fetchone() or ()


class Stepwise(Generic[P, T]):
    """A function written as steps. Called as any function it answers, having asked alone."""

    def __init__(self, steps: Callable[P, Steps[T]]) -> None:
        self.steps = steps
        update_wrapper(self, steps)

    def __call__(self, *given: P.args, **named: P.kwargs) -> T:
        return run(self.steps(*given, **named))


def stepwise(steps: Callable[P, Steps[T]]) -> Stepwise[P, T]:
    return Stepwise(steps)


def each(those: Iterable[Callable[..., T]], *given: Any) -> Steps[list[T]]:
    """Steps to what each says when asked with `given`, in order; who is not stepwise asks for itself."""
    return beside(*(one.steps(*given) if isinstance(one, Stepwise) else _at_once(one, given) for one in those))


def _at_once(one: Callable[..., T], given: tuple[Any, ...]) -> Steps[T]:
    yield ()
    return one(*given)


def beside(*those: Steps[Any]) -> Steps[list[Any]]:
    """Steps that take these side by side, and return what each returned."""
    found: dict[int, Any] = {}
    running = dict(enumerate(those))
    while running:
        wanted: list[QuerySet[Any, Any]] = []
        for place, one in list(running.items()):
            try:
                wanted += next(one)
            except StopIteration as done:
                found[place] = done.value
                del running[place]
        yield wanted
    return [found[place] for place in range(len(those))]


def filled(found: QuerySet[Any, Any]) -> Steps[QuerySet[Any, Any]]:
    """One step: the query set itself, filled."""
    yield [found]
    return found


def counted(rows: QuerySet[Any, Any]) -> Steps[int]:
    """One step: how many rows there are."""
    count = rows.order_by().values(_all=Value(1)).annotate(count=Count("pk")).values_list("count", flat=True)
    yield [count]
    return sum(count)


def run(those: Steps[T]) -> T:
    """Takes the steps to their end, each asking its query sets in one statement."""
    while True:
        try:
            fetch(*next(those))
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]


class Part:
    """A query set as one value of a larger statement; no `text` where it can find nothing."""

    def __init__(self, found: QuerySet[Any, Any]) -> None:
        self.found, self.text = found, ""
        self._reading: list[tuple[int, Callable[[Any], Any]]] = []  # of the columns that JSON does not tell as they are
        self.parameters: tuple[Any, ...] = ()
        known = getattr(found.query, "known", None)  # what a kept query worked out before
        if known is None and found.query.is_empty():
            return
        self._compiler = statements.settled(found.query.get_compiler(found.db))
        try:
            text, self.parameters = self._compiler.as_sql()
        except EmptyResultSet:
            return
        self.text, self._reading = known or self._worked_out(text)
        if known is not None and not known:
            known += self.text, self._reading

    def _worked_out(self, text: str) -> tuple[str, list[tuple[int, Callable[[Any], Any]]]]:
        wide = len(self._compiler.select)
        readers = ((place, _reader(column[0].output_field)) for place, column in enumerate(self._compiler.select))
        reading = [(place, read) for place, read in readers if read]
        names = ", ".join(f"c{place}" for place in range(wide))  # two tables may both have an "id"
        row = f"json_build_array({names})" if wide <= _ARGUMENTS else "found"  # a list is read faster than names
        return f"(SELECT json_agg({row})::text FROM ({text}) AS found ({names}))", reading  # noqa: S608  # Django's own text

    def read(self, written: str | None) -> list[Any]:
        """The query set's own results: Django makes them of rows as if its cursor had brought them."""
        rows = [self._row(one) for one in json.loads(written or "[]", parse_float=_Number)]
        compiler, found = copy(self._compiler), self.found._chain()  # type: ignore[attr-defined]  # all() would forget what a relation knows
        compiler.execute_sql = lambda *_, **__: [rows]
        found.query.get_compiler = lambda *_, **__: compiler
        return list(found)

    def _row(self, one: list[Any] | dict[str, Any]) -> tuple[Any, ...]:
        given = list(one.values()) if isinstance(one, dict) else one
        for place, read in self._reading:
            if given[place] is not None:
                given[place] = read(given[place])
        return tuple(given)


class _Number(float):
    """A number with a point that still knows how it was written: money is not a float."""

    def __new__(cls, written: str) -> _Number:
        made = super().__new__(cls, written)
        made.written = written
        return made

    written: str


def _decimal(value: Any) -> Decimal:
    return Decimal(value.written if isinstance(value, _Number) else value)


# What psycopg would have made of a value, by Django's name for its type; of others JSON's own is the same.
_READERS: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DurationField": parse_duration,
    "DecimalField": _decimal,
    "FloatField": float,
    "JSONField": json.dumps,
    "UUIDField": UUID,
}


def _reader(field: Any) -> Callable[[Any], Any] | None:
    kind = field.get_internal_type()
    if kind == "BinaryField":
        raise TypeError(f"{field}: no way yet to read a {kind} out of a larger statement")
    if kind != "ArrayField":
        return _READERS.get(kind)
    within = _reader(field.base_field)
    return (lambda value: [within(one) for one in value]) if within else None
