"""The ranking of a stage, worked out from its submitted reviews."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from accelerator.applications.models import Application
from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import rankings, reviewers, scoring
from accelerator.reviews.calibration import Calibration, Standing
from accelerator.reviews.models import Assignment, Conflict, Ranked, Ranking, Review

LISTED = 200  # flips of a kind and applications worth one more read that are kept
_FOLLOWED = timedelta(days=400)  # so long after a call closed its rankings are looked after


def work_out(stage: ReviewStage, *, by: Any) -> bool:
    """rank() for a manager who does not want to wait for the sweep."""
    if not by.has_perm("reviews.assign", stage.call):
        raise Forbidden(_("Only managers of the programme work the ranking out anew."))
    return rank(stage.pk)


def rank(stage_id: int, *, pause: timedelta = timedelta()) -> bool:
    """Works the ranking of a stage out anew where scores came or went since; whether it did. Seconds for 200,000 scores.

    With a `pause` not before that has passed since the last time: the sweep finds what is left then.
    """
    with transaction.atomic():
        stage = (
            ReviewStage.objects.select_for_update(of=("self",), no_key=True)
            .select_related("call__rubric", "own_rubric")
            .get(pk=stage_id)
        )
        held = Ranking.objects.filter(stage=stage).first()
        if held and clock.now() - held.at < pause:
            return False
        scores = _scores(stage)
        count, newest = len(scores), max((row[3] for row in scores), default=None)
        places = stage.call.places
        if held and _is_whole(held) and (held.scores, held.newest_at, held.places) == (count, newest, places):
            return False
        if not scores:
            Ranking.objects.filter(stage=stage).delete()
            return held is not None
        _store(stage, scores, places=places, newest=newest)
    return True


def _is_whole(held: Ranking) -> bool:
    """Whether it says all that one is made of now: those of before moves were asked do not."""
    return "step" in held.figures


def _scores(stage: ReviewStage) -> list[tuple[int, int, float, Any]]:
    """(application, person, total, when) of each submitted review of applications that stand."""
    counted = Review.objects.filter(
        assignment__stage=stage, assignment__state=Assignment.State.SCORED, assignment__application__state="submitted"
    )
    rows = counted.order_by("id").values_list("assignment__application", "assignment__reviewer", "total", "submitted_at")
    return [(application, person, float(total), at) for application, person, total, at in rows if total is not None]


def _store(stage: ReviewStage, scores: list[tuple[int, int, float, Any]], *, places: int, newest: Any) -> None:
    triples = [(application, person, total) for application, person, total, _at in scores]
    found = scoring.calibrate(triples)
    Ranking.objects.filter(stage=stage).delete()
    made = Ranking.objects.create(
        stage=stage, at=clock.now(), scores=len(scores), newest_at=newest, places=places, **_lists(found, triples, stage)
    )
    apart = set(found.apart)
    rows = (_row(made, application, one, apart=application in apart) for application, one in found.items.items())
    Ranked.objects.bulk_create(rows, batch_size=2000)


def _lists(found: Calibration[int, int], triples: Sequence[tuple[int, int, float]], stage: ReviewStage) -> dict[str, Any]:
    """What a ranking keeps beside its rows, for JSON."""
    places, scale = stage.call.places, rankings.scale(stage)
    step = float(scale.step)
    return {
        "figures": {
            "mean": found.mean,
            "variances": _told(found.variances),
            "known": _told(found.known),
            "agreement": _told(found.agreement),
            "components": [len(one.items) for one in found.components],
            "step": step,
        },
        "reviewers": [{"person": person} | _told(figures) for person, figures in found.reviewers.items()],
        "flips": [
            {"application": one.item, "person": one.reviewer, "up": one.up, "down": one.down, "moved": one.moved}
            for every in (
                scoring.flips(found, places),
                scoring.moves(found, places, step=step, low=scale.low, high=scale.high),
            )
            for one in every[:LISTED]
        ],
        "worth": [
            {"application": one.item, "chance": one.chance, "inside": one.inside}
            for one in scoring.worth_reading(found, places, LISTED)
        ],
        "odd": [_told(one) | {"person": one.reviewer} for one in scoring.odd(found, own=_own(triples))],
    }


def _row(ranking: Ranking, application: int, one: Standing, *, apart: bool) -> Ranked:
    return Ranked(
        ranking=ranking,
        application_id=application,
        rank=one.rank,
        raw_rank=one.raw_rank,
        estimate=one.estimate,
        error=_finite(one.standard_error),
        mean=one.raw_mean,
        scores=one.scores,
        apart=apart,
    )


def _told(figures: Any) -> dict[str, Any]:
    """A named tuple for JSON, which knows no infinity: what cannot be told is null."""
    return {name: _finite(value) for name, value in figures._asdict().items()}


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _own(triples: Iterable[tuple[int, int, float]]) -> dict[str, set[tuple[int, int]]]:
    """Pairs of the same country, and those that were near each other by a conflict which ended or was lifted."""
    scored = {(application, person) for application, person, _total in triples}
    applications = {one for one, _person in scored}
    near = Conflict.objects.filter(application__in=applications)
    home = reviewers.countries({person for _application, person in scored})
    seats = dict(Application.objects.filter(pk__in=applications).values_list("pk", "startup__country"))
    return {
        "conflict": scored.intersection(near.values_list("application", "person")),
        "country": {(one, person) for one, person in scored if person in home and home[person] == seats[one]},
    }


def rank_stale() -> int:
    """Works out anew every ranking that scores, or the number of places, outran; returns how many."""
    since = clock.now() - _FOLLOWED
    scored = Review.objects.filter(
        assignment__state=Assignment.State.SCORED,
        assignment__application__state="submitted",
        assignment__stage__call__closes_at__gt=since,
    )
    now = scored.order_by().values("assignment__stage").annotate(count=Count("pk"), newest=Max("submitted_at"))
    held = {one.stage_id: one for one in Ranking.objects.filter(stage__call__closes_at__gt=since).select_related("stage__call")}
    stale = []
    for row in now:
        one = held.pop(row["assignment__stage"], None)
        there = (row["count"], row["newest"], one.stage.call.places) if one else None
        if one is None or not _is_whole(one) or (one.scores, one.newest_at, one.places) != there:
            stale.append(row["assignment__stage"])
    return sum(rank(pk) for pk in [*stale, *held])
