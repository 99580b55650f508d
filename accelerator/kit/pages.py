"""Lists by key set: a page knows where the next one starts, and costs the same at any depth."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.core import signing
from django.core.exceptions import EmptyResultSet
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Q, QuerySet

Whole = Callable[..., Iterable[Any]]
Counted = Literal["", "with", "beside"]
SIZE = 50
_SALT = "slipway.pages"


@dataclass(frozen=True)
class Page:
    """Rows in order, and the marks of the pages after and before ("" where there is none).

    `total` is how many rows all pages have, where that was asked for.
    """

    rows: list[Any]
    after: str = ""
    before: str = ""
    total: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows)


def cut(rows: QuerySet[Any], order: list[str], *, mark: str = "", size: int = SIZE) -> Page:
    """The page of `rows` that `mark` leads to, in one query.

    `order` names fields or annotations that are never null, "-" before those that run down, the last one unique. A mark that
    was not made here leads to the first page.
    """
    back, keys = _read(mark, order)
    return _page(list(_ahead(rows, order, back, keys)[: size + 1]), order, size, back=back, begun=keys is not None)


def cut_first(
    rows: QuerySet[Any], order: list[str], *, whole: Whole, counted: Counted = "", mark: str = "", size: int = SIZE
) -> Page:
    """The same in two queries, first which rows, then `whole` gives for their ids the rows as the page shows them, which know
    `order` too, so that what is dear to look up is looked up for the rows of the page alone. `counted` asks for the total: "with"
    the first page in one go, where it is dear to narrow `rows`, or "beside" it, where that costs less than to sort all of them.
    """
    back, keys = _read(mark, order)
    ahead, total = _ahead(rows, order, back, keys).values("pk")[: size + 1], 0
    if counted == "with" and keys is None:
        ids, total = _with(rows, order, size + 1)
    elif counted:
        ids, total = _beside(ahead, rows)
    else:
        ids = [found["pk"] for found in ahead]
    page = _page(_in_place(ids, whole), order, size, back=back, begun=keys is not None)
    return replace(page, total=total)


def _with(rows: QuerySet[Any], order: list[str], most: int) -> tuple[list[int], int]:
    """The first ids of `rows` and how many there are, in one pass. Written by hand: an aggregate takes Django twice as long."""
    fields = list(dict.fromkeys(("pk", *(one.lstrip("-") for one in order))))
    try:
        text, given = rows.order_by().values_list(*fields).query.sql_with_params()
    except EmptyResultSet:
        return [], 0
    names = ", ".join(f"c{place}" for place in range(len(fields)))
    way = ", ".join(f"c{fields.index(one.lstrip('-'))}{' DESC' if one[0] == '-' else ''}" for one in order)
    first = f"(array_agg(c0 ORDER BY {way}))[:{most}]"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {first}, count(*) FROM ({text}) AS found ({names})", given)  # noqa: S608  # Django's own text
        ids, total = cursor.fetchone()
    return ids or [], total


def _beside(ahead: QuerySet[Any, Any], rows: QuerySet[Any]) -> tuple[list[int], int]:
    """The ids of `ahead` and how many `rows` there are, in one query."""
    try:
        (first, given), (all_, more) = (one.query.sql_with_params() for one in (ahead, rows.order_by().values("pk")))
    except EmptyResultSet:
        return [], 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ARRAY({first}), (SELECT count(*) FROM ({all_}) AS found)", (*given, *more))  # noqa: S608  # Django's own text
        ids, total = cursor.fetchone()
    return ids, total


def _ahead(rows: QuerySet[Any], order: list[str], back: bool, keys: list[Any] | None) -> QuerySet[Any]:
    """`rows` behind `keys`, the next one first."""
    way = _way(order, back)
    found = rows.order_by(*way)
    return found if keys is None else found.filter(_beyond(way, keys))


def _page(got: list[Any], order: list[str], size: int, *, back: bool, begun: bool) -> Page:
    """Of up to one row more than the page has. `begun` says that there are rows on the side it was come from."""
    more, got = len(got) > size, got[:size]
    if back:
        got.reverse()
    if not got:
        return Page([])
    has_after, has_before = (True, more) if back else (more, begun)
    return Page(
        got,
        after=_mark(False, got[-1], order) if has_after else "",
        before=_mark(True, got[0], order) if has_before else "",
    )


def _in_place(ids: Iterable[int], whole: Whole) -> list[Any]:
    """The rows of these ids, in their order; one that went meanwhile is left out."""
    ids = list(ids)
    found = {row.pk: row for row in whole(*ids)} if ids else {}
    return [found[pk] for pk in ids if pk in found]


def is_mark(mark: str, order: list[str]) -> bool:
    """Whether `mark` was made here for a list in `order`."""
    return _read(mark, order)[1] is not None


def _way(order: list[str], back: bool) -> list[str]:
    return [_turned(name) for name in order] if back else order


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: list[str], keys: list[Any]) -> Q:
    """Rows behind `keys` in `order`: a > x, or a = x and b > y, and so on."""
    condition, same = Q(), Q()
    for name, key in zip(order, keys, strict=True):
        field = name.removeprefix("-")
        step = "lt" if name.startswith("-") else "gt"
        condition |= same & Q(**{f"{field}__{step}": key})
        same &= Q(**{field: key})
    return condition


class _Encoder(DjangoJSONEncoder):
    """Keeps instants to the microsecond, where Django's own cuts them to the millisecond."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


class _Exact(signing.JSONSerializer):
    def dumps(self, obj: Any) -> bytes:
        return json.dumps(obj, cls=_Encoder, separators=(",", ":")).encode()


def _mark(back: bool, row: Any, order: list[str]) -> str:
    keys = [_value(row, name.removeprefix("-")) for name in order]
    return signing.dumps([back, order, keys], salt=_SALT, serializer=_Exact)


def _value(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = row[part] if isinstance(row, dict) else getattr(row, part)
    return row


def _read(mark: str, order: list[str]) -> tuple[bool, list[Any] | None]:
    try:
        back, made_for, keys = signing.loads(mark, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return False, None
    return (back, keys) if made_for == order else (False, None)
