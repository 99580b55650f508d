"""The board as a file: one line a startup, a column a milestone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accelerator.kit import money, states
from cohorts.reporting.board import Board, Cell, Row

MOST = 5000  # lines


def head(board: Board) -> list[str]:
    due = [f"M{one.position} {one.title} ({one.due_on.isoformat()})" for one in board.columns]
    return [
        _("Startup"), _("Sector"), _("Lead"), *due, _("Late milestones"), _("Next due"), _("Check-ins sent"),
        _("Check-ins missed"), _("Last session (UTC)"), _("Next session (UTC)"),
        _("Credits left"), _("Flag"), _("Reasons"), _("Muted"),
    ]  # fmt: skip


def lines(board: Board) -> Iterator[tuple[Any, ...]]:
    return (_line(one) for one in board.rows)


def _line(row: Row) -> tuple[Any, ...]:
    line = row.line
    return (
        line.name,
        line.sector,
        "; ".join(one.name for one in line.leads),
        *_cells(row.cells),
        line.late,
        line.next_due.isoformat() if line.next_due else "",
        line.weeks.sent if line.weeks else 0,
        line.weeks.missed if line.weeks else 0,
        *(f"{at:%Y-%m-%d %H:%M}" if at else "" for at in (line.last_session, line.next_session)),
        "; ".join(money.written(one.amount, one.currency) for one in line.left),
        line.standing.severity,
        "; ".join(said for _severity, said in row.why),
        "; ".join(f"{said} ({by})" for said, by in row.quiet),
    )


def _cells(cells: Sequence[Cell | None]) -> list[str]:
    return [str(states.look(one.state, "milestone").word) if one else "" for one in cells]
