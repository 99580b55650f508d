"""Milestones along the weeks: places of bars on a sheet, and the sheet as SVG in a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.kit import states, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.html import filled, joined

DAY, HEIGHT, GLYPH = 5, 30, 14  # pixels
WEEK = timedelta(days=7)
MOST_WEEKS = 160


class Dated(Protocol):
    """What the chart needs of a milestone."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def due_on(self) -> date: ...


@dataclass(frozen=True)
class Span:
    """Whole weeks from the Monday `first`."""

    first: date
    weeks: int

    @property
    def width(self) -> int:
        return self.weeks * 7 * DAY

    def x(self, day: date) -> int:
        """Where `day` begins, within the sheet."""
        return max(0, min(self.width, (day - self.first).days * DAY))


class Bar(NamedTuple):
    """From the day after the milestone before it to the end of its own due day, in pixels."""

    x: int
    width: int
    thing: Dated


def span(starts_on: date, ends_on: date, dated: Iterable[Dated]) -> Span:
    """All weeks of the cohort and of what is due before or after it, as far as a sheet goes."""
    days = [starts_on, ends_on, *(one.due_on for one in dated)]
    first = min(days) - timedelta(days=min(days).weekday())
    return Span(first, min(MOST_WEEKS, (max(days) - first).days // 7 + 1))


def bars(span: Span, dated: Iterable[Dated], *, starts_on: date) -> list[Bar]:
    """One a milestone in the order of their days; several of one day begin where the first of them does."""
    found: list[Bar] = []
    before, day = starts_on, starts_on
    for one in sorted(dated, key=lambda each: (each.due_on, each.name)):
        if one.due_on != day:
            before, day = day, one.due_on
        x = span.x(min(before, one.due_on))
        found.append(Bar(x, max(DAY, span.x(one.due_on + timedelta(days=1)) - x), one))
    return found


def drawn(span: Span, rows: Sequence[tuple[str, str, Sequence[Dated | None]]], *, starts_on: date, today: date) -> SafeString:
    """Head and body of a table with a row for each (name, code of the enrolment, milestones)."""
    sheet = _Sheet(span, today)
    body = joined(
        filled(
            '<tr><th scope="row"><a href="{}">{}</a></th><td>{}</td></tr>',
            reverse("enrolment", args=[code]), name, sheet.row(name, bars(span, filter(None, cells), starts_on=starts_on)),
        )
        for name, code, cells in rows
    )  # fmt: skip
    return filled("{}<tbody>{}</tbody>", _head(_("Startup"), sheet), body)


def steps(span: Span, dated: Sequence[Dated], *, starts_on: date, today: date) -> SafeString:
    """The same of one startup, with a row for each of its milestones."""
    sheet = _Sheet(span, today)
    body = joined(
        filled('<tr><th scope="row">{}</th><td>{}</td></tr>', one.thing.name, sheet.row(one.thing.name, [one]))
        for one in bars(span, dated, starts_on=starts_on)
    )
    return filled("{}<tbody>{}</tbody>", _head(_("Milestone"), sheet), body)


def _head(word: str, sheet: _Sheet) -> SafeString:
    return filled('<thead><tr><th scope="col">{}</th><th scope="col">{}</th></tr></thead>', word, sheet.weeks())


class _Sheet:
    """What all rows share: the lines of the weeks and of today."""

    def __init__(self, span: Span, today: date) -> None:
        self.span, self.today = span, today
        self._sprite = static("icons.svg")
        lines = "".join(f"M{week * 7 * DAY} 0V{HEIGHT}" for week in range(1, span.weeks))
        now = span.x(today) + DAY // 2
        is_here = span.first <= today < span.first + span.weeks * WEEK
        self._now = filled('<path class="now" d="M{} 0V{}"/>', now, HEIGHT) if is_here else SafeString("")
        self._ground = filled('<path class="grid" d="{}"/>{}', lines, self._now)
        self._box = filled('width="{0}" height="{1}" viewBox="0 0 {0} {1}"', span.width, HEIGHT)

    def weeks(self) -> SafeString:
        """The Monday of every second week."""
        text = '<text x="{}" y="19">{}</text>'
        mondays = ((week * 7 * DAY, self.span.first + week * WEEK) for week in range(0, self.span.weeks, 2))
        labels = joined(filled(text, x + 3, date_format(day, "j M")) for x, day in mondays)
        told = _("Weeks from %(first)s on; today is %(today)s") % {
            "first": wording.day(self.span.first), "today": wording.day(self.today),
        }  # fmt: skip
        return filled('<svg class="gantt" {} role="img" aria-label="{}">{}{}</svg>', self._box, told, self._ground, labels)

    def row(self, name: str, found: Sequence[Bar]) -> SafeString:
        parts = joined(self._bar(one) for one in found)
        return filled('<svg class="gantt" {} role="group" aria-label="{}">{}{}</svg>', self._box, name, self._ground, parts)

    def _bar(self, bar: Bar) -> SafeString:
        """A link from its bar to its glyph, at the end of the day on which it is due."""
        look = states.look(bar.thing.state, "milestone")
        tone = f"t-{look.tone}" if look.tone else "t-mut"
        told = f"{bar.thing.name}: {look.word}, {wording.day(bar.thing.due_on)}"
        return filled(
            '<a class="{0}" href="{1}" aria-label="{2}"><title>{2}</title>'
            '<rect class="bar" x="{3}" y="12" width="{4}" height="6" rx="3"/>'
            '<rect class="ground" x="{5}" y="6" width="18" height="18" rx="9"/>'
            '<use href="{6}#g-{7}" x="{8}" y="8" width="14" height="14"/></a>',
            tone, reverse("milestone", args=[bar.thing.code]), told,
            bar.x + 1, max(1, bar.width - 2),
            bar.x + bar.width - 16, self._sprite, look.glyph, bar.x + bar.width - GLYPH,
        )  # fmt: skip
