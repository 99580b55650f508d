"""A scenario as people read it: its set, what each limit comes to and costs, who could as well be in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.decisions import choosing, facts, scored, stated
from accelerator.decisions.facts import Fact
from accelerator.decisions.models import Scenario
from accelerator.decisions.stated import Stated
from accelerator.kit import together, wording
from accelerator.reviews import ranks

NEXT = 10  # of those that are not in


@dataclass(frozen=True)
class Limit:
    """A limit in words. `gain` and `units` are None without a set; `short` is how far it would have to give way where none is."""

    id: str
    sentence: str
    reached: str = ""
    gain: Decimal | None = None
    units: str = ""
    is_proven: bool = True
    unknown: int = 0
    clashes: bool = False
    short: str = ""


@dataclass
class Shown:
    """`rows` are applications with `score` as it was, `now` where it changed, and `pinned`; `others` the best that are not in."""

    scenario: Scenario
    asked: Mapping[str, Fact]
    found: Mapping[int, Any]
    others: Sequence[Any]

    @property
    def state(self) -> str:
        return str(self.result.get("state", ""))

    @property
    def result(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.scenario.result
        return found

    @cached_property
    def rows(self) -> list[Any]:
        """Whoever still stands of the set, best scores first."""
        return [self._row(pk, Decimal(score)) for pk, score in self.result.get("chosen", ()) if pk in self.found]

    @property
    def withdrawn(self) -> int:
        return len(self.result.get("chosen", ())) - len(self.rows)

    def _row(self, pk: int, score: Decimal) -> Any:
        row = self.found[pk]
        mean = row.mean if row.mean is not None else Decimal()
        row.was, row.moved = score, round(mean, 2) != round(score, 2)
        row.pinned = pk in self.scenario.pinned_in
        return row

    @property
    def filled(self) -> int:
        return self.scenario.filled

    @property
    def score(self) -> Decimal | None:
        return self.scenario.score

    @property
    def free(self) -> int:
        return max(0, self.scenario.places - self.filled)

    @property
    def moved(self) -> int:
        """How many scores of the set changed since."""
        return sum(row.moved for row in self.rows)

    @property
    def unlimited(self) -> Decimal:
        """What the best set without limits and pins scores."""
        return Decimal(self.result["unlimited"])

    @property
    def cost(self) -> Decimal:
        return self.unlimited - self.score if self.score is not None else Decimal()

    @property
    def gap(self) -> Decimal:
        """How much more a better set could score, at most."""
        return Decimal(self.result["bound"]) - self.score if self.score is not None else Decimal()

    @property
    def tied(self) -> tuple[list[Any], list[Any]]:
        """Who is in and who is not, and could change places."""
        tie = self.result.get("tie") or {"inside": (), "outside": ()}
        inside, outside = ([self.found[pk] for pk in tie[side] if pk in self.found] for side in ("inside", "outside"))
        return inside, outside

    @property
    def is_tied(self) -> bool:
        return any(self.tied)

    @property
    def pins(self) -> tuple[list[Any], list[Any]]:
        """Who is kept in, and who is left out."""
        scenario = self.scenario
        kept, left = ([self.found[pk] for pk in ids if pk in self.found] for ids in (scenario.pinned_in, scenario.pinned_out))
        return kept, left

    @cached_property
    def limits(self) -> list[Limit]:
        clashes = {one["what"]: one["short"] for one in self.result.get("clashes", ())}
        return [self._limit(stated.kept(one), clashes) for one in self.scenario.limits]

    def _limit(self, one: Stated, clashes: Mapping[str, str | None]) -> Limit:
        fact, paid = self.asked.get(one.of), self.result.get("limits", {}).get(one.id)
        sentence = one.told(fact)
        if one.id in clashes:
            return Limit(one.id, sentence, clashes=True, short=_far(one, fact, clashes[one.id]))
        if not paid:
            return Limit(one.id, sentence)
        gain, units = Decimal(paid["gain"]), _far(one, fact, paid["units"] if Decimal(paid["gain"]) else None)
        return Limit(one.id, sentence, self._reached(one, fact, paid), gain, units, paid["proven"], paid["unknown"])

    def _reached(self, one: Stated, fact: Fact | None, paid: Mapping[str, Any]) -> str:
        reached = Decimal(paid["reached"])
        if one.kind == "sum":
            return fact.amount(reached) if fact else wording.number(reached)
        if one.kind == "share":
            percent = 100 * reached / self.filled if self.filled else Decimal()
            return _("%(count)s of %(all)s, %(percent)s %%") % {
                "count": reached,
                "all": self.filled,
                "percent": wording.number(percent, 0),
            }
        return wording.number(reached)

    @property
    def clashing(self) -> list[str]:
        """What else than limits contradicts, in words."""
        words = {
            choosing.PLACES: _("the number of places"),
            choosing.FIXED_IN: _("who is kept in"),
            choosing.FIXED_OUT: _("who is left out"),
        }
        return [words[one["what"]] for one in self.result.get("clashes", ()) if one["what"] in words]

    @property
    def lacking(self) -> int:
        """How many places more would end the contradiction; 0 where places have no part in it."""
        short = {one["what"]: one["short"] for one in self.result.get("clashes", ())}.get(choosing.PLACES)
        return int(Decimal(short)) if short else 0


def _far(one: Stated, fact: Fact | None, units: str | None) -> str:
    """A distance in the units of a limit; nothing where it is not known."""
    if units is None:
        return ""
    if one.kind == "sum":
        return fact.amount(Decimal(units)) if fact else units
    count = int(Decimal(units))
    return ngettext("%(count)s application", "%(count)s applications", count) % {"count": wording.number(count)}


def shown(scenario: Scenario) -> Shown:
    """Two queries, whatever the size; three where it is of a stage that is named."""
    result = scenario.result
    tie = result.get("tie") or {"inside": (), "outside": ()}
    inside = [pk for pk, _score in result.get("chosen", ())]
    named = {*inside, *tie["inside"], *tie["outside"], *scenario.pinned_in, *scenario.pinned_out}
    of = scored.stage(scenario.call, scenario.scores_by)
    standing = ranks.standings(scenario.call, of).select_related("startup", "decision")
    found = standing.filter(pk__in=named)
    there = standing.filter(mean__isnull=False).exclude(decision__release__isnull=False).exclude(facts.STOPPED)
    others = there.exclude(pk__in=[*inside, *scenario.pinned_in, *scenario.pinned_out])[:NEXT]
    together.fetch(found, others)
    return Shown(scenario, facts.of(scenario.call), {one.pk: one for one in found}, list(others))
