"""Who may log, read and do what after a session."""

from __future__ import annotations

from typing import Any

import rules

from cohorts.mentoring.models import Action, Session
from cohorts.roster import policies as roster
from cohorts.roster.models import Enrolment, Supporter


@rules.predicate
def mentors(person: Any, enrolment: Enrolment | None = None) -> bool:
    """A live mentor of the startup."""
    return (
        enrolment is not None
        and Supporter.objects.live().filter(enrolment=enrolment, person=person, role=Supporter.Role.MENTOR).exists()
    )


@rules.predicate
def keeps_private_notes(person: Any, session: Session | None = None) -> bool:
    """The session's mentor while they stand by the startup, and the programme's managers. Never its founders."""
    if session is None or roster.belongs_to(person, session.enrolment):
        return False
    own = session.mentor.person_id == person.pk and mentors(person, session.enrolment)
    return bool(own or roster.runs_enrolment(person, session.enrolment))


def concerned(person: Any, enrolment: Enrolment) -> bool:
    """Whether every action of the startup concerns `person`: who writes for it, stands by it or runs its programme."""
    return bool(
        roster.writes_for(person, enrolment) or roster.stands_by(person, enrolment) or roster.runs_enrolment(person, enrolment)
    )


@rules.predicate
def settles(person: Any, action: Action | None = None) -> bool:
    """Who owns the action, the startup's people where nobody is named, and those who stand by it."""
    if action is None:
        return False
    return action.owner_id == person.pk or concerned(person, action.session.enrolment)


rules.add_perm("mentoring.log", mentors)
rules.add_perm("mentoring.private_notes", keeps_private_notes)
rules.add_perm("mentoring.settle", settles)
