"""Plans are written step by step. Nobody's milestones change by that: only what is applied does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.lines import can_be_seen, is_one
from accelerator.kit.refusals import Fault, Forbidden, Refusal
from accelerator.programmes.models import Programme
from accelerator.questionnaires import operations as questionnaires
from accelerator.questionnaires.models import Questionnaire
from accelerator.trail import operations as trail
from cohorts.milestones import content, ladder, policies, queries
from cohorts.milestones.content import StepGiven
from cohorts.milestones.models import Milestone, Plan, Step, StepVersion
from cohorts.roster import policies as roster

_ASIDE = 10_000  # places that no plan has: steps wait there while others take theirs


class Unfit(Refusal):
    """A step, or a plan, that cannot be as it was given. `faults` are all of its faults, `field` is the path of the first."""

    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(self.faults[0].sentence, field=self.faults[0].path)


@transaction.atomic
def make_plan(programme: Programme, *, name: str, by: Any, like: Plan | None = None) -> Plan:
    """A plan without steps, with the usual reminders, or those of the plan that it is `like`."""
    require_may_make(programme, by)
    plan = Plan.objects.create(programme=programme, name=_named(name), reminders_set_at=clock.now())
    ladder.lay_out(plan, like=like)
    trail.record("plan.made", gettext_noop("{actor} made the plan {subject}."), by=by, on=plan, touching=(programme,))
    return plan


def require_may_make(programme: Programme, by: Any) -> None:
    if not roster.runs(by, programme.pk):
        raise Forbidden(_("Only the programme's managers make plans."))


def _named(name: str) -> str:
    if not can_be_seen(name):
        raise Refusal(_("A plan needs a name."), field="name")
    if not is_one(name.strip()):
        raise Refusal(_("This stands in one line. Take the line breaks out."), field="name")
    return name.strip()[:200]


@transaction.atomic
def rename_plan(plan: Plan, *, name: str, by: Any) -> Plan:
    held = hold(plan, by)
    was, held.name = held.name, _named(name)
    if was != held.name:
        held.save(update_fields=["name"])
        sentence = gettext_noop("{actor} renamed the plan {was} to {subject}.")
        trail.record("plan.renamed", sentence, by=by, on=held, touching=(held.programme,), was=was)
    return held


@transaction.atomic
def add_step(plan: Plan, *, step: StepGiven, by: Any) -> Step:
    """Adds a step at the end; cohorts that follow the plan get it when it is applied again."""
    held = hold(plan, by)
    there = list(held.steps.select_related("questionnaire").order_by("position"))
    key = step.key or content.key_for(step.title, [one.key for one in there])
    _require_fit(step, key, [queries.given(one) for one in there if one.retired_at is None])
    if key in {one.key for one in there}:
        raise Refusal(_("This plan has, or had, a step with the key “%(key)s”. Choose another.") % {"key": key}, field="key")
    made = Step.objects.create(plan=held, key=key, **(columns(step, by) | {"position": len(there) + 1}))
    arrange(held)
    made.refresh_from_db(fields=["position"])
    _record("plan.step_added", gettext_noop("{actor} added {step} to the plan {subject}."), made, by=by)
    return made


@transaction.atomic
def change_step(step: Step, *, given: StepGiven, by: Any) -> Step:
    """Rewords a step or gives it another day, and keeps its key. Milestones made from it keep what they have until the plan is
    applied again.
    """
    plan = hold(step.plan, by)
    held = _there(plan, step)
    others = plan.steps.live().exclude(pk=held.pk).select_related("questionnaire").order_by("position")
    _require_fit(given, held.key, [queries.given(one) for one in others])
    for name, value in columns(given, by, keeps=held.questionnaire_id).items():
        setattr(held, name, value)
    held.save()
    _record("plan.step_changed", gettext_noop("{actor} changed {step} of the plan {subject}."), held, by=by)
    return held


@transaction.atomic
def place_step(step: Step, *, position: int, by: Any) -> Step:
    """Moves a step to `position`, from 1; beyond the end is the end."""
    plan = hold(step.plan, by)
    order = list(plan.steps.live().exclude(pk=step.pk).order_by("position"))
    held = _there(plan, step)
    order.insert(min(max(position, 1), content.MOST_STEPS) - 1, held)
    arrange(plan, order)
    held.refresh_from_db(fields=["position"])
    _record("plan.step_placed", gettext_noop("{actor} moved {step} within the plan {subject}."), held, by=by)
    return held


@transaction.atomic
def remove_step(step: Step, *, by: Any) -> bool:
    """Takes a step out of the plan; refuses while another step depends on it. True where it is gone for good, False where it is
    retired: milestones or versions of the plan have it, and keep it. What startups have is taken away when the plan is applied.
    """
    plan = hold(step.plan, by)
    held = _there(plan, step)
    waiting = [one for one in plan.steps.live().order_by("position") if held.key in one.planned().waits_for()]
    if waiting:
        facts = {"names": ", ".join(map(str, waiting)), "step": held}
        raise Refusal(_("%(names)s depends on %(step)s. Let it depend on another step, or on none, first.") % facts)
    gone = discard(held)
    arrange(plan)
    sentence = gettext_noop("{actor} took {step} out of the plan {subject}.")
    trail.record("plan.step_removed", sentence, by=by, on=plan, touching=(plan.programme,), step=step)
    return gone


def _there(plan: Plan, step: Step) -> Step:
    """The step as it stands under the plan's lock. Somebody else may have taken it out before."""
    held = plan.steps.live().filter(pk=step.pk).first()
    if held is None:
        raise Refusal(_gone())
    return held


def _gone() -> str:
    return _("Somebody took this step out of the plan meanwhile. Load the page again.")


def discard(step: Step) -> bool:
    """Deletes `step`, or retires it where something has it; True where it is gone. The caller arranges what is left."""
    if StepVersion.objects.filter(step=step).exists() or Milestone.objects.filter(step=step).exists():
        step.retired_at = clock.now()
        step.save(update_fields=["retired_at"])
        return False
    step.delete()
    return True


@transaction.atomic
def bring_back_step(step: Step, *, by: Any) -> Step:
    """A retired step stands at the end of the plan again; one that stands in it stays where it is."""
    plan = hold(step.plan, by)
    held = plan.steps.filter(pk=step.pk).first()
    if held is None:
        raise Refusal(_gone())
    if held.retired_at is None:
        return held
    others = [queries.given(one) for one in plan.steps.live().select_related("questionnaire").order_by("position")]
    _require_fit(queries.given(held), held.key, others)
    order = list(plan.steps.live().order_by("position"))
    held.retired_at = None
    held.save(update_fields=["retired_at"])
    arrange(plan, [*order, held])
    held.refresh_from_db(fields=["position"])
    _record("plan.step_brought_back", gettext_noop("{actor} brought {step} back into the plan {subject}."), held, by=by)
    return held


def _require_fit(step: StepGiven, key: str, others: Sequence[StepGiven]) -> None:
    """Refuses a step that is wrong by itself, or beside `others`: unknown or circular dependencies."""
    faults = content.faults(step)
    faults += [fault for _place, fault in content.faults_together([*others, content.with_key(step, key)])] if not faults else []
    if faults:
        raise Unfit(faults)


def columns(given: StepGiven, by: Any, *, keeps: int | None = None) -> dict[str, Any]:
    """What a step's row holds of `given`. Its form is one that `by` may use, or the one that it `keeps`."""
    found = None
    if given.questionnaire:
        found = Questionnaire.objects.filter(code=given.questionnaire).first()
        if found is None or (found.pk != keeps and not queries.evidence_forms(by).filter(pk=found.pk).exists()):
            raise Refusal(no_such_form(), field="questionnaire")
    return {
        "title": given.title.strip(),
        "description": given.description.strip(),
        "evidence": given.evidence.strip(),
        "owner": given.owner,
        "target": given.target,
        "unit": given.unit.strip(),
        "questionnaire_id": found.pk if found else None,
        "due_rule": given.due_rule,
        "due_days": given.due_days,
        "fixed_on": given.fixed_on,
        "after": given.after,
        "days_off": given.days_off,
        "needs": sorted(set(given.needs)),
    }


def no_such_form() -> str:
    return _("There is no such form among those you may use. Choose another, or none.")


@transaction.atomic
def make_evidence_form(step: Step, *, by: Any) -> Questionnaire:
    """A form of the step's own with one question to begin with, still to be drawn and published."""
    plan = hold(step.plan, by)
    held = _there(plan, step)
    what = {"key": "what_was_done", "type": "long_text", "label": _("What was done?"), "required": True, "limit": 2000}
    section = {"key": "evidence", "title": held.title, "questions": [what]}
    name = f"{plan.name[:90]}: {held.title[:100]}"
    made = questionnaires.create(name=name, definition={"sections": [section]}, by=by).questionnaire
    held.questionnaire = made
    held.save(update_fields=["questionnaire"])
    _record("plan.step_changed", gettext_noop("{actor} changed {step} of the plan {subject}."), held, by=by)
    return made


def arrange(plan: Plan, order: Sequence[Step] | None = None) -> None:
    """Numbers the steps from 1 in `order`, or as they stand; retired ones come last. At most four queries."""
    live = list(order) if order is not None else list(plan.steps.live().order_by("position"))
    retired = list(plan.steps.exclude(retired_at=None).order_by("position"))
    wrong = [one for place, one in enumerate([*live, *retired], 1) if one.position != place]
    if not wrong:
        return
    for place, one in enumerate([*live, *retired], 1):
        one.position = place
    plan.steps.filter(pk__in=[one.pk for one in wrong]).update(position=F("position") + _ASIDE)
    Step.objects.bulk_update(wrong, ["position"])


def _record(verb: str, sentence: str, step: Step, *, by: Any) -> None:
    trail.record(verb, sentence, by=by, on=step.plan, touching=(step.plan.programme,), step=step)


def require_may_change(plan: Plan, by: Any) -> Plan:
    if not policies.plans(by, plan):
        raise Forbidden(_("Only the programme's managers change plans."))
    return plan


def hold(plan: Plan, by: Any) -> Plan:
    """The plan as it stands once its lock is ours."""
    require_may_change(plan, by)
    return Plan.objects.select_for_update(of=("self",), no_key=True).select_related("programme").get(pk=plan.pk)
