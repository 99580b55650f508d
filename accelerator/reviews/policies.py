"""Who may assign, read, score and look."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from accelerator.applications.models import Application
from accelerator.applications.policies import WRITERS
from accelerator.kit import clock
from accelerator.kit.kept import kept
from accelerator.programmes.models import Call, Programme, Staff
from accelerator.reviews import bidding, handing, promises, queries
from accelerator.reviews.models import Assignment, Conflict, Interview, discussed_by
from accelerator.startups.models import Startup


@rules.predicate
def runs(person: Any, call: Call) -> bool:
    """A manager of the call's programme."""
    return _run.first(person.pk, call.pk) is not None


@kept
def _run(person: int, call: int) -> QuerySet[Call, int]:
    return Call.objects.run_by(person).filter(pk=call).values_list("pk", flat=True)


@rules.predicate
def runs_its_call(person: Any, assignment: Assignment) -> bool:
    return bool(runs(person, assignment.application.call))


@rules.predicate
def apart_of_it(person: Any, assignment: Assignment) -> bool:
    """No conflict on record with its application, and not of the startup."""
    application = assignment.application
    if Conflict.objects.live().filter(application=application, person=person).exists():
        return False
    return not Startup.objects.of(person).filter(pk=application.startup_id).exists()


@rules.predicate
def reads(person: Any, assignment: Assignment) -> bool:
    """The reviewer it was given to, while nothing stands in between."""
    return Assignment.objects.own_of(person).filter(pk=assignment.pk).exists()


@rules.predicate
def holds(person: Any, assignment: Assignment) -> bool:
    """The reviewer it was given to, whether they accepted the terms or not."""
    return Assignment.objects.given_to(person).filter(pk=assignment.pk).exists()


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


@rules.predicate
def chooses_time(person: Any, interview: Interview) -> bool:
    """Of the startup, and may write for it."""
    return Startup.objects.of(person, *WRITERS).filter(pk=interview.startup_id).exists()


rules.add_perm("reviews.choose_time", chooses_time)
rules.add_perm("reviews.hear", hears)
rules.add_perm("reviews.discuss", discusses)


@rules.predicate
def bids(person: Any, call: Call) -> bool:
    """Of the call's reviewers, who accepted the terms, while it asks for bids."""
    if call.state != Call.State.PUBLISHED or not bidding.arrangement(call).asks_for_bids(clock.today(call.zone)):
        return False
    there = queries.reviewers_of(call).filter(pk=person.pk).exists()
    return there and not promises.unaccepted(person).filter(programme=call.programme_id).exists()


@rules.predicate
def takes(person: Any, call: Call) -> bool:
    """A reviewer of the programme, who accepted its terms, where the call lets them take more and is being scored."""
    if not any(one.call_id == call.pk and handing.takes_scores(one.call) for one in handing.offering(person)):
        return False
    return not promises.unaccepted(person).filter(programme=call.programme_id).exists()


@rules.predicate
def describes(person: Any, reviewer: Any) -> bool:
    """Themselves, while they work on a programme, and whoever manages one that they work on."""
    theirs = Staff.objects.live().filter(person=reviewer)
    if person.pk != reviewer.pk:
        theirs = theirs.filter(programme__in=Programme.objects.run_by(person))
    return theirs.exists()


rules.add_perm("reviews.oversee", oversees)
rules.add_perm("reviews.assign", runs)
rules.add_perm("reviews.manage", runs_its_call & apart_of_it)
rules.add_perm("reviews.score", reads)
rules.add_perm("reviews.decline", holds)
rules.add_perm("reviews.bid", bids)
rules.add_perm("reviews.take", takes)
rules.add_perm("reviews.describe", describes)
rules.add_perm("reviews.relate", describes)  # declares relations of
