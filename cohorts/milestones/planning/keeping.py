"""Plans are kept as numbered versions, go back to one, come from files, and begin anew as copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit.refusals import Refusal
from accelerator.programmes.models import Programme
from accelerator.trail import operations as trail
from cohorts.milestones import content, plan_file, queries
from cohorts.milestones.content import Fault, StepGiven
from cohorts.milestones.models import Plan, PlanVersion, Step, StepVersion
from cohorts.milestones.planning.drawing import Unfit, arrange, columns, discard, hold, make_plan, no_such_form, rename_plan


class Overtaken(Refusal):
    """A plan that somebody else wrote on meanwhile."""


@transaction.atomic
def keep_version(plan: Plan, *, note: str = "", by: Any) -> PlanVersion:
    """The plan as it is now under the next number; the newest version where nothing has changed since."""
    held = hold(plan, by)
    return keep(held, live_steps(held), note=note, by=by)


def live_steps(plan: Plan) -> list[Step]:
    """The steps of a plan in their order; refuses where there is none. One query."""
    steps = list(plan.steps.live().select_related("questionnaire").order_by("position"))
    if not steps:
        raise Refusal(_("The plan has no steps yet. Add the first one."), field="plan")
    return steps


def keep(held: Plan, steps: Sequence[Step], *, note: str, by: Any) -> PlanVersion:
    """The same of a plan under its lock, with its live steps."""
    newest = queries.newest_version(held)
    if newest and queries.content_of(newest) == [(one.pk, one.says()) for one in steps]:
        return newest
    made = PlanVersion.objects.create(plan=held, number=newest.number + 1 if newest else 1, note=note.strip()[:300], by=by)
    StepVersion.objects.bulk_create(StepVersion(version=made, step=one, **one.says()) for one in steps)
    sentence = gettext_noop("{actor} kept the plan {subject} as version {number}.")
    trail.record("plan.version_kept", sentence, by=by, on=held, touching=(held.programme,), number=made.number)
    return made


@transaction.atomic
def take_up(version: PlanVersion, *, by: Any) -> Plan:
    """The plan says again what it said in `version`. Cohorts get it when it is applied."""
    held = hold(version.plan, by)
    given = [queries.given(one) for one in version.steps.select_related("step", "questionnaire").order_by("position")]
    _rewrite(held, given, by)
    sentence = gettext_noop("{actor} took up version {number} of the plan {subject} again.")
    trail.record("plan.version_taken_up", sentence, by=by, on=held, touching=(held.programme,), number=version.number)
    return held


@transaction.atomic
def replace_steps(plan: Plan, *, steps: Sequence[StepGiven], by: Any, name: str = "", seen: str = "") -> Plan:
    """The plan has exactly these steps from now on, and the `name`, where one is given. Steps whose key it knows are changed,
    what is left out is taken out. Raises Unfit with paths as a plan's file has them.

    With `seen`, the `queries.mark` of the plan as somebody read it, raises Overtaken where it is another one by now.
    """
    held = hold(plan, by)
    if seen and seen != queries.mark(held):
        raise Overtaken(_("Somebody else wrote on this plan meanwhile. Look at it before you replace it."), field="seen")
    _rewrite(held, steps, by)
    if name:
        held = rename_plan(held, name=name, by=by)
    sentence = gettext_noop("{actor} replaced the steps of the plan {subject}. Steps: {count}.")
    trail.record("plan.replaced", sentence, by=by, on=held, touching=(held.programme,), count=len(steps))
    return held


def _rewrite(held: Plan, given: Sequence[StepGiven], by: Any) -> None:
    keyed = content.with_keys(given)
    there = {one.key: one for one in held.steps.select_related("questionnaire").order_by("position")}
    faults = plan_file.faults_of(keyed) or _unknown_forms(keyed, there, by)
    if faults:
        raise Unfit(faults)
    last = max((one.position for one in there.values()), default=0)
    order = [_written(held, there.get(one.key), one, last + place, by) for place, one in enumerate(keyed, 1)]
    for one in there.values():
        if one.retired_at is None and one.key not in {step.key for step in order}:
            discard(one)
    arrange(held, order)


def _unknown_forms(given: Sequence[StepGiven], there: dict[str, Step], by: Any) -> list[Fault]:
    usable = set(queries.evidence_forms(by).values_list("code", flat=True))
    kept = {key: one.questionnaire.code for key, one in there.items() if one.questionnaire}
    return [
        Fault(f"steps[{place}].questionnaire", str(no_such_form()))
        for place, one in enumerate(given)
        if one.questionnaire and one.questionnaire not in usable and one.questionnaire != kept.get(one.key)
    ]


def _written(held: Plan, step: Step | None, given: StepGiven, position: int, by: Any) -> Step:
    if step is None:
        return Step.objects.create(plan=held, key=given.key, position=position, **columns(given, by))
    for name, value in columns(given, by, keeps=step.questionnaire_id).items():
        setattr(step, name, value)
    step.retired_at = None
    step.save()
    return step


@transaction.atomic
def plan_from_steps(programme: Programme, *, name: str, steps: Sequence[StepGiven], by: Any, like: Plan | None = None) -> Plan:
    """A new plan with these steps: all of them, or nothing is made."""
    plan = make_plan(programme, name=name, by=by, like=like)
    _rewrite(plan, steps, by)
    return plan


@transaction.atomic
def clone_plan(plan: Plan, *, programme: Programme, name: str, by: Any) -> Plan:
    """A plan of `programme` that begins as `plan` is now, without its history. `by` sees the one and runs the other; a form that
    they may not use in it is left out.
    """
    steps = [queries.given(one) for one in plan.steps.live().select_related("questionnaire").order_by("position")]
    usable = set(queries.evidence_forms(by).values_list("code", flat=True))
    kept = [one if one.questionnaire in usable else replace(one, questionnaire="") for one in steps]
    made = plan_from_steps(programme, name=name, steps=kept, by=by, like=plan)
    sentence = gettext_noop("{actor} began {subject} as a copy of {model}.")
    trail.record("plan.cloned", sentence, by=by, on=made, touching=(programme, plan), model=plan)
    return made
