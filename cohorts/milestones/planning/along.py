"""A startup's milestone is due on another day, and what depends on it goes along: nothing is due before what it waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accelerator.kit.refusals import Refusal
from cohorts.milestones import due, due_words
from cohorts.milestones.changes import MOVED, Change, Standing
from cohorts.milestones.lateness import SETTLED
from cohorts.milestones.models import Milestone


def siblings(milestone: Milestone) -> QuerySet[Milestone]:
    """The startup's milestones of the same plan, in their order."""
    rows = Milestone.objects.filter(enrolment=milestone.enrolment_id, step__plan=milestone.step.plan_id)
    return rows.select_related("step", "asked__step").order_by("position", "pk")


def planned(rows: Sequence[Milestone]) -> dict[str, due.Step]:
    """{key: the step as it was applied}, without what it refers to and the startup does not have. What is settled waits for
    nothing any more."""
    keys = {one.step.key for one in rows}
    return {one.step.key: _known(one.asks.planned(), set() if one.state in SETTLED else keys) for one in rows}


def _known(step: due.Step, keys: set[str]) -> due.Step:
    rule = step.rule if step.rule.after in keys else replace(step.rule, after="")
    return replace(step, rule=rule, needs=tuple(key for key in step.needs if key in keys))


def dependents(milestone: Milestone, rows: Sequence[Milestone]) -> list[Milestone]:
    """Those of `rows`, its siblings, that are still owed and wait for it, or for one that does; in their order."""
    steps, found, grown = planned(rows), {milestone.step.key}, True
    while grown:
        more = {key for key, step in steps.items() if key not in found and found & {*step.waits_for()}}
        found, grown = found | more, bool(more)
    return [one for one in rows if one.step.key in found and one.pk != milestone.pk and one.state not in SETTLED]


def along(milestone: Milestone, due_on: date, rows: Sequence[Milestone]) -> list[Change]:
    """What moves with it where it is due on `due_on`, of `rows`, its siblings, in their order.

    What stands on its rule's day is counted anew; what has another day of its own moves only where it would come before what it
    waits for. Raises Refusal where the milestone itself would. The cohort comes along with the milestone.
    """
    steps, movers = planned(rows), dependents(milestone, rows)
    _require_after(milestone, due_on, steps, rows)
    stay = {one.step.key: one.due_on for one in rows if one not in movers}
    was = _days(milestone, steps, stay)
    for one in movers:
        step = steps[one.step.key]
        if one.moved_at or was[step.key].on != one.due_on:
            steps[step.key] = replace(step, rule=due.Rule(due.ON, on=one.due_on), needs=tuple(step.waits_for()))
    now = _days(milestone, steps, stay | {milestone.step.key: due_on})
    return [moved(one, now[one.step.key]) for one in movers if now[one.step.key].on != one.due_on]


def _days(milestone: Milestone, steps: Mapping[str, due.Step], pinned: Mapping[str, date]) -> dict[str, due.Due]:
    cohort = milestone.enrolment.cohort
    return due.days([*steps.values()], start=cohort.starts_on, workdays=cohort.workdays, pinned=pinned)


def _require_after(milestone: Milestone, due_on: date, steps: Mapping[str, due.Step], rows: Sequence[Milestone]) -> None:
    waits = steps[milestone.step.key].waits_for()
    before = [one for one in rows if one.step.key in waits and one.state not in SETTLED and one.due_on > due_on]
    if before and due_on < milestone.due_on:
        named = ", ".join(f"{one} ({due_words.told(one.due_on)})" for one in before)
        raise Refusal(_("It waits for %(milestones)s. Choose that day or a later one.") % {"milestones": named}, field="due_on")


def moved(one: Milestone, day: due.Due) -> Change:
    """It is due on that day from now on."""
    there = Standing(one.pk, one.code, one.step_id, one.step.key, one.position, one.title, (), one.due_on, one.state)
    return Change((MOVED,), None, there, day)
