"""Where applications stand: their figures, ranks and the line at the last place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accelerator.applications.models import Application
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import scoring
from accelerator.reviews.models import Assignment, Review

# What an application's standing says, also where it has none; `score` is the mean, never null.
STANDING = {
    "given": Coalesce("standing__given", 0),
    "scored": Coalesce("standing__scored", 0),
    "mean": F("standing__mean"),
    "spread": F("standing__spread"),
    "score": Coalesce("standing__mean", Value(Decimal()), output_field=DecimalField()),
}
ORDER = ["-score", "-pk"]


def standings(call: Call) -> QuerySet[Any]:
    """Applications of the call that stand, with `mean`, `spread`, `scored`, `given`, the highest mean first; one query.

    `score` is the mean, 0 without one: never null, to sort and page by.
    """
    found: QuerySet[Any] = Application.objects.standing().filter(call=call).annotate(**STANDING)
    return found.order_by(*ORDER)


def in_stage(found: QuerySet[Application], stage: ReviewStage) -> QuerySet[Any]:
    """`found`, in this stage or an earlier one, with what stands about them in this one alone, the highest mean first."""
    zero = {"score": Value(Decimal()), "given": Value(0), "scored": Value(0)}
    kinds: dict[str, Any] = {name: DecimalField() if name == "score" else IntegerField() for name in zero}
    here = {
        name: Case(When(standing__stage=stage, then=given), default=zero.get(name), output_field=kinds.get(name, DecimalField()))
        for name, given in STANDING.items()
    }
    return found.select_related("startup").annotate(**here).order_by(*ORDER)


def number(call: Call, rows: Sequence[Any]) -> list[Any]:
    """`rows`, a stretch of standings() without gaps, each with its `rank`: equals share one, the next skips. One query."""
    if not rows:
        return []
    first = rows[0]
    above = Q(score__gt=first.score)
    counted = standings(call).aggregate(
        better=Count("pk", filter=above), level=Count("pk", filter=Q(score=first.score, pk__gt=first.pk))
    )
    rank, place, score = counted["better"] + 1, counted["better"] + counted["level"], first.score
    for row in rows:
        place += 1
        if row.score != score:
            rank, score = place, row.score
        row.rank = rank
    return list(rows)


def totals(applications: Sequence[Any]) -> dict[int, list[tuple[str, Decimal]]]:
    """{application id: (reviewer, total) of each submitted review}, by name. One query."""
    counted = Review.objects.filter(assignment__application__in=applications, assignment__state=Assignment.State.SCORED)
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for one in counted.select_related("assignment__reviewer").order_by("assignment__reviewer__name", "pk"):
        if one.total is not None:
            found.setdefault(one.assignment.application_id, []).append((str(one.assignment.reviewer), one.total))
    return found


def ranked(call: Call, rows: Sequence[Any]) -> list[Any]:
    """`rows` of standings() with their `rank`, `totals` by reviewer and `median`. Two queries."""
    by_application = totals(rows)
    for row in rows:
        row.totals = by_application.get(row.pk, [])
        row.median = scoring.median([total for _name, total in row.totals])
    return number(call, rows)


@dataclass(frozen=True)
class Line:
    """Where the places end: `beyond` is the first application past it; `tied` share the last place's score and do not all fit."""

    beyond: int | None
    tied: int


def line(call: Call) -> Line:
    """One query over the scores alone."""
    found = standings(call).values_list("pk", "score", "mean")
    scores = [(pk, score) for pk, score, mean in found if mean is not None]
    tied = scoring.at_the_line([score for _pk, score in scores], call.places)
    rest = [pk for pk, score in scores[call.places :] if score < scores[call.places - 1][1]]
    return Line(rest[0] if rest else None, tied)
