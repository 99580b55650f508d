"""What upper areas answer with when notices ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time, tzinfo
from typing import Any, Protocol, runtime_checkable

from accelerator.notices.models import Reminder


@dataclass(frozen=True)
class Hearing:
    """Somebody who hears a reminder, with the facts its wording needs and the address its button leads to.

    `subject` and `text`, where given, are said in place of the kind's, word for word. With a `kind`, a name, it is told as that
    in place of the reminder's; what is said `at_once` waits for no quiet hours to end.
    """

    person: Any
    facts: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    subject: str = ""
    text: str = ""
    kind: str = ""
    at_once: bool = False


class Overtaken(str):
    """Why a reminder is not said at its moment: another one takes its place. It counts as never planned."""


class ReminderSource(Protocol):
    """Knows, at the due moment, who hears of a reminder's subject. A plain text instead is the reason why nobody does."""

    name: str

    def audience(self, reminder: Reminder) -> Sequence[Hearing] | str: ...


@runtime_checkable
class AskedAgain(ReminderSource, Protocol):
    """Is asked once more where a reminder's mail waited, as for quiet hours to end: what it says by then goes out, or nothing."""

    def again(self, reminder: Reminder) -> Sequence[Hearing] | str: ...


@dataclass(frozen=True)
class Letterhead:
    """What the operator decides about mail."""

    name: str = "Slipway"
    from_address: str = ""
    accent: str = "harbour"
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    zone: tzinfo | None = None
