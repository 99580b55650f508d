"""Panels of scores for the tests of calibration: simulated ones, drawn ones, and the dense algebra they are held against."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

Rows = list[tuple[str, str, float]]


class Panel(NamedTuple):
    """Scores, and the truth they were drawn from: `items` in points, `severity` in points below."""

    rows: Rows
    items: dict[str, float]
    severity: dict[str, float]


def simulated(
    seed: int,
    *,
    items: int = 60,
    reviewers: int = 12,
    each: int = 3,
    severity: float = 0.9,
    noise: float = 0.6,
    step: float = 0.1,
) -> Panel:
    """Items differ by 1 point (standard deviation) around 3; scores are rounded to `step`."""
    chance = np.random.default_rng(seed)
    worth = {f"i{place}": float(value) for place, value in enumerate(chance.normal(3, 1, items))}
    harsh = {f"r{place}": float(value) for place, value in enumerate(chance.normal(0, severity, reviewers))}
    rows = []
    for item, value in worth.items():
        for reviewer in chance.choice(list(harsh), each, replace=False):
            said = value - harsh[reviewer] + chance.normal(0, noise)
            rows.append((item, str(reviewer), round(float(np.round(said / step) * step), 3)))
    return Panel(rows, worth, harsh)


@st.composite
def drawn(draw: st.DrawFn, *, most: int = 5) -> Rows:
    """Any design of up to `most` items and reviewers, gaps, islands and lone scores among them."""
    pairs = [(item, reviewer) for item in range(most) for reviewer in range(most)]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=12, unique=True))
    values = st.one_of(st.integers(1, 5).map(float), st.integers(1000, 5000).map(lambda value: value / 1000))
    return [(f"i{item}", f"r{reviewer}", draw(values)) for item, reviewer in chosen]


class Dense:
    """The model with every matrix written out: variances given, nothing eliminated, no trick."""

    def __init__(self, rows: Rows, weights: list[float], variances: Any) -> None:
        self.items, self.reviewers = ([*dict.fromkeys(row[side] for row in rows)] for side in (0, 1))
        self.of_item = np.array([[float(row[0] == item) for item in self.items] for row in rows])
        self.of_reviewer = np.array([[float(row[1] == reviewer) for reviewer in self.reviewers] for row in rows])
        self.item, self.reviewer, noise = variances
        spread = np.diag(noise / np.array(weights)) + self.item * self.of_item @ self.of_item.T
        self.spread = spread + self.reviewer * self.of_reviewer @ self.of_reviewer.T
        self.inverse, self.ones = np.linalg.inv(self.spread), np.ones(len(rows))
        self.values = np.array([row[2] for row in rows])
        self.known = self.ones @ self.inverse @ self.ones
        self.mean = float(self.ones @ self.inverse @ self.values / self.known)
        self.rest = self.inverse @ (self.values - self.mean)

    @property
    def deviance(self) -> float:
        """-2 × the logarithm of the restricted likelihood."""
        _sign, size = np.linalg.slogdet(self.spread)
        free = len(self.values) - 1
        return float(size + np.log(self.known) + (self.values - self.mean) @ self.rest + free * np.log(2 * np.pi))

    def item_figures(self) -> list[tuple[float, float]]:
        """(estimate, standard error) of each, as all reviewers together would have it."""
        shared = self.reviewer * self.of_reviewer.mean(axis=1)
        return [
            (
                float(self.mean + self.item * column @ self.rest),
                self._error(self.item + self.reviewer / len(self.reviewers), self.item * column + shared, 1),
            )
            for column in self.of_item.T
        ]

    def reviewer_figures(self) -> list[tuple[float, float]]:
        """(severity, standard error) of each, beside all reviewers."""
        shared = self.reviewer * self.of_reviewer.mean(axis=1)
        return [
            (
                float(-self.reviewer * column @ self.rest),
                self._error(self.reviewer * (1 - 1 / len(self.reviewers)), self.reviewer * column - shared, 0),
            )
            for column in self.of_reviewer.T
        ]

    def _error(self, variance: float, shared: Any, mean: float) -> float:
        """Of the prediction of what has `variance`, shares so much with each score, and moves with the mean so many times."""
        told = self.inverse @ shared
        return float(np.sqrt(max(variance - shared @ told + (mean - self.ones @ told) ** 2 / self.known, 0)))
