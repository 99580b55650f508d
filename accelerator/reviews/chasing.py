"""Reads about what waits longer than it should: what is due when, who is late, what each reviewer carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.registered import registered
from accelerator.programmes.models import Call, ReviewStage, Staff
from accelerator.reviews import ageing, stages
from accelerator.reviews.models import Assignment, AssignmentQuerySet, Conflict, Interview, Ruling


def waiting() -> AssignmentQuerySet:
    """What somebody may still be asked for: open, of staff, without a conflict, its application standing, in that stage still and
    not decided.
    """
    staff = Staff.objects.live().filter(programme=OuterRef("application__call__programme"), person=OuterRef("reviewer"))
    conflicts = Conflict.objects.live().filter(application=OuterRef("application"), person=OuterRef("reviewer"))
    decided = reduce(or_, (Q(application__in=decided()) for decided in registered("decided")), Q(application__in=()))
    found = Assignment.objects.filter(state=Assignment.State.ASSIGNED, application__state=Application.State.SUBMITTED)
    ruled = Ruling.objects.filter(application=OuterRef("application"), stage=OuterRef("stage"))
    return found.filter(Exists(staff), ~Exists(conflicts), ~Exists(ruled), reviewer__is_active=True).exclude(decided)


def due_days(since: date) -> Iterator[tuple[Call, date]]:
    """(call, due day) of what waits and is due on `since` or later. Two queries."""
    rows = waiting().filter(due_on__gte=since).order_by().values_list("application__call", "due_on").distinct()
    found = [(call, day) for call, day in rows if day]
    calls = Call.objects.in_bulk({call for call, _day in found})
    return ((calls[call], day) for call, day in sorted(found))


def calls_late(on: date) -> list[Call]:
    """Calls of which something waits that was due before `on`. One query."""
    late = waiting().filter(due_on__lt=on).values("application__call")
    return list(Call.objects.filter(pk__in=late).order_by("pk"))


def late(call: Call) -> list[tuple[Any, int, date]]:
    """(reviewer, how many are late, since which day), who is late longest first. One query."""
    found: dict[Any, list[date]] = defaultdict(list)
    rows = waiting().filter(application__call=call, due_on__lt=clock.today(call.zone)).select_related("reviewer")
    for one in rows.order_by("due_on", "pk"):
        found[one.reviewer] += [one.due_on] if one.due_on else []
    return [(person, len(days), days[0]) for person, days in found.items()]


def burden(call: Call) -> dict[int, float]:
    """{person: what they carry in the call}: 1 for a review that is in, ageing.weight() for one that is not. One query."""
    return weighed(carried(call), call)


def carried(call: Call) -> QuerySet[Any, Any]:
    """(person, state, due day, how many) of what is given out in the call."""
    live = Assignment.objects.live().filter(application__call=call, application__state=Application.State.SUBMITTED)
    return live.order_by().values_list("reviewer", "state", "due_on").annotate(count=Count("pk"))


def weighed(rows: Iterable[tuple[Any, ...]], call: Call) -> dict[int, float]:
    """The burden of those rows."""
    found: dict[int, float] = defaultdict(float)
    today = clock.today(call.zone)
    for person, state, due_on, count in rows:
        found[person] += count * (1 if state == Assignment.State.SCORED else ageing.weight(due_on, today))
    return dict(found)


def overdue(call: Call, there: Sequence[ReviewStage] | None = None) -> AssignmentQuerySet:
    """What waits in the call longer past its due day than the call's arrangement lets it, in a stage that takes scores, and is
    neither begun nor to be heard in an interview, the longest first; nothing where it hands nothing on. Asks for the call's
    stages unless they are `there`.
    """
    scored = stages.scored_now(stages.of_call(call) if there is None else there)
    return overdue_on(clock.today(call.zone), call.pk, *(one.pk for one in scored))


def overdue_on(today: date, call: int, *scored: int) -> AssignmentQuerySet:
    """The same in stages that are `scored`."""
    after = F("application__call__arrangement__hands_on_after")
    due = ExpressionWrapper(Value(today, DateField()) - after, DateField())
    met = Interview.objects.planned().filter(application=OuterRef("application"), stage=OuterRef("stage"))
    found = waiting().filter(~Exists(met), application__call=call, due_on__lt=due, review=None, stage__in=scored)
    return found.select_related("application__startup", "reviewer", "assigned_by", "stage").order_by("due_on", "pk")
