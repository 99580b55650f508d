"""A scenario worked out: what is known now is put to the solver, and the answer told as plain values that can be kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from accelerator.decisions import choosing, facts, limits, scored, solving, spreads, stated
from accelerator.decisions.choosing import Choice, Clash, Price
from accelerator.decisions.facts import Fact, Values
from accelerator.decisions.models import Scenario
from accelerator.decisions.stated import Stated

SEED = 1  # one set for one question
SHOWN = ("sector", "country", "stage")  # facts whose spread is told beside those that are limited


def worked_out(scenario: Scenario, *, effort: float = choosing.EFFORT) -> dict[str, Any]:
    """The best set of those that can still be chosen and have a score; who is pinned in without one counts as 0.

    `state` is "proven", "found" (no set scores more than `bound`), "none" (`clashes` says why) or "unsolved"; "gone" where the
    form does not ask any more what a limit is about, "large" where amounts are beyond adding. As many queries for any number.
    """
    asked = facts.of(scenario.call)
    wanted = [stated.kept(one) for one in scenario.limits]
    if any(one.of not in asked or one.kind not in stated.KINDS[asked[one.of].kind] for one in wanted):
        return {"state": "gone"}
    shown = [asked[name] for name in dict.fromkeys([*SHOWN, *(one.of for one in wanted)])]
    known = facts.read(scenario.call, shown)
    scores = {pk: score for pk, score in scored.scores(scenario.call, scenario.scores_by).items() if pk in known}
    told = {"candidates": len(scores), "unscored": len(known) - len(scores), "out": facts.stopped(scenario.call).count()}
    held = [pk for pk in scenario.pinned_in if pk in known]
    scores |= {pk: Decimal() for pk in held if pk not in scores}
    try:
        found = choosing.choose(
            scores,
            places=scenario.places,
            limits=[one.exact(asked[one.of], known) for one in wanted],
            fixed_in=held,
            fixed_out=[pk for pk in scenario.pinned_out if pk in scores],
            seed=SEED,
            effort=effort,
        )
    except choosing.Infeasible as none:
        return told | {"state": "none", "clashes": [_clash(one) for one in none.clashes]}
    except solving.Unsolved:
        return told | {"state": "unsolved"}
    except limits.TooLarge:
        return told | {"state": "large"}
    prices = zip(wanted, found.prices, strict=True)
    paid = {one.id: _price(price) | _reached(one, asked[one.of], found.chosen, known) for one, price in prices}
    return told | _set(found, scores, scenario.places) | {"limits": paid} | spreads.of(shown, found.chosen, scores, known)


def _set(found: Choice[int], scores: Mapping[int, Decimal], places: int) -> dict[str, Any]:
    """The set with its scores, and who could as well be in."""
    tie = found.tie
    return {
        "state": "proven" if found.is_proven else "found",
        "chosen": [[pk, str(scores[pk])] for pk in found.chosen],
        "score": str(found.score),
        "bound": str(found.bound),
        "unlimited": str(sum(sorted(scores.values(), reverse=True)[:places], Decimal())),
        "tie": tie and {"inside": list(tie.inside), "outside": list(tie.outside), "whole": tie.is_whole},
    }


def _price(price: Price) -> dict[str, Any]:
    return {"gain": str(price.gain), "units": f"{price.units:f}", "proven": price.is_proven}


def _reached(one: Stated, fact: Fact, chosen: Collection[int], known: Values) -> dict[str, Any]:
    """What the set comes to in this limit (of groups, the one that comes closest to it), and how many said nothing."""
    values = [known[pk].get(fact.name) for pk in chosen]
    if one.kind == "sum":
        reached = sum((value for value in values if value is not None), Decimal())
    elif one.kind == "each":
        groups = {value[fact.name] for value in known.values() if fact.name in value}
        counts = [values.count(group) for group in groups]
        reached = Decimal((max if one.way == "most" else min)(counts, default=0))
    else:
        reached = Decimal(sum(one.holds(fact, value) for value in values))
    return {"reached": f"{reached:f}", "unknown": sum(fact.name not in value for value in known.values())}


def _clash(one: Clash) -> dict[str, Any]:
    what = one.what if isinstance(one.what, str) else one.what.name
    return {"what": what, "short": None if one.short is None else f"{one.short:f}"}
