"""What a manager should look at in a row of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accelerator.applications.models import Clarification
from accelerator.pipeline import stages
from accelerator.pipeline.models import Flag, Tagging
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import stages as reviews
from accelerator.reviews.models import Assignment, Conflict, Ranked, Ranking, Ruling

SPLIT = Decimal(1)  # a standard deviation from here on means that the reviewers disagree


SIGNS: Mapping[str, str | Promise] = {
    "grace": _("After the deadline"),
    "late": _("Reviewer late"),
    "conflict": _("Conflict"),
    "split": _("Split scores"),
    "asked": _("Asked, not answered"),
    "overdue": _("Answer overdue"),
}


def marks() -> dict[str, Any]:
    """What applications are annotated with to be told by a row: `panel` ([{name, state, due}] of live assignments, by name),
    `conflicted`, `in_grace` (what counts came after the deadline), `answer_due` (the first day by which something asked is to be
    answered, None where nothing is), `tagged` (names of its tags) and `flagged` (the note of its flag, None without one). Each
    is looked up row by row, within the one query.
    """
    here = OuterRef("pk")
    given = Assignment.objects.live().filter(application=here).order_by("reviewer__name", "pk")
    asked = Clarification.objects.waiting().filter(application=here)
    carried = Tagging.objects.live().filter(application=here).order_by("tag__name")
    return {
        "panel": ArraySubquery(given.values(one=JSONObject(name="reviewer__name", state="state", due="due_on"))),
        "conflicted": Exists(Conflict.objects.live().filter(application=here)),
        "in_grace": Exists(stages.in_grace()),
        "answer_due": Subquery(asked.order_by("due_on").values("due_on")[:1]),
        "tagged": ArraySubquery(carried.values("tag__name")),
        "flagged": Subquery(Flag.objects.live().filter(application=here).values("note")),
    }


def placed() -> dict[str, Any]:
    """What the columns about review stages tell of applications: the `review_stage` they are in, {kind, name}, whether one let
    them go no further as `is_out`, and how they are `ranked` in the call's last ranking, {rank, raw_rank, estimate, mean}, None
    where they are not. Each is looked up row by row, within the one query.
    """
    out = Ruling.objects.filter(application=OuterRef("pk"), outcome=Ruling.Outcome.OUT)
    last = Ranking.objects.filter(stage__call=OuterRef(OuterRef("call"))).order_by("-stage__position")
    own = Ranked.objects.filter(application=OuterRef("pk"), ranking=Subquery(last.values("pk")[:1]))
    return {
        "review_stage": Subquery(reviews.here().values(one=JSONObject(kind="kind", name="name"))),
        "is_out": Exists(out),
        "ranked": Subquery(own.values(one=JSONObject(**{name: name for name in ("rank", "raw_rank", "estimate", "mean")}))),
    }


def stage_told(stage: dict[str, str], is_out: bool) -> str:
    """Where an application is, in words."""
    name = str(ReviewStage(**stage))
    return gettext("%(stage)s: out") % {"stage": name} if is_out else name


def shift(ranked: dict[str, float]) -> Decimal:
    """How many points calibration adds to a mean, to a hundredth."""
    return round(Decimal(ranked["estimate"]) - Decimal(ranked["mean"]), 2)


def dress(rows: Sequence[Any], *, today: date) -> None:
    """Gives every row of queries.shown() its `signs`, names of SIGNS. No query."""
    for row in rows:
        row.signs = signs(row.panel, row.spread, row.in_grace, row.conflicted, row.answer_due, today=today)


def signs(
    panel: Sequence[Any], spread: Decimal | None, in_grace: bool, conflicted: bool, answer_due: date | None, *, today: date
) -> list[str]:
    """Names of SIGNS, in their order."""
    late = any(_is_late(one, today) for one in panel)
    holding = {"grace": in_grace, "late": late, "conflict": conflicted, "split": (spread or 0) >= SPLIT}
    if answer_due:
        holding |= {"asked": answer_due >= today, "overdue": answer_due < today}
    return [name for name in SIGNS if holding.get(name)]


def _is_late(assignment: dict[str, Any], today: date) -> bool:
    due = assignment["due"]
    return assignment["state"] == Assignment.State.ASSIGNED and due is not None and date.fromisoformat(due) < today
