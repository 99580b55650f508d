"""A ranking as pages and programs show it: intervals to draw, names in place of keys, where the places end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Min, Q, QuerySet, Subquery

from accelerator.applications.models import Application
from accelerator.programmes.models import ReviewStage, Rubric
from accelerator.programmes.scales import Scale
from accelerator.reviews import stages
from accelerator.reviews.models import Conflict, Ranked, Ranking
from accelerator.startups.models import Startup

LEAST = 0.005  # chance that one more read moves an application for which it is worth one: what is a percent, rounded
SHOWN = 20  # flips of a kind and applications worth one more read that a page names


def of(stage: ReviewStage) -> Ranking | None:
    """One query. The lists it holds are for `told`."""
    found = Ranking.objects.filter(stage=stage).first()
    if found:
        found.stage = stage
    return found


def latest(there: Sequence[ReviewStage], code: str) -> tuple[ReviewStage, Ranking | None]:
    """Of a call's stages the one named, without a name the last that has a ranking; and its ranking, without lists. One query."""
    found = Ranking.objects.filter(stage__in=there).defer("reviewers", "flips", "worth", "odd")
    held = {one.stage_id: one for one in found}
    ranked = [one for one in there if one.pk in held]
    stage = stages.in_hand(there, code) if code or not ranked else ranked[-1]
    return stage, held.get(stage.pk)


def scale(stage: ReviewStage) -> Scale:
    """What its reviews score on."""
    return (stage.own_rubric or stage.call.rubric or Rubric()).points


def rows(ranking: Ranking) -> QuerySet[Any]:
    """The best first; equals share a rank."""
    return Ranked.objects.filter(ranking=ranking).select_related("application__startup").order_by("rank", "pk")


@dataclass(frozen=True)
class Line:
    """Where the places end: `beyond` is the rank of the first application past it; `tied` share the last place and do not all
    fit, so that people decide."""

    beyond: int | None
    tied: int


def line(ranking: Ranking) -> Line:
    """One query."""
    ranked = Ranked.objects.filter(ranking=ranking)
    last = Subquery(ranked.order_by("rank", "pk").values("rank")[ranking.places - 1 : ranking.places])
    found = ranked.aggregate(
        last=Min("rank", filter=Q(rank=last)), level=Count("pk", filter=Q(rank=last)), beyond=Min("rank", filter=Q(rank__gt=last))
    )
    level = found["level"]
    return Line(found["beyond"], level if level and found["last"] - 1 + level > ranking.places else 0)


@dataclass(frozen=True)
class Drawn:
    """A row with its interval in percent of the scale's width, and how many ranks calibration moved it (up is positive)."""

    row: Any
    left: float
    width: float
    at: float
    raw_at: float
    moved: int


def drawn(found: Sequence[Any], stage: ReviewStage) -> list[Drawn]:
    """For the rows of a page. No query."""
    low, high = scale(stage).low, scale(stage).high

    def place(value: float | None, end: float) -> float:
        if value is None:
            return end
        return round(min(100.0, max(0.0, 100 * (value - low) / (high - low))), 1)

    return [
        Drawn(
            row=one,
            left=place(one.low, 0.0),
            width=round(place(one.high, 100.0) - place(one.low, 0.0), 1),
            at=place(one.estimate, 0.0),
            raw_at=place(one.mean, 0.0),
            moved=one.raw_rank - one.rank,
        )
        for one in found
    ]


@dataclass(frozen=True)
class Told:
    """The lists of a ranking with people and applications in place of keys; who is gone is left out."""

    figures: dict[str, Any]
    reviewers: list[dict[str, Any]]
    odd: list[dict[str, Any]]
    flips: list[dict[str, Any]]
    moves: list[dict[str, Any]]
    worth: list[dict[str, Any]]
    newest: Any


def told(ranking: Ranking, *, to: Any) -> Told:
    """What `to` may read: nothing that hangs on an application they stand in a conflict with. Three queries: the people, the
    applications, and nothing more.
    """
    gone = [one for one in ranking.flips if one.get("moved") is None][:SHOWN]
    moves = [one for one in ranking.flips if one.get("moved") is not None][:SHOWN]
    flips, worth = [*gone, *moves], [one for one in ranking.worth if one["chance"] >= LEAST][:SHOWN]
    people = _people(one["person"] for one in [*ranking.reviewers, *ranking.odd, *flips])
    named = {one["application"] for one in [*flips, *worth]} | {pk for one in flips for pk in [*one["up"], *one["down"]]}
    conflicted = Conflict.objects.live().filter(person=to).values("application")
    apart = Application.objects.exclude(pk__in=conflicted).exclude(startup__in=Startup.objects.of(to))
    found = apart.filter(pk__in=named).select_related("startup", "call")
    applications = {one.pk: one for one in found}

    def filled(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        made = (_filled(one, people, applications) for one in lines)
        return [one for one in made if None not in (one.get("person", ""), one.get("application", ""))]

    return Told(
        figures=ranking.figures,
        reviewers=filled(sorted(ranking.reviewers, key=lambda one: -one["severity"])),  # the harshest first
        odd=filled(ranking.odd),
        flips=filled(gone),
        moves=filled(moves),
        worth=filled(worth),
        newest=ranking.newest_at,
    )


def _filled(line: dict[str, Any], people: dict[int, Any], applications: dict[int, Application]) -> dict[str, Any]:
    """With people and applications in place of keys, None where one is gone."""
    given = dict(line)
    if "person" in given:
        given["person"] = people.get(given["person"])
    if "application" in given:
        given["application"] = applications.get(given["application"])
    for way in ("up", "down"):
        if way in given:
            given[way] = [applications[pk] for pk in given[way] if pk in applications]
    if given.get("moved"):
        given["points"] = f"{abs(given['moved']):.3g}"
    if "found" in given:
        given["points"] = abs(given["found"])
    if "chance" in given:
        given["percent"] = round(100 * given["chance"])
    return given


def _people(keys: Iterable[int]) -> dict[int, Any]:
    people: QuerySet[Any] = get_user_model()._default_manager.filter(pk__in=set(keys))
    return {one.pk: one for one in people}
