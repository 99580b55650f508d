"""Which scores a set is chosen by: means of one review stage, for what stages ask by other rubrics is never added up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews import ranks, stages

RAW = "raw"


def sources(call: Call) -> Mapping[str, str | Promise]:
    """{name: label}: the last stage that is ranked and, where there are several stages, each by its code. One query."""
    there = stages.of_call(call)
    if len(there) == 1:
        return {RAW: _("Means of the reviews")}
    named = {one.code: _("Means of the stage %(stage)s") % {"stage": one} for one in there}
    return {RAW: _("Means of the last stage with scores")} | named


def stage(call: Call, source: str) -> ReviewStage | None:
    """The one that is named; None where it is the last that is ranked, or is no more. At most one query."""
    return None if source == RAW else ReviewStage.objects.filter(call=call, code=source).first()


def scores(call: Call, source: str) -> dict[int, Decimal]:
    """{application id: score, 0 or more} of those that have one. One query of the means."""
    found = ranks.standings(call, stage(call, source)).filter(mean__isnull=False).order_by()
    return dict(found.values_list("pk", "mean"))
