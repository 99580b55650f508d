"""The reminders of milestones as rows planned ahead: each rule of a plan speaks once of each milestone that is still owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from accelerator.kit import clock
from accelerator.kit.workdays import Workdays
from accelerator.notices import operations as notices
from accelerator.notices import timetable
from accelerator.notices.models import Reminder
from accelerator.notices.timetable import Slot, Subject
from cohorts.milestones import hearing, messages, moments
from cohorts.milestones.models import Milestone, Plan, ReminderRule
from cohorts.roster.models import Enrolment

SOURCE = "milestones"
_AT_ONCE = 1000  # milestones whose reminders are looked at together
_OWED = (Milestone.State.PLANNED, Milestone.State.ACTIVE, Milestone.State.SUBMITTED, Milestone.State.RETURNED)
_LEFT = (Enrolment.State.DEPARTED, Enrolment.State.GRADUATED)  # who pauses comes back


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
    """Gives a new plan the usual reminders, or those of the plan that it is made from, and notes that it has got its own."""
    if plan.reminders_set_at is None:
        plan.reminders_set_at = clock.now()
        plan.save(update_fields=["reminders_set_at"])
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
    """{plan: its live rules}, of each. One that was made before there were rules gets the usual ones. One query, where all
    have some."""
    wanted = list(plans)
    found = _known(wanted)
    bare = set(wanted) - set(found)
    if bare:
        for plan in Plan.objects.filter(pk__in=bare, reminders_set_at=None).order_by("pk"):
            lay_out(plan)
        found |= _known(list(bare))
    return {plan: [one for one in found.get(plan, ()) if one.ended_at is None] for plan in wanted}


def _known(plans: list[int]) -> dict[int, list[ReminderRule]]:
    found: dict[int, list[ReminderRule]] = {}
    for one in ReminderRule.objects.filter(plan__in=plans).order_by("id"):
        found.setdefault(one.plan_id, []).append(one)
    return found


def kind_of(rule: ReminderRule, acts: str = ReminderRule.Audience.STARTUP) -> notices.Kind:
    """What it says of a milestone on which the audience `acts` acts: to these, or to those above them."""
    if hearing.reached(rule, acts) == acts:
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


class _Case(NamedTuple):
    """All that decides when the rules of a plan speak of a milestone."""

    plan: int
    acts: str
    due_on: date
    zone: tzinfo
    holidays: str

    def slots(self, known: Sequence[ReminderRule], only: ReminderRule | None) -> list[Slot]:
        """What rules of the plan (`only` that one) say of it."""
        speaking = [rule for rule in _speaking(known, self.acts) if only is None or rule.pk == only.pk]
        return [_slot(rule, self) for rule in speaking]


_READ = ("pk", "state", "moved_at", "enrolment__state", "step__plan", "asked__owner", "step__owner", "due_on")
_READ_AROUND = ("enrolment__startup__zone", "enrolment__cohort__zone", "enrolment__cohort__holidays")


def settle(keys: Sequence[int], *, reason: str, only: ReminderRule | None = None, since: datetime | None = None) -> None:
    """Brings the reminders of milestones (`keys`) to what rules (`only` that one) say now, as `timetable.bring` does it.

    What would have been said in the past is not said, nothing of what is done or of who is not in the cohort. Past is what lies
    before `since`, without one the present moment, and what lay so when somebody gave the milestone its day.
    Locks the milestones. Rules are read after that, so that of two who change them the later is right. Six queries.
    """
    held = Milestone.objects.filter(pk__in=keys).select_for_update(no_key=True).order_by("pk")
    list(held.values_list("pk"))
    begun = since or clock.now()
    cases, subjects = dict[_Case, int](), list[Subject]()
    for row in Milestone.objects.filter(pk__in=keys).values_list(*_READ, *_READ_AROUND):
        pk, state, moved_at, enrolled, plan, asked, owner, due_on, zone, usual, holidays = row
        case = _Case(plan, hearing.acting(asked or owner), due_on, zone or usual, holidays)
        number = cases.setdefault(case, len(cases)) if state in _OWED and enrolled not in _LEFT else None
        subjects.append(Subject(f"milestone:{pk}", number, max(begun, moved_at or begun)))
    known = rules({one.plan for one in cases})
    tables = [one.slots(known[one.plan], only) for one in cases]
    timetable.bring(SOURCE, subjects, tables, reason=reason, rule=only.code if only else "", begun=begun)


@transaction.atomic(savepoint=False)
def replan(milestones: QuerySet[Milestone], *, reason: str) -> None:
    """The same of all of `milestones`, a thousand of them after the other."""
    keys = list(milestones.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), _AT_ONCE):
        settle(keys[first : first + _AT_ONCE], reason=reason)


def _speaking(known: Sequence[ReminderRule], acts: str) -> list[ReminderRule]:
    """Those of a plan's rules that are said of what the audience `acts` does: of several that reach the same people at one moment
    the first, those that mean them before those that reach them in the founders' place."""
    found: dict[tuple[Any, ...], ReminderRule] = {}
    for rule in sorted(known, key=lambda one: (one.audience != hearing.reached(one, acts), one.pk)):
        found.setdefault((rule.offset, rule.unit, rule.at, hearing.reached(rule, acts)), rule)
    return sorted(found.values(), key=lambda one: one.pk)


def _slot(rule: ReminderRule, case: _Case) -> Slot:
    workdays = Workdays(case.holidays)
    said = moments.moment(rule.offset, rule.unit, rule.at, due_on=case.due_on, zone=case.zone, workdays=workdays)
    return Slot(rule.code, kind_of(rule, case.acts).name, said.on, said.at, str(case.zone), said.due_at)


def is_as_planned(reminder: Reminder, milestone: Milestone) -> bool:
    """Whether its rule speaks of `milestone`, as all is now, when and as what `reminder` was planned. One query."""
    enrolment, plan = milestone.enrolment, milestone.step.plan_id
    case = _Case(plan, hearing.acts(milestone), milestone.due_on, enrolment.zone, enrolment.cohort.holidays)
    planned = (reminder.rule, reminder.kind, reminder.local_on, reminder.due_at)
    return planned in {(one.rule, one.kind, one.local_on, one.due_at) for one in case.slots(rules([plan])[plan], None)}


def stop(rule: ReminderRule, *, reason: str) -> None:
    """Nothing more is said by `rule`."""
    Reminder.objects.waiting().filter(source=SOURCE, rule=rule.code).update(
        state=Reminder.State.CANCELLED, settled_at=clock.now(), reason=reason
    )
