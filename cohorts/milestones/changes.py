"""What applying a plan to a startup would change. Pure: steps and milestones as they stand in, changes out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accelerator.kit.workdays import Workdays
from cohorts.milestones import due
from cohorts.milestones.due import Due
from cohorts.milestones.lateness import SETTLED

ADDED, MOVED, REWORDED, REMOVED, WAIVED = KINDS = ("added", "moved", "reworded", "removed", "waived")


@dataclass(frozen=True)
class Wanted:
    """A step as the plan has it. `words` is all that it says besides its title and its day; only compared."""

    step: int
    position: int
    title: str
    words: tuple[Any, ...]
    planned: due.Step


@dataclass(frozen=True)
class Standing:
    """A startup's milestone of the plan. Somebody `moved` it by hand; a `bare` one was not begun, and nothing hangs on it
    (asked only where its step is gone)."""

    pk: int
    code: str
    step: int
    key: str
    position: int
    title: str
    words: tuple[Any, ...]
    due_on: date
    state: str
    moved: bool = False
    bare: bool = False

    def __str__(self) -> str:
        return f"M{self.position} {self.title}"


@dataclass(frozen=True)
class Change:
    """What becomes of one milestone. `kinds` are of KINDS, none where only its place in the order changes, or nothing.

    `wanted` is None where the plan no longer has the step, `there` where the startup has no such milestone yet; `due` is the
    plan's day. `kept`: somebody gave it another day than that, and it keeps it.
    """

    kinds: tuple[str, ...]
    wanted: Wanted | None
    there: Standing | None
    due: Due | None = None
    kept: bool = False

    @property
    def due_on(self) -> date | None:
        """The day it has afterwards; None where it is gone."""
        if REMOVED in self.kinds or WAIVED in self.kinds:
            return None
        if self.there and MOVED not in self.kinds:
            return self.there.due_on
        return self.due.on if self.due else None

    @property
    def planned_on(self) -> date | None:
        return self.due.on if self.due else None

    def __str__(self) -> str:
        return f"M{self.wanted.position} {self.wanted.title}" if self.wanted else str(self.there)


@dataclass
class Applying:
    """The steps of a plan, for startups of a cohort that began on `start`. Days are worked out once for all that have no own."""

    steps: Sequence[Wanted]
    start: date
    workdays: Workdays
    _known: dict[frozenset[tuple[str, date]], dict[str, Due]] = field(default_factory=dict)

    def days(self, pinned: dict[str, date] | None = None) -> dict[str, Due]:
        own = frozenset((pinned or {}).items())
        if own not in self._known:
            planned = [one.planned for one in self.steps]
            self._known[own] = due.days(planned, start=self.start, workdays=self.workdays, pinned=dict(own))
        return self._known[own]

    def changes(self, standing: Sequence[Standing], *, overrule: Collection[str] = ()) -> list[Change]:
        """For a startup that has the milestones `standing`, in the plan's order, what is gone last.

        Settled ones stay as they are. One that was moved by hand keeps its day unless its code is among those to `overrule`;
        others that count from it follow it.
        """
        by_step = {one.step: one for one in standing}
        usual = self.days()
        pinned = {
            one.key: one.due_on
            for one in standing
            if one.key in usual and _stays(one, overrule) and one.due_on != usual[one.key].on
        }
        found = self.days(pinned)
        here = [self._change(one, by_step.get(one.step), found[one.planned.key], usual, overrule) for one in self.steps]
        wanted = {one.step for one in self.steps}
        gone = [one for one in standing if one.step not in wanted and one.state not in SETTLED]
        return here + [Change((REMOVED if one.bare else WAIVED,), None, one) for one in gone]

    def _change(
        self, wanted: Wanted, there: Standing | None, day: Due, usual: dict[str, Due], overrule: Collection[str]
    ) -> Change:
        if there is None:
            return Change((ADDED,), wanted, None, day)
        if there.state in SETTLED:
            return Change((), wanted, there, usual[wanted.planned.key])
        kept = _stays(there, overrule)
        kinds = [MOVED] if not kept and there.due_on != day.on else []
        if (there.title, there.words) != (wanted.title, wanted.words):
            kinds.append(REWORDED)
        planned = usual[wanted.planned.key] if kept else day
        return Change(tuple(kinds), wanted, there, planned, kept and planned.on != there.due_on)


def _stays(one: Standing, overrule: Collection[str]) -> bool:
    return one.state in SETTLED or (one.moved and one.code not in overrule)
