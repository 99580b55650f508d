"""Rows out as CSV and as workbooks: streamed, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from accelerator.kit import downloads

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK = "\ufeff"  # tells Excel that a file is UTF-8
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\0")  # spreadsheets of East Asia run the wide ones
_LONGEST = 32_767  # characters of a workbook's cell
_NO_SHEETS_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_EXACT = Decimal(10) ** 15  # a workbook's numbers have fifteen digits


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


def csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Each row as a line of CSV, every cell in quotation marks."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    for row in rows:
        yield writer.writerow([cell(part) for part in row])


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """`rows` under `head` as the file `name`.csv, UTF-8 with a BOM so that Excel reads it; nothing is held in memory."""

    def lines() -> Iterator[str]:
        yield MARK
        yield from csv_lines([head])
        yield from csv_lines(rows)

    return answer(f"{name}.csv", CSV_TYPE, (line.encode() for line in lines()))


def answer(name: str, media_type: str, content: Iterable[bytes]) -> StreamingHttpResponse:
    """A file that nobody runs, and nobody keeps on the way."""
    return downloads.attached(StreamingHttpResponse(content, content_type=media_type), name)


def workbook(file: IO[bytes], name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Writes a workbook of one sheet into `file`, row by row in bounded memory.

    Numbers are numbers, instants UTC, all else is text and never a formula or a link. Text too long for a cell ends in a word
    that says so.
    """
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(_NO_SHEETS_NAME.sub("-", name)[:31].strip("'") or None)
    at, on = book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    for place, label in enumerate(head):
        sheet.write_string(0, place, label, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _put(sheet, number, place, value, at, on)
    book.close()


def _put(sheet: Any, row: int, column: int, value: Any, at: Any, on: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):  # most are
        sheet.write_string(row, column, _fitting(value))
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and abs(Decimal(value)) < _EXACT:
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(UTC).replace(tzinfo=None), at)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, on)
    else:
        sheet.write_string(row, column, _fitting(str(value)))


def _fitting(text: str) -> str:
    """Excel counts in UTF-16: what stands outside its first plane is two. None of those is cut in half."""
    if len(text) <= _LONGEST // 2 or len(counted := text.encode("utf-16-le")) // 2 <= _LONGEST:
        return text
    said = " … " + _("cut here; the CSV has all of it")
    most = _LONGEST * 2 - len(said.encode("utf-16-le"))
    return counted[:most].decode("utf-16-le", "ignore") + said
