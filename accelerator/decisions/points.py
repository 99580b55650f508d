"""What upper areas answer with where a release is rehearsed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Check:
    """Something to know before a release. `level`: "stop" refuses it, "warn" does not, "note" only tells.

    `url` and `verb` lead to where it is mended.
    """

    level: str
    title: str
    detail: str = ""
    url: str = ""
    verb: str = ""


class RehearsalChecks(Protocol):
    """Point `rehearsal_checks`: what an area says of so many startups that are to be offered a place. Stepwise, one query."""

    def __call__(self, call: Any, accepts: int) -> Sequence[Check]: ...
