"""Rows out as CSV: streamed, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import StreamingHttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def cell(value: Any) -> str:
    """`value` as a cell: numbers plain, other text that a spreadsheet would run gets an apostrophe before it (CWE-1236)."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """`rows` under `head` as the file `name`.csv, UTF-8 with a BOM so that Excel reads it; nothing is held in memory."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
        yield "﻿" + writer.writerow([cell(part) for part in head])
        for row in rows:
            yield writer.writerow([cell(part) for part in row])

    response = StreamingHttpResponse((line.encode() for line in lines()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response
