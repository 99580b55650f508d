"""The review stages of a call: which is in hand, who waits in it, what its reviewers may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When
from django.db.models.functions import Coalesce, Greatest
from django.http import Http404

from accelerator.applications.models import Application
from accelerator.kit import clock, days, together
from accelerator.kit.together import Steps
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import released
from accelerator.reviews.models import Assignment, Interview, Ruling


@together.stepwise
def of_call(call: Call) -> Steps[list[ReviewStage]]:
    """In their order, each knowing its call. One query."""
    found = ReviewStage.objects.filter(call=call).select_related("own_rubric").order_by("position")
    yield [found]
    for one in found:
        one.call = call
    return list(found)


def in_hand(found: Sequence[ReviewStage], code: str = "") -> ReviewStage:
    """Of a call's stages the one named; without a name the last that has begun, or the first."""
    named = [one for one in found if one.code == code]
    if code and not named:
        raise Http404
    now = clock.now()
    return named[0] if named else next((one for one in reversed(found) if one.window().begins <= now), found[0])


def at_work(there: Sequence[ReviewStage], code: str = "") -> ReviewStage:
    """The one named; without a name the one in hand, or the last before it that anything has reached. One query where there are
    several.
    """
    chosen = in_hand(there, code)
    if code or chosen is there[0]:
        return chosen
    passed = set(Ruling.objects.filter(stage__in=there, outcome=Ruling.Outcome.ON).values_list("stage", flat=True).distinct())
    begun = [one for one in there if one.position <= chosen.position]
    return next(one for one in reversed(begun) if passed.issuperset(other.pk for other in before(one, there)))


def before(stage: ReviewStage, there: Sequence[ReviewStage]) -> list[ReviewStage]:
    """Those of a call's stages that come earlier."""
    return [one for one in there if one.position < stage.position]


def scored_now(there: Iterable[ReviewStage]) -> list[ReviewStage]:
    """Those in which scores are taken at this moment, in their order."""
    now = clock.now()
    return [one for one in there if one.window().is_open(now)]


def day_ahead(stage: ReviewStage) -> date | None:
    """When its reviews are due; None once that day has passed."""
    return None if days.passed(stage.due_on, stage.call.zone) else stage.due_on


@together.stepwise
def where(call: Call, applications: Sequence[Application]) -> Steps[dict[int, ReviewStage]]:
    """{application: the stage it is in}, as the database gives assignments theirs. One query."""
    on = Ruling.objects.filter(application__in=[one.pk for one in applications], outcome=Ruling.Outcome.ON)
    rows = on.values_list("application", "stage")
    there, _rows = yield from together.beside(of_call.steps(call), together.filled(rows))
    sent = set(rows)
    return {one.pk: next((stage for stage in there if (one.pk, stage.pk) not in sent), there[-1]) for one in applications}


def here() -> QuerySet[ReviewStage]:
    """The stage that the application of the row outside is in, as the database gives assignments theirs."""
    on = Ruling.objects.filter(stage=OuterRef("pk"), application=OuterRef(OuterRef("pk")), outcome=Ruling.Outcome.ON)
    found = ReviewStage.objects.filter(call=OuterRef("call")).annotate(passed=Exists(on))
    return found.order_by("passed", Case(When(passed=False, then="position"), default=-F("position")))[:1]


def counting(of: str = "") -> QuerySet[Any]:
    """The stage whose reviews count for the application of the row outside, or of its `of` with "__" at its end: the last it was
    given out in, the first where in none. With `wanted_here`, how many reviews it
    should get.
    """
    last = Case(When(pk=OuterRef(f"{of}standing__stage"), then=0), default=1)
    found: QuerySet[Any] = ReviewStage.objects.filter(call=OuterRef(f"{of}call")).annotate(
        wanted_here=Coalesce("own_wanted", Greatest("call__reviews_wanted", "least")), last=last
    )
    return found.order_by("last", "position")[:1]


def of(assignment: Assignment) -> ReviewStage:
    """Select `stage__own_rubric` and the application's call along."""
    if assignment.stage is None:  # the database fills it in
        raise LookupError(f"{assignment} is in no stage")
    assignment.stage.call = assignment.application.call
    return assignment.stage


def reached(stage: ReviewStage, earlier: Sequence[ReviewStage] | None = None) -> QuerySet[Application]:
    """Applications that wait in this stage: sent on by every one of `earlier`, nothing said here, no decision released."""
    return released.without(sent_to(stage, earlier), "pk")


def sent_to(stage: ReviewStage, earlier: Sequence[ReviewStage] | None = None) -> QuerySet[Application]:
    """Applications sent on by every one of `earlier` of which nothing is said here, whatever was decided.

    The stages before it are asked for where the caller does not know them: a query more.
    """
    if earlier is None:
        earlier = list(ReviewStage.objects.filter(call=stage.call_id, position__lt=stage.position))
    found = Application.objects.standing().filter(call=stage.call_id)
    ruled = Ruling.objects.filter(application=OuterRef("pk"))
    for one in earlier:
        found = found.filter(Exists(ruled.filter(stage=one, outcome=Ruling.Outcome.ON)))
    return found.exclude(Exists(ruled.filter(stage=stage)))


def shows_others(assignment: Assignment) -> bool:
    """Whether its reviewer sees what others wrote and scored."""
    shows = of(assignment).shows
    own = shows == ReviewStage.Shows.OWN and assignment.state == Assignment.State.SCORED
    return own or shows == ReviewStage.Shows.ALWAYS


def not_further(rulings: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """Those of `rulings` whose application was neither given out nor interviewed nor ruled upon in a later stage since."""
    later = {"application": OuterRef("application"), "stage__call": OuterRef("stage__call")}
    later |= {"stage__position__gt": OuterRef("stage__position")}
    given = Assignment.objects.live().filter(**later)
    invited = Interview.objects.live().filter(**later)
    return rulings.exclude(Exists(given)).exclude(Exists(invited)).exclude(Exists(Ruling.objects.filter(**later)))
