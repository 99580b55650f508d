"""Who may assign, read, score and look."""

from __future__ import annotations

from typing import Any

import rules

from accelerator.programmes.models import Call
from accelerator.reviews.models import Assignment


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


rules.add_perm("reviews.oversee", oversees)
rules.add_perm("reviews.assign", runs)
rules.add_perm("reviews.manage", runs_its_call)
rules.add_perm("reviews.score", reads)
