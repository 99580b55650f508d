"""Who may do what with cohorts and enrolments."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.programmes.models import Staff
from accelerator.startups.models import Member
from cohorts.roster.models import Cohort, Enrolment, Supporter


def runs(person: Any, programme_id: int) -> bool:
    """Whether `person` manages the programme; one query."""
    return Staff.objects.live().filter(programme=programme_id, person=person, role=Staff.Role.MANAGER).exists()


@rules.predicate
def runs_cohort(person: Any, cohort: Cohort | None = None) -> bool:
    return cohort is not None and runs(person, cohort.programme_id)


@rules.predicate
def runs_enrolment(person: Any, enrolment: Enrolment | None = None) -> bool:
    return enrolment is not None and runs(person, enrolment.cohort.programme_id)


@rules.predicate
def stands_by(person: Any, enrolment: Enrolment | None = None) -> bool:
    """A live supporter of the enrolment."""
    return enrolment is not None and Supporter.objects.live().filter(enrolment=enrolment, person=person).exists()


@rules.predicate
def writes_for(person: Any, enrolment: Enrolment | None = None) -> bool:
    """An owner or member of the startup; viewers read."""
    return (
        enrolment is not None
        and Member.objects.live().of(enrolment.startup_id).filter(person=person).exclude(role=Member.Role.VIEWER).exists()
    )


@rules.predicate
def belongs_to(person: Any, enrolment: Enrolment | None = None) -> bool:
    """Any live member of the startup."""
    return enrolment is not None and Member.objects.live().of(enrolment.startup_id).filter(person=person).exists()


rules.add_perm("roster.run_cohort", runs_cohort)
rules.add_perm("roster.run_enrolment", runs_enrolment)
rules.add_perm("roster.support", stands_by | runs_enrolment)
rules.add_perm("roster.write_for", writes_for)
rules.add_perm("roster.belong", belongs_to)
