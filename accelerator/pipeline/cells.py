"""A row of the list as its cells. Drawn in Python: fifty rows of eleven cells are what the page's time goes into, and a template
takes ten times as long over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accelerator.kit import figures, wording
from accelerator.kit.html import escaped, filled, joined
from accelerator.pipeline.columns import OWN, Columns
from accelerator.pipeline.rows import SIGNS, shift, stage_told
from accelerator.programmes.models import Call
from accelerator.templatetags.slipway import avatar, icon, pill

_SIGNS = {
    "grace": ("t-warn", "timer", SIGNS["grace"]),
    "late": ("t-err", "clock-alert", SIGNS["late"]),
    "conflict": ("t-err", "user-x", SIGNS["conflict"]),
    "split": ("t-warn", "split", SIGNS["split"]),
    "asked": ("t-info", "circle-question-mark", SIGNS["asked"]),
    "overdue": ("t-warn", "circle-question-mark", SIGNS["overdue"]),
}


class Place:
    """What the rows of a page have in common: the address of the call's reviews, whether its reader runs it, their language and
    its words.
    """

    def __init__(self, call: Call, reviews_url: str, may: bool) -> None:
        self.call, self.reviews_url, self.may = call, reviews_url, may
        self.language, self.select = get_language(), _("Select %(name)s")
        self.assign, self.assign_to = _("Assign"), _("Assign reviewers to %(name)s")


def draw(rows: Iterable[Any], columns: Columns, place: Place) -> SafeString:
    """Every row, dressed by pipeline.rows and columns, with its cells. No query."""
    shown = [CELLS[name] for name in OWN if name in columns.own]
    return joined(_row(row, shown, place) for row in rows)


def _row(row: Any, shown: Iterable[Callable[[Any, Place], SafeString]], place: Place) -> SafeString:
    own = (cell(row, place) for cell in shown)
    return filled("<tr>{}</tr>\n", joined([*_first(row, place), *own, *map(_answer, row.cells)]))


def _first(row: Any, place: Place) -> Iterator[SafeString]:
    name = row.startup.name
    if place.may:
        yield filled(
            '<td><input type="checkbox" class="checkbox" name="application" value="{}" aria-label="{}"></td>',
            row.number,
            place.select % {"name": name},
        )
    yield filled(
        '<td><div class="name">{}<a href="{}{}/">{}</a><small>{}</small></div></td>',
        avatar(name, square=True),
        place.reviews_url,
        row.number,
        name,
        row.startup.one_liner,
    )


def _stage(row: Any, place: Place) -> SafeString:
    return _standing(row.stage, row.outcome if row.stage == "decided" else "", place.language)


# Of these there are few, and many rows have the same: each is drawn once for a language.


@lru_cache(maxsize=256)
def _standing(stage: str, outcome: str, _language: str | None) -> SafeString:
    if not outcome:
        return filled("<td>{}</td>", pill(stage, "application", bare=True))
    shown = pill(outcome, "decision", bare=True)
    return filled('<td>{} <span class="text-xs text-ink3">{}</span></td>', shown, _("not released"))


def _score(row: Any, place: Place) -> SafeString:
    return _scored(row.mean, place.language)


@lru_cache(maxsize=4096)
def _scored(mean: Decimal | None, _language: str | None) -> SafeString:
    if mean is None:
        shown = filled('<span class="text-ink3">{}</span>', _("No score yet"))
    else:
        shown = filled(
            '<span class="inline-flex items-center gap-2"><span class="inline-block w-10 max-sm:hidden">{}</span>'
            '<b class="font-semibold">{}</b></span>',
            figures.meter(mean, 5, size="sm"),
            wording.number(mean, 2),
        )
    return filled('<td class="r num" data-label="{}">{}</td>', _("Score"), shown)


def _reviews(row: Any, _place: Place) -> SafeString:
    return _read_by(row.scored, row.wanted)


@lru_cache(maxsize=1024)
def _read_by(scored: int, wanted: int) -> SafeString:
    return filled(
        '<td><span class="inline-flex items-center gap-1.5 align-middle">{}<span class="text-ink2 num">{}/{}</span></span></td>',
        figures.ticks(scored, wanted),
        scored,
        wanted,
    )


def _rank(row: Any, _place: Place) -> SafeString:
    if row.ranked is None:
        return SafeString('<td class="r num"></td>')
    return filled(
        '<td class="r num" data-label="{}"><b class="font-semibold">{}</b> <span class="text-xs text-ink3">{}</span></td>',
        OWN["rank"],
        wording.number(row.ranked["rank"]),
        _("raw %(rank)s") % {"rank": wording.number(row.ranked["raw_rank"])},
    )


def _shift(row: Any) -> str | None:
    if row.ranked is None:
        return None
    by = shift(row.ranked)
    return f"{'+' if by > 0 else ''}{wording.number(by, 2)}"


_UNMARKED = SafeString('<td class="flags"></td>')


def _flags(row: Any, _place: Place) -> SafeString:
    if not (row.flagged or row.signs or row.tagged):
        return _UNMARKED
    told = [("t-warn", "flag", row.flagged)] if row.flagged else []
    told += [_SIGNS[sign] for sign in row.signs]
    mark = '<span class="tag"><span class="{} contents">{}</span>{}</span> '
    shown = [filled(mark, tone, icon(name, 11), words) for tone, name, words in told]
    shown += [filled('<span class="tag">{}{}</span> ', icon("tag", 11), name) for name in row.tagged]
    return filled('<td class="flags">{}</td>', joined(shown))


def _panel(row: Any, place: Place) -> SafeString:
    shown = SafeString("")
    if row.panel:
        return _faces(*(one["name"] for one in row.panel))
    if place.may and row.stage == "submitted":
        shown = filled(
            '<a class="lnk" href="{}{}/" aria-label="{}">{}</a>',
            place.reviews_url,
            row.number,
            place.assign_to % {"name": row.startup.name},
            place.assign,
        )
    return filled('<td class="max-sm:hidden">{}</td>', shown)


@lru_cache(maxsize=1024)
def _faces(*names: str) -> SafeString:
    faces = joined(avatar(name, alone=True) for name in names)
    return filled('<td class="max-sm:hidden"><span class="av-stack">{}</span></td>', faces)


def _plain(css: str, read: Callable[[Any], Any]) -> Callable[[Any, Place], SafeString]:
    """A cell of one text; nothing where there is none."""
    opening = f'<td class="{css}">'

    def cell(row: Any, _place: Place) -> SafeString:
        value = read(row)
        return SafeString(f"{opening}{'' if value is None else escaped(value)}</td>")

    return cell


def _answer(cell: Any) -> SafeString:
    css = SafeString(' class="r num"') if cell.is_number else ""
    return filled('<td{}><span class="block max-w-60 truncate">{}</span></td>', css, cell.text)


CELLS: Mapping[str, Callable[[Any, Place], SafeString]] = {
    "sector": _plain("text-ink2 max-sm:hidden", lambda row: row.startup.sector),
    "country": _plain("text-ink2 max-sm:hidden", lambda row: row.startup.country.code),
    "stage": _stage,
    "score": _score,
    "spread": _plain("r num text-ink2 max-sm:hidden", lambda row: None if row.spread is None else wording.number(row.spread, 2)),
    "reviews": _reviews,
    "flags": _flags,
    "panel": _panel,
    "age": _plain("r text-ink3 max-sm:hidden", lambda row: wording.ago(row.submitted_at) if row.submitted_at else None),
    "location": _plain("text-ink2", lambda row: row.startup.location),
    "founded": _plain("text-ink2 num", lambda row: row.startup.founded_on and row.startup.founded_on.year),
    "team": _plain("r num", lambda row: row.startup.team_size),
    "website": _plain("text-ink2", lambda row: row.startup.site()),
    "review_stage": _plain("text-ink2", lambda row: stage_told(row.review_stage, row.is_out)),
    "rank": _rank,
    "shift": _plain("r num text-ink3", _shift),
}
