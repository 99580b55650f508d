"""When the steps of a plan are due. Pure: keys, days and a calendar of working days in, days with their reasons out.

A rule counts from the cohort's first day, or from the day on which another step is due. What comes out may fall on a day off, and
is moved as the rule says, but never to before the cohort's first day. No step is due before one that it depends on: those it
`needs`, and the one it counts from.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter

from accelerator.kit.workdays import Workdays

DAYS, WORKDAYS, MONTH_END, QUARTER_END, ON = "days", "workdays", "month_end", "quarter_end", "on"
LEAVE, NEXT, PREVIOUS = "leave", "next", "previous"
MOST = {DAYS: 1500, WORKDAYS: 1000, MONTH_END: 60, QUARTER_END: 20}  # what people may ask for, about five years
_ENDS = (MONTH_END, QUARTER_END)


@dataclass(frozen=True)
class Rule:
    """When a step is due.

    `count` days or working days after the step `after` (a key; "" is the cohort's first day), or on the `count`-th end of a month
    or quarter after it: the first end after 31 January is 28 February. ON is the day `on`. `days_off` says what becomes of a day
    off; a rule of working days never ends on one.
    """

    kind: str = DAYS
    count: int = 0
    on: date | None = None
    after: str = ""
    days_off: str = LEAVE


@dataclass(frozen=True)
class Step:
    key: str
    title: str
    rule: Rule
    needs: tuple[str, ...] = ()

    def waits_for(self) -> list[str]:
        """Keys of the steps that it is never due before."""
        return sorted({*self.needs, *filter(None, [self.rule.after])})


@dataclass(frozen=True)
class Due:
    """The day, and how it came about.

    `counted` is what the rule gave before days off and other steps were looked at, `off` why that is a day off (as Workdays
    says), "" where it is none. `held` is the key of the step that it must not be due before, where that moved it. A `pinned` day
    was given, not worked out.
    """

    on: date
    counted: date
    off: str = ""
    held: str = ""
    pinned: bool = False


class Cycle(ValueError):
    """Steps that wait for one another. `keys` is one way around, from a step to itself, each due before the next."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(" → ".join(keys))
        self.keys = tuple(keys)


class Unknown(ValueError):
    """The step `key` refers to one that the plan does not have."""

    def __init__(self, key: str, named: str) -> None:
        super().__init__(f"{key} refers to {named}")
        self.key, self.named = key, named


def order(steps: Iterable[Step]) -> list[Step]:
    """`steps` so that each comes after those it waits for, the same however they were given. Raises Cycle and Unknown."""
    by_key = {one.key: one for one in sorted(steps, key=lambda one: one.key)}
    for one in by_key.values():
        for named in one.waits_for():
            if named not in by_key:
                raise Unknown(one.key, named)
    try:
        return [by_key[key] for key in TopologicalSorter({key: one.waits_for() for key, one in by_key.items()}).static_order()]
    except CycleError as fault:
        raise Cycle(_from_its_first(fault.args[1])) from None


def _from_its_first(keys: Sequence[str]) -> list[str]:
    """The same way around, from the first of its keys in alphabetical order."""
    around = list(keys[:-1])
    start = around.index(min(around))
    return [*around[start:], *around[:start], around[start]]


def days(steps: Sequence[Step], *, start: date, workdays: Workdays, pinned: Mapping[str, date] | None = None) -> dict[str, Due]:
    """{key: when it is due} for each of `steps`, in their order, where the cohort's first day is `start`.

    A `pinned` step has the day given here, whatever its rule says, and others count from that. Raises Cycle and Unknown.
    """
    working, found = _Working(start, workdays, pinned or {}), dict[str, Due]()
    for one in order(steps):
        found[one.key] = working.due(one, found)
    return {one.key: found[one.key] for one in steps}


@dataclass
class _Working:
    start: date
    workdays: Workdays
    pinned: Mapping[str, date]
    _off: dict[date, str] = field(default_factory=dict)

    def due(self, step: Step, found: Mapping[str, Due]) -> Due:
        if step.key in self.pinned:
            return Due(self.pinned[step.key], self.pinned[step.key], pinned=True)
        base = found[step.rule.after].on if step.rule.after else self.start
        counted = self._counted(step.rule, base)
        off = self.off(counted)
        day = self._rolled(step.rule, counted) if off else counted
        # Of several that are due last, the one whose key comes first is told.
        latest = max((found[key].on for key in step.waits_for()), default=day)
        if day >= latest:
            return Due(day, counted, off)
        held = next(key for key in step.waits_for() if found[key].on == latest)
        stays = step.rule.kind != WORKDAYS and step.rule.days_off == LEAVE
        return Due(latest if stays else self.workdays.on_or_after(latest), counted, off, held)

    def _counted(self, rule: Rule, base: date) -> date:
        if rule.kind == ON:
            return rule.on or base
        if rule.kind == WORKDAYS:
            return self.workdays.plus(base, rule.count)
        return nth_end(base, rule.count, rule.kind) if rule.kind in _ENDS else base + timedelta(days=rule.count)

    def _rolled(self, rule: Rule, day: date) -> date:
        if rule.days_off == PREVIOUS:
            before = self.workdays.on_or_before(day)
            return self.workdays.on_or_after(day) if before < self.start <= day else before
        leave = rule.days_off == LEAVE and rule.kind != WORKDAYS
        return day if leave else self.workdays.on_or_after(day)

    def off(self, day: date) -> str:
        if day not in self._off:
            self._off[day] = self.workdays.why_off(day)
        return self._off[day]


def nth_end(day: date, count: int, kind: str) -> date:
    """The `count`-th last day of a month (or quarter) later than `day`; from 1."""
    months = 3 if kind == QUARTER_END else 1
    month = (day.month - 1) // months * months + months  # of the end that `day` runs towards
    if day == _last(day.year, month):
        month += months
    return _last(day.year, month + (max(count, 1) - 1) * months)


def _last(year: int, month: int) -> date:
    """The last day of the `month`-th month from January of `year`; from 1, beyond 12 in later years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])
