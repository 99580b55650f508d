"""The reminders of milestones as rows planned ahead: each rule of a plan speaks once of each milestone that is still owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accelerator.kit import clock
from accelerator.notices import operations as notices
from accelerator.notices.models import Reminder
from accelerator.trail.models import key_of
from cohorts.milestones import hearing, messages, moments
from cohorts.milestones.models import Milestone, Plan, ReminderRule
from cohorts.roster.models import Enrolment

SOURCE = "milestones"
_AT_ONCE = 1000  # milestones whose reminders are looked at together
_OWED = (Milestone.State.PLANNED, Milestone.State.ACTIVE, Milestone.State.SUBMITTED, Milestone.State.RETURNED)


@dataclass(frozen=True)
class RuleGiven:
    """One reminder as somebody wrote it: `offset` as ReminderRule has it; no words are the house's."""

    offset: int
    unit: str = ReminderRule.Unit.DAYS
    audience: str = ReminderRule.Audience.STARTUP
    at: time = time(9)
    subject: str = ""
    text: str = ""


USUAL = (
    RuleGiven(-7),
    RuleGiven(-1),
    RuleGiven(1),
    RuleGiven(3, audience=ReminderRule.Audience.MENTORS),
    RuleGiven(7),
    RuleGiven(7, audience=ReminderRule.Audience.MANAGERS),
)


def lay_out(plan: Plan, *, like: Plan | None = None) -> None:
    """Gives a new plan the usual reminders, or those of the plan that it is made from."""
    given = rules([like.pk]).get(like.pk, []) if like else USUAL
    ReminderRule.objects.bulk_create(
        [
            ReminderRule(
                plan=plan, offset=one.offset, unit=one.unit, audience=one.audience, at=one.at, subject=one.subject, text=one.text
            )
            for one in given
        ],
        ignore_conflicts=True,
    )


def rules(plans: Iterable[int]) -> dict[int, list[ReminderRule]]:
    """{plan: its live rules}. A plan that never had any, made before there were rules, gets the usual ones. One query, where all
    have some."""
    wanted = list(plans)
    found = _known(wanted)
    bare = set(wanted) - set(found)
    if bare:
        for plan in Plan.objects.filter(pk__in=bare).order_by("pk"):
            lay_out(plan)
        found |= _known(list(bare))
    return {plan: [one for one in known if one.ended_at is None] for plan, known in found.items()}


def _known(plans: list[int]) -> dict[int, list[ReminderRule]]:
    found: dict[int, list[ReminderRule]] = {}
    for one in ReminderRule.objects.filter(plan__in=plans).order_by("id"):
        found.setdefault(one.plan_id, []).append(one)
    return found


def kind_of(rule: ReminderRule, milestone: Milestone | None = None) -> notices.Kind:
    """What it says, to who acts or to those above them; without a milestone, of one on which founders act."""
    heard = hearing.reached_by(rule, milestone) if milestone else rule.audience
    if heard == (hearing.acts(milestone) if milestone else ReminderRule.Audience.STARTUP):
        return messages.OVERDUE if rule.is_after else messages.DUE
    return messages.ESCALATED if rule.is_after else messages.AHEAD


def worded(rule: ReminderRule) -> tuple[str, str]:
    """(subject, text) as the rule says them, names in braces: its own words, else the house's in the active language."""
    kind = kind_of(rule)
    return rule.subject or str(kind.subject), rule.text or str(kind.text)


@transaction.atomic(savepoint=False)
def plan_new(milestones: Sequence[Milestone]) -> None:
    """Reminders of milestones made in this transaction. Their plans are locked: a rule that is changed meanwhile waits, and finds
    them."""
    plans = Plan.objects.select_for_update(no_key=True).filter(steps__in={one.step_id for one in milestones})
    list(plans.order_by("pk"))
    replan(Milestone.objects.filter(pk__in=[one.pk for one in milestones]), reason="planned anew")


@transaction.atomic(savepoint=False)
def replan(milestones: QuerySet[Milestone], *, reason: str, only: ReminderRule | None = None) -> None:
    """Brings the reminders of `milestones` to what rules (`only` that one) say now: those that stay right stay, others move.

    What staff held or worded stays so where its rule speaks at another moment. What would have been said in the past is not said,
    nothing of what is done or of who is not in the cohort, and nothing twice: what a rule said on a day it does not say again.
    Locks the milestones; four queries for each thousand of them.
    """
    keys = list(milestones.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), _AT_ONCE):
        part = Milestone.objects.filter(pk__in=keys[first : first + _AT_ONCE])
        rows = part.select_related("enrolment__startup", "enrolment__cohort", "step", "asked")
        _settle(list(rows.select_for_update(of=("self",), no_key=True).order_by("pk")), reason, only)


def _settle(milestones: list[Milestone], reason: str, only: ReminderRule | None) -> None:
    at = clock.now()
    known = rules({one.step.plan_id for one in milestones})
    there = _waiting(milestones, only)
    wanted = [
        _reminder(one, rule)
        for one in milestones
        if _is_owed(one)
        for rule in _speaking(known.get(one.step.plan_id, ()), one)
        if only is None or rule.pk == only.pk
    ]
    made, stays = [], set[int]()
    for one in wanted:
        before = there.get((one.subject, one.rule), ())
        if same := next((two for two in before if _alike(one, two)), None):
            stays.add(same.pk)
        elif one.due_at > at:
            made.append(_carried(one, before))
    gone = [two.pk for before in there.values() for two in before if two.pk not in stays]
    Reminder.objects.waiting().filter(pk__in=gone).update(state=Reminder.State.CANCELLED, settled_at=at, reason=reason)
    notices.plan(made)


def _speaking(known: Sequence[ReminderRule], milestone: Milestone) -> list[ReminderRule]:
    """Those of its plan's rules that are said of it: of several that reach the same people at one moment the first, those that
    mean them before those that reach them in the founders' place."""
    found: dict[tuple[Any, ...], ReminderRule] = {}
    for rule in sorted(known, key=lambda one: (one.audience != hearing.reached_by(one, milestone), one.pk)):
        found.setdefault((rule.offset, rule.unit, rule.at, hearing.reached_by(rule, milestone)), rule)
    return sorted(found.values(), key=lambda one: one.pk)


def _waiting(milestones: list[Milestone], only: ReminderRule | None) -> dict[tuple[str, str], list[Reminder]]:
    """What waits to be said of them, by subject and rule."""
    rows = Reminder.objects.waiting().filter(source=SOURCE, subject__in=[key_of(one) for one in milestones])
    found: dict[tuple[str, str], list[Reminder]] = {}
    for one in (rows.filter(rule=only.code) if only else rows).order_by("id"):
        found.setdefault((one.subject, one.rule), []).append(one)
    return found


def _alike(one: Reminder, two: Reminder) -> bool:
    return (one.kind, one.due_at, one.local_on) == (two.kind, two.due_at, two.local_on)


def _is_owed(milestone: Milestone) -> bool:
    left = (Enrolment.State.DEPARTED, Enrolment.State.GRADUATED)  # who pauses comes back
    return milestone.state in _OWED and milestone.enrolment.state not in left


def _reminder(milestone: Milestone, rule: ReminderRule) -> Reminder:
    enrolment = milestone.enrolment
    moment = moments.moment(
        rule.offset,
        rule.unit,
        rule.at,
        due_on=milestone.due_on,
        zone=enrolment.zone,
        workdays=enrolment.cohort.workdays,
    )
    return Reminder(
        source=SOURCE,
        kind=kind_of(rule, milestone).name,
        subject=key_of(milestone),
        rule=rule.code,
        local_on=moment.on,
        local_at=moment.at,
        zone=moment.zone,
        due_at=moment.due_at,
    )


def _carried(one: Reminder, before: Sequence[Reminder]) -> Reminder:
    for two in before[:1]:
        one.state, one.own_subject, one.own_text = two.state, two.own_subject, two.own_text
    return one


def stop(rule: ReminderRule, *, reason: str) -> None:
    """Nothing more is said by `rule`."""
    Reminder.objects.waiting().filter(source=SOURCE, rule=rule.code).update(
        state=Reminder.State.CANCELLED, settled_at=clock.now(), reason=reason
    )
