"""The line at the last place: what one review changes there. Loads numpy and scipy; `scoring` is its door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from accelerator.reviews.calibrating import thousandths
from accelerator.reviews.calibration import Calibration, Flip, Worth
from accelerator.reviews.mixed import Floats, Places, System

_AT_ONCE = 128
_OUT = -np.inf  # of an item without a score


class _Told(NamedTuple):
    """For each of `scores`, what a point more in it adds, in points: `own` to the estimate of its item, `most` to any other at
    most, by way of the mean's part of each other item and of the kept effects. `gone` is what its absence adds to the score.
    """

    scores: Places
    gone: Floats
    pulls: Floats
    kept: Floats
    own: Floats
    most: Floats


def flips(calibration: Calibration[Any, Any], places: int, by: Literal["raw", "calibrated"]) -> list[Flip[Any, Any]]:
    """As `scoring.flips` says."""
    design = calibration.system.design
    alone = np.bincount(design.item)[design.item] == 1

    def without(told: _Told, now: Floats) -> Iterator[_Case]:
        own = now[design.item[told.scores]] + told.gone * told.own
        yield told.gone, np.where(alone[told.scores], _OUT, own), None

    return _turned(calibration, places, by, without)


def moves(
    calibration: Calibration[Any, Any], places: int, by: Literal["raw", "calibrated"], *, step: float, ends: tuple[float, float]
) -> list[Flip[Any, Any]]:
    """As `scoring.moves` says."""
    if not step > 0:
        raise ValueError(f"a step is above 0: {step}")
    design = calibration.system.design

    def otherwise(told: _Told, now: Floats) -> Iterator[_Case]:
        value = design.value[told.scores]
        for far in (-step, step):
            moved = np.clip(value + far, np.minimum(ends[0], value), np.maximum(ends[1], value)) - value
            yield moved, now[design.item[told.scores]] + moved * told.own, moved

    return _turned(calibration, places, by, otherwise)


# What is added to each score, what its item then stands at, and what is told of it.
_Case = tuple[Floats, Floats, Floats | None]


def _turned(
    calibration: Calibration[Any, Any],
    places: int,
    by: Literal["raw", "calibrated"],
    cases: Callable[[_Told, Floats], Iterator[_Case]],
) -> list[Flip[Any, Any]]:
    """Every case in which others stand inside, in the order the scores came."""
    system, found = calibration.system, []
    design = system.design
    if not 0 < places < len(design.items):
        return []
    now = _raw(system) if by == "raw" else system.mean + system.estimates[0]
    sides = _Line(now, places)
    for told in _raws(system) if by == "raw" else _calibrated(system):
        for added, own, moved in cases(told, now):
            near = sides.near(float((np.abs(added) * told.most).max()))
            values = np.repeat(now[near][None, :], len(told.scores), axis=0)
            if by == "calibrated":
                values += added[:, None] * _responses(system, told, near)
            for place, *turned in sides.turned(near, values, design.item[told.scores], own):
                score = int(told.scores[place])
                up, down = (tuple(design.items[item] for item in items) for items in turned)
                item, reviewer = design.items[design.item[score]], design.reviewers[design.reviewer[score]]
                found.append((score, Flip(item, reviewer, up, down, None if moved is None else round(float(moved[place]), 6))))
    return [flip for _score, flip in sorted(found, key=lambda one: (one[0], one[1].moved or 0))]


class _Line:
    """Who is inside (2), shares the last place with more than fit (1) or is outside (0), by thousandths."""

    def __init__(self, now: Floats, places: int) -> None:
        self.now, self.places = thousandths(now), places
        ordered = -np.sort(-self.now)
        self.last, self.next = float(ordered[places - 1]), float(ordered[places])
        self.sides = _sides(self.now[None, :], np.array([places]))[0]

    def near(self, most: float) -> Places:
        """All others stay where they are while none moves by more than `most` points but for one item, whichever it is."""
        room = 2000 * most + 2
        return np.flatnonzero((self.now >= self.next - room) & (self.now <= self.last + room))

    def turned(self, near: Places, moved: Floats, own: Places, alone: Floats) -> Iterator[tuple[int, list[int], list[int]]]:
        """(row, who rises, who falls) of each row of `moved`, the new values of `near`, in which item `own` has `alone`."""
        at = np.searchsorted(near, own)
        inside = (at < len(near)) & (near[np.minimum(at, len(near) - 1)] == own)
        rows = np.arange(len(own))
        values = np.column_stack([thousandths(moved), thousandths(alone)])
        values[rows[inside], at[inside]] = _OUT  # stands in the last column
        above = (self.now > self.now[near].max()).sum() - (self.now[own] > self.now[near].max())
        after = _sides(values, self.places - above)
        before = np.column_stack([np.repeat(self.sides[near][None, :], len(own), axis=0), self.sides[own]])
        after[rows[inside], at[inside]] = before[rows[inside], at[inside]] = 0
        who = np.column_stack([np.repeat(near[None, :], len(own), axis=0), own])
        for row in np.flatnonzero((after != before).any(axis=1)):
            up, down = (sorted(who[row, found[row]].tolist()) for found in (after > before, after < before))
            yield int(row), up, down


def _sides(values: Floats, places: NDArray[Any]) -> NDArray[np.int8]:
    """By row: 2 inside the first `places`, 1 where equals of the last place do not all fit, 0 outside, as is who has no score."""
    ordered = -np.sort(-values, axis=1)
    ordered = np.column_stack([np.full(len(values), np.inf), ordered, np.full(len(values), _OUT)])
    last, after = (np.take_along_axis(ordered, (places + more)[:, None], axis=1) for more in (0, 1))
    full = (values >= last) & (last > after)
    found = np.where(full, 2, np.where(values > last, 2, np.where(values == last, 1, 0)))
    found[values == _OUT] = 0
    return found.astype(np.int8)


def _raw(system: System) -> Floats:
    return np.asarray(np.bincount(system.design.item, system.design.value) / np.bincount(system.design.item))


def _raws(system: System) -> Iterator[_Told]:
    design = system.design
    counts, sums = np.bincount(design.item)[design.item], np.bincount(design.item, design.value)[design.item]
    gone, none = (sums - counts * design.value) / np.maximum(counts - 1, 1), np.zeros(1)
    for start in range(0, len(counts), _AT_ONCE):
        scores = np.arange(start, min(start + _AT_ONCE, len(counts)))
        yield _Told(scores, gone[scores], none, none, 1 / counts[scores], none)


def _calibrated(system: System) -> Iterator[_Told]:
    """Scores of reviewers with few, which move most, come together."""
    design = system.design
    order = np.argsort(np.bincount(design.reviewer)[design.reviewer], kind="stable")
    for start in range(0, len(order), _AT_ONCE):
        yield _told(system, order[start : start + _AT_ONCE])


def _told(system: System, scores: Places) -> _Told:
    """To leave a score out is to give it an effect of its own; what the others do not expect is taken away everywhere."""
    design, rows = system.design, np.arange(len(scores))
    absorbed, kept, weight = system.absorbed[scores], system.kept[scores], design.weight[scores]
    counts = system.counts[absorbed]
    before = (system.theta**2 / system.diagonal[absorbed])[:, None] * (counts @ system.inverse)
    moved: Floats = system.by**2 * weight[:, None] * (system.inverse[kept] - before)
    through = (counts * moved).sum(axis=1)
    own_absorbed = system.theta**2 * (weight - through) / system.diagonal[absorbed]
    own_kept, pulls = moved[rows, kept], system.pull[scores] / system.pull.sum()
    known = weight * (1 - own_absorbed - own_kept) - system.pull[scores] * pulls
    ones = system.both(system.of_ones)[0]
    own = pulls * (1 - ones[design.item[scores]]) + (own_kept if system.keeps_items else own_absorbed)
    others = np.abs(moved)
    if system.keeps_items:
        others[rows, kept] = 0
    most = np.abs(pulls) * np.abs(1 - ones).max() + others.max(axis=1)
    return _Told(scores, -weight * system.residual[scores] / known, pulls, moved, own, most)


def _responses(system: System, told: _Told, near: Places) -> Floats:
    """What a point more in each score adds to the estimates of items `near` that are not its own: scores × items, in points."""
    ones = system.both(system.of_ones)[0][near]
    if system.keeps_items:
        through = told.kept[:, near]
    else:
        through = -(system.theta**2) / system.diagonal[near] * (system.counts[near] @ told.kept.T).T
    return np.asarray(told.pulls[:, None] * (1 - ones) + through)


def worth_reading(calibration: Calibration[Any, Any], places: int, most: int) -> list[Worth[Any]]:
    """As `scoring.worth_reading` says."""
    variances, ordered = calibration.variances, sorted(calibration.items.items(), key=lambda pair: -pair[1].estimate)
    if not 0 < places < len(ordered):
        return []
    names, found = zip(*ordered, strict=True)
    estimates, errors = (np.array([getattr(one, part) for one in found]) for part in ("estimate", "standard_error"))
    if not np.isfinite(errors).all():
        return []
    whole = errors**2 + variances.reviewer + variances.noise
    move = errors**2 / np.sqrt(np.where(whole > 0, whole, 1))
    inside = np.arange(len(names)) < places
    apart = np.where(inside, estimates - estimates[places], estimates[places - 1] - estimates)
    chances = np.where(move > 0, special.ndtr(-apart / np.where(move > 0, move, 1)), 0)
    order = np.lexsort((np.arange(len(names)), -chances))[: max(0, most)]
    return [Worth(names[one], float(chances[one]), bool(inside[one])) for one in order if chances[one] > 0]
