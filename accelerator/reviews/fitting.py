"""Which times a day has, and who is met at which: pure, deterministic by seed."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple


def laid_out(
    begins: datetime, ends: datetime, *, minutes: int, gap: int = 0, pause: tuple[datetime, datetime] | None = None
) -> list[tuple[datetime, datetime]]:
    """Times of `minutes` each with `gap` minutes between them, from `begins` until `ends`; none reaches into `pause`."""
    length, found, at = timedelta(minutes=minutes), list[tuple[datetime, datetime]](), begins
    while at + length <= ends:
        if pause and at < pause[1] and at + length > pause[0]:
            at = pause[1]
            continue
        found.append((at, at + length))
        at += length + timedelta(minutes=gap)
    return found


class Time(NamedTuple):
    """A free time; of times that start together the one of the panel with the fewest interviews is filled first."""

    key: int
    starts_at: datetime
    panel: int


class Fit(NamedTuple):
    """`placed` is {who: key of a time}; `left` are those who got none, in the order given."""

    placed: dict[int, int]
    left: list[int]


def fit(
    who: Sequence[int],
    times: Sequence[Time],
    *,
    barred: Collection[tuple[int, int]] = (),
    loads: Mapping[int, int] | None = None,
    seed: int = 0,
) -> Fit:
    """Puts each of `who` into one of `times`, never a pair (who, key of a time) of `barred`.

    As many as can be are placed, and everybody where that is possible; the times filled are the earliest with which it is: sets
    of times that can be filled together form a matroid (J. Edmonds and D. R. Fulkerson, 1965), so taking each time that can be
    filled beside those taken, the earliest first, is best. Who gets which is drawn by lot. `loads` are each panel's interviews.
    O(times × pairs).
    """
    chance = random.Random(seed)  # noqa: S311  # a lot that can be drawn again, not a secret
    lot = list(who)
    chance.shuffle(lot)
    never, carried, held = set(barred), Counter(loads or {}), dict[int, int]()
    for _start, together in groupby(sorted(times, key=attrgetter("starts_at", "key")), key=attrgetter("starts_at")):
        open_ = list(together)
        while open_ and len(held) < len(lot):
            one = min(open_, key=lambda time: carried[time.panel])
            open_.remove(one)
            if _take(one.key, lot, never, held):
                carried[one.panel] += 1
    return Fit(held, [one for one in who if one not in held])


def _take(key: int, lot: Sequence[int], never: Collection[tuple[int, int]], held: dict[int, int]) -> bool:
    """Fills the time `key`, where need be by moving those who are placed along a path to somebody who is not."""
    came: dict[int, int] = {}  # who: the time that they would move to
    open_ = deque([key])
    while open_:
        time = open_.popleft()
        for one in lot:
            if one in came or (one, time) in never:
                continue
            came[one] = time
            if one not in held:
                _move(one, key, came, held)
                return True
            open_.append(held[one])
    return False


def _move(who: int, key: int, came: Mapping[int, int], held: dict[int, int]) -> None:
    """From the one who was free back to the time that is to be filled."""
    by_time = {time: one for one, time in held.items()}
    while came[who] != key:
        held[who] = came[who]
        who = by_time[came[who]]
    held[who] = key
