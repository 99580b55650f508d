"""A reviewer's own: what waits for them, and the way through it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Value

from accelerator.kit.kept import kept
from accelerator.reviews import handing, promises, queries
from accelerator.reviews.models import Assignment, owned_by

_ROW = (
    "code",
    "due_on",
    "flagged_at",
    "stage__hides",
    "stage__kind",
    "stage__name",
    "review__id",
    "application__number",
    "application__call__name",
)
_ROW_OF_STARTUP = tuple(f"application__startup__{name}" for name in ("name", "one_liner", "sector"))


@kept
def waiting(person: Any) -> QuerySet[Assignment]:
    """What of the queue is not submitted yet, with as much of each as a row of the page says."""
    found = queries.queue(person).filter(state=Assignment.State.ASSIGNED).select_related(None)
    return found.select_related("application__startup", "application__call", "review", "stage").only(*_ROW, *_ROW_OF_STARTUP)


@kept
def scored(person: Any) -> QuerySet[Any, int]:
    """How many of it are: one row, or none."""
    found = Assignment.objects.own_of(person).filter(state=Assignment.State.SCORED).order_by()
    return found.values(_all=Value(1)).annotate(count=Count("pk")).values_list("count", flat=True)


terms = kept(promises.unaccepted)
offering = kept(handing.offering)


@kept
def held(person: Any, code: str) -> QuerySet[Assignment]:
    """The one of the queue with this code, if it is theirs to open."""
    return queries.queue(person).filter(code=code)


class Neighbour(NamedTuple):
    """One of a reviewer's applications in a stage, as the way through them knows it."""

    pk: int
    code: str
    state: str
    decided: bool


def neighbours(assignment: Assignment) -> list[Neighbour]:
    """What this reviewer may open of the same stage, in queue order, and what they stepped aside from."""
    return named(neighbours_of(assignment.reviewer_id, assignment.stage_id))


def named(rows: Iterable[Any]) -> list[Neighbour]:
    return [Neighbour(*row) for row in rows]


@kept
def neighbours_of(reviewer: int, stage: int) -> QuerySet[Any, Any]:
    mine = Assignment.objects.filter(reviewer=reviewer, stage=stage)
    shown = mine.filter(Q(state=Assignment.State.RECUSED) | owned_by(reviewer))
    return queries.ordered(shown).values_list(*Neighbour._fields)
