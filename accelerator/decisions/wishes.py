"""What a scenario is asked to be, checked before it is kept: every fault names its field and says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accelerator.decisions import facts, scored, stated
from accelerator.decisions.models import Scenario
from accelerator.kit.answers import Unfit

MOST_PLACES = 10_000


def make(scenario: Scenario, wishes: Mapping[str, Any]) -> None:
    """Sets these wishes, by the names of its fields. Raises Unfit."""
    for name, value in wishes.items():
        setattr(scenario, name, _CHECKED[name](scenario, value))
    if set(scenario.pinned_in) & set(scenario.pinned_out):
        raise Unfit(_("An application cannot be kept in and left out at once. Take it out of one of both."), field="pinned_in")


def _name(_scenario: Scenario, name: str) -> str:
    if not name.strip():
        raise Unfit(_("Give the scenario a name."), field="name")
    return name.strip()[:100]


def _note(_scenario: Scenario, note: str) -> str:
    return note.strip()[:2000]


def _places(_scenario: Scenario, places: int) -> int:
    if not 1 <= places <= MOST_PLACES:
        raise Unfit(_("Write a number of places between 1 and %(most)d.") % {"most": MOST_PLACES}, field="places")
    return places


def _limits(scenario: Scenario, limits: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Those that stand already stay as they are, whatever became of the form."""
    if len(limits) > stated.MOST:
        raise Unfit(_("%(most)d limits are the most. Take one out first.") % {"most": stated.MOST}, field="limits")
    asked = facts.of(scenario.call) if limits else {}
    kept: list[dict[str, Any]] = []
    for place, one in enumerate(limits):
        try:
            kept.append(dict(one) if one in scenario.limits else _standing(scenario, stated.read(one, asked).kept(), kept))
        except Unfit as unfit:
            raise Unfit(str(unfit.sentence), field=f"limits.{place}.{unfit.field}") from unfit
    return kept


def _standing(scenario: Scenario, read: dict[str, Any], kept: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The limit that stands already and says the same, by its id; else the one that was read."""
    return next((dict(one) for one in scenario.limits if one not in kept and one | {"id": read["id"]} == read), read)


def _pins(name: str) -> Callable[[Scenario, Sequence[int]], list[int]]:
    def checked(scenario: Scenario, ids: Sequence[int]) -> list[int]:
        """Those that are pinned already stay, where they stand, also where nobody can choose them any more."""
        fresh = set(ids) - {*scenario.pinned_in, *scenario.pinned_out}
        there = set(facts.open_to(scenario.call).filter(pk__in=fresh).values_list("pk", flat=True))
        if fresh - there:
            said = _("This application cannot be chosen: it is withdrawn, out, told already, or of another call. Take it out.")
            raise Unfit(said, field=name)
        stay = [pk for pk in getattr(scenario, name) if pk in ids]
        return list(dict.fromkeys([*stay, *ids]))

    return checked


def _source(scenario: Scenario, name: str) -> str:
    """What stands already stays, whatever became of its stage."""
    if name not in (scored.RAW, scenario.scores_by) and name not in (known := scored.sources(scenario.call)):
        raise Unfit(_("Choose the scores: %(names)s.") % {"names": ", ".join(known)}, field="scores_by")
    return name


_CHECKED: Mapping[str, Callable[[Scenario, Any], Any]] = {
    "name": _name,
    "note": _note,
    "places": _places,
    "limits": _limits,
    "pinned_in": _pins("pinned_in"),
    "pinned_out": _pins("pinned_out"),
    "scores_by": _source,
}
