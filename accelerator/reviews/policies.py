"""Who may assign, read, score and look."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.applications.models import Application
from accelerator.programmes.models import Call
from accelerator.reviews.models import Assignment, discussed_by


@rules.predicate
def runs(person: Any, call: Call) -> bool:
    """A manager of the call's programme."""
    return Call.objects.run_by(person).filter(pk=call.pk).exists()


@rules.predicate
def runs_its_call(person: Any, assignment: Assignment) -> bool:
    return bool(runs(person, assignment.application.call))


@rules.predicate
def reads(person: Any, assignment: Assignment) -> bool:
    """The reviewer it was given to, while nothing stands in between."""
    return Assignment.objects.own_of(person).filter(pk=assignment.pk).exists()


@rules.predicate
def oversees(person: Any, call: Call) -> bool:
    """Sees scores and decisions of a call: its managers, and who sees every programme."""
    return bool(person.holds("programmes.see") or runs(person, call))


@rules.predicate
def hears(person: Any, application: Application) -> bool:
    """Reads what the panel says about it."""
    return bool(discussed_by(person).filter(pk=application.pk).exists())


@rules.predicate
def discusses(person: Any, application: Application) -> bool:
    """Takes part: a manager of the programme, or a reviewer who sees what the others wrote."""
    if not hears(person, application):
        return False
    mine = Assignment.objects.own_of(person).filter(application=application)
    return bool(runs(person, application.call) or mine.exists())


rules.add_perm("reviews.hear", hears)
rules.add_perm("reviews.discuss", discusses)
rules.add_perm("reviews.oversee", oversees)
rules.add_perm("reviews.assign", runs)
rules.add_perm("reviews.manage", runs_its_call)
rules.add_perm("reviews.score", reads)
