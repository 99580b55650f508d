"""Which columns the list has: a usual set, or those the address names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.pipeline.comparing import of_type
from accelerator.pipeline.fields import ANSWER, APPLICATION, Field
from accelerator.pipeline.filters import Filters
from accelerator.pipeline.telling import Tellers, told
from accelerator.questionnaires.models import Version

# In their order; the startup's name always comes first.
OWN: Mapping[str, str | Promise] = {
    "sector": _("Sector"),
    "country": _("Base"),
    "stage": _("Stage"),
    "score": _("Score"),
    "spread": _("Spread"),
    "reviews": _("Reviews"),
    "flags": _("Flags"),
    "panel": _("Panel"),
    "age": _("Age"),
    "location": _("Location"),
    "founded": _("Founded"),
    "team": _("Team size"),
    "website": _("Website"),
    "review_stage": _("Review stage"),
    "rank": _("Calibrated rank"),
    "shift": _("Shift"),
}
_OF = _("Of the last review stage in which the application was given out")
SAID: Mapping[str, str | Promise] = {"score": _OF, "spread": _OF, "reviews": _OF}
_OF_STAGES = frozenset({"review_stage", "rank", "shift"})
USUAL = ("sector", "country", "stage", "score", "spread", "reviews", "flags", "panel", "age")
MOST = 12


class Cell(NamedTuple):
    text: str
    is_number: bool


@dataclass(frozen=True)
class Columns:
    """`own` are shown by name; `answers` are the questions shown after them."""

    own: frozenset[str]
    answers: tuple[Field, ...]

    @property
    def names(self) -> list[str]:
        return [*(name for name in OWN if name in self.own), *(one.name for one in self.answers)]

    @property
    def about_stages(self) -> bool:
        """Whether review stages are asked for one of them."""
        return bool(self.own & _OF_STAGES)

    def dress(
        self, rows: Sequence[Any], live: Version | None, *, apart: Callable[[list[int]], set[int]] = lambda _: set()
    ) -> None:
        """Gives every row, which carries `kept` (its extract's answers) and `asked` (the version that asked for them), the
        `cells` of its answers, none to rows that are kept `apart`. No query where `live` asked for all of them."""
        tellers, hidden = Tellers(live), apart([row.pk for row in rows]) if self.answers else set[int]()
        for row in rows:
            kept = {} if not self.answers or row.pk in hidden else row.kept or {}
            row.cells = [_cell(one, kept.get(one.key), row.asked, tellers) for one in self.answers]


def read(chosen: Filters) -> Columns:
    """The columns that the address names; the usual ones where it names none that there are."""
    named = list(dict.fromkeys(chosen.sent.get("columns", "").split(",")))[: 4 * MOST]
    own = frozenset(name for name in named if name in OWN)
    asked = [name for name in named if name.startswith(ANSWER)]
    known = chosen.fields.answers if asked else {}
    found = [known.get(name) or chosen.fields.earlier.get(name) for name in asked]
    answers = tuple(one for one in found if one is not None)[:MOST]
    return Columns(own, answers) if own or answers else Columns(frozenset(USUAL), ())


def written(names: Sequence[str]) -> str:
    """The same for an address; empty for the usual ones."""
    return "" if tuple(names) == USUAL else ",".join(names)


def groups(chosen: Filters) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Every column there could be, [(name, label)] under its heading."""
    yield str(APPLICATION), [(name, str(label)) for name, label in OWN.items()]
    under: dict[str, list[tuple[str, str]]] = {}
    for one in (*chosen.fields.answers.values(), *chosen.fields.earlier.values()):
        under.setdefault(str(one.group), []).append((one.name, str(one.label)))
    yield from under.items()


def _cell(field: Field, value: Any, asked: int, tellers: Tellers) -> Cell:
    if field.question is None or value is None:
        return Cell("", False)
    question = tellers.of(field.question, asked, value)
    if question and not (isinstance(value, bool) or question.answered(value)):
        return Cell("", False)
    is_there = value is True and (question is None or question.type != "yes_no")  # the extract keeps no more of it
    return Cell("✓" if is_there else told(question, value), question is not None and of_type(question.type).name == "amount")
