"""The burn forecast as SVG: actual solid, forecast dashed with a band, today dotted, the last day in Buoy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.kit import money, wording
from cohorts.credits.burn import Burn

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 380, 172, 38, 372, 32, 148
_LABELS = 7  # months at most


class _Plot:
    """Days and amounts as places on the sheet."""

    def __init__(self, burn: Burn) -> None:
        self.burn, self.start = burn, burn.line[0][0]
        self.days = (burn.ends_on - self.start).days

    def x(self, day: date) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (day - self.start).days / self.days, 1)

    def y(self, amount: Decimal) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * float(amount / self.burn.whole), 1)

    def path(self, points: Sequence[tuple[date, Decimal]]) -> str:
        return " ".join(f"{self.x(day)},{self.y(amount)}" for day, amount in points)


def told(burn: Burn, currency: str) -> str:
    """The finding in a sentence, to the nearest hundred."""
    day = wording.day(burn.ends_on)
    if burn.used_up_on:
        return _("Used up by %(on)s at the rate of the last months; it would last until %(day)s.") % {
            "on": wording.day(burn.used_up_on), "day": day,
        }  # fmt: skip
    return _("About %(amount)s will lapse on %(day)s at the rate of the last months.") % {
        "amount": money.written(Decimal(round(burn.rest, -2)), currency), "day": day,
    }  # fmt: skip


def drawn(burn: Burn, currency: str) -> SafeString:
    """The picture; its label is the sentence of `told`."""
    plot = _Plot(burn)
    parts = [_grid(plot), _months(plot), _ahead(plot), _lines(plot)]
    return format_html(
        '<svg class="burn" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        _WIDTH, _HEIGHT, told(burn, currency), SafeString("".join(parts)),
    )  # fmt: skip


def _grid(plot: _Plot) -> SafeString:
    whole = plot.burn.whole
    rows = ((plot.y(amount), wording.brief(amount)) for amount in (Decimal(0), whole / 2, whole))
    line = '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/><text x="{3}" y="{4}" text-anchor="end">{5}</text>'
    return format_html_join("", line, ((_LEFT, _RIGHT, y, _LEFT - 6, y + 4, text) for y, text in rows))


def _months(plot: _Plot) -> SafeString:
    firsts = list(_firsts(plot.start, plot.burn.ends_on))
    shown = firsts[:: max(1, -(-len(firsts) // _LABELS))]
    text = '<text x="{}" y="{}" text-anchor="middle">{}</text>'
    return format_html_join("", text, ((plot.x(day), _BOTTOM + 16, date_format(day, "M")) for day in shown))


def _firsts(start: date, end: date) -> Iterator[date]:
    """The first day of each month between the two."""
    year, month = start.year, start.month
    while (year, month) < (end.year, end.month):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        yield date(year, month, 1)


def _ahead(plot: _Plot) -> SafeString:
    burn = plot.burn
    low, high = burn.band
    now, end = (burn.today, burn.left), burn.ends_on
    return format_html(
        '<polygon class="band" points="{}"/><polyline class="ahead" points="{}"/>'
        '<text class="told" x="{}" y="{}" text-anchor="end">{}</text>',
        plot.path([now, (end, high), (end, low)]), plot.path([now, (end, burn.rest)]),
        _RIGHT - 8, _clear(plot), _("%(amount)s left") % {"amount": wording.brief(round(burn.rest, -2))},
    )  # fmt: skip


def _clear(plot: _Plot) -> float:
    """Where the rest is written: above its point, or below where the line runs near the top."""
    y = plot.y(plot.burn.rest)
    return y - 9 if y > _TOP + 30 else plot.y(plot.burn.band[0]) + 18


def _lines(plot: _Plot) -> SafeString:
    burn = plot.burn
    today, end = plot.x(burn.today), plot.x(burn.ends_on)
    return format_html(
        '<line class="now" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text x="{0}" y="{3}" text-anchor="end">{4}</text>'
        '<line class="end" x1="{5}" x2="{5}" y1="{1}" y2="{2}"/><text class="ends" x="{5}" y="11" text-anchor="end">{6}</text>'
        '<polyline class="actual" points="{7}"/><circle class="dot" cx="{0}" cy="{8}" r="3"/>'
        '<circle class="dot last" cx="{5}" cy="{9}" r="4"/>',
        today, _TOP, _BOTTOM, _TOP - 5, _("Today"), end,
        _("Expires %(day)s") % {"day": date_format(burn.ends_on, "j M Y")},
        plot.path(burn.line), plot.y(burn.left), plot.y(burn.rest),
    )  # fmt: skip
