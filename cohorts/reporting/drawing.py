"""Rows of the board as HTML: thousands of cells, so Python draws them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.kit import figures, money, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.html import filled, joined
from accelerator.templatetags.slipway import avatar, glyph, icon
from cohorts.checkins import trends
from cohorts.checkins.queries import Weeks
from cohorts.reporting import risk
from cohorts.reporting.board import Board, Cell, Column, Row

_TONES = {risk.RISK: "t-err", risk.WATCH: "t-warn"}
_DUE = (trends.SENT, trends.LATE, trends.MISSED)
_GAP = "0" * 10  # a code stands here


def bodies(board: Board) -> SafeString:
    """One `<tbody>` a group of rows, under its heading where they are grouped."""
    cells = _Cells(board.columns)
    wide = len(board.columns) + 5
    return joined(_body(name, rows, cells, wide) for name, rows in board.groups)


def _body(name: str, rows: Sequence[Row], cells: _Cells, wide: int) -> SafeString:
    head = filled('<tr class="group"><th scope="rowgroup" colspan="{}">{}</th></tr>', wide, name) if name else ""
    return filled("<tbody>{}{}</tbody>", head, joined(_row(one, cells) for one in rows))


class _Cells:
    """Cells by column and state: all but the code of a milestone is the same for every startup."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._openings = [
            filled('<td class="c{}" data-label="M{}">', " next" if one.is_next else "", one.position) for one in columns
        ]
        self._link = reverse("milestone", args=[_GAP]).replace(_GAP, "{}")
        self._patterns: dict[tuple[int, str], str] = {}

    def drawn(self, cells: Sequence[Cell | None]) -> SafeString:
        return joined(self._cell(place, one) for place, one in enumerate(cells))

    def _cell(self, place: int, cell: Cell | None) -> SafeString:
        if cell is None:
            return filled('{}<span class="text-ink3">–</span></td>', self._openings[place])
        pattern = self._patterns.get((place, cell.state)) or self._pattern(place, cell.state)
        return filled(pattern, cell.code)

    def _pattern(self, place: int, state: str) -> str:
        shape = glyph(state, "milestone", label=True)
        made = f'{self._openings[place]}<a href="{self._link}">{shape}</a></td>'
        self._patterns[place, state] = made
        return made


def _row(row: Row, cells: _Cells) -> SafeString:
    line = row.line
    return filled(
        '<tr><th scope="row"><span class="name">{}<a href="{}">{}</a></span></th>{}{}{}{}{}</tr>',
        avatar(line.name, square=True),
        reverse("enrolment", args=[line.code]),
        line.name,
        cells.drawn(row.cells),
        _weeks(row),
        _flags(row),
        _contact(row),
        _credits(row),
    )


def _weeks(row: Row) -> SafeString:
    weeks = row.line.weeks
    if weeks is None or not weeks.weeks:
        return filled('<td class="num text-xs text-ink3" data-label="{}">–</td>', _("Check-ins"))
    of = weeks.sent + weeks.missed
    told = ngettext("%(sent)d of %(of)d check-in sent", "%(sent)d of %(of)d check-ins sent", of) % {"sent": weeks.sent, "of": of}
    return filled(
        '<td class="num text-ink2" data-label="{}"><span class="board-bars">{}</span>{}/{}</td>',
        _("Check-ins"), _bars(weeks, told), weeks.sent, of,
    )  # fmt: skip


def _bars(weeks: Weeks, told: str) -> SafeString:
    """Only of what fell due: a week that is open still is no gap."""
    fell_due = [value for one, value in zip(weeks.weeks, weeks.bars, strict=True) if one.state in _DUE]
    return figures.bars(fell_due, label=told, width=68, height=18) if fell_due else SafeString("")


def _contact(row: Row) -> SafeString:
    last = row.line.last_session
    shown = wording.since(last) if last else _("Never")
    return filled(
        '<td class="num text-xs {}" data-label="{}">{}</td>', "text-ink2" if last else "text-ink3", _("Last met"), shown
    )


def _credits(row: Row) -> SafeString:
    parts = joined(
        filled(
            '<span class="block">{}<span class="sub">{}</span></span>',
            money.written(one.amount, one.currency), _until(one.ends_on),
        )
        for one in row.line.left
    )  # fmt: skip
    return filled('<td class="num text-xs" data-label="{}">{}</td>', _("Credits left"), parts or "–")


def _until(day: date) -> str:
    return _("until %(day)s") % {"day": wording.day(day)}


def _flags(row: Row) -> SafeString:
    heard = (filled('<li class="{}">{}{}</li>', _TONES[severity], icon("flag", 13), said) for severity, said in row.why)
    quiet = (
        filled('<li class="text-ink3">{}<span>{} · {}</span></li>', icon("bell-off", 13), said, by) for said, by in row.quiet
    )
    shown = joined([*heard, *quiet])
    return filled(
        '<td class="why" data-label="{}">{}</td>', _("Flag"), filled('<ul class="flags">{}</ul>', shown) if shown else ""
    )
