"""All that one startup still owes, on other days at once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, codes
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.trail import operations as trail
from cohorts.milestones import due, ladder, messages
from cohorts.milestones.changes import Change
from cohorts.milestones.lateness import SETTLED
from cohorts.milestones.models import Milestone
from cohorts.milestones.planning import along, telling
from cohorts.milestones.planning.applying import Stale
from cohorts.milestones.planning.moving import require_day, require_within
from cohorts.roster import policies as roster
from cohorts.roster.models import Enrolment

MOST = 365  # days, or working days, that everything moves by


@dataclass(frozen=True)
class Shift:
    """By so many days, or working days; ahead where negative."""

    count: int
    workdays: bool = False


@dataclass(frozen=True)
class Proposal:
    """What would move, in the order of the milestones; `mark` changes with it."""

    moves: list[Change]
    mark: str


def propose(enrolment: Enrolment, how: Shift | date) -> Proposal:
    """Every unsettled milestone shifted, or worked out anew as if the cohort had begun on the day `how`. None before one that it
    depends on; what is settled stays, and others count from its day. One query.
    """
    rows = list(enrolment.milestones.select_related("step", "asked__step").order_by("position", "pk"))
    by_plan = defaultdict[int, list[Milestone]](list)
    for one in rows:
        by_plan[one.step.plan_id].append(one)
    days = {one.pk: day for those in by_plan.values() for one, day in _days(enrolment, those, how)}
    moves = [along.moved(one, days[one.pk]) for one in rows if one.state not in SETTLED and days[one.pk].on != one.due_on]
    told = [[one.there.pk, one.there.due_on, one.due_on] for one in moves if one.there]
    return Proposal(moves, codes.digest(json.dumps(told, default=str))[:32])


def _days(enrolment: Enrolment, rows: Sequence[Milestone], how: Shift | date) -> list[tuple[Milestone, due.Due]]:
    """Of the milestones of one plan."""
    cohort = enrolment.cohort
    pinned = {one.step.key: one.due_on for one in rows if one.state in SETTLED}
    steps = along.planned(rows)
    planned = [_planned(steps[one.step.key], one, enrolment, how) for one in rows]
    start = how if isinstance(how, date) else cohort.starts_on
    found = due.days(planned, start=start, workdays=cohort.workdays, pinned=pinned)
    return [(one, found[one.step.key]) for one in rows]


def _planned(planned: due.Step, one: Milestone, enrolment: Enrolment, how: Shift | date) -> due.Step:
    if isinstance(how, date):
        return planned
    needs, days_off = tuple(planned.waits_for()), planned.rule.days_off
    if how.workdays:
        day, days_off = enrolment.cohort.workdays.plus(one.due_on, how.count), due.NEXT
    else:
        day = one.due_on + timedelta(days=how.count)
    return replace(planned, rule=due.Rule(due.ON, on=day, days_off=days_off), needs=needs)


@transaction.atomic
def replan(enrolment: Enrolment, how: Shift | date, *, reason: str, by: Any, seen: str = "") -> int:
    """Moves as `propose` says: how many milestones. They keep these days when a plan is applied, the founders hear once, and the
    reminders move along. With `seen`, the mark of a proposal, raises Stale where another one would be carried out.
    """
    if not roster.decides_for(by, enrolment):
        raise Forbidden(
            _("Only the programme's managers plan a startup's milestones anew, and nobody those of their own startup.")
        )
    if not reason.strip():
        raise Refusal(_("Say why: the founders read it."), field="reason")
    running = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("cohort", "startup")
    held = running.get(pk=enrolment.pk)
    _require_sane(held, how)
    rows = held.milestones.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(rows.values_list("pk"))
    found = propose(held, how)
    if seen and seen != found.mark:
        raise Stale(_("The milestones changed since. Here is what would move now."), field="seen")
    if not found.moves:
        raise Refusal(_("Nothing would move by that."))
    for one in found.moves:
        require_within(held.cohort, one, field="start" if isinstance(how, date) else "count")
    _move(found.moves, reason, by)
    telling.tell(messages.REPLANNED, [(held, found.moves)], by=by, reason=reason)
    sentence = gettext_noop("{actor} planned the milestones of {startup} anew: {reason}. Moved: {moved}.")
    facts = {"startup": held.startup, "reason": reason.strip().rstrip("."), "moved": len(found.moves)}
    trail.record("enrolment.replanned", sentence, by=by, on=held, touching=(held.startup,), **facts)
    return len(found.moves)


def _require_sane(held: Enrolment, how: Shift | date) -> None:
    if held.state in (Enrolment.State.DEPARTED, Enrolment.State.GRADUATED):
        raise Refusal(_("%(startup)s is no longer in the cohort.") % {"startup": held.startup})
    if isinstance(how, date):
        require_day(held.cohort, how, field="start")
    elif not 0 < abs(how.count) <= MOST:
        raise Refusal(_("Choose a number from 1 to %(most)d, or from -1 to -%(most)d.") % {"most": MOST}, field="count")


def _move(moves: Sequence[Change], reason: str, by: Any) -> None:
    days = {one.there.pk: one.due_on for one in moves if one.there}
    rows = list(Milestone.objects.filter(pk__in=days))
    for row in rows:
        row.due_on, row.moved_at = days[row.pk] or row.due_on, clock.now()
        row.moved_by, row.moved_why = by, reason.strip()[:500]
    Milestone.objects.bulk_update(rows, ["due_on", "moved_at", "moved_by", "moved_why"])
    ladder.replan(Milestone.objects.filter(pk__in=days), reason="planned anew")
