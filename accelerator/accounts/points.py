"""What upper areas answer with at the points that the shell and the home page ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.http import HttpRequest


@dataclass(frozen=True)
class MenuEntry:
    """One line of the sidebar. `group` is its heading ("" for none); `place` orders lines, smaller first; `dock` also puts it on the phone's bottom bar."""

    label: str
    url: str
    icon: str
    group: str = ""
    count: int | None = None
    place: int = 50
    dock: bool = False


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
class HomeCard:
    """A panel of the home page, rendered from `template` with `context`; `rail` puts it in the narrow column."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    rail: bool = False
    place: int = 50


@dataclass(frozen=True)
class Hit:
    """One line of the command palette: a thing found, or an act."""

    label: str
    url: str
    group: str
    detail: str = ""
    icon: str = "arrow-right"


class Menu(Protocol):
    def __call__(self, person: Any, request: HttpRequest) -> Sequence[MenuEntry]: ...


class NextActions(Protocol):
    def __call__(self, person: Any) -> Sequence[NextAction]: ...


class HomeCards(Protocol):
    def __call__(self, person: Any) -> Sequence[HomeCard]: ...


class Search(Protocol):
    def __call__(self, person: Any, text: str) -> Sequence[Hit]: ...


class Scope(Protocol):
    """A scope that invitations can lead into: "organisation", "startup", "programme"."""

    name: str

    def labels(self, person: Any) -> Sequence[str]:
        """The roles `person` holds in this scope, as words for people screens ("Owner, Tidewise")."""
        ...

    def grant(self, *, scope_id: int, role: str, person: Any, by: Any) -> str:
        """Gives the invited role, inside the caller's transaction; returns the address to land on."""
        ...
