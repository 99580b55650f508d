"""Which startups the board shows, in which order and groups: all in its address. Pure but for words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

from cohorts.reporting import risk
from cohorts.reporting.lines import Line

SHOWN: Mapping[str, Callable[[Line], bool]] = {
    "all": lambda one: True,
    "at_risk": lambda one: bool(one.standing.heard),
    "late": lambda one: one.late > 0,
    "due_soon": lambda one: one.soon > 0,
    "submitted": lambda one: one.submitted > 0,
    "muted": lambda one: bool(one.standing.quiet),
}
FLAGS = (risk.BY_HAND, *risk.KINDS)
GROUPS = ("none", "sector", "lead")
COLUMNS = ("checkins", "flag", "contact", "credits")  # beside the milestones
_NEVER, _EVER = datetime.min.replace(tzinfo=UTC), date.max


def _by_risk(one: Line) -> tuple[Any, ...]:
    severe, others = one.standing.weight
    return -severe, -others, -(one.facts.late or 0), -one.late, -one.submitted, -one.soon


SORTS: Mapping[str, Callable[[Line], tuple[Any, ...]]] = {
    "risk": _by_risk,
    "name": lambda one: (),
    "due": lambda one: (one.next_due or _EVER,),
    "checkins": lambda one: (-(one.facts.missed or 0), one.received),
    "contact": lambda one: (one.last_session or _NEVER,),
}


@dataclass(frozen=True)
class Choice:
    """What an address asks of the board; what means nothing is as if it were not asked."""

    only: str = "all"
    flag: str = ""
    sector: str = ""
    lead: str = ""
    q: str = ""
    group: str = "none"
    sort: str = "risk"
    columns: str = ",".join(COLUMNS)
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Choice:
        page = asked.get("page", "")
        return cls(
            only=_one_of(asked.get("only"), SHOWN, "all"),
            flag=_one_of(asked.get("flag"), FLAGS, ""),
            sector=asked.get("sector", "")[:80],
            lead=asked.get("lead", "")[:16],
            q=" ".join(asked.get("q", "").split())[:100],
            group=_one_of(asked.get("group"), GROUPS, "none"),
            sort=_one_of(asked.get("sort"), SORTS, "risk"),
            columns=_columns(asked.get("columns")),
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 and int(page) else 1,
        )

    @classmethod
    def kept(cls, query: str) -> Choice:
        """What `address` wrote, without its question mark."""
        return cls.of(dict(parse_qsl(query, keep_blank_values=True)))

    def address(self, **changed: Any) -> str:
        """The query of the same board with these changes, from the first page on unless a page is named. Never an empty one: that
        opens the board as its reader keeps it."""
        other = replace(self, **({"page": 1} | changed))
        said = {one.name: getattr(other, one.name) for one in fields(other) if getattr(other, one.name) != one.default}
        return f"?{urlencode(said or {'only': 'all'})}"

    @property
    def shown(self) -> list[str]:
        """The columns beside the milestones, in their order."""
        return [one for one in COLUMNS if one in self.columns.split(",")]

    @property
    def set(self) -> int:
        """How much is chosen besides `only`: what a closed panel of filters hides."""
        plain = Choice(only=self.only, page=self.page)
        return sum(getattr(self, one.name) != getattr(plain, one.name) for one in fields(self))

    @property
    def narrows(self) -> bool:
        return self.only != "all" or bool(self.flag or self.sector or self.lead or self.q)

    def keeps(self, line: Line) -> bool:
        """Whatever `only` says."""
        said = {one.kind for one in (*line.standing.heard, *line.standing.quiet)}
        return (
            (not self.flag or self.flag in said)
            and (not self.sector or line.sector == self.sector)
            and (not self.lead or any(one.code == self.lead for one in line.leads))
            and (not self.q or self.q.casefold() in line.name.casefold())
        )


def _columns(asked: str | None) -> str:
    """Those named, in their order; all where nothing is asked."""
    named = COLUMNS if asked is None else asked.split(",")
    return ",".join(one for one in COLUMNS if one in named)


def _one_of(asked: str | None, known: Iterable[str], else_: str) -> str:
    return asked if asked in set(known) and asked is not None else else_


def narrowed(lines: Iterable[Line], choice: Choice) -> tuple[list[Line], dict[str, int]]:
    """The lines that are shown, in their order, and how many each word of SHOWN would show."""
    kept = [one for one in lines if choice.keeps(one)]
    counts = {name: sum(1 for one in kept if holds(one)) for name, holds in SHOWN.items()}
    shown = [one for one in kept if SHOWN[choice.only](one)]
    order = SORTS[choice.sort]
    shown.sort(key=lambda one: (_group_order(one, choice.group), order(one), one.name.casefold(), one.pk))
    return shown, counts


def _group_order(line: Line, group: str) -> tuple[bool, str, str]:
    name = _named(line, group)
    return not name, name.casefold(), name


def _named(line: Line, group: str) -> str:
    if group == "lead":
        return line.leads[0].name if line.leads else ""
    return line.sector if group == "sector" else ""


def heading(line: Line, group: str) -> str:
    """The group that `line` stands in, in words; empty where nothing is grouped."""
    if group == "none":
        return ""
    return _named(line, group) or (_("Nobody leads") if group == "lead" else _("No sector"))
