"""Where applications stand: their figures, ranks and the line at the last place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    Field,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    StdDev,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from accelerator.applications.models import Application
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import scoring
from accelerator.reviews.models import Assignment, Ranking, Review

# What an application's standing says, also where it has none; `score` is the mean, never null.
STANDING = {
    "given": Coalesce("standing__given", 0),
    "scored": Coalesce("standing__scored", 0),
    "mean": F("standing__mean"),
    "spread": F("standing__spread"),
    "score": Coalesce("standing__mean", Value(Decimal()), output_field=DecimalField()),
}
ORDER = ["-score", "-pk"]


def standings(call: Call, stage: ReviewStage | None = None) -> QuerySet[Any]:
    """Applications of the call that stand, with `mean`, `spread`, `scored`, `given` in one stage, the highest mean first; one
    query. Without a `stage` that is the last that is ranked: what stages score by other rubrics is never added up.

    `score` is the mean, 0 without one: never null, to sort and page by.
    """
    found: QuerySet[Any] = Application.objects.standing().filter(call=call).annotate(**figures(call, stage))
    return found.order_by(*ORDER)


def figures(call: Call, stage: ReviewStage | None = None, *, of: str = "") -> dict[str, Any]:
    """What standings() says, to annotate applications with, or rows that name theirs `of` with "__" at its end.

    Standings are kept of the last stage an application was given out in. Whose is a later one than asked for is added up: few,
    for a later stage has a ranking with its first review.
    """
    one = ReviewStage.objects.filter(pk=stage.pk) if stage else last_ranked(call)
    beyond = {"assignment__application": OuterRef(f"{of}pk"), "assignment__stage": Subquery(one.values("pk"))}
    live = Review.objects.filter(assignment__state=Assignment.State.SCORED, **beyond)
    here = {f"{of}standing__stage": Subquery(one.values("pk"))}
    later = {f"{of}standing__stage__position__gt": Subquery(one.values("position"))}

    def told(name: str, added: Any, none: Any, kind: Field[Any, Any]) -> Case:
        kept = When(**here, then=F(f"{of}standing__{name}"))
        return Case(kept, When(**later, then=added), default=none, output_field=kind)

    given = Assignment.objects.live().filter(application=OuterRef(f"{of}pk"), stage=Subquery(one.values("pk")))
    mean = told("mean", _over(live, Avg("total")), None, _EXACT)
    return {
        "given": told("given", _over(given, Count("pk"), "application"), 0, IntegerField()),
        "scored": told("scored", _over(live, Count("pk")), 0, IntegerField()),
        "mean": mean,
        "spread": told("spread", _over(live, StdDev("total", sample=True)), None, _EXACT),
        "score": Coalesce(mean, Value(Decimal()), output_field=_EXACT),
    }


_EXACT = DecimalField(max_digits=12, decimal_places=9)


def _over(rows: QuerySet[Any], figure: Any, application: str = "assignment__application") -> Coalesce | Cast:
    found = Subquery(rows.order_by().values(application).annotate(figure=figure).values("figure"))
    return Coalesce(found, 0) if isinstance(figure, Count) else Cast(found, _EXACT)


def last_ranked(call: Call) -> QuerySet[ReviewStage]:
    """The last of its stages that has a ranking, as the page of the ranking shows it; before any has, the last in which something
    is given out.
    """
    ranked, given = Ranking.objects.filter(stage=OuterRef("pk")), Assignment.objects.live().filter(stage=OuterRef("pk"))
    found = ReviewStage.objects.filter(call=call).annotate(ranked=Exists(ranked), given=Exists(given))
    return found.order_by("-ranked", "-given", "-position")[:1]


def in_stage(found: QuerySet[Application], stage: ReviewStage) -> QuerySet[Any]:
    """`found`, in this stage or an earlier one, with what stands about them in this one alone, the highest mean first."""
    zero = {"score": Value(Decimal()), "given": Value(0), "scored": Value(0)}
    kinds: dict[str, Any] = {name: DecimalField() if name == "score" else IntegerField() for name in zero}
    here = {
        name: Case(When(standing__stage=stage, then=given), default=zero.get(name), output_field=kinds.get(name, DecimalField()))
        for name, given in STANDING.items()
    }
    return found.select_related("startup").annotate(**here).order_by(*ORDER)


def given_in(found: QuerySet[Application], stage: ReviewStage) -> QuerySet[Any]:
    """The same with how many live assignments each has there (`given`), and nothing else."""
    here = When(standing__stage=stage, then=STANDING["given"])
    return found.annotate(given=Case(here, default=Value(0), output_field=IntegerField()))


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
