"""Lists by key set: a page begins after a row, so the last page of 10,000 costs what the first does."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)

SIZE = 50


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`previous` and `next` are values of the address's `at`; empty where there is nothing further."""

    rows: list[Row]
    previous: str = ""
    next: str = ""


def page(found: QuerySet[Row], request: HttpRequest, *, key: str, descending: bool = False, size: int = SIZE) -> Page[Row]:
    """The page of `found` that `?at=` asks for, in order of `key` (never null) and then of the primary key.

    One query. An `at` that cannot be read is the first page.
    """
    keyed = found.annotate(page_key=F(key))
    back, edge = _read(request.GET.get("at", ""))
    try:
        rows = _rows(keyed, edge, down=descending != back, size=size)
    except (ValueError, TypeError, ValidationError):
        back, edge, rows = False, None, _rows(keyed, None, down=descending, size=size)
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    before, after = (more, edge is not None) if back else (edge is not None, more)
    if not rows:
        return Page(rows)
    return Page(
        rows,
        previous=_written("b", rows[0]) if before else "",
        next=_written("f", rows[-1]) if after else "",
    )


def _rows(keyed: QuerySet[Any], edge: tuple[Any, int] | None, *, down: bool, size: int) -> list[Any]:
    sign, beyond = ("-", "lt") if down else ("", "gt")
    if edge is not None:
        value, pk = edge
        keyed = keyed.filter(Q(**{f"page_key__{beyond}": value}) | Q(page_key=value, **{f"pk__{beyond}": pk}))
    return list(keyed.order_by(f"{sign}page_key", f"{sign}pk")[: size + 1])


def _written(way: str, row: Any) -> str:
    value = row.page_key
    plain = value.isoformat() if isinstance(value, (date, datetime)) else value if isinstance(value, int) else str(value)
    return urlsafe_b64encode(json.dumps([way, plain, row.pk]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[bool, tuple[Any, int] | None]:
    """(backwards, (key, primary key)); (False, None) where there is none or it makes no sense."""
    try:
        way, value, pk = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return way == "b", (value, int(pk))
    except (ValueError, TypeError):
        return False, None
