"""What reviewers would like to read: what a call shows them to bid on, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accelerator.applications.models import Application
from accelerator.kit.kept import kept
from accelerator.programmes.models import Call, ReviewStage, Staff
from accelerator.reviews import queries, stages
from accelerator.reviews.models import Arrangement, Assignment, Bid, Conflict
from accelerator.startups.models import Startup

ORDER = ["number"]


def arrangement(call: Call) -> Arrangement:
    """How the call is reviewed; everything off where nobody said. One query."""
    return Arrangement.objects.filter(call=call).first() or Arrangement(call=call)


def asks(arrangement: Arrangement, at: datetime) -> bool:
    """Whether its call, which comes along, asks for bids at `at`."""
    return arrangement.asks_for_bids(at.astimezone(arrangement.call.zone).date())


def near(person: Any, at: datetime) -> QuerySet[Arrangement]:
    """How calls are arranged, these along, that may ask `person` for bids at `at`: `asks` tells for sure. One query."""
    day = timedelta(days=1)  # a day is another one elsewhere
    return _between.rows(person, at.date() + day, at.date() - day)


@kept
def _between(person: Any, last: date, first: date) -> QuerySet[Arrangement]:
    mine = Staff.objects.live().filter(person=person).values("programme")
    near = {"bids_from__lte": last, "bids_until__gte": first}
    found = Arrangement.objects.filter(call__programme__in=mine, call__state=Call.State.PUBLISHED, **near)
    return found.select_related("call").order_by("bids_until", "call")


def staffed_by(person: Any) -> QuerySet[Call]:
    """Published calls of programmes on whose staff `person` is."""
    staff = Staff.objects.live().filter(person=person).values("programme")
    return Call.objects.public().filter(programme__in=staff)


def shown(call: Call, person: Any) -> QuerySet[Any]:
    """Applications on which `person` may bid, each with their `bid`, "" where there is none. None they stand in
    a conflict with by what is on record; `apart` leaves out what only a source of conflicts knows.
    """
    mine = Bid.objects.filter(application=OuterRef("pk"), person=person).values("value")
    conflicted = Conflict.objects.live().filter(person=person).values("application")
    found = Application.objects.standing().filter(call=call).select_related("startup").exclude(pk__in=conflicted)
    return found.exclude(startup__in=Startup.objects.of(person)).annotate(bid=Coalesce(Subquery(mine), Value("")))


def hides_startups(call: Call, person: Any) -> bool:
    """Whether a stage keeps from `person` who applies: the one in hand, one that takes scores, or one in which they were given
    something. Two queries.
    """
    there = stages.of_call(call)
    blind = [one for one in there if one.hides == ReviewStage.Hides.COMPANY]
    now = {stages.in_hand(there).pk, *(one.pk for one in stages.scored_now(there))}
    read = Assignment.objects.live().filter(reviewer=person, stage__in=blind)
    return any(one.pk in now for one in blind) or read.exists()


def apart(applications: Sequence[Any], person: Any) -> list[Any]:
    """Those of `applications` that no source of conflicts keeps from `person`. A fixed number of queries."""
    barred = {edge.application_id for edge in queries.edges(applications, [person])}
    return [one for one in applications if one.pk not in barred]


@dataclass(frozen=True)
class Tally:
    """How far somebody is with bidding."""

    applications: int
    bids: int


def tally(call: Call, person: Any) -> Tally:
    """One query."""
    counted = shown(call, person).aggregate(applications=Count("pk"), bids=Count("pk", filter=~Q(bid="")))
    return Tally(**counted)


def sectors(call: Call) -> list[str]:
    """Of the startups that applied, by name. One query."""
    found = Application.objects.standing().filter(call=call).exclude(startup__sector="")
    return list(found.order_by("startup__sector").values_list("startup__sector", flat=True).distinct())


def bidders(call: Call) -> QuerySet[Any]:
    """The call's usual reviewers by name, each with how many said `yes`, `maybe`, `no`, `conflict`. One query."""
    here = Q(bids__application__call=call, bids__application__state=Application.State.SUBMITTED)
    counts: dict[str, Any] = {value: Count("bids", filter=here & Q(bids__value=value)) for value in Bid.Value.values}
    found: QuerySet[Any] = queries.usual_reviewers(call).annotate(**counts)
    return found


def bids(call: Call, people: Sequence[Any]) -> dict[tuple[int, int], str]:
    """{(application, person): value} of what stands. One query."""
    found = Bid.objects.filter(application__call=call, person__in=people)
    return {(application, person): value for application, person, value in found.values_list("application", "person", "value")}
