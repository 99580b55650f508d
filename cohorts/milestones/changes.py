"""What applying a plan to a startup would change. Pure: steps and milestones as they stand in, changes out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accelerator.kit.workdays import Workdays
from cohorts.milestones import due
from cohorts.milestones.due import Due
from cohorts.milestones.lateness import SETTLED

KINDS = ADDED, MOVED, REWORDED, RECOUNTED, REMOVED, WAIVED = "added", "moved", "reworded", "recounted", "removed", "waived"


@dataclass(frozen=True)
class Wanted:
    """A step as the plan has it. `words` is all that it says besides its title and its day; only compared."""

    step: int
    position: int
    title: str
    words: tuple[Any, ...]
    planned: due.Step

    @property
    def counted(self) -> tuple[due.Rule, tuple[str, ...]]:
        """By which rule it is due, and what it waits for besides."""
        return self.planned.rule, self.planned.needs


@dataclass(frozen=True)
class Moved:
    """Somebody gave a milestone another day; `by` is their name, empty where nobody wrote it down."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Standing:
    """A startup's milestone of the plan. `moved` tells of the day that somebody gave it; of a `bare` one nothing was written yet,
    and nothing hangs on it (asked only where its step is gone). `counted` is as that of Wanted; None where only its day is
    known."""

    pk: int
    code: str
    step: int
    key: str
    position: int
    title: str
    words: tuple[Any, ...]
    due_on: date
    state: str
    moved: Moved | None = None
    bare: bool = False
    counted: tuple[due.Rule, tuple[str, ...]] | None = None

    def __str__(self) -> str:
        return f"M{self.position} {self.title}"


@dataclass(frozen=True)
class Change:
    """What becomes of one milestone. `kinds` are of KINDS, none where only its place in the order changes, or nothing. What is
    RECOUNTED waits for other steps from now on, or keeps its day though it is due by another rule.

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

    @property
    def waits_anew(self) -> bool:
        """Whether it waits for other steps than before."""
        counted = self.there.counted if self.there else None
        return bool(counted and self.wanted and set(counted[1]) != set(self.wanted.planned.needs))

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
        if there.counted and _recounted(there.counted, wanted.counted, moved=MOVED in kinds):
            kinds.append(RECOUNTED)
        planned = usual[wanted.planned.key] if kept else day
        return Change(tuple(kinds), wanted, there, planned, kept and planned.on != there.due_on)


def _recounted(old: tuple[due.Rule, tuple[str, ...]], new: tuple[due.Rule, tuple[str, ...]], *, moved: bool) -> bool:
    return set(old[1]) != set(new[1]) or (old[0] != new[0] and not moved)


def _stays(one: Standing, overrule: Collection[str]) -> bool:
    return one.state in SETTLED or (one.moved is not None and one.code not in overrule)
