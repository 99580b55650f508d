"""Plans, and each startup's milestones made from them."""

from __future__ import annotations

from cohorts.milestones.models.milestones import Evidence, Milestone, MilestoneQuerySet, SignOff
from cohorts.milestones.models.plans import Plan, PlanQuerySet, Step

__all__ = ["Evidence", "Milestone", "MilestoneQuerySet", "Plan", "PlanQuerySet", "SignOff", "Step"]
