"""What upper areas answer with at the points that the shell and the home page ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import HttpRequest

from accelerator.kit.calendar import Event


@dataclass(frozen=True)
class MenuEntry:
    """One line of the sidebar or of the public header.

    `group` is its heading ("" for none); `place` orders lines, smaller first; `dock` also puts it on the phone's bottom bar,
    under the word `short` where the label is too long for it. Pages below the paths `also` are its own too.
    """

    label: str
    url: str
    icon: str
    group: str = ""
    count: int | None = None
    place: int = 50
    dock: bool = False
    short: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class NextAction:
    """Something this person should do. `due_at` None sorts last; `verb` is the button's word."""

    title: str
    url: str
    verb: str
    detail: str = ""
    due_at: datetime | None = None
    icon: str = "circle-dot"


@dataclass(frozen=True)
class HomeAct:
    """A button at the head of the home page; `is_first` makes it the one that stands out."""

    label: str
    url: str
    icon: str
    is_first: bool = False


@dataclass(frozen=True)
class HomeCard:
    """A panel of the home page, rendered from `template` with `context`; `rail` puts it in the narrow column."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    rail: bool = False
    place: int = 50


@dataclass(frozen=True)
class Place:
    """Where a person may stand, for the switcher on top of the sidebar: a programme, a startup. `subtitle` is the role."""

    label: str
    url: str
    subtitle: str = ""
    current: bool = False


@dataclass(frozen=True)
class Hit:
    """One line of the command palette: a thing found, or an act."""

    label: str
    url: str
    group: str
    detail: str = ""
    icon: str = "arrow-right"


class HomeFacts(Protocol):
    """Point "home_facts": what stands beside the date on a person's home, such as the week of their programme. Stepwise."""

    def __call__(self, person: Any) -> Sequence[str]: ...


class HomeActs(Protocol):
    """Point "home_acts": what this person does most, as buttons at the head of their home; none that leads nowhere. Stepwise."""

    def __call__(self, person: Any) -> Sequence[HomeAct]: ...


class Menu(Protocol):
    """Point "menu": the sidebar's lines for this person."""

    def __call__(self, person: Any, request: HttpRequest) -> Sequence[MenuEntry]: ...


class PublicMenu(Protocol):
    """Points "public_menu" and "public_foot": the public header's and footer's lines."""

    def __call__(self, request: HttpRequest) -> Sequence[MenuEntry]: ...


class Places(Protocol):
    """Point "places": what the switcher offers. At most one is `current`, where the request's address lies in it."""

    def __call__(self, person: Any, request: HttpRequest) -> Sequence[Place]: ...


class NextActions(Protocol):
    """Point "next_actions": what waits for this person. Stepwise: the home page asks for all of them together."""

    def __call__(self, person: Any) -> Sequence[NextAction]: ...


class HomeCards(Protocol):
    """Point "home_cards": panels of this person's home page. Stepwise."""

    def __call__(self, person: Any) -> Sequence[HomeCard]: ...


class CalendarEntries(Protocol):
    """Point "calendar_entries": what this person's own calendar shows of the days from `since` up to and with `until`. Stepwise.

    Each uid stays that of its thing for good, and its revision rises whenever the thing moves or is worded anew. At most a few
    hundred; what only others are bidden to is not among them.
    """

    def __call__(self, person: Any, since: date, until: date) -> Sequence[Event]: ...


class Search(Protocol):
    """Point "search": at most five things a person may see that match `text` (two characters or more), best first. Stepwise."""

    def __call__(self, person: Any, text: str) -> Sequence[Hit]: ...


class InvitationNotes(Protocol):
    """Point "invitation_notes": a sentence for who holds the link of an invitation into this scope; empty for none. One query."""

    def __call__(self, scope: str, scope_id: int) -> str: ...


class Scope(Protocol):
    """Point "roles": a scope whose roles people hold and invitations lead into: "organisation", "startup", "programme"."""

    name: str

    def live(self) -> QuerySet[Any, Any]:
        """The roles held in this scope, each with its `person`."""
        ...

    def labels(self, people: Sequence[Any]) -> Mapping[int, Sequence[str]]:
        """Live roles in this scope by person id, in words ("Owner, Tidewise"). One query however many people."""
        ...

    def may_invite(self, *, by: Any, scope_id: int, role: str) -> bool:
        """Whether `by` may invite somebody to this role; asked again before resending and revoking."""
        ...

    def grant(self, *, scope_id: int, role: str, person: Any, by: Any) -> str:
        """Gives the invited role, inside the caller's transaction; returns the address to land on.

        `by` is who invited. Raises Refusal where the scope takes nobody any more.
        """
        ...
