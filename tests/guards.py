"""What the database refuses, asked as the web role with none of our operations in between."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.db.models import Model

REFUSALS = (IntegrityError, InternalError, ProgrammingError)


def refused(sql: str, *values: object, because: str) -> None:
    """`sql` fails for the web role, for this reason, and the transaction around it goes on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("slipway_web",)
        with pytest.raises(REFUSALS, match=because), transaction.atomic():
            cursor.execute(sql, values)


def moves(row: Model, *, to: str, allowed: bool) -> None:
    """The state of `row` goes `to` there by raw SQL, or is kept from it, as `allowed` says."""
    sql = f'UPDATE "{row._meta.db_table}" SET state = %s WHERE id = %s'  # noqa: S608
    if not allowed:
        refused(sql, to, row.pk, because="Invalid transition")
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, [to, row.pk])
    row.refresh_from_db()
    assert vars(row)["state"] == to


def history(table: str, key: int) -> list[str]:
    """Every kept version of a row, as JSON text, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(e)::text FROM {table} e WHERE pgh_obj_id = %s ORDER BY pgh_id", [key])  # noqa: S608
        return [row[0] for row in cursor.fetchall()]
