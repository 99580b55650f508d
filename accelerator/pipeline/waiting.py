"""What founders read while they wait, and who is warned before a promised day passes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.applications.models import Application
from accelerator.applications.points import Standing
from accelerator.decisions import queries as decisions
from accelerator.kit import clock, together, wording
from accelerator.kit.together import Steps
from accelerator.pipeline.promises import MOST, Promise, Round, promise
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews.models import Ruling

_WATCHED = timedelta(days=200)  # after it closed, a call whose founders still wait is nobody's surprise any more


@dataclass(frozen=True)
class Waiting:
    """`stage` is a sentence; `share` the percent of the round that was read, None before reading began."""

    stage: str
    share: int | None
    by: date | None
    source: str
    late: bool


def _told(calls: QuerySet[Call], at: datetime) -> QuerySet[Any]:
    """The calls with `untold`, whether anybody of a standing application waits at `at`, and `told_at`, when the last heard."""
    waits = Application.objects.standing().filter(decisions.untold(at), call=OuterRef("pk"))
    told_at = Max(F("releases__at") + F("releases__window"), filter=Q(releases__recall=None))
    return calls.annotate(untold=Exists(waits), told_at=told_at)


@together.stepwise
def promised(call: Call) -> Steps[Promise]:
    """From the programme's rounds before this call in which everybody was told. One query."""
    earlier = Call.objects.public().filter(programme=call.programme_id, closes_at__lt=call.closes_at).order_by("-closes_at")
    newest = _told(earlier, clock.now())[: 2 * MOST]
    yield [newest]
    told = [one for one in newest if one.told_at and not one.untold]
    past = [Round(one.closes_at.astimezone(one.zone).date(), one.told_at.astimezone(one.zone).date()) for one in told]
    return promise(call.closes_at.astimezone(call.zone).date(), call.decisions_on, past)


class Progress(NamedTuple):
    """How many reviews of a round are given out, how many it wants, how many of those are in; what its founders are promised."""

    given: int
    wanted: int
    scored: int
    promise: Promise


@together.stepwise
def progress(call: Call) -> Steps[Progress]:
    """One query, whatever the size of the round. Nobody reads what is decided any more, or goes no further than a stage, so it
    lacks no review.
    """
    wanted, out = _wanted(call), Ruling.objects.filter(application=OuterRef("pk"), outcome=Ruling.Outcome.OUT)
    counted = Least(Coalesce("standing__scored", 0), wanted, output_field=IntegerField())
    done = Q(decision__isnull=False) | Q(Exists(out))
    scored = Case(When(done, then=wanted), default=counted, output_field=IntegerField())
    standing = Application.objects.standing().filter(call=call).order_by().values(_all=Value(1))
    sums = standing.annotate(given=Sum("standing__given"), wanted=Sum(wanted), scored=Sum(scored))
    counts = sums.values_list("given", "wanted", "scored")
    made, found = yield from together.beside(promised.steps(call), together.filled(counts))
    given, asked, scores = next(iter(found), (0, 0, 0))
    return Progress(given or 0, asked or 0, scores or 0, made)


def _wanted(call: Call) -> Case:
    """How many reviews an application should get: as its stage says, the first one of the call where it was not given out yet."""
    of_stage = Coalesce("own_wanted", Greatest("call__reviews_wanted", "least"))
    first = ReviewStage.objects.filter(call=call).order_by("position").values(wanted=of_stage)[:1]
    here = Coalesce("standing__stage__own_wanted", Greatest(Value(call.reviews_wanted), "standing__stage__least"))
    return Case(When(standing__stage__isnull=False, then=here), default=Subquery(first), output_field=IntegerField())


@together.stepwise
def lately(calls: Iterable[Call]) -> Steps[dict[int, Progress]]:
    """The same for each, by its id, up to a minute old: a whole round of founders asks on the evening when they wait."""
    keys = {f"progress:{call.pk}": call for call in calls}
    known: dict[str, Progress] = cache.get_many(keys)
    lacking = [key for key in keys if key not in known]
    made = yield from together.beside(*(progress.steps(keys[key]) for key in lacking))
    new = dict(zip(lacking, made, strict=True))
    if new:
        cache.set_many(new, 60)
    return {keys[key].pk: one for key, one in (known | new).items()}


def waited(application: Application, standing: Standing) -> Waiting | None:
    """What the panel of the application's page tells; None where its founders wait for nothing."""
    if application.state != Application.State.SUBMITTED or standing.decided or application.is_test:
        return None
    call, is_read = application.call, standing.state in ("in_review", "interview")
    return of(call, lately([call])[call.pk], clock.now(), is_read=is_read)


def of(call: Call, reached: Progress, at: datetime, *, is_read: bool) -> Waiting:
    """`is_read`: reviewers have this very application. Before the close it is told of no other."""
    by = reached.promise.by
    begun = at >= call.last_moment() and reached.given > 0
    return Waiting(
        stage=_stage(call, reached, at, is_read),
        share=100 * reached.scored // reached.wanted if begun else None,
        by=by,
        source=_source(reached.promise),
        late=by is not None and at.astimezone(call.zone).date() > by,
    )


def _stage(call: Call, reached: Progress, at: datetime, is_read: bool) -> str:
    if at < call.last_moment():
        day = wording.day_there(call.ends_at(), call.zone)
        if is_read:
            return _(
                "Your application is in. Reviewers have begun to read. How far they are is told here after the close, on %(day)s."
            ) % {"day": day}
        return _("Your application is in. Reading begins when the call has closed, on %(day)s.") % {"day": day}
    if not reached.given:
        return _("The call has closed. Applications are being given to reviewers.")
    if reached.scored < reached.wanted:
        return _("Reviewers are reading the applications of this round.")
    return _("Every application of this round is read. The programme is deciding.")


def _source(made: Promise) -> str:
    if made.rounds:
        sentence = ngettext(
            "In the last %(rounds)d rounds everybody heard within %(days)d day of the close.",
            "In the last %(rounds)d rounds everybody heard within %(days)d days of the close.",
            made.longest,
        )
        return sentence % {"rounds": made.rounds, "days": made.longest}
    if made.by:
        return _("It is the day that the programme has named for this call.")
    return _("The programme has not named a day yet.")


def waited_for(at: datetime) -> QuerySet[Call]:
    """Calls that closed lately and of which somebody still waits."""
    closed = Call.objects.public().filter(closes_at__lte=at, closes_at__gt=at - _WATCHED)
    return _told(closed, at).filter(untold=True).order_by("id")


def counted(call: Call) -> tuple[int, int]:
    """How many startups of the call still wait, of how many that applied."""
    standing = Application.objects.standing().filter(call=call)
    return standing.filter(decisions.untold(clock.now())).count(), standing.count()
