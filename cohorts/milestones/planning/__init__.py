"""Verbs of plans: written step by step, kept as versions, applied to cohorts; and one startup's milestones on other days."""

from cohorts.milestones.content import StepGiven
from cohorts.milestones.planning.applying import Stale, apply_plan, follow_plans
from cohorts.milestones.planning.drawing import (
    Unfit,
    add_step,
    bring_back_step,
    change_step,
    make_evidence_form,
    make_plan,
    place_step,
    remove_step,
    rename_plan,
    require_may_change,
)
from cohorts.milestones.planning.keeping import (
    Overtaken,
    clone_plan,
    keep_version,
    live_steps,
    plan_from_steps,
    replace_steps,
    take_up,
)
from cohorts.milestones.planning.moving import move
from cohorts.milestones.planning.previewing import Alike, Preview, alike, preview
from cohorts.milestones.planning.replanning import MOST, Proposal, Shift, propose, replan

__all__ = [
    "MOST",
    "Alike",
    "Overtaken",
    "Preview",
    "Proposal",
    "Shift",
    "Stale",
    "StepGiven",
    "Unfit",
    "add_step",
    "alike",
    "apply_plan",
    "bring_back_step",
    "change_step",
    "clone_plan",
    "follow_plans",
    "keep_version",
    "live_steps",
    "make_evidence_form",
    "make_plan",
    "move",
    "place_step",
    "plan_from_steps",
    "preview",
    "propose",
    "remove_step",
    "rename_plan",
    "replace_steps",
    "replan",
    "require_may_change",
    "take_up",
]
