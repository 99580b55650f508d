"""Who takes over what stayed lying, and what somebody may take of their own accord: reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.programmes.models import Call, ReviewStage, Staff
from accelerator.reviews import away, bidding, chasing, queries, reviewers, stages
from accelerator.reviews.models import Arrangement, Assignment, Conflict, Decline
from accelerator.startups.models import Startup

_BATCH = 25


def pairs(call: Call, late: Sequence[Assignment], *, until: Mapping[int | None, date]) -> list[tuple[Assignment, Any]]:
    """(assignment, who takes it over) of those that somebody can take, in their order; `until` says by stage when they are due.
    A fixed number of queries.
    """
    people = list(queries.usual_reviewers(call))
    applications = [one.application for one in late]
    had = Assignment.objects.filter(application__in=applications).values_list("application", "reviewer")
    barred = {*had, *queries.standing(applications), *queries.declined(applications)}
    barred |= {(edge.application_id, edge.person_id) for edge in queries.edges(applications, people)}
    gone, most = away.until(people, clock.today(call.zone), until), reviewers.most(people)
    carried, live = chasing.burden(call), _live(call)
    found = []
    for one in late:
        free = [who for who in people if who.pk not in gone[one.stage_id] and live[who.pk] < most.get(who.pk, 10**6)]
        able = [who for who in free if (one.application_id, who.pk) not in barred]
        if able:
            chosen = min(able, key=lambda who: (carried.get(who.pk, 0), who.pk))
            carried[chosen.pk] = carried.get(chosen.pk, 0) + 1
            live[chosen.pk] += 1
            barred.add((one.application_id, chosen.pk))
            found.append((one, chosen))
    return found


def again(call: Call, codes: Collection[str]) -> list[tuple[Application, Any]]:
    """(application, who had it) of assignments that were taken back, by their codes, where their reviewer can have it once more:
    the application waits in their stage still, and nothing stands between.
    """
    taken = Assignment.objects.filter(code__in=codes, state=Assignment.State.UNASSIGNED)
    waiting = taken.filter(application__state=Application.State.SUBMITTED).select_related("application", "reviewer")
    found, people = list(waiting.order_by("pk")), list(queries.reviewers_of(call))
    applications = [one.application for one in found]
    here = stages.where(call, applications)
    barred = {*queries.standing(applications), *queries.declined(applications)}
    barred |= {(edge.application_id, edge.person_id) for edge in queries.edges(applications, people)}
    able = {(application.pk, one.pk) for application in applications for one in people} - barred
    return [
        (one.application, one.reviewer)
        for one in found
        if (one.application_id, one.reviewer_id) in able and one.stage_id == here[one.application_id].pk
    ]


def _live(call: Call) -> Counter[int]:
    """{person: how many applications of the call they have}."""
    return Counter(Assignment.objects.live().filter(application__call=call).values_list("reviewer", flat=True))


def offering(person: Any) -> QuerySet[Arrangement]:
    """How calls are arranged, these along, of which `person` may take another application while `takes_scores`. Two queries."""
    mine = Staff.objects.live().filter(person=person, role=Staff.Role.REVIEWER).values("programme")
    found = Arrangement.objects.filter(takes_more=True, call__programme__in=mine, call__state=Call.State.PUBLISHED)
    return found.select_related("call").prefetch_related("call__review_stages").order_by("call__name", "call")


def takes_scores(call: Call) -> bool:
    """Whether a stage of the call does at this moment. One query, none where its stages were fetched."""
    return bool(_read_now(call.review_stages.all()))


def _read_now(there: Iterable[ReviewStage]) -> list[ReviewStage]:
    """Those that take scores at this moment of what is read: whom a panel meets nobody takes of their own accord."""
    return [one for one in stages.scored_now(there) if one.kind != ReviewStage.Kind.INTERVIEW]


def has_room(call: Call, person: Any) -> bool:
    """Whether they have fewer applications of the call than they take on. Two queries."""
    most = reviewers.most([person]).get(person.pk)
    return most is None or _live(call)[person.pk] < most


def next_for(call: Call, person: Any) -> Application | None:
    """Of the applications with too few reviewers, in the last stage that takes scores and has any, the one with fewest that
    `person` never had, did not hand back and stands in no conflict with.
    """
    for stage in reversed(_read_now(stages.of_call(call))):
        found = _candidates(stage, person)
        for start in range(0, found.count(), _BATCH):
            batch = list(found[start : start + _BATCH])
            able = bidding.apart(batch, person)
            if able:
                first: Application = able[0]
                return first
    return None


def _candidates(stage: ReviewStage, person: Any) -> QuerySet[Any]:
    mine = Assignment.objects.filter(reviewer=person).values("application")
    conflicted = Conflict.objects.live().filter(person=person).values("application")
    declined = Decline.objects.filter(person=person).values("application")
    found = queries.lacking(stage).exclude(pk__in=mine).exclude(pk__in=conflicted).exclude(pk__in=declined)
    return found.exclude(startup__in=Startup.objects.of(person))
