"""How far the reviews of a stage are: what its dashboard says, in two queries, whatever the size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Window

from accelerator.applications.models import Application
from accelerator.kit import clock, together
from accelerator.kit.among import among
from accelerator.kit.kept import kept
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import away, chasing, pace, queries, ranks, stages
from accelerator.reviews.models import Absence, Assignment, Conflict, Workload

MOST = 50  # rows of each list; whole they stand where each of them leads


class Tally(NamedTuple):
    """Of what stands in a stage: reviews given out, in, and late."""

    given: int = 0
    scored: int = 0
    late: int = 0


@dataclass(frozen=True)
class Load:
    """A reviewer of the call with what they carry in a stage; `barred` counts the applications they must not read."""

    person: Any
    tally: Tally
    barred: int


@dataclass(frozen=True)
class Coverage:
    """How far the reviews of a stage are: applications that wait in it, those with enough reviewers; what was given out in it."""

    applications: int
    covered: int
    wanted: int
    given: int
    scored: int
    late: int

    @property
    def share(self) -> int:
        """Percent of the reviews given out that are in."""
        return round(100 * self.scored / self.given) if self.given else 0


@dataclass(frozen=True)
class Overview:
    """`lacking` are applications with the fewest reviewers, each with how many were `given`; `median` is in minutes."""

    coverage: Coverage
    loads: list[Load]
    lacking: list[Any]
    register: list[Conflict]
    overdue: list[Assignment]
    away: list[Absence]
    median: int | None


def read(stage: ReviewStage, there: Sequence[ReviewStage], *, hands_on: bool) -> Overview:
    """Of a stage that knows its call; `there` are all of the call's. Nothing is overdue unless the call `hands_on`."""
    call, today, earlier = stage.call, clock.today(stage.call.zone), stages.before(stage, there)
    scored = [one.pk for one in stages.scored_now(there)] if hands_on else []
    asked = {
        "given": _given.rows(stage.pk),
        "late": _late.rows(stage.pk, today),
        "withdrawn": _withdrawn.rows(call.pk, stage.pk, today),
        "barred": _barred.rows(call.pk),
        "people": _people.rows(call.programme_id),
        "fewest": _fewest.rows(call.pk, stage.pk, stage.wanted, *(one.pk for one in earlier)),
        "register": _register.rows(call.pk),
        "paces": pace.lasted.rows(call.pk),
        "overdue": _overdue.rows(today, call.pk, *scored),
        "away": away.of_call(call),
    }
    together.fetch(*asked.values())
    tallies, barred, fewest = (
        tallied(asked["given"], asked["late"], asked["withdrawn"]),
        dict(asked["barred"]),
        list(asked["fewest"]),
    )
    return Overview(
        coverage=_coverage(stage, fewest, tallies),
        loads=[Load(one, tallies.get(one.pk, Tally()), barred.get(one.pk, 0)) for one in asked["people"]],
        lacking=_lacking({pk: given for pk, given, *_counts in fewest if given < stage.wanted}),
        register=list(asked["register"]),
        overdue=list(asked["overdue"]),
        away=list(asked["away"]),
        median=pace.middle(asked["paces"]),
    )


def _coverage(stage: ReviewStage, fewest: Sequence[Any], tallies: Mapping[int, Tally]) -> Coverage:
    given, scored, late = (sum(counts) for counts in zip(*tallies.values(), strict=True)) if tallies else Tally()
    applications, covered = fewest[0][2:] if fewest else (0, 0)
    return Coverage(applications, covered, stage.wanted, given, scored, late)


def tallied(given: Any, late: Any, withdrawn: Any) -> dict[int, Tally]:
    """{person: theirs} of who was given anything: workloads and what is late, less of what was withdrawn."""
    waits, less = dict(late), {person: counts for person, *counts in withdrawn}
    whole = ((person, (count, scored, waits.get(person, 0))) for person, count, scored in given)
    return {
        person: Tally(*(one - other for one, other in zip(counts, less.get(person, Tally()), strict=True)))
        for person, counts in whole
    }


@kept
def _given(stage: int) -> QuerySet[Any, Any]:
    return Workload.objects.filter(stage=stage).values_list("reviewer", "given", "scored")


def _open_before(today: date) -> Q:
    return Q(state=Assignment.State.ASSIGNED, due_on__lt=today)


@kept
def _late(stage: int, today: date) -> QuerySet[Any, Any]:
    found = Assignment.objects.filter(_open_before(today), stage=stage).order_by()
    return found.values_list("reviewer").annotate(count=Count("pk"))


@kept
def _withdrawn(call: int, stage: int, today: date) -> QuerySet[Any, Any]:
    """(reviewer, given, scored, late) of what was withdrawn after it was given out."""
    gone = Application.objects.filter(call=call, state=Application.State.WITHDRAWN).values("pk")
    found = Assignment.objects.live().filter(among("application", gone), stage=stage).order_by().values_list("reviewer")
    scored = Count("pk", filter=Q(state=Assignment.State.SCORED))
    return found.annotate(given=Count("pk"), scored=scored, late=Count("pk", filter=_open_before(today)))


@kept
def _barred(call: int) -> QuerySet[Any, Any]:
    found = Conflict.objects.live().filter(application__call=call).order_by().values_list("person")
    return found.annotate(count=Count("application", distinct=True))


@kept
def _people(programme: int) -> QuerySet[Any]:
    return queries.reviewers_of(Call(programme_id=programme)).only("code", "name")


@kept
def _fewest(call: int, stage: int, wanted: int, *earlier: int) -> QuerySet[Any, Any]:
    """(application, given, how many wait, how many of them have enough), who has the fewest first, of those who waits longest."""
    there = ReviewStage(pk=stage, call_id=call)
    found: QuerySet[Any, Any] = ranks.given_in(
        stages.reached(there, [ReviewStage(pk=one, call_id=call) for one in earlier]), there
    )
    counted = {"in_all": Window(Count("pk")), "covered": Window(Count("pk", filter=Q(given__gte=wanted)))}
    found = found.annotate(**counted).order_by("given", "submitted_at", "pk").values_list("pk", "given", *counted)
    return found[:MOST]


@kept
def _overdue(today: date, call: int, *scored: int) -> QuerySet[Assignment]:
    return chasing.overdue_on(today, call, *scored)[:MOST]


@kept
def _register(call: int) -> QuerySet[Conflict]:
    return queries.register(Call(pk=call))[:MOST]


@kept
def _named(*applications: int) -> QuerySet[Any]:
    found = Application.objects.filter(pk__in=applications)
    return found.select_related("startup").only("number", "startup__name", "startup__sector")


def _lacking(given: Mapping[int, int]) -> list[Any]:
    """Applications by key with their startup, in this order."""
    by_key: Any = {one.pk: one for one in _named(*given)}
    for pk, count in given.items():
        by_key[pk].given = count
    return [by_key[pk] for pk in given]
