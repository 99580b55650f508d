"""CSV that people bring: whatever encoding and separator, every cell as it was written, bounded."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accelerator.kit.refusals import Refusal

MOST_BYTES = 10 * 1024 * 1024
MOST_COLUMNS = 300
MOST_ROWS = 50_000
_SEPARATORS = ",;\t"
_LONGEST_CELL = 131_072  # characters, as the csv module counts them
_OTHERS = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
)  # what no text begins with
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")  # what names no column


class Unreadable(Refusal):
    """The file cannot be read to its end."""

    status = 422

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="file")


@dataclass(frozen=True)
class Table:
    """The names of the columns, and each row with the line it ends on, without rows of empty cells; a row may have another number
    of cells.
    """

    head: list[str]
    rows: list[tuple[int, list[str]]]

    def records(self) -> list[dict[str, str]]:
        """Each row by its columns' names, as far as it goes."""
        return [dict(zip(self.head, row, strict=False)) for _line, row in self.rows]


def read(content: bytes) -> Table:
    """The table in a file of at most 10 MB, whose first line names the columns. Raises Unreadable.

    Columns and rows are counted before anything is done with them: ten million commas are a small file and a large table.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(_("This file is larger than 10 MB. Split it."))
    text = decoded(content)
    if content.startswith(_OTHERS) or "\0" in text or _CONTROL.search(text[:_LONGEST_CELL].partition("\n")[0]):
        raise Unreadable(_("This is no CSV: it holds characters that no text has. Export it as CSV (UTF-8)."))
    lines = _rows(text, _separator(text))
    first = next(lines, (0, []))[1]
    if len(first) > MOST_COLUMNS:
        raise _too_wide(len(first))
    head = [cell.strip() for cell in first]
    if not any(head):
        raise Unreadable(_("This file is empty. Its first line must name the columns."))
    return Table(_unlike(head), list(_bounded(lines)))


def _bounded(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for place, (line, row) in enumerate(lines, 1):
        if place > MOST_ROWS:
            raise Unreadable(_("A file has at most %(most)d rows. Split it.") % {"most": MOST_ROWS})
        if len(row) > MOST_COLUMNS:
            facts = {"line": line, "most": MOST_COLUMNS, "count": len(row)}
            raise Unreadable(_("Line %(line)d has %(count)d cells. At most %(most)d can be read.") % facts)
        if any(cell.strip() for cell in row):  # spreadsheets leave rows of empty cells below theirs
            yield line, row


def _unlike(names: list[str]) -> list[str]:
    """The names, a second one of the same numbered."""
    found: list[str] = []
    for name in names:
        more = (f"{name} ({number})" for number in count(2))
        found.append(name if name not in found else next(one for one in more if one not in found))
    return found


def shown(cell: str) -> str:
    """A cell in a fault: in one line, shortened."""
    return Truncator(" ".join(cell.split())).chars(60)


def decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8 where it is that, else the old Western encoding of spreadsheets."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _separator(text: str) -> str:
    """The one that parts the first line, or what can be a first line, into most cells."""
    start = text[:_LONGEST_CELL]
    widths = {one: len(next(_rows(start, one, strict=False), (0, []))[1]) for one in _SEPARATORS}
    return max(_SEPARATORS, key=lambda one: widths[one])


def _lines(text: str, separator: str) -> Iterator[str]:
    """The lines of the text; more separators than a cell may have characters can only be columns without end."""
    for line in io.StringIO(text, newline=""):
        if (found := line.count(separator)) > _LONGEST_CELL:
            raise _too_wide(found + 1)
        yield line


def _too_wide(count: int) -> Unreadable:
    return Unreadable(_("A file has at most %(most)d columns. This has %(count)d.") % {"most": MOST_COLUMNS, "count": count})


def _rows(text: str, separator: str, *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line it ends on. What is not `strict` reads on over quotation marks that do not
    pair, where one row may swallow those after it.
    """
    reader, begins = csv.reader(_lines(text, separator), delimiter=separator, strict=strict), 1
    try:
        for row in reader:
            begins = reader.line_num + 1
            if row:
                yield reader.line_num, row
    except csv.Error:
        raise Unreadable(
            _(
                "The row on line %(line)d cannot be read: its quotation marks do not pair, or a cell is longer than %(most)d "
                "characters. Mend it there and upload the file again."
            )
            % {"line": begins, "most": _LONGEST_CELL}
        ) from None
