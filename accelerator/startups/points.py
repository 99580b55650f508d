"""What upper areas answer when a startup's record is shown, and who may see it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet

from accelerator.startups.models import Startup


@dataclass(frozen=True)
class RecordTab:
    """One more tab of a startup's record; `place` orders them, smaller first."""

    label: str
    url: str
    count: int | None = None
    place: int = 50


@dataclass(frozen=True)
class Chapter:
    """Something of a startup's years with the house: since `at`, in `state`, a word of kit.states of `noun`."""

    at: datetime
    title: str
    note: str
    url: str
    state: str
    noun: str


class Chapters(Protocol):
    """Point `chapters`: what `person` may see of `startup`, which they see, under all its rows. Stepwise, in at most two."""

    def __call__(self, startup: Startup, person: Any) -> Sequence[Chapter]: ...


class RecordTabs(Protocol):
    """Point `record_tabs`: what `person` may open about `startup`, which they see. Stepwise, in one."""

    def __call__(self, startup: Startup, person: Any) -> Sequence[RecordTab]: ...


class StartupLanding(Protocol):
    """Point `startup_landing`: where `person`, who just joined `startup`, goes on; empty for its record."""

    def __call__(self, startup: Startup, person: Any) -> str: ...


class StartupsSeen(Protocol):
    """Point `startups_seen`."""

    def __call__(self, person: Any) -> QuerySet[Any, Any]:
        """Ids of the startups that `person` may see besides their own, as a query of one column."""
        ...


class StartupsKept(Protocol):
    """Point `startups_kept`."""

    def __call__(self, person: Any) -> QuerySet[Any, Any]:
        """Ids of the startups whose records `person` may compare and merge, as a query of one column."""
        ...


class Timeline(Protocol):
    """Point `timeline`: verbs of trail entries that touch a startup and that its own people may read."""

    def __call__(self) -> Collection[str]: ...


class MembershipChanged(Protocol):
    """Event `membership_changed`, inside the transaction: somebody joined or left."""

    def __call__(self, *, startup: Startup) -> None: ...
