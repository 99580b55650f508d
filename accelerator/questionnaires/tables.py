"""Questions answered by rows: a team, a cap table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accelerator.questionnaires.questions import Question, Unkept, Value

MOST_COLUMNS = 8
MOST_ROWS = 50
SIMPLE = frozenset({"text", "number", "money", "date", "month", "choice", "yes_no", "url", "email", "phone", "country"})


@dataclass(frozen=True, kw_only=True)
class Table(Question):
    """Between `min_rows` and `max_rows` rows, each {column key: value}. A column is a question of a simple type.

    Rows in which nothing is answered do not count and are not kept.
    """

    columns: tuple[Question, ...] = ()
    min_rows: int = 0
    max_rows: int = 10

    type = "table"
    name = gettext_lazy("Table")
    icon = "table"

    @property
    def fields_sent(self) -> int:
        return MOST_ROWS * len(self.columns)  # however few rows it takes now, a draft may hold what an older version took

    def impossible(self) -> Iterator[tuple[str, str]]:
        if not 1 <= len(self.columns) <= MOST_COLUMNS:
            yield "columns", _("A table has between 1 and %(most)d columns.") % {"most": MOST_COLUMNS}
        if len({column.key for column in self.columns}) < len(self.columns):
            yield "columns", _("Two columns have one key.")
        if any(column.type not in SIMPLE or getattr(column, "other", False) for column in self.columns):
            yield "columns", _("A column has one of these types: %(types)s.") % {"types": ", ".join(sorted(SIMPLE))}
        if any(column.fact or column.show_if or column.require_if or column.rules or column.screens for column in self.columns):
            yield "columns", _("A column is asked always, and tells no fact of the startup.")
        if not 1 <= self.max_rows <= MOST_ROWS:
            yield "max_rows", _("A table has between 1 and %(most)d rows.") % {"most": MOST_ROWS}
        elif not 0 <= self.min_rows <= self.max_rows:
            yield "min_rows", _("The least is between 0 and the most.")

    def clean(self, raw: object) -> Value:
        rows = [] if raw in (None, "") else raw
        if not isinstance(rows, list) or len(rows) > MOST_ROWS:
            raise Unkept(_("This answer must be a list of at most %(most)d rows.") % {"most": MOST_ROWS})
        kept = [self._row(row) for row in rows]
        return [row for row in kept if row]

    def _row(self, raw: object) -> dict[str, Value]:
        """The cells that hold something."""
        known = {column.key: column for column in self.columns}
        if not isinstance(raw, dict) or raw.keys() - known.keys():
            raise Unkept(_("A row is {column: value} with these columns: %(columns)s.") % {"columns": ", ".join(known)})
        cells = {key: column.clean("" if raw.get(key) is None else raw[key]) for key, column in known.items()}
        return {key: value for key, value in cells.items() if known[key].answered(value)}

    def wrong(self, value: Any) -> str:
        if len(value) < self.min_rows:
            return self._too_few(self.min_rows - len(value))
        if len(value) > self.max_rows:
            over = len(value) - self.max_rows
            return ngettext("Remove %(over)d row.", "Remove %(over)d rows.", over) % {"over": over}
        return next(self.wrong_cells(value), "")

    def wrong_cells(self, value: list[dict[str, Value]]) -> Iterator[str]:
        for place, row in enumerate(value, 1):
            for column in self.columns:
                if said := column.fault(row.get(column.key)):
                    yield _("Row %(row)d, %(column)s: %(fault)s") % {"row": place, "column": column.label, "fault": said}

    def _too_few(self, lacking: int) -> str:
        return ngettext("Add %(count)d row to submit.", "Add %(count)d rows to submit.", lacking) % {"count": lacking}

    def missing(self) -> str:
        return self._too_few(max(1, self.min_rows))

    def told(self, value: Any) -> str:
        """A line a row."""
        return "\n".join(" · ".join(text for _head, text in cells if text) for cells in self.told_rows(value))

    def told_rows(self, value: list[dict[str, Value]]) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Each row as (label of the column, cell)."""
        return tuple(tuple((one.label, _told(one, row.get(one.key))) for one in self.columns) for row in value)


def _told(column: Question, value: Value) -> str:
    return column.told(value) if column.answered(value) else ""
