"""What the list is narrowed to, read from the address. Anything that makes no sense is shown as such and left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from accelerator.decisions.models import Decision
from accelerator.kit import states, wording
from accelerator.pipeline import stages

SORTS: Mapping[str, list[str]] = {
    "score": ["-score", "-pk"],
    "newest": ["-submitted_at", "-pk"],
    "oldest": ["submitted_at", "pk"],
    "name": ["startup__name", "pk"],
    "reviews": ["scored", "pk"],
}
_OUTCOMES = (*Decision.Outcome.values, "none")


@dataclass(frozen=True)
class Chip:
    """One filter as people read it; `remove` is the address without it."""

    field: str
    operator: str
    value: str
    remove: str
    invalid: bool = False


@dataclass
class Filters:
    """`sent` is the address's query; the rest what could be read from it."""

    sent: QueryDict
    text: str = ""
    view: str = ""
    reached: str = ""
    stage: str = ""
    sector: str = ""
    score: Decimal | None = None
    outcome: str = ""
    sort: str = "score"
    chips: list[Chip] = field(default_factory=list)

    @property
    def narrowed(self) -> bool:
        return bool(self.chips or self.text or self.view)

    def query(self, **changes: str) -> str:
        """The address's query with `changes`, from the first page; "" takes a filter out."""
        kept = self.sent.copy()
        for name, value in {"mark": "", **changes}.items():
            kept.pop(name, None)
            if value:
                kept[name] = value
        return f"?{kept.urlencode()}"

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """`rows` of queries.rows() that pass every filter."""
        if self.text:
            rows = rows.filter(Q(startup__name__icontains=self.text) | Q(number__istartswith=self.text))
        if self.view:
            rows = rows.filter(stage__in=stages.VIEWS[self.view][1])
        if self.stage:
            rows = rows.filter(stage=self.stage)
        if self.reached:
            rows = rows.filter(stages.REACHED[self.reached])
        if self.sector:
            rows = rows.filter(startup__sector=self.sector)
        if self.score is not None:
            rows = rows.filter(standing__mean__gte=self.score)
        if self.outcome:
            rows = rows.filter(decision=None) if self.outcome == "none" else rows.filter(decision__outcome=self.outcome)
        return rows


def read(sent: QueryDict) -> Filters:
    """The filters of an address."""
    found = Filters(sent, text=sent.get("q", "").replace("\0", "").strip()[:100])
    found.sort = sent.get("sort", "") if sent.get("sort", "") in SORTS else "score"
    found.view = _one_of(sent, "view", stages.VIEWS)
    for name, allowed, label, operator in (
        ("stage", stages.NAMES, _("Stage"), _("is")),
        ("reached", tuple(stages.REACHED), _("Reached"), ""),
        ("outcome", _OUTCOMES, _("Decision"), _("is")),
    ):
        value = _one_of(sent, name, allowed)
        setattr(found, name, value)
        if sent.get(name):
            shown = _word(name, value) if value else sent.get(name, "")[:40]
            found.chips.append(Chip(label, operator, shown, found.query(**{name: ""}), invalid=not value))
    _sector(found)
    _score(found)
    return found


def _one_of(sent: QueryDict, name: str, allowed: Any) -> str:
    value: str = sent.get(name, "")
    return value if value in allowed else ""


def _word(name: str, value: str) -> str:
    if value == "none":
        return _("Not decided")
    return str(states.look(value, "decision" if name == "outcome" else "application").word)


def _sector(found: Filters) -> None:
    found.sector = found.sent.get("sector", "").replace("\0", "")[:80]
    if found.sector:
        found.chips.append(Chip(_("Sector"), _("is"), found.sector, found.query(sector="")))


def _score(found: Filters) -> None:
    given = found.sent.get("score", "").strip()
    if not given:
        return
    try:
        score = Decimal(given)
    except InvalidOperation:
        score = Decimal("NaN")
    if score.is_finite() and 1 <= score <= 5:
        found.score = score
    shown = wording.number(score, 2) if found.score is not None else given[:20]
    found.chips.append(Chip(_("Score"), _("at least"), shown, found.query(score=""), invalid=found.score is None))


def from_query(query: str) -> Filters:
    """The filters of a query string that stood in a form."""
    return read(QueryDict(query.removeprefix("?")))
