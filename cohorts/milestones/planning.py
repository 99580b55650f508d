"""Plans: what a cohort is to reach, and the milestones made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Programme
from accelerator.trail import operations as trail
from cohorts.milestones import ladder, messages, policies
from cohorts.milestones.models import Milestone, Plan, Step
from cohorts.roster import policies as roster
from cohorts.roster.models import Cohort, Enrolment

_BEYOND = timedelta(days=365)  # how long after its cohort's last day a milestone may still be due


@dataclass(frozen=True)
class StepGiven:
    """One line of a plan as somebody wrote it."""

    title: str
    due_days: int
    description: str = ""
    evidence: str = ""


@transaction.atomic
def make_plan(programme: Programme, *, name: str, by: Any) -> Plan:
    if not roster.runs(by, programme.pk):
        raise Forbidden(_("Only the programme's managers make plans."))
    plan = Plan.objects.create(programme=programme, name=name)
    ladder.lay_out(plan)
    trail.record("plan.made", gettext_noop("{actor} made the plan {subject}."), by=by, on=plan, touching=(programme,))
    return plan


@transaction.atomic
def add_step(plan: Plan, *, step: StepGiven, by: Any) -> Step:
    """Adds a step at the end; cohorts that follow the plan get it when it is applied again."""
    held = _held(plan, by)
    last = held.steps.order_by("-position").values_list("position", flat=True).first() or 0
    made = Step.objects.create(
        plan=held,
        position=last + 1,
        title=step.title,
        due_days=step.due_days,
        description=step.description,
        evidence=step.evidence,
    )
    _record("plan.step_added", gettext_noop("{actor} added {step} to the plan {subject}."), made, by=by)
    return made


@transaction.atomic
def change_step(step: Step, *, given: StepGiven, by: Any) -> Step:
    """Rewords or moves a step. Milestones made from it keep what they have; apply again to see what would change."""
    _held(step.plan, by)
    step.title, step.due_days, step.description, step.evidence = given.title, given.due_days, given.description, given.evidence
    step.save(update_fields=["title", "due_days", "description", "evidence"])
    _record("plan.step_changed", gettext_noop("{actor} changed {step} of the plan {subject}."), step, by=by)
    return step


def _record(verb: str, sentence: str, step: Step, *, by: Any) -> None:
    trail.record(verb, sentence, by=by, on=step.plan, touching=(step.plan.programme,), step=step)


@transaction.atomic
def apply_plan(plan: Plan, *, cohort: Cohort, by: Any) -> int:
    """From now on `cohort` follows `plan`: every active startup gets the milestones it lacks. How many were made."""
    held = _held(plan, by)
    if cohort.programme_id != held.programme_id:
        raise Refusal(_("That cohort belongs to another programme."), field="cohort")
    steps = list(held.steps.order_by("position"))
    if not steps:
        raise Refusal(_("The plan has no steps yet. Add the first one."), field="plan")
    held.cohorts.add(cohort)
    active = cohort.enrolments.filter(state=Enrolment.State.ACTIVE).select_related("startup", "cohort").order_by("id")
    milestones = [one for enrolment in active for one in _make(enrolment, steps)]
    ladder.plan_new(milestones)
    made = len(milestones)
    trail.record(
        "plan.applied",
        gettext_noop("{actor} applied {subject} to {cohort}. Milestones: {made}."),
        by=by,
        on=held,
        touching=(cohort,),
        cohort=cohort,
        made=made,
    )
    return made


def follow_plans(*, enrolment: Enrolment, by: Any) -> None:
    """A startup that joins gets the milestones of the plans its cohort follows (announced by the roster)."""
    plans = Plan.objects.filter(cohorts=enrolment.cohort_id).order_by("id")
    ladder.plan_new([one for plan in plans for one in _make(enrolment, list(plan.steps.order_by("position")))])


def _make(enrolment: Enrolment, steps: Sequence[Step]) -> list[Milestone]:
    has = set(enrolment.milestones.values_list("step", flat=True))
    return Milestone.objects.bulk_create(
        Milestone(enrolment=enrolment, step=step, position=step.position, title=step.title, due_on=step.due_on(enrolment.cohort))
        for step in steps
        if step.pk not in has
    )


@transaction.atomic
def move(milestone: Milestone, *, due_on: date, reason: str, by: Any) -> Milestone:
    """Gives one startup's milestone another day; its reminders move along and the founders hear why."""
    if not by.has_perm("milestones.run", milestone):
        raise Forbidden(_("Only the programme's managers move milestones."))
    if not reason.strip():
        raise Refusal(_("Say why: the founders read it."), field="reason")
    held = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("enrolment__cohort", "enrolment__startup")
        .get(pk=milestone.pk)
    )
    _require_movable(held, due_on)
    was, held.due_on = held.due_on, due_on
    if was == due_on:
        return held
    held.save(update_fields=["due_on"])
    ladder.replan(Milestone.objects.filter(pk=held.pk), reason="moved")
    facts: dict[str, Any] = {"was": f"{was:%-d %B %Y}", "due": f"{due_on:%-d %B %Y}", "reason": reason}
    facts["startup"] = held.enrolment.startup
    for member in held.founders():
        notices.tell(messages.MOVED, to=member, about=held, url=held.get_absolute_url(), by=by, milestone=held, **facts)
    trail.record(
        "milestone.moved",
        gettext_noop("{actor} moved {subject} of {startup} from {was} to {due}: {reason}"),
        by=by,
        on=held,
        touching=(held.enrolment, held.enrolment.startup),
        **facts,
    )
    return held


def _require_movable(held: Milestone, due_on: date) -> None:
    cohort = held.enrolment.cohort
    if held.enrolment.state != Enrolment.State.ACTIVE:
        raise Refusal(_("%(startup)s is no longer in the cohort.") % {"startup": held.enrolment.startup})
    if held.state in (Milestone.State.REACHED, Milestone.State.WAIVED):
        raise Refusal(_("This milestone is “%(state)s” now. Load the page again.") % {"state": held.word()})
    if not cohort.starts_on <= due_on <= cohort.ends_on + _BEYOND:
        days = {"first": f"{cohort.starts_on:%-d %B %Y}", "last": f"{cohort.ends_on + _BEYOND:%-d %B %Y}"}
        raise Refusal(_("Choose a day of the cohort or the year after it: %(first)s to %(last)s.") % days, field="due_on")


def _held(plan: Plan, by: Any) -> Plan:
    if not policies.plans(by, plan):
        raise Forbidden(_("Only the programme's managers change plans."))
    return Plan.objects.select_for_update().get(pk=plan.pk)
