"""What upper areas answer when an application asks how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet

from accelerator.accounts.points import HomeCard


@dataclass(frozen=True)
class Standing:
    """Where an application is beyond its own state.

    `state` is a word of kit.states, of "application" (in_review, interview, accepted, waitlisted, declined, …); `at` since when;
    `note` one line for its members; `url` where they read on; `decided` ends the waiting.
    """

    state: str
    at: datetime | date | None = None
    note: str = ""
    url: str = ""
    decided: bool = False


class Standings(Protocol):
    """Point `application_standings`: {application id: Standing} for those it knows about, as `person` may know it.

    Asked for a whole list at once; later answers win over earlier ones. Stepwise: at most one query each, whatever the list.
    """

    def __call__(self, applications: Sequence[Any], person: Any) -> Mapping[int, Standing]: ...


class ApplicationPanels(Protocol):
    """Point `application_panels`: panels of the page that its members read. At most three queries."""

    def __call__(self, application: Any, standing: Standing) -> Sequence[HomeCard]: ...


class PromisedDays(Protocol):
    """Point `promised_days`: {call id: the day by which its founders should hear, or None}. Stepwise: at most one query."""

    def __call__(self, calls: Sequence[Any]) -> Mapping[int, date | None]: ...


class ApplicationWithdrawn(Protocol):
    """Event `application_withdrawn`, inside the transaction, before the state moves. Raise a Refusal to stop it."""

    def __call__(self, *, application: Any, by: Any) -> None: ...


class ApplicationRestored(Protocol):
    """Event `application_restored`, inside the transaction, its call locked, once it stands again. Raise a Refusal to stop it."""

    def __call__(self, *, application: Any) -> None: ...


class Barred(Protocol):
    """Point `barred`: ids of the applications that `person` must not open for the house, as a query of one column."""

    def __call__(self, person: Any) -> QuerySet[Any, Any]: ...


class ApplicationSubmitted(Protocol):
    """Event `application_submitted`, inside the transaction, each time there is a new submission."""

    def __call__(self, *, submission: Any) -> None: ...
