"""Who may do what with cohorts and enrolments."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.programmes.models import Staff
from accelerator.startups.models import Member
from cohorts.roster.models import Cohort, Enrolment, SharedFile, Supporter
from cohorts.roster.models.taking_part import leading


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


@rules.predicate
def leads(person: Any, cohort: Cohort | None = None) -> bool:
    """Of the team, or a manager of the programme: announces, plans events, shares files."""
    return cohort is not None and (leading().filter(cohort=cohort, person=person).exists() or runs(person, cohort.programme_id))


@rules.predicate
def owns(person: Any, enrolment: Enrolment | None = None) -> bool:
    """An owner of the startup."""
    owners = Member.objects.live().of(enrolment.startup_id).filter(person=person, role=Member.Role.OWNER) if enrolment else None
    return owners is not None and owners.exists()


decides_for = runs_enrolment & ~belongs_to  # nobody decides for a startup of their own
pays_for = owns | runs_enrolment  # who reads and writes bank and billing ids
tidies = writes_for | runs_enrolment  # who takes any file of a startup away
shares_with = writes_for | stands_by | runs_enrolment  # who puts files beside a startup


def adds_yet(person: Any, enrolment: Enrolment) -> bool:
    """Of who `shares_with` it: beside one that has left only managers put further files."""
    return enrolment.state != Enrolment.State.DEPARTED or bool(runs_enrolment(person, enrolment))


def removes(person: Any, shared: SharedFile) -> bool:
    """Who put it there, while they may still see it; who leads the cohort, who writes for the startup, its managers."""
    if shared.cohort is not None:
        return bool(leads(person, shared.cohort))
    may = tidies(person, shared.enrolment)
    return bool(may or (shared.file.uploaded_by_id == person.pk and stands_by(person, shared.enrolment)))


rules.add_perm("roster.lead", leads)
rules.add_perm("roster.pay_for", pays_for)
rules.add_perm("roster.share_with", shares_with)
rules.add_perm("roster.run_cohort", runs_cohort)
rules.add_perm("roster.run_enrolment", runs_enrolment)
rules.add_perm("roster.support", stands_by | runs_enrolment)
rules.add_perm("roster.write_for", writes_for)
rules.add_perm("roster.belong", belongs_to)
