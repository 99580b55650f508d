"""Who may do what with milestones and plans."""

from __future__ import annotations

from typing import Any

import rules

from cohorts.milestones.models import Milestone, Plan
from cohorts.roster import policies as roster


@rules.predicate
def writes(person: Any, milestone: Milestone | None = None) -> bool:
    """Owners and members of the startup submit."""
    return milestone is not None and roster.writes_for(person, milestone.enrolment)


@rules.predicate
def signs_off(person: Any, milestone: Milestone | None = None) -> bool:
    """Supporters and the programme's managers, never for a startup of their own."""
    if milestone is None or roster.belongs_to(person, milestone.enrolment):
        return False
    return bool(roster.stands_by(person, milestone.enrolment) or roster.runs_enrolment(person, milestone.enrolment))


@rules.predicate
def belongs(person: Any, milestone: Milestone | None = None) -> bool:
    return milestone is not None and roster.belongs_to(person, milestone.enrolment)


@rules.predicate
def runs(person: Any, milestone: Milestone | None = None) -> bool:
    return milestone is not None and roster.runs_enrolment(person, milestone.enrolment)


@rules.predicate
def plans(person: Any, plan: Plan | None = None) -> bool:
    return plan is not None and roster.runs(person, plan.programme_id)


rules.add_perm("milestones.write", writes)
rules.add_perm("milestones.sign_off", signs_off)
rules.add_perm("milestones.belong", belongs)
rules.add_perm("milestones.run", runs)
rules.add_perm("milestones.plan", plans)
