"""Where applications stand: their figures, ranks and the line at the last place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    Field,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accelerator.applications.models import Application
from accelerator.kit.kept import kept
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import scoring
from accelerator.reviews.models import Assignment, Ranking

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
    here: Any = Value(stage.pk) if stage else _pk.within(call.pk)
    position: Any = Value(stage.position) if stage else _position.within(call.pk)

    def told(name: str, none: Any, kind: Field[Any, Any]) -> Case:
        kept_so = When(**{f"{of}standing__stage": here}, then=F(f"{of}standing__{name}"))
        added = _Added(F(f"{of}pk"), here, function=_ADDED[name], output_field=kind)
        later = When(**{f"{of}standing__stage__position__gt": position}, then=added)
        return Case(kept_so, later, default=none, output_field=kind)

    mean = told("mean", None, _EXACT)
    return {
        "given": told("given", 0, IntegerField()),
        "scored": told("scored", 0, IntegerField()),
        "mean": mean,
        "spread": told("spread", None, _EXACT),
        "score": Coalesce(mean, Value(Decimal()), output_field=_EXACT),
    }


_EXACT = DecimalField(max_digits=12, decimal_places=9)
_ADDED = {  # as standings are kept
    "given": "count(*) FILTER (WHERE a.state IN ('assigned', 'scored'))",
    "scored": "count(*) FILTER (WHERE a.state = 'scored')",
    "mean": "(avg(r.total) FILTER (WHERE a.state = 'scored'))::numeric(12, 9)",
    "spread": "(stddev_samp(r.total) FILTER (WHERE a.state = 'scored'))::numeric(12, 9)",
}


class _Added(Func):
    """A figure over what was given out of an application in a stage. By hand: to build it costs Django more than the rest."""

    arg_joiner = " AND a.stage_id = "
    template = (
        "(SELECT %(function)s FROM accelerator_assignment a LEFT JOIN accelerator_review r ON r.assignment_id = a.id "
        "WHERE a.application_id = %(expressions)s)"
    )


def last_ranked(call: Call) -> QuerySet[ReviewStage]:
    """The last of its stages that has a ranking, as the page of the ranking shows it; before any has, the last in which something
    is given out.
    """
    return _whole.rows(call.pk)


def _ordered(call: int) -> QuerySet[Any, Any]:
    ranked, given = Ranking.objects.filter(stage=OuterRef("pk")), Assignment.objects.live().filter(stage=OuterRef("pk"))
    found = ReviewStage.objects.filter(call=call).annotate(ranked=Exists(ranked), given=Exists(given))
    return found.order_by("-ranked", "-given", "-position")[:1]


_whole = kept(_ordered)


@kept
def _pk(call: int) -> QuerySet[Any, Any]:
    return _ordered(call).values("pk")


@kept
def _position(call: int) -> QuerySet[Any, Any]:
    return _ordered(call).values("position")


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
