"""Rows of the board as HTML: thousands of cells, so Python draws them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.kit import figures, money, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.html import escaped, filled, joined
from accelerator.templatetags.slipway import avatar, glyph, icon
from cohorts.checkins import trends
from cohorts.checkins.queries import Weeks
from cohorts.reporting import risk, sentences
from cohorts.reporting.board import Board, Cell, Column, Row

_TONES = {risk.RISK: "t-err", risk.WATCH: "t-warn"}
_DUE = (trends.SENT, trends.LATE, trends.MISSED)
_Beside = Callable[[Row], SafeString]
_GAP = "0" * 10  # a code stands here


def table(board: Board) -> SafeString:
    """Head and bodies: one `<tbody>` a group of rows, under its heading where they are grouped."""
    cells, beside = _Cells(board.columns), [_BESIDE[one] for one in board.choice.shown]
    wide = len(board.columns) + len(beside) + 1
    bodies = joined(_body(name, rows, cells, beside, wide) for name, rows in board.groups)
    return filled("{}{}", _head(board), bodies)


def _head(board: Board) -> SafeString:
    words = sentences.columns()
    due = joined(
        filled(
            '<th scope="col" class="c{}"><abbr class="no-underline" title="{}">M{}</abbr><span class="sub num">{}</span></th>',
            " next" if one.is_next else "", one.title, one.position, date_format(one.due_on, "j M"),
        )
        for one in board.columns
    )  # fmt: skip
    beside = joined(filled('<th scope="col">{}</th>', words[one]) for one in board.choice.shown)
    return filled('<thead><tr><th scope="col">{}</th>{}{}</tr></thead>', _("Startup"), due, beside)


def _body(name: str, rows: Sequence[Row], cells: _Cells, beside: Sequence[_Beside], wide: int) -> SafeString:
    head = filled('<tr class="group"><th scope="rowgroup" colspan="{}">{}</th></tr>', wide, name) if name else ""
    return filled("<tbody>{}{}</tbody>", head, joined(_row(one, cells, beside) for one in rows))


class _Cells:
    """Cells by column and state: all but the code of a milestone is the same for every startup."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._openings = [
            filled('<td class="c{}" data-label="M{}">', " next" if one.is_next else "", one.position) for one in columns
        ]
        self._link = reverse("milestone", args=[_GAP]).split(_GAP)
        self._around: dict[tuple[int, str], tuple[str, str]] = {}

    def drawn(self, cells: Sequence[Cell | None]) -> SafeString:
        known, parts = self._around, list[str]()
        for place, cell in enumerate(cells):
            if cell is None:
                parts += self._openings[place], '<span class="text-ink3">–</span></td>'
                continue
            before, after = known.get((place, cell.state)) or self._draw(place, cell.state)
            parts += before, escaped(cell.code), after
        return SafeString("".join(parts))

    def _draw(self, place: int, state: str) -> tuple[str, str]:
        """What stands before the code of a milestone and what after it."""
        before, after = self._link
        shape = glyph(state, "milestone", label=True)
        made = f'{self._openings[place]}<a href="{before}', f'{after}">{shape}</a></td>'
        self._around[place, state] = made
        return made


def _row(row: Row, cells: _Cells, beside: Sequence[_Beside]) -> SafeString:
    line = row.line
    return filled(
        '<tr><th scope="row"><span class="name">{}<a href="{}">{}</a></span></th>{}{}</tr>',
        avatar(line.name, square=True),
        reverse("enrolment", args=[line.code]),
        line.name,
        cells.drawn(row.cells),
        joined(one(row) for one in beside),
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
    last, ahead = row.line.last_session, row.line.next_session
    shown = wording.since(last) if last else _("Never")
    following = filled('<span class="sub">{}</span>', _("next %(when)s") % {"when": wording.moment(ahead)}) if ahead else ""
    return filled(
        '<td class="num text-xs {}" data-label="{}">{}{}</td>',
        "text-ink2" if last else "text-ink3", _("Last met"), shown, following,
    )  # fmt: skip


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


_BESIDE: Mapping[str, _Beside] = {"checkins": _weeks, "flag": _flags, "contact": _contact, "credits": _credits}
