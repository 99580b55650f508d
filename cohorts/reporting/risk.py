"""Who is at risk, and why: facts of a startup in, reasons out. Pure; days are whole days before or after today."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

LATE, MANY_LATE, NOT_BEGUN, RETURNED = "late", "many_late", "not_begun", "returned"
MISSED, NO_SESSION, CREDITS, ASK = "missed", "no_session", "credits", "ask"
KINDS = (LATE, MANY_LATE, MISSED, RETURNED, ASK, NOT_BEGUN, NO_SESSION, CREDITS)  # of equal weight, in this order
BY_HAND = "by_hand"
RISK, WATCH = "risk", "watch"
SEVERITIES = (RISK, WATCH)
_BELOW = {NOT_BEGUN, CREDITS}  # they hold at their threshold or fewer days, the others at it or more
MOST = 365


class Rule(NamedTuple):
    """`kind` holds from `threshold` days, milestones or check-ins on; those that are not `is_on` never do."""

    kind: str
    threshold: int
    is_on: bool = True
    severity: str = RISK


DEFAULTS: Mapping[str, Rule] = {
    one.kind: one
    for one in (
        Rule(LATE, 1),
        Rule(MANY_LATE, 2),
        Rule(MISSED, 2),
        Rule(RETURNED, 5, severity=WATCH),
        Rule(ASK, 7, severity=WATCH),
        Rule(NOT_BEGUN, 3, severity=WATCH),
        Rule(NO_SESSION, 28, severity=WATCH),
        Rule(CREDITS, 30, severity=WATCH),
    )
}


class Facts(NamedTuple):
    """What is known of one startup today; None where there is nothing to count.

    `late` days by which the worst milestone is past due, `many_late` how many are; `not_begun` days until the first one that
    nobody began falls due; `returned` days for which returned evidence has waited longest; `missed` check-ins in a row up to the
    last one due; `no_session` days since the last session, or since it joined; `credits` days until what is left runs out or
    lapses; `ask` days for which an open ask has waited longest.
    """

    late: int | None = None
    many_late: int | None = None
    not_begun: int | None = None
    returned: int | None = None
    missed: int | None = None
    no_session: int | None = None
    credits: int | None = None
    ask: int | None = None


class Reason(NamedTuple):
    """Why somebody should look: the fact `number` that a rule of `kind` holds for; where a person says so, their `words`."""

    kind: str
    severity: str
    number: int = 0
    words: str = ""


def least(kind: str) -> int:
    """The smallest threshold that means anything."""
    return 0 if kind in _BELOW else 1


def in_force(*layers: Iterable[Rule]) -> list[Rule]:
    """The rule of every kind, in the order of KINDS: the defaults, each layer over those before it."""
    found = dict(DEFAULTS)
    for layer in layers:
        found.update({one.kind: one for one in layer})
    return [found[kind] for kind in KINDS]


def reasons(facts: Facts, rules: Iterable[Rule]) -> list[Reason]:
    """What holds, the severe first, then in the order of KINDS. Of milestones that are late at most one reason is given."""
    found = []
    for kind, threshold, is_on, severity in rules:
        count = getattr(facts, kind) if is_on else None
        if count is not None and (count <= threshold if kind in _BELOW else count >= threshold):
            found.append(Reason(kind, severity, count))
    return in_order(_once(found)) if len(found) > 1 else found


def _once(found: list[Reason]) -> list[Reason]:
    """That several are late says that one is."""
    kinds = {one.kind: one.severity for one in found}
    if MANY_LATE not in kinds or LATE not in kinds:
        return found
    worst = RISK if RISK in (kinds[LATE], kinds[MANY_LATE]) else WATCH
    return [one._replace(severity=worst) if one.kind == MANY_LATE else one for one in found if one.kind != LATE]


_ORDER = {key: place for place, key in enumerate(product(SEVERITIES, (BY_HAND, *KINDS)))}


def in_order(found: Iterable[Reason]) -> list[Reason]:
    """The severe first; what a person says before what a rule does."""
    return sorted(found, key=lambda one: _ORDER[one.severity, one.kind])


@dataclass(frozen=True)
class Standing:
    """Reasons that count, and those that somebody quietened."""

    heard: tuple[Reason, ...] = ()
    quiet: tuple[Reason, ...] = ()

    @property
    def severity(self) -> str:
        """The worst of what is heard; empty without any."""
        return self.heard[0].severity if self.heard else ""

    @property
    def weight(self) -> tuple[int, int]:
        """The more, the sooner somebody should look: severe reasons, then the others."""
        severe = sum(1 for one in self.heard if one.severity == RISK)
        return severe, len(self.heard) - severe


CLEAR = Standing()


def standing(facts: Facts, rules: Sequence[Rule], *, raised: Iterable[Reason] = (), muted: Collection[str] = ()) -> Standing:
    """What rules say and people raised; `muted` holds the kinds that are quiet, "" all that rules say.

    A flag that a person raised is heard until it is muted by its own name.
    """
    by_hand, found = [*raised], reasons(facts, rules)
    if not by_hand and not found:
        return CLEAR
    found = in_order([*by_hand, *found]) if by_hand else found
    if not muted:
        return Standing(tuple(found))
    quiet = [one for one in found if one.kind in muted or ("" in muted and one.kind != BY_HAND)]
    return Standing(tuple(one for one in found if one not in quiet), tuple(quiet))
