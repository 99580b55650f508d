"""What upper areas answer on the public pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from accelerator.accounts.points import HomeCard


@dataclass(frozen=True)
class Figure:
    """A counted fact for the public home: `value` as people read it ("86"), `label` what it counts ("startups launched")."""

    value: str
    label: str


class Figures(Protocol):
    """Point `figures`: true numbers, stepwise, in one; nothing where there is nothing to say yet."""

    def __call__(self) -> Sequence[Figure]: ...


class FrontPanels(Protocol):
    """Point `front_panels`: further panels under "What you get" on the public home, for everybody to read. Stepwise."""

    def __call__(self) -> Sequence[HomeCard]: ...


class CallLinks(Protocol):
    """Point `call_links`: further pages about a call for its staff, as (label, address, icon)."""

    def __call__(self, call: Any, person: Any) -> Sequence[tuple[str, str, str]]: ...


@dataclass(frozen=True)
class OwnApplication:
    """An application of one of the reader's startups: its number, its state as a word of kit.states, what else is known of it,
    and the way on.
    """

    startup: str
    number: str
    state: str
    note: str
    url: str
    verb: str


class OwnApplications(Protocol):
    """Point `own_applications`: what `person` (perhaps nobody) has for the call, newest first, what was withdrawn left out."""

    def __call__(self, call: Any, person: Any, at: datetime) -> Sequence[OwnApplication]: ...


class OwnDeadline(NamedTuple):
    """Until when one of the reader's applications can be written, where that is not when its call closes."""

    number: str
    startup: str
    at: datetime
    revision: int  # how often it has moved


class OwnDeadlines(Protocol):
    """Point `own_deadlines`: those that `person` has for the call. Two queries, one where there are none."""

    def __call__(self, call: Any, person: Any) -> Sequence[OwnDeadline]: ...


class CallsJoined(Protocol):
    """Point `calls_joined`: keys of calls that `person` takes part in, and whose page they may read, listed or not."""

    def __call__(self, person: Any) -> Any: ...


class StaffLeft(Protocol):
    """Event `staff_left`, inside the transaction: `person` has no role in the programme any more."""

    def __call__(self, *, programme: Any, person: Any, by: Any) -> None: ...


class ManagerLeft(Protocol):
    """Event `manager_left`, inside the transaction: `person` manages the programme no more, whatever else they are in it."""

    def __call__(self, *, programme: Any, person: Any, by: Any) -> None: ...


class AccessUsed(Protocol):
    """Event `access_used`, inside the transaction: what this person writes for the call keeps the code's deadline."""

    def __call__(self, *, use: Any) -> None: ...


class MinutesCounted(Protocol):
    """Event `minutes_counted`, once a minute: deadlines of one's own around `at` are given what calls are given."""

    def __call__(self, *, at: datetime) -> None: ...


class CallDrafts(Protocol):
    """Point `call_drafts`: how many people write on a draft for the call. One query."""

    def __call__(self, call: Any) -> int: ...


class CallExtended(Protocol):
    """Event `call_extended`, inside the transaction: whoever has a draft is to be told of the new deadline, which overtakes those
    of one's own from `was` on, when the call was to close.
    """

    def __call__(self, *, extension: Any, was: datetime) -> None: ...
