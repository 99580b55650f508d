"""Plans, and each startup's milestones made from them."""

from __future__ import annotations

from cohorts.milestones.models.extending import ExtensionRequest, ExtensionRequestQuerySet
from cohorts.milestones.models.milestones import Evidence, FormerSheet, HandIn, Milestone, MilestoneQuerySet, SignOff
from cohorts.milestones.models.plans import Following, Plan, PlanQuerySet, PlanVersion, Step, StepVersion
from cohorts.milestones.models.reminding import FURTHEST, ReminderPass, ReminderPassQuerySet, ReminderRule, ReminderRuleQuerySet

__all__ = [
    "FURTHEST",
    "Evidence",
    "ExtensionRequest",
    "ExtensionRequestQuerySet",
    "Following",
    "FormerSheet",
    "HandIn",
    "Milestone",
    "MilestoneQuerySet",
    "Plan",
    "PlanQuerySet",
    "PlanVersion",
    "ReminderPass",
    "ReminderPassQuerySet",
    "ReminderRule",
    "ReminderRuleQuerySet",
    "SignOff",
    "Step",
    "StepVersion",
]
