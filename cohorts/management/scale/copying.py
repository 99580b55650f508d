"""Rows in by COPY: the same columns, defaults, constraints and triggers as any other way in, at a third of the time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection
from django.db.models import ForeignKey, JSONField, Model

Kind = TypeVar("Kind", bound=Model)
_PLAIN = {int, str, bool, datetime, date, type(None)}  # what every column but a document takes as it is


def insert(rows: Iterable[Kind]) -> list[Kind]:
    """Inserts new rows, all of one model, and gives each its key."""
    made = list(rows)
    if not made:
        return made
    model = made[0]._meta
    fields = model.concrete_fields
    relations = [(field.name, field.attname) for field in fields if isinstance(field, ForeignKey)]
    prepared = [field.get_db_prep_save for field in fields]
    documents = [place for place, field in enumerate(fields) if isinstance(field, JSONField)]
    told = attrgetter(*(field.attname for field in fields))
    with connection.cursor() as cursor:
        if made[0].pk is None:
            _number(cursor, made)
        with cursor.copy(_copy(type(made[0]), [str(field.column) for field in fields])) as copy:
            for row in made:
                _relate(row, relations)
                values = told(row)
                kept = [
                    value if type(value) in _PLAIN else prepare(value, connection)
                    for value, prepare in zip(values, prepared, strict=True)
                ]
                for place in documents:
                    kept[place] = document(values[place])
                copy.write_row(kept)
                row._state.adding, row._state.db = False, connection.alias
    return made


def write(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts rows that nobody asks for again: `columns` of each as COPY takes them, the others as the database fills them."""
    with connection.cursor() as cursor, cursor.copy(_copy(model, columns)) as copy:
        for row in rows:
            copy.write_row(row)


def update(rows: Sequence[Model], *names: str) -> None:
    """Writes the fields `names` of rows of one model, in one statement. No field may be a document."""
    model, name = rows[0]._meta, connection.ops.quote_name
    known = {one.name: one for one in model.concrete_fields}
    fields = [known[model.pk.name], *(known[one] for one in names)]
    changed = ", ".join(f"{name(str(one.column))} = new.{name(str(one.column))}" for one in fields[1:])
    columns = ", ".join(name(str(one.column)) for one in fields)
    arrays = ", ".join(f"%s::{one.db_type(connection)}[]" for one in fields)
    table, key = name(model.db_table), name(str(fields[0].column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {changed} FROM unnest({arrays}) AS new ({columns}) WHERE {table}.{key} = new.{key}",  # noqa: S608
            [[getattr(row, one.attname) for row in rows] for one in fields],
        )


def document(value: Any) -> str:
    """As a column of documents takes it."""
    return json.dumps(value)


def _copy(model: type[Model], columns: Sequence[str]) -> str:
    name = connection.ops.quote_name
    return f"COPY {name(model._meta.db_table)} ({', '.join(map(name, columns))}) FROM STDIN"


def _number(cursor: Any, rows: list[Kind]) -> None:
    """Gives each row the next key of its table."""
    table = connection.ops.quote_name(rows[0]._meta.db_table)
    cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, len(rows)])
    for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = key


def _relate(row: Model, relations: Sequence[tuple[str, str]]) -> None:
    """What it belongs to may have got its key after it was named here."""
    named = row._state.fields_cache
    for name, attname in relations:
        if row.__dict__[attname] is None and (other := named.get(name)) is not None:
            row.__dict__[attname] = other.pk
