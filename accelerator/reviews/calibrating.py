"""Scores calibrated: read, solved, told in the values of `calibration`. Loads numpy and scipy; `scoring` is its door."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from scipy import sparse

from accelerator.reviews import agreement, mixed
from accelerator.reviews.calibration import Agreement, Calibration, Component, Known, Severity, Standing, Variances
from accelerator.reviews.mixed import Design, Floats, Places, System

Item = TypeVar("Item", bound=Hashable)
Reviewer = TypeVar("Reviewer", bound=Hashable)

NORMAL_95 = 1.959963984540054
_MOST = 1e9  # points; what is further from 0 is a fault, and its square is not exact


def calibrate(scores: Any, weights: Sequence[float] | None) -> Calibration[Any, Any]:
    """As `scoring.calibrate` says."""
    design = read(scores, weights)
    system = mixed.fit(design)
    components = _components(design)
    place = {item: number for number, component in enumerate(components) for item in component.items}
    variances = _variances(system)
    whole = sum(variances)
    found = Agreement(
        agreement.alpha(design),
        variances.item / whole if whole and design.tells_noise and len(design.items) > 1 else None,
        agreement.one_way(design),
    )
    known = Known(design.tells_noise, design.tells_severity)
    items, reviewers = _standings(system, place), _severities(system, variances)
    return Calibration(system.mean, variances, known, found, items, reviewers, components, system)


def read(scores: Any, weights: Sequence[float] | None) -> Design:
    """Raises ValueError that names the row, from 1, which is no score."""
    arrays = isinstance(scores, tuple) and len(scores) == 3 and all(isinstance(part, np.ndarray) for part in scores)
    rows = list(zip(*(part.tolist() for part in scores), strict=True) if arrays else scores)
    if not rows:
        raise ValueError("there are no scores")
    items: dict[Hashable, int] = {}
    reviewers: dict[Hashable, int] = {}
    first: dict[tuple[int, int], int] = {}
    for row, (item, reviewer, _value) in enumerate(rows, 1):
        pair = (items.setdefault(item, len(items)), reviewers.setdefault(reviewer, len(reviewers)))
        if first.setdefault(pair, row) != row:
            raise ValueError(f"row {row}: {reviewer!r} scored {item!r} in row {first[pair]} already")
    codes = np.array(list(first), dtype=np.intp)
    values = _numbers([row[2] for row in rows], "score")
    counted = _numbers([1.0] * len(rows) if weights is None else list(weights), "weight")
    if len(counted) != len(rows):
        raise ValueError(f"{len(rows)} scores have {len(counted)} weights")
    if counted.min() <= 0:
        raise ValueError(f"row {counted.argmin() + 1}: a weight is above 0")
    return Design(tuple(items), tuple(reviewers), codes[:, 0], codes[:, 1], values, counted)


def _numbers(values: list[Any], what: str) -> Floats:
    found = np.empty(len(values))
    for place, value in enumerate(values):
        try:
            found[place] = value
        except (TypeError, ValueError):
            raise ValueError(f"row {place + 1}: {value!r} is no {what}") from None
    wrong = np.flatnonzero(~(np.abs(found) <= _MOST))
    if len(wrong):
        raise ValueError(f"row {wrong[0] + 1}: {values[wrong[0]]!r} is no {what}")
    return found


def thousandths(values: Floats) -> Floats:
    """Whole thousandths of a point, half to even: as totals are compared."""
    return np.asarray(np.rint(np.round(values * 1000, 6)))


def _ranks(values: Floats) -> list[int]:
    """Equals share a rank and the next one skips: 1, 2, 2, 4."""
    steps = thousandths(values)
    ordered = np.sort(steps)
    return [int(rank) for rank in len(steps) - np.searchsorted(ordered, steps, side="right") + 1]


def _variances(system: System) -> Variances:
    items, reviewers = system.sizes
    return Variances(system.noise * items**2, system.noise * reviewers**2, system.noise)


def _standings(system: System, component: dict[Hashable, int]) -> dict[Any, Standing]:
    design = system.design
    counts, errors = np.bincount(design.item), _errors(system)[0]
    raw, estimates = np.bincount(design.item, design.value) / counts, system.mean + system.estimates[0]
    low, high = estimates - NORMAL_95 * errors, estimates + NORMAL_95 * errors
    places = [component[item] for item in design.items]
    columns = [part.tolist() for part in (estimates, errors, low, high, raw)]
    rows = zip(*columns, _ranks(raw), _ranks(estimates), counts.tolist(), places, strict=True)
    return dict(zip(design.items, map(Standing._make, rows), strict=True))


def _errors(system: System) -> tuple[Floats, Floats]:
    """Infinite for one score alone, which tells nothing of how scores vary."""
    if len(system.design.value) == 1:
        return np.array([np.inf]), np.array([np.inf])
    return system.errors


def _severities(system: System, variances: Variances) -> dict[Any, Severity]:
    design = system.design
    counts, errors = np.bincount(design.reviewer), _errors(system)[1]
    about = design.value - (np.bincount(design.reviewer, design.value) / counts)[design.reviewer]
    spread = np.sqrt(np.bincount(design.reviewer, about**2) / np.maximum(counts - 1, 1))
    expected = np.sqrt(variances.item + variances.noise * np.bincount(design.reviewer, 1 / design.weight) / counts)
    columns = [part.tolist() for part in (0 - system.estimates[1], errors, spread, expected, counts)]
    return {
        reviewer: Severity(severity, error, None if count == 1 else apart, usual, count)
        for reviewer, severity, error, apart, usual, count in zip(design.reviewers, *columns, strict=True)
    }


def _components(design: Design) -> tuple[Component[Any, Any], ...]:
    items, size = len(design.items), len(design.items) + len(design.reviewers)
    links = sparse.coo_array((np.ones(len(design.value)), (design.item, items + design.reviewer)), shape=(size, size))
    _count, labels = sparse.csgraph.connected_components(links, directed=False)
    found = list(zip(_grouped(design.items, labels[:items]), _grouped(design.reviewers, labels[items:]), strict=True))
    return tuple(Component(*pair) for pair in sorted(found, key=lambda pair: -len(pair[0])))


def _grouped(names: Iterable[Any], labels: Places) -> list[tuple[Any, ...]]:
    """By label, which both items and reviewers have from 0 on: every score links one of each."""
    groups: dict[int, list[Any]] = {label: [] for label in range(int(labels.max()) + 1)}
    for name, label in zip(names, labels.tolist(), strict=True):
        groups[label].append(name)
    return [tuple(groups[label]) for label in sorted(groups)]
