"""The register of conflicts of a call: narrowed, counted, those that ended too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accelerator.kit.days import fault
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews.models import SOURCES, Assignment, Conflict

ORDER = ["-created_at", "-pk"]
STANDING_FIRST = (F("ended_at").desc(nulls_first=True), "-created_at", "-pk")
STATES = ("live", "ended", "all")


@dataclass(frozen=True)
class Wanted:
    """What the register is narrowed to; anything that makes no sense is left out."""

    state: str = "live"
    source: str = ""
    words: str = ""
    since: date | None = None

    @classmethod
    def read(cls, sent: Mapping[str, Any]) -> Self:
        state, words = sent.get("state", ""), " ".join(str(sent.get("words", "")).replace("\0", "").split())[:200]
        return cls(state if state in STATES else "live", str(sent.get("source", ""))[:30].replace("\0", ""), words, _day(sent))

    def query(self, **other: str) -> str:
        """The same as a query of an address, with `other` instead of what it says there."""
        said = {"state": self.state, "source": self.source, "words": self.words} | {"since": f"{self.since or ''}"} | other
        return urlencode({name: value for name, value in said.items() if value and (name, value) != ("state", "live")})


def _day(sent: Mapping[str, Any]) -> date | None:
    try:
        day = date.fromisoformat(str(sent.get("since", "")))
    except ValueError:
        return None
    return None if fault(day) else day


def of(call: Call) -> QuerySet[Conflict]:
    return Conflict.objects.filter(application__call=call)


def listed(call: Call, wanted: Wanted) -> QuerySet[Conflict]:
    found = of(call).select_related("application__startup", "person", "by", "ended_by")
    if wanted.state != "all":
        found = found.filter(ended_at__isnull=wanted.state == "live")
    if wanted.source:
        found = found.filter(source=wanted.source)
    if wanted.since:
        found = found.filter(created_at__gte=datetime.combine(wanted.since, time(), tzinfo=call.zone))
    if wanted.words:
        startup = Q(application__startup__name__icontains=wanted.words) | Q(application__number__istartswith=wanted.words)
        found = found.filter(startup | Q(person__name__icontains=wanted.words) | Q(reason__icontains=wanted.words))
    return found


def own(person: Any) -> QuerySet[Any]:
    """What `person` stands back from, those that ended too; `blind` where they are not told whose application it is."""
    given = Assignment.objects.filter(reviewer=person, application=OuterRef("application"))
    unnamed = ReviewStage.objects.filter(call=OuterRef("application__call"), hides=ReviewStage.Hides.COMPANY)
    blind = Exists(given.filter(stage__hides=ReviewStage.Hides.COMPANY)) | (~Exists(given) & Exists(unnamed))
    found: QuerySet[Any] = Conflict.objects.filter(person=person).annotate(blind=blind)
    return found.select_related("application__startup", "application__call", "person", "by", "ended_by")


@dataclass(frozen=True)
class Counts:
    """How many stand and ended, of how many people and applications, and how many stand from each source, most first."""

    live: int
    ended: int
    people: int
    applications: int
    sources: list[tuple[str, str, int]]


def counts(call: Call) -> Counts:
    """Two queries."""
    live = Q(ended_at=None)
    told = of(call).aggregate(
        live=Count("pk", filter=live),
        ended=Count("pk", filter=~live),
        people=Count("person", filter=live, distinct=True),
        applications=Count("application", filter=live, distinct=True),
    )
    rows = of(call).filter(live).order_by().values_list("source").annotate(count=Count("pk")).order_by("-count", "source")
    return Counts(**told, sources=[(source, label(source), count) for source, count in rows])


def label(source: str) -> str:
    return str(SOURCES.get(source, source.replace("_", " ").capitalize()))
