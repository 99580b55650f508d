"""Reviewers whose scores chance does not explain. Loads numpy and scipy; `scoring.odd` is its door."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
from scipy import special

from accelerator.reviews.calibration import Calibration, Oddity
from accelerator.reviews.mixed import Floats, Places, System

_CASES = 64  # at once, of scores × reviewers


def odd(calibration: Calibration[Any, Any], own: Mapping[str, Collection[tuple[Any, Any]]], level: float) -> list[Oddity[Any]]:
    """As `scoring.odd` says."""
    found = [*_severe(calibration), *_ranging(calibration)]
    for about, pairs in own.items():
        found += _leaning(calibration.system, about, pairs)
    return sorted((one for one in found if one.p < level), key=lambda one: (one.kind, one.about, one.p))


def _severe(calibration: Calibration[Any, Any]) -> list[Oddity[Any]]:
    asked = [(name, one) for name, one in calibration.reviewers.items() if 0 < one.standard_error < np.inf]
    chances = corrected(_two_sided([one.severity / one.standard_error for _name, one in asked]))
    return [
        Oddity(name, "severity", "", one.severity, 0.0, one.standard_error, p, one.scores)
        for (name, one), p in zip(asked, chances, strict=True)
    ]


def _ranging(calibration: Calibration[Any, Any]) -> list[Oddity[Any]]:
    """The variance of a reviewer's scores over the expected one, as chi-squared: exact where scores are normal."""
    asked = [(name, one) for name, one in calibration.reviewers.items() if one.spread is not None and one.expected_spread > 0]
    free = np.array([one.scores - 1 for _name, one in asked], dtype=np.float64)
    usual = np.array([one.expected_spread for _name, one in asked])
    squares = free * (np.array([one.spread or 0.0 for _name, one in asked]) / usual) ** 2
    below, above = special.gammainc(free / 2, squares / 2), special.gammaincc(free / 2, squares / 2)
    chances = corrected(np.minimum(1, 2 * np.minimum(below, above)))
    errors = (usual / np.sqrt(2 * free)).tolist()
    return [
        Oddity(name, "range", "", one.spread or 0.0, one.expected_spread, error, p, one.scores)
        for (name, one), error, p in zip(asked, errors, chances, strict=True)
    ]


def _leaning(system: System, about: str, pairs: Collection[tuple[Any, Any]]) -> list[Oddity[Any]]:
    """By reviewer, one more effect on the scores of their own, by generalised least squares: beside all others."""
    design, mine = system.design, set(pairs)
    rows = np.array(
        [
            (design.items[item], design.reviewers[reviewer]) in mine
            for item, reviewer in zip(design.item, design.reviewer, strict=True)
        ]
    )
    who, codes = np.unique(design.reviewer[rows], return_inverse=True)
    if not len(who) or system.noise == 0:
        return []
    leans, errors = map(np.concatenate, zip(*_effects(system, np.flatnonzero(rows), codes, len(who)), strict=True))
    chances = corrected(_two_sided(leans / errors))
    counts = np.bincount(codes)
    return [
        Oddity(design.reviewers[code], "lean", about, float(lean), 0.0, float(error), p, int(count))
        for code, lean, error, p, count in zip(who, leans, errors, chances, counts, strict=True)
        if error < np.inf
    ]


def _effects(system: System, rows: Places, codes: Places, cases: int) -> Iterator[tuple[Floats, Floats]]:
    """(effect, standard error) in points of each case, the scores in `rows` whose code it is; infinite where nothing tells it."""
    design = system.design
    said = design.weight * system.residual
    for start in range(0, cases, _CASES):
        chosen = (codes >= start) & (codes < start + _CASES)
        marks = np.zeros((len(design.value), min(_CASES, cases - start)))
        marks[rows[chosen], codes[chosen] - start] = 1
        left = system.left(marks)
        known = (marks * left).sum(axis=0) - (system.pull @ marks) ** 2 / system.pull.sum()
        told = known > 1e-9 * design.weight.min()
        known = np.where(told, known, 1)
        yield np.where(told, said @ marks / known, 0), np.where(told, np.sqrt(system.noise / known), np.inf)


def _two_sided(ratios: Any) -> Floats:
    return np.asarray(2 * special.ndtr(-np.abs(np.asarray(ratios, dtype=np.float64))))


def corrected(chances: Floats) -> list[float]:
    """Holm's correction (1979, Scandinavian Journal of Statistics 6:65): among all, any false alarm has at most that chance."""
    order, count = np.argsort(chances), len(chances)
    raised = np.maximum.accumulate(np.minimum(1, chances[order] * np.arange(count, 0, -1)))
    found = np.empty(count)
    found[order] = raised
    return [float(one) for one in found]
