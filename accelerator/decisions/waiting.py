"""The waiting list of a call: who stands on it, in which order, and where people have not decided yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from accelerator.applications.models import Application
from accelerator.decisions import queries
from accelerator.decisions.models import Decision
from accelerator.kit import clock, codes
from accelerator.programmes.models import Call
from accelerator.reviews import ranks


def listed(call: Call) -> QuerySet[Any]:
    """Waitlisted decisions whose applications stand and were not offered a place: as people put them, then those whom nobody
    put anywhere, the highest mean first. Each with its `place` (None without), `mean`, `score`, 0 without a mean, and whether its
    founders were `told`.
    """
    found: QuerySet[Any] = Decision.objects.filter(
        application__call=call, application__state=Application.State.SUBMITTED, outcome=Decision.Outcome.WAITLIST, offer=None
    )
    figures = ranks.figures(call, of="application__")
    told = Q(release__at__lte=clock.now() - F("release__window"))
    placed: QuerySet[Any] = found.annotate(
        place=F("application__waiting__place"), told=told, **{name: figures[name] for name in ("mean", "score")}
    )
    return placed.select_related("application__startup").order_by(F("place").asc(nulls_last=True), "-score", "application_id")


def numbered(rows: Sequence[Any]) -> list[Any]:
    """`rows` of listed(), all of them, each with its `number` from 1, and whether it is `level`: nobody gave it a place and a
    neighbour has the same mean, so that only chance puts one before the other.
    """
    for number, row in enumerate(rows, start=1):
        row.number = number
        beside = [*rows[max(0, number - 2) : number - 1], *rows[number : number + 1]]
        row.level = row.place is None and any(one.place is None and one.score == row.score for one in beside)
    return list(rows)


def first(rows: Sequence[Any], count: int) -> list[Any]:
    """The first `count` of listed() rows; fewer where people have to say who of several with one mean is the last of them."""
    chosen, rest = list(rows[:count]), rows[count:]
    if not (chosen and rest) or chosen[-1].place or rest[0].place or chosen[-1].score != rest[0].score:
        return chosen
    return [row for row in chosen if row.place or row.score != rest[0].score]


def told_place(decision: Decision) -> int | None:
    """The place that its founders read, from 1, among those who were told; None where the call tells none or nobody waits.

    At most two queries.
    """
    if decision.outcome != Decision.Outcome.WAITLIST or not queries.procedure(decision.application.call).tells_place:
        return None
    waiting = list(listed(decision.application.call).filter(told=True).values_list("pk", flat=True))
    return waiting.index(decision.pk) + 1 if decision.pk in waiting else None


def mark(rows: Sequence[Any]) -> str:
    """Another one once somebody comes, goes or is moved."""
    return codes.digest(repr([(row.application_id, row.place) for row in rows]))
