"""When founders should hear: from how long earlier rounds took, else from the day their call names. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

LEAST, MOST = 2, 3  # rounds: one alone proves nothing, and those long ago were run by others


class Round(NamedTuple):
    """A call of the past: the day it closed, and the day the last of its startups was told."""

    closed_on: date
    told_on: date


class Promise(NamedTuple):
    """The day by which to hear. `rounds` says how many past ones it comes from; none: from the call, or nobody can tell."""

    by: date | None
    rounds: int = 0
    longest: int = 0


def promise(closes_on: date, named_on: date | None, past: Sequence[Round]) -> Promise:
    """`past` stands newest first. The slowest of the newest rounds counts: a promise is to be kept, not to be likely."""
    newest = past[:MOST]
    if len(newest) < LEAST:
        return Promise(named_on)
    longest = max(one.told_on - one.closed_on for one in newest)
    return Promise(closes_on + longest, len(newest), longest.days)
