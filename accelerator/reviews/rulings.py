"""What was said in review stages about applications: who was sent on, who is out, why and by whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accelerator.applications.models import Application
from accelerator.programmes.models import ReviewStage
from accelerator.reviews import stages
from accelerator.reviews.models import Ruling, RulingQuerySet

ORDER = ["-created_at", "-pk"]


def of(stage: ReviewStage, *, reader: Any, outcome: str = "") -> QuerySet[Any]:
    """In a stage, of `outcome` where it is given, what the `reader` may see about applications that stand, the newest first; each
    with its application, who said it, and whether it is `free` to be taken back.
    """
    found = _in(stage, reader).filter(**({"outcome": outcome} if outcome else {}))
    free = stages.not_further(Ruling.objects.filter(pk=OuterRef("pk")))
    return found.select_related("application__startup", "by").annotate(free=Exists(free)).order_by(*ORDER)


def counted(stage: ReviewStage, *, reader: Any) -> dict[str, int]:
    """How many of each outcome `of` has. One query."""
    each = {name: Count("pk", filter=Q(outcome=name)) for name in Ruling.Outcome.values}
    return _in(stage, reader).aggregate(**each)


def _in(stage: ReviewStage, reader: Any) -> RulingQuerySet:
    return Ruling.objects.visible_to(reader).filter(stage=stage, application__in=Application.objects.standing())


def about(application: Application, *, reader: Any) -> QuerySet[Ruling]:
    """In each stage that said something about it, in their order; nothing where a conflict keeps it from the `reader`."""
    found = Ruling.objects.visible_to(reader).filter(application=application)
    return found.select_related("stage", "by").order_by("stage__position", "pk")
