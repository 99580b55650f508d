"""Queues, coverage, loads, conflicts and standings: what pages and operations read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accelerator.applications.models import Application
from accelerator.kit import together
from accelerator.kit.kept import kept
from accelerator.kit.registered import registered
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call, Criterion, ReviewStage, Staff
from accelerator.reviews import causes, drafts, ranks, stages
from accelerator.reviews.models import Assignment, Conflict, Decline, Review, Score
from accelerator.reviews.points import Edge
from accelerator.startups.models import Startup

SCORED = Q(assignments__state=Assignment.State.SCORED)


def calls_overseen_by(person: Any) -> QuerySet[Call]:
    """Calls whose scores and decisions `person` may see: as a manager, or by seeing every programme."""
    return Call.objects.all() if person.holds("programmes.see") else Call.objects.run_by(person)


@kept
def overseen(person: Any, slug: str) -> QuerySet[Call]:
    """The one of them with this slug, with what pages about its reviews say of it."""
    return calls_overseen_by(person).filter(slug=slug).select_related("programme", "rubric", "arrangement")


def reviewers_of(call: Call) -> QuerySet[Any]:
    """People who may be given applications of this call, by name."""
    people: QuerySet[Any] = get_user_model()._default_manager.all()
    staff = Staff.objects.live().filter(programme=call.programme_id).values("person")
    return people.filter(pk__in=staff, is_active=True).order_by("name", "pk")


def usual_reviewers(call: Call) -> QuerySet[Any]:
    """Those of them a manager most likely means: who is there to review; anybody where nobody is."""
    people = reviewers_of(call)
    staff = Staff.objects.live().filter(programme=call.programme_id, role=Staff.Role.REVIEWER).values("person")
    return people.filter(Q(pk__in=staff) | ~Exists(staff))


def judged() -> QuerySet[Call]:
    """Calls with applications that stand and about which nothing is decided yet."""
    open_ = Application.objects.standing().filter(call=OuterRef("pk"))
    for decided in registered("decided"):
        open_ = open_.exclude(pk__in=decided())
    return Call.objects.filter(Exists(open_)).order_by("pk")


def programmes_of(person: int) -> QuerySet[Any, Any]:
    """Ids of the programmes on whose staff this person is."""
    return Staff.objects.live().filter(person=person).values("programme")


# Conflicts


@together.stepwise
def edges(applications: Sequence[Application], people: Sequence[Any]) -> Steps[list[Edge]]:
    """Who must not judge what, as known now from every source, without what a person lifted. Two queries, and those of registered
    sources that are not stepwise.
    """
    lifted = Conflict.objects.lifted().filter(
        application__in=causes.one_parameter(one.pk for one in applications),
        person__in=causes.one_parameter(one.pk for one in people),
    )
    ended = together.filled(lifted.values_list("application", "person", "source", "cause"))
    others = together.each(registered("conflict_sources"), applications, people)
    own, gone, found = yield from together.beside(causes.found(applications, people), ended, others)
    return [edge for edge in dict.fromkeys([*own, *chain.from_iterable(found)]) if edge.key not in set(gone)]


def standing(applications: Sequence[Application]) -> set[tuple[int, int]]:
    """(application, person) pairs of conflicts on record that have not ended."""
    return set(_standing(applications))


def _standing(applications: Sequence[Application]) -> QuerySet[Conflict, tuple[int, int]]:
    named = causes.one_parameter(one.pk for one in applications)
    return Conflict.objects.live().filter(application__in=named).values_list("application_id", "person_id")


def apart_since(person: Any, applications: Sequence[int], since: datetime) -> bool:
    """Whether `person` stands in a conflict with one of the applications, by key, that came up later. One query."""
    return Conflict.objects.live().filter(person=person, application__in=applications, created_at__gt=since).exists()


def declined(applications: Sequence[Application]) -> set[tuple[int, int]]:
    """(application, person) pairs that somebody handed back: by rule they are not asked again. One query."""
    return set(Decline.objects.filter(application__in=applications).values_list("application_id", "person_id"))


# The reviewer's own


def queue(person: Any) -> QuerySet[Assignment]:
    """What `person` may open in the order of `ordered`, with how many of the criteria (`asked`) have points (`done`)."""
    rubric = Coalesce(OuterRef("stage__own_rubric"), OuterRef("application__call__rubric"))
    asked = Criterion.objects.filter(rubric=rubric).values("rubric")
    done = Score.objects.filter(review__assignment=OuterRef("pk"), points__isnull=False).values("review")
    counted = {"done": done, "asked": asked}
    return ordered(
        Assignment.objects.own_of(person)
        .select_related("application__startup", "application__call__programme", "review", "stage__own_rubric")
        .annotate(**{name: Coalesce(Subquery(of.annotate(count=Count("pk")).values("count")), 0) for name, of in counted.items()})
    )


def ordered(found: QuerySet[Assignment]) -> QuerySet[Any]:
    """The earliest due first; those whose application is `decided`, where a score comes late, after all others."""
    late = (Q(application__in=decided()) for decided in registered("decided"))
    return found.annotate(decided=reduce(or_, late, Q(application__in=()))).order_by(
        "decided", F("due_on").asc(nulls_last=True), "id"
    )


def criteria(asked: Call | ReviewStage) -> list[Criterion]:
    """What is scored: of a call, or of one of its stages."""
    return list(criteria_of(asked.rubric_id)) if asked.rubric_id else []


@kept
def criteria_of(rubric: int) -> QuerySet[Criterion]:
    return Criterion.objects.filter(rubric=rubric).select_related("rubric").order_by("position")


def values(review: Review, scores: Sequence[Score] | None = None) -> dict[str, str]:
    """The draft as text, by the names of drafts.py; empty fields may be absent. One query unless its `scores` are known."""
    found = {name: getattr(review, name) for name in drafts.WHOLE}
    for score in scores_of(review.pk) if scores is None else scores:
        found[f"points-{score.criterion.position}"] = score.written
        found[f"reason-{score.criterion.position}"] = score.reason
    return found


@kept
def scores_of(review: int) -> QuerySet[Score]:
    return Score.objects.filter(review=review).select_related("criterion__rubric").order_by("criterion__position")


def others(assignment: Assignment) -> QuerySet[Review]:
    """Submitted reviews of the same application by others, in the same stage."""
    scored = Assignment.objects.filter(application=assignment.application_id, stage=assignment.stage_id)
    return (
        Review.objects.filter(assignment__in=scored.filter(state=Assignment.State.SCORED))
        .exclude(assignment=assignment)
        .select_related("assignment__reviewer")
        .prefetch_related(_scores("scores"))
        .order_by("submitted_at", "id")
    )


# The manager's


def lacking(
    stage: ReviewStage, per_item: int = 0, *, numbers: Sequence[str] = (), earlier: Sequence[ReviewStage] | None = None
) -> QuerySet[Any]:
    """Applications that wait in the stage with fewer than `per_item` live assignments there (`given`), only those of `numbers`
    where any are named.
    """
    found = stages.reached(stage, earlier).filter(**({"number__in": numbers} if numbers else {}))
    return ranks.in_stage(found, stage).filter(given__lt=per_item or stage.wanted).order_by("given", "number")


def register(call: Call) -> QuerySet[Conflict]:
    """Conflicts that stand, by startup."""
    found = Conflict.objects.live().filter(application__call=call).select_related("application__startup", "person")
    return found.order_by("application__startup__name", "person__name", "pk")


def panel(application: Application, *, reader: Any = None) -> QuerySet[Assignment]:
    """Everybody an application was given to, with their reviews and points; nothing where a conflict bars the `reader`, or the
    startup is theirs. A fixed number of queries.
    """
    barred = Conflict.objects.live().filter(person=reader).values("application")
    found = application.assignments.exclude(application__in=barred).exclude(application__startup__in=Startup.objects.of(reader))
    return found.select_related("reviewer", "review", "stage").prefetch_related(_scores()).order_by("id")


def spans_stages(panel: Iterable[Assignment]) -> bool:
    """Whether it was given out in several review stages, so that each has to be told apart."""
    return len({one.stage_id for one in panel}) > 1


def _scores(path: str = "review__scores") -> Prefetch[Any]:
    return Prefetch(path, Score.objects.select_related("criterion__rubric").order_by("criterion__position"))
