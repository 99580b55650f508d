"""What plans say as plain values: their steps as people and files give them, and what is wrong with one, or with all together.
Pure but for the language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accelerator.kit import days
from accelerator.kit.lines import can_be_seen, is_one
from cohorts.milestones import due

OWNERS = ("founder", "mentor", "manager")
RULES = (due.DAYS, due.WORKDAYS, due.MONTH_END, due.QUARTER_END, due.ON)
DAYS_OFF = (due.LEAVE, due.NEXT, due.PREVIOUS)
MOST_STEPS = 100
MOST_TARGET = 10**14
LONGEST = {"key": 40, "title": 200, "description": 4000, "evidence": 300, "unit": 40}
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
_TAKEN = frozenset({"new"})  # a page of ours stands where its key would


@dataclass(frozen=True)
class StepGiven:
    """One line of a plan as somebody wrote it. `questionnaire` is a code, `after` and `needs` are keys of other lines.

    Without a `key` it gets one made from its title.
    """

    title: str
    due_days: int = 0
    description: str = ""
    evidence: str = ""
    key: str = ""
    owner: str = "founder"
    target: Decimal | None = None
    unit: str = ""
    questionnaire: str = ""
    due_rule: str = due.DAYS
    fixed_on: date | None = None
    after: str = ""
    days_off: str = due.LEAVE
    needs: tuple[str, ...] = ()

    def rule(self) -> due.Rule:
        return due.Rule(self.due_rule, count=self.due_days, on=self.fixed_on, after=self.after, days_off=self.days_off)

    def planned(self) -> due.Step:
        return due.Step(self.key, self.title, self.rule(), self.needs)


class Fault(NamedTuple):
    """What is wrong with a field of a step."""

    path: str
    sentence: str


def with_key(given: StepGiven, key: str) -> StepGiven:
    return replace(given, key=key)


def key_for(title: str, taken: Collection[str], numbers: dict[str, int] | None = None) -> str:
    """A key made from `title` that is not in `taken`. With `numbers`, {beginning of a key: the last number tried with it}, which
    it writes on, many are made without trying all anew."""
    stem = slugify(title)[:30].strip("-_") or "step"
    tried = {} if numbers is None else numbers
    tried.setdefault(stem, 0)
    while True:
        tried[stem] += 1
        found = stem if tried[stem] == 1 else f"{stem}-{tried[stem]}"
        if found not in taken and found not in _TAKEN:
            return found


def with_keys(given: Sequence[StepGiven]) -> list[StepGiven]:
    """Each with a key; those without get one made from their title."""
    taken, made, numbers = {one.key for one in given if one.key}, [], dict[str, int]()
    for one in given:
        made.append(one if one.key else with_key(one, key_for(one.title, taken, numbers)))
        taken.add(made[-1].key)
    return made


def faults(given: StepGiven) -> list[Fault]:
    """What is wrong with one step by itself, each with what goes instead."""
    return [Fault(path, sentence) for path, sentence in _faults(given)]


def _faults(given: StepGiven) -> Iterator[tuple[str, str]]:
    for name in ("title", "evidence", "unit"):
        if not is_one(getattr(given, name)):
            yield name, _("This stands in one line. Take the line breaks out.")
    for name, most in LONGEST.items():
        if len(getattr(given, name)) > most:
            yield name, _("Shorten it to %(most)d characters.") % {"most": most}
    if not can_be_seen(given.title):
        yield "title", _("A milestone needs a name.")
    if given.key and (not _KEY.match(given.key) or given.key in _TAKEN):
        yield "key", _("A key has small letters, digits, dashes and underscores, and is not “new”.")
    yield from _unknown(given)
    yield from _wrong_day(given)
    if given.target is not None and not (given.target.is_finite() and 0 < given.target < MOST_TARGET):
        yield "target", _("A target is more than 0, with at most 14 digits before the point.")
    elif given.target is not None and given.target != round(given.target, 4):
        yield "target", _("A target has at most four decimals.")
    if given.target is None and given.unit:
        yield "target", _("Say which number of %(unit)s is to be reached, or leave the unit out.") % {"unit": given.unit}


def _unknown(given: StepGiven) -> Iterator[tuple[str, str]]:
    for name, known in (("owner", OWNERS), ("due_rule", RULES), ("days_off", DAYS_OFF)):
        if getattr(given, name) not in known:
            yield name, _("There is no such choice. Choose one of these: %(known)s.") % {"known": ", ".join(known)}


def _wrong_day(given: StepGiven) -> Iterator[tuple[str, str]]:
    if given.due_rule == due.ON:
        if given.fixed_on is None:
            yield "fixed_on", _("Name the day.")
        elif said := days.fault(given.fixed_on):
            yield "fixed_on", said
        if given.after:
            yield "after", _("A fixed day counts from no other milestone. Choose another rule, or take it out.")
    elif given.fixed_on is not None:
        yield "fixed_on", _("Only the rule of a fixed day takes a day. Choose it, or leave the day out.")
    least, most = int(given.due_rule in (due.MONTH_END, due.QUARTER_END)), due.MOST.get(given.due_rule, due.MOST[due.DAYS])
    if not least <= given.due_days <= most:
        yield "due_days", _("Choose a number from %(least)d to %(most)d.") % {"least": least, "most": most}


def faults_together(steps: Sequence[StepGiven]) -> Iterator[tuple[int, Fault]]:
    """(place from 0, fault) of what is wrong between steps that are right by themselves and have their keys."""
    if len(steps) > MOST_STEPS:
        yield MOST_STEPS, Fault("title", too_many())
    place_of = {one.key: place for place, one in reversed(list(enumerate(steps)))}
    often = Counter(one.key for one in steps)
    for place, one in enumerate(steps):
        if often[one.key] > 1 and place != place_of[one.key]:
            yield place, Fault("key", _("Two steps have the key “%(key)s”. Give one of them another.") % {"key": one.key})
        for name, named in [("after", one.after), *(("needs", need) for need in one.needs)]:
            if named and named not in often:
                yield place, Fault(name, _("There is no step “%(key)s” in this plan.") % {"key": named})
    known = all(named in often for one in steps for named in one.planned().waits_for())
    if known and len(often) == len(steps):
        try:
            due.order([one.planned() for one in steps])
        except due.Cycle as fault:
            first = place_of[fault.keys[0]]
            yield first, Fault("after" if steps[first].after in fault.keys else "needs", round_in_words(steps, fault))


def too_many() -> str:
    return _("A plan has at most %(most)d steps.") % {"most": MOST_STEPS}


def all_faults(steps: Sequence[StepGiven]) -> list[tuple[int, Fault]]:
    """(place from 0, fault) of a whole plan: of each step by itself, and of them together once each is right."""
    found = [(place, fault) for place, one in enumerate(steps) for fault in faults(one)]
    return found or list(faults_together(steps))


def round_in_words(steps: Sequence[StepGiven], cycle: due.Cycle) -> str:
    titles = {one.key: one.title for one in steps}
    chain = " → ".join(titles[key] for key in cycle.keys)
    return _("These wait for one another: %(chain)s. Take one of the dependencies out.") % {"chain": chain}
