"""Who may do what with milestones and plans."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.startups.models import Member
from cohorts.milestones.models import Milestone, Plan, Step
from cohorts.roster import policies as roster
from cohorts.roster.models import Supporter


@rules.predicate
def writes(person: Any, milestone: Milestone | None = None) -> bool:
    """Whoever the step says acts: owners and members of the startup; the mentors who stand by it, or its managers where none
    does; its managers. Nobody acts for the programme on a startup of their own.
    """
    if milestone is None:
        return False
    if milestone.is_for_founders:
        return bool(roster.writes_for(person, milestone.enrolment))
    return not roster.belongs_to(person, milestone.enrolment) and _acts(person, milestone)


def _acts(person: Any, milestone: Milestone) -> bool:
    """On what is not the startup's to do."""
    mentors = _mentors(milestone) if milestone.asks.owner == Step.Owner.MENTOR else []
    return person.pk in mentors if mentors else _manages(person, milestone)


def _mentors(milestone: Milestone) -> list[int]:
    own = Member.objects.live().of(milestone.enrolment.startup_id).values("person")
    stand = Supporter.objects.live().filter(enrolment=milestone.enrolment_id, role=Supporter.Role.MENTOR, person__is_active=True)
    return list(stand.exclude(person__in=own).values_list("person", flat=True))


def _manages(person: Any, milestone: Milestone) -> bool:
    stand = Supporter.objects.live().filter(enrolment=milestone.enrolment_id, role=Supporter.Role.MANAGER, person=person)
    return bool(roster.runs_enrolment(person, milestone.enrolment)) or stand.exists()


@rules.predicate
def signs_off(person: Any, milestone: Milestone | None = None) -> bool:
    """Supporters and the programme's managers, never for a startup of their own."""
    return milestone is not None and not roster.belongs_to(person, milestone.enrolment) and _checks(person, milestone)


def _checks(person: Any, milestone: Milestone) -> bool:
    return bool(roster.stands_by(person, milestone.enrolment) or roster.runs_enrolment(person, milestone.enrolment))


def may(person: Any, milestone: Milestone) -> dict[str, bool]:
    """What each permission says of `person`, for its page; whether they belong to the startup is asked once."""
    if roster.belongs_to(person, milestone.enrolment):
        return {"write": milestone.is_for_founders and writes(person, milestone), "sign_off": False, "run": False}
    return {
        "write": not milestone.is_for_founders and _acts(person, milestone),
        "sign_off": _checks(person, milestone),
        "run": bool(roster.runs_enrolment(person, milestone.enrolment)),
    }


@rules.predicate
def belongs(person: Any, milestone: Milestone | None = None) -> bool:
    return milestone is not None and roster.belongs_to(person, milestone.enrolment)


@rules.predicate
def runs(person: Any, milestone: Milestone | None = None) -> bool:
    """Moves, waives, gives more time: the programme's managers, never for a startup of their own."""
    return milestone is not None and bool(roster.decides_for(person, milestone.enrolment))


@rules.predicate
def plans(person: Any, plan: Plan | None = None) -> bool:
    return plan is not None and roster.runs(person, plan.programme_id)


rules.add_perm("milestones.write", writes)
rules.add_perm("milestones.sign_off", signs_off)
rules.add_perm("milestones.belong", belongs)
rules.add_perm("milestones.run", runs)
rules.add_perm("milestones.plan", plans)
