"""What upper areas answer with when notices ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time, tzinfo
from typing import Any, Protocol

from accelerator.notices.models import Reminder


@dataclass(frozen=True)
class Hearing:
    """Somebody who hears a reminder, with the facts its wording needs and the address its button leads to.

    `subject` and `text`, where given, are said in place of the kind's, word for word.
    """

    person: Any
    facts: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    subject: str = ""
    text: str = ""


class ReminderSource(Protocol):
    """Knows, at the due moment, who hears of a reminder's subject. A plain text instead is the reason why nobody does."""

    name: str

    def audience(self, reminder: Reminder) -> Sequence[Hearing] | str: ...


@dataclass(frozen=True)
class Letterhead:
    """What the operator decides about mail."""

    name: str = "Slipway"
    from_address: str = ""
    accent: str = "harbour"
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    zone: tzinfo | None = None
