"""Who may do what with check-ins. Who may read what they say is in sights.py."""

from __future__ import annotations

from typing import Any

import rules

from cohorts.checkins.models import Ask, CheckIn, Referral, Rhythm
from cohorts.roster import policies as roster
from cohorts.roster.models import Enrolment


@rules.predicate
def runs(person: Any, rhythm: Rhythm | None = None) -> bool:
    return rhythm is not None and roster.runs(person, rhythm.cohort.programme_id)


@rules.predicate
def writes(person: Any, check_in: CheckIn | None = None) -> bool:
    """Owners and members of the startup, while it is in the cohort."""
    if check_in is None or check_in.enrolment.state != Enrolment.State.ACTIVE:
        return False
    return bool(roster.writes_for(person, check_in.enrolment))


@rules.predicate
def sets_targets(person: Any, enrolment: Enrolment | None = None) -> bool:
    """The startup's owners and members, and the programme's managers."""
    return bool(roster.writes_for(person, enrolment) or roster.runs_enrolment(person, enrolment))


@rules.predicate
def is_asked(person: Any, ask: Ask | None = None) -> bool:
    """A mentor whom the ask went to, and whom it reaches still."""
    return ask is not None and Referral.objects.reaching().filter(ask=ask, person=person).exists()


@rules.predicate
def asks(person: Any, ask: Ask | None = None) -> bool:
    """The owners and members of the startup that asks."""
    return ask is not None and roster.writes_for(person, ask.check_in.enrolment)


@rules.predicate
def settles(person: Any, ask: Ask | None = None) -> bool:
    return asks(person, ask) or (ask is not None and roster.runs_enrolment(person, ask.check_in.enrolment))


rules.add_perm("checkins.run", runs)
rules.add_perm("checkins.write", writes)
rules.add_perm("checkins.target", sets_targets)
rules.add_perm("checkins.help", is_asked)
rules.add_perm("checkins.settle", settles)
