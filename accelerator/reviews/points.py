"""What upper areas answer with at the points this area asks: who must not judge whom, and what is decided already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from django.db.models import QuerySet

from accelerator.applications.models import Application


class Edge(NamedTuple):
    """A reason why a person must not judge an application. `source` is a short name that stands in the register; `reason` is
    shown in every language, so facts without words of ours; `cause` is the same each time, so that what was lifted stays so.
    """

    application_id: int
    person_id: int
    source: str
    reason: str
    cause: str = ""

    @property
    def key(self) -> tuple[int, int, str, str]:
        """What it is on record by, once."""
        return self.application_id, self.person_id, self.source, self.cause


class ConflictSource(Protocol):
    """Registered at "conflict_sources": all edges between these applications and people, in a fixed number of queries."""

    def __call__(self, applications: Sequence[Application], people: Sequence[Any]) -> Iterable[Edge]: ...


class Decided(Protocol):
    """Registered at "decided": ids of the applications about which something is decided, or only those whose decision is
    `released`, as a query of one column.
    """

    def __call__(self, *, released: bool = False) -> QuerySet[Any, Any]: ...
