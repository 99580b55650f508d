"""The manager's list and the founder's waiting page, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from accelerator.applications import queries as applications
from accelerator.applications import serving
from accelerator.applications.api_forms import ApplicationOut, beside, row_told
from accelerator.kit.cursors import Listed, Paging
from accelerator.kit.refusals import Refusal
from accelerator.pipeline import filters, queries, waiting
from accelerator.pipeline.models import Flag, Tagging
from accelerator.pipeline.reading import require_read
from accelerator.pipeline.rows import placed, shift, stage_told
from accelerator.reviews import queries as reviews

router = Router()


class RowOut(ApplicationOut):
    stage: str = Field(description="how far it is, as the filter `stage` knows it")
    score: float | None = Field(
        description="mean of its reviews in the last review stage it was given out in, whatever is ranked; null without one"
    )
    reviews: int = Field(description="how many are in, of that stage")
    review_stage: str = Field(description="the one it is in, in words")
    out: bool = Field(description="whether a review stage let it go no further")
    rank: int | None = Field(description="by calibrated score in the call's last ranking; null where it is not in it")
    raw_rank: int | None = Field(description="by mean")
    shift: float | None = Field(description="points that calibration adds to its mean")
    tags: list[str]
    flag: str | None = Field(description="why it is flagged; null where it is not")


class Sifting(Paging):
    on: str = Field("", max_length=4000, description="filters as they stand in the address of the pipeline: sector=Ports&q=tide")


class WaitingOut(Schema):
    stage: str = Field(description="where the round is, in a sentence")
    share: int | None = Field(description="percent of the round's reviews that are in; null before reading began")
    by: date | None = Field(description="the day by which to hear, by the call's clock")
    source: str = Field(description="where that day comes from: past rounds, or the call")
    late: bool = Field(description="whether that day has passed")


@router.get(
    "/calls/{slug}/applications", response=Listed[RowOut], summary="Applications of a call that filters leave, newest first"
)
def sifted(request: HttpRequest, slug: str, asked: Query[Sifting]) -> dict[str, Any]:
    """For who sees the applications of the call: those that were submitted once. A filter that cannot be read is refused."""
    call = get_object_or_404(reviews.calls_overseen_by(request.user).select_related("version"), slug=slug)
    chosen = filters.from_query(asked.on, call)
    require_read(chosen, field="on")
    here = OuterRef("pk")
    found = beside(chosen.narrow(queries.rows(call))).annotate(
        tagged=ArraySubquery(Tagging.objects.live().filter(application=here).order_by("tag__name").values("tag__name")),
        **placed(),
        flagged=Subquery(Flag.objects.live().filter(application=here).values("note")),
    )
    return asked.cut(found, ["-id"], each=_row)


def _row(one: Any) -> dict[str, Any]:
    reviewed = {"score": float(one.score) if one.scored else None, "reviews": one.scored or 0}
    return row_told(one) | reviewed | _placed(one) | {"stage": one.stage, "tags": one.tagged, "flag": one.flagged}


def _placed(one: Any) -> dict[str, Any]:
    where = {"review_stage": stage_told(one.review_stage, is_out=False), "out": one.is_out}
    if one.ranked is None:
        return where | {"rank": None, "raw_rank": None, "shift": None}
    return where | {"rank": one.ranked["rank"], "raw_rank": one.ranked["raw_rank"], "shift": float(shift(one.ranked))}


@router.get("/applications/{number}/waiting", response=WaitingOut, summary="How far the round is, and when you should hear")
def how_far(request: HttpRequest, number: str) -> waiting.Waiting:
    """For members of its startup, from the submission until they have heard; 409 before and after."""
    one = serving.seen(request.user, number)
    if not request.user.has_perm("applications.belong", one):
        raise Http404
    shown = waiting.waited(one, applications.standings([one], request.user)[one.pk])
    if shown is None:
        raise Refusal(_("This application does not wait for a decision."))
    return shown
