"""Plans, and each startup's milestones made from them."""

from __future__ import annotations

from cohorts.milestones.models.milestones import Evidence, Milestone, MilestoneQuerySet, SignOff
from cohorts.milestones.models.plans import Plan, PlanQuerySet, Step
from cohorts.milestones.models.reminding import FURTHEST, ReminderRule, ReminderRuleQuerySet

__all__ = [
    "FURTHEST",
    "Evidence",
    "Milestone",
    "MilestoneQuerySet",
    "Plan",
    "PlanQuerySet",
    "ReminderRule",
    "ReminderRuleQuerySet",
    "SignOff",
    "Step",
]
