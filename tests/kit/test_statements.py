"""What is planned once for a connection answers as ever."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from accelerator.kit import statements

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%prepared here%'")
        return int(cursor.fetchone()[0])


def _ask(*parameters: Any) -> Any:
    with statements.cursor() as cursor:
        cursor.execute(
            "SELECT %s::bigint, %s::text, %s::timestamptz, %s::numeric /* prepared here */", statements.given(parameters)
        )
        return cursor.fetchone()


def test_small_and_large_numbers_share_a_statement() -> None:
    before = _prepared()
    for place, number in enumerate((1, 40_000, 2**40, 7), 1):
        assert _ask(number, "é", AT, Decimal("1.50")) == (number, "é", AT, Decimal("1.50"))
        assert _prepared() == before + (place > 2)


def test_nothing_is_prepared_behind_a_pooler(settings: LazySettings) -> None:
    settings.DATABASE_STAYS = False
    before = _prepared()
    assert _ask(None, None, None, None) == (None, None, None, None)
    assert _prepared() == before


def test_other_cursors_are_as_they_were() -> None:
    before = _prepared()
    statements.cursor().close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s /* prepared here */", [1])
    assert _prepared() == before


def test_a_long_statement_is_taken_apart_once() -> None:
    text = f"SELECT %s::bigint, '{'x' * 5000}', 'per%%cent'"
    with statements.cursor() as cursor:
        statements._taken_apart.cache_clear()
        for number in (1, 2, 3):
            cursor.execute(text, statements.given([number]))
            assert cursor.fetchone() == (number, "x" * 5000, "per%cent")
    assert statements._taken_apart.cache_info()[:2] == (2, 1)


def test_a_statement_that_is_given_nothing_is_taken_as_it_stands() -> None:
    with statements.cursor() as cursor:
        cursor.execute("SELECT 'per%cent'")
        assert cursor.fetchone() == ("per%cent",)
