"""The manager's list: one row an application, everything worked out by the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accelerator.applications.models import Application
from accelerator.pipeline import stages
from accelerator.pipeline.filters import Filters
from accelerator.programmes.models import Call
from accelerator.reviews.ranks import STANDING

EXPORTED = (
    "number", "startup__name", "startup__one_liner", "startup__sector", "startup__country", "stage", "mean", "spread",
    "scored", "given", "outcome", "submitted_at",
)  # fmt: skip


def rows(call: Call) -> QuerySet[Any]:
    """Applications of `call` that were submitted, withdrawn ones among them, with standing, `stage` and `outcome`."""
    told: QuerySet[Any] = _sent(call).annotate(**STANDING, stage=stages.STAGE, outcome=F("decision__outcome"))
    return told


def _sent(call: Call) -> QuerySet[Any]:
    """What was submitted once; a draft that was withdrawn stays its founders' own."""
    return Application.objects.filter(call=call, submitted_at__isnull=False)


def shown(found: QuerySet[Any]) -> QuerySet[Any]:
    """With what a row of the page prints."""
    return found.select_related("startup")


def chosen(call: Call, *, numbers: Sequence[str], filters: Filters, every: bool) -> list[Application]:
    """What a bulk act is about: the ticked ones, or `every` one that the filters leave."""
    found = filters.narrow(rows(call)) if every else rows(call).filter(number__in=[one for one in numbers if "\0" not in one])
    return list(shown(found).order_by("pk"))


@dataclass(frozen=True)
class Funnel:
    """How many got at least this far; `drafts` are begun and not submitted."""

    drafts: int
    reached: dict[str, int]
    given: int
    scored: int

    @property
    def started(self) -> int:
        return self.drafts + self.reached["submitted"]

    def share(self, name: str) -> int:
        """Percent of the started ones."""
        return round(100 * self.reached[name] / self.started) if self.started else 0


def funnel(call: Call) -> Funnel:
    """One query."""
    found = Application.objects.filter(call=call)
    standing = Q(state=Application.State.SUBMITTED)
    counted = found.aggregate(
        drafts=Count("pk", filter=Q(state=Application.State.DRAFT)),
        given=Count("pk", filter=standing & Q(standing__given__gt=0)),
        full=Count("pk", filter=standing & stages.ENOUGH),
        **{name: Count("pk", filter=rule) for name, rule in stages.REACHED.items()},
    )
    return Funnel(counted["drafts"], {name: counted[name] for name in stages.REACHED}, counted["given"], counted["full"])


def by_stage(call: Call) -> dict[str, int]:
    """{stage: how many are in it}. One query."""
    counted = rows(call).order_by().values_list("stage").annotate(count=Count("pk"))
    return dict(counted)


def sectors(call: Call) -> list[str]:
    """Sectors that occur among the call's applications, by name."""
    found = _sent(call).exclude(startup__sector="")
    return list(found.order_by("startup__sector").values_list("startup__sector", flat=True).distinct())


def export(call: Call, filters: Filters) -> Iterator[tuple[Any, ...]]:
    """Rows for a file, straight from the database, a thousand at a time."""
    found = filters.narrow(rows(call)).order_by("number").values_list(*EXPORTED)
    return found.iterator(chunk_size=1000)
