"""The mixed model under calibration: score = mean + item + reviewer + noise, the last three drawn from normal distributions.

Estimates solve Henderson's mixed model equations (Henderson 1975, Biometrics 31:423). The variances maximise the likelihood of
what does not depend on the mean (restricted maximum likelihood; Patterson and Thompson 1971, Biometrika 58:545), in the form of
penalised least squares that stays exact where a variance is 0 (Bates et al. 2015, Journal of Statistical Software 67:1). The
larger factor, whose block is diagonal, is eliminated ("absorbed"), and a dense Cholesky factor of the other kept: O(scores ×
scores of one absorbed + m³) a step and some 24 m² bytes, m being the smaller of the numbers of items and reviewers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, sparse

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_LARGEST = 1000.0  # of an effect's standard deviation, in standard deviations of the noise
_SMALLEST = 1e-4
_STARTS = (0.3, 1.5, 8.0)
_AS_GOOD = 6.0  # more of a deviance
_ROWS = 2048  # at once, of a dense product


@dataclass(frozen=True)
class Design:
    """Scores in the order they came: places in `items` and `reviewers`, values in points, weights above 0."""

    items: tuple[Any, ...]
    reviewers: tuple[Any, ...]
    item: Places
    reviewer: Places
    value: Floats
    weight: Floats

    @property
    def tells_noise(self) -> bool:
        return len(self.items) == 1 or bool(np.bincount(self.item).max() > 1)

    @property
    def tells_severity(self) -> bool:
        return min(len(self.items), len(self.reviewers)) > 1 and bool(np.bincount(self.reviewer).max() > 1)


class System:
    """The equations at given standard deviations of items and reviewers, both in standard deviations of the noise."""

    def __init__(self, design: Design, items: float, reviewers: float) -> None:
        self.design, self.keeps_items = design, len(design.items) <= len(design.reviewers)
        sides = [(design.item, len(design.items), items), (design.reviewer, len(design.reviewers), reviewers)]
        (self.kept, self.size, self.by), (self.absorbed, self.many, self.theta) = sides if self.keeps_items else sides[::-1]
        weight, n = design.weight, len(design.value)
        shape = (self.many, self.size)
        self.counts = sparse.csr_array((weight, (self.absorbed, self.kept)), shape=shape)
        self.to_absorbed = sparse.csr_array((weight, (self.absorbed, np.arange(n))), shape=(self.many, n))
        self.to_kept = sparse.csr_array((weight, (self.kept, np.arange(n))), shape=(self.size, n))
        self.diagonal: Floats = np.asarray(self.theta**2 * np.bincount(self.absorbed, weight) + 1, dtype=np.float64)
        scaled = sparse.diags_array(self.by * self.theta / np.sqrt(self.diagonal)) @ self.counts
        schur = -(scaled.T @ scaled).toarray()
        schur[np.diag_indices(self.size)] += self.by**2 * np.bincount(self.kept, weight) + 1
        self.factor: Floats = linalg.cholesky(schur, lower=True, overwrite_a=True, check_finite=False)

    def shares(self, values: Floats) -> tuple[Floats, Floats]:
        """(absorbed, kept) effects of `values` (scores, or scores × cases) around 0, in their own standard deviations."""
        return self._solved(self.theta * (self.to_absorbed @ values), self.by * (self.to_kept @ values))

    def _solved(self, absorbed: Floats, kept: Floats) -> tuple[Floats, Floats]:
        across, diagonal = self.by * self.theta, self.diagonal.reshape((-1,) + (1,) * (absorbed.ndim - 1))
        kept = linalg.cho_solve((self.factor, True), kept - across * (self.counts.T @ (absorbed / diagonal)), check_finite=False)
        return (absorbed - across * (self.counts @ kept)) / diagonal, kept

    def left(self, values: Floats) -> Floats:
        """The inverse covariance times `values`, in units of the noise: what is left of them, weighted."""
        absorbed, kept = self.shares(values)
        rest = values - self.theta * absorbed[self.absorbed] - self.by * kept[self.kept]
        return self.design.weight.reshape((-1,) + (1,) * (values.ndim - 1)) * rest

    @cached_property
    def of_ones(self) -> tuple[Floats, Floats]:
        """(absorbed, kept) effects that a score of 1 everywhere would have around a mean of 0."""
        absorbed, kept = self.shares(np.ones(len(self.design.value)))
        return self.theta * absorbed, self.by * kept

    @cached_property
    def pull(self) -> Floats:
        """How much each score says of the mean; its sum is how much is known of it, in units of the noise."""
        absorbed, kept = self.of_ones
        return np.asarray(self.design.weight * (1 - absorbed[self.absorbed] - kept[self.kept]))

    @cached_property
    def mean(self) -> float:
        middle = float(self.design.value.mean())
        return middle + float(self.pull @ (self.design.value - middle) / self.pull.sum())

    @cached_property
    def effects(self) -> tuple[Floats, Floats]:
        """(absorbed, kept), in standard deviations of their own."""
        return self.shares(self.design.value - self.mean)

    @cached_property
    def residual(self) -> Floats:
        """In points: what neither the mean nor item nor reviewer explain."""
        absorbed, kept = self.effects
        return np.asarray(self.design.value - self.mean - self.theta * absorbed[self.absorbed] - self.by * kept[self.kept])

    @cached_property
    def squares(self) -> float:
        """The penalised sum of squares, in squared points."""
        absorbed, kept = self.effects
        return float(self.design.weight @ self.residual**2 + absorbed @ absorbed + kept @ kept)

    @property
    def noise(self) -> float:
        """The variance of a score of weight 1 around mean, item and reviewer."""
        return self.squares / max(len(self.residual) - 1, 1)

    @property
    def deviance(self) -> float:
        """-2 × the logarithm of the restricted likelihood, the noise at its best."""
        free = len(self.residual) - 1
        size = np.log(self.diagonal).sum() + 2 * np.log(np.diag(self.factor)).sum() - np.log(self.design.weight).sum()
        return float(size + np.log(self.pull.sum()) + free * (1 + np.log(2 * np.pi * self.squares / free)))

    @cached_property
    def inverse(self) -> Floats:
        """Of the kept block, items and reviewers both present."""
        lower, _failed = linalg.lapack.dpotri(self.factor, lower=1)
        found: Floats = lower + lower.T
        found[np.diag_indices(self.size)] /= 2
        return found

    @property
    def traces(self) -> tuple[float, float]:
        """The sums of `diagonals`, without them."""
        scaled = sparse.diags_array(self.by * self.theta / self.diagonal) @ self.counts
        through = (scaled.T @ scaled).tocoo()
        across = through.data @ self.inverse[through.row, through.col]
        return float((1 / self.diagonal).sum() + across), float(np.trace(self.inverse))

    @cached_property
    def diagonals(self) -> tuple[Floats, Floats]:
        """The diagonals of the whole inverse: (absorbed, kept)."""
        parts = [self.counts[start : start + _ROWS] for start in range(0, self.many, _ROWS)]
        through = np.concatenate([(part * (part @ self.inverse)).sum(axis=1) for part in parts])
        return 1 / self.diagonal + (self.by * self.theta / self.diagonal) ** 2 * through, np.diag(self.inverse)

    @property
    def slope(self) -> tuple[float, float]:
        """How the deviance changes with the standard deviations of items and reviewers."""
        said, free = self.design.weight * self.residual, len(self.residual) - 1
        found = []
        for theta, codes, trace in zip((self.theta, self.by), (self.absorbed, self.kept), self.traces, strict=True):
            pulled, left = np.bincount(codes, self.pull), np.bincount(codes, said)
            known = pulled @ pulled / self.pull.sum() + free * (left @ left) / self.squares
            found.append(float(2 * (len(pulled) - trace) / theta - 2 * theta * known) if theta else 0.0)
        return (found[1], found[0]) if self.keeps_items else (found[0], found[1])

    def both(self, pair: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """A pair of (absorbed, kept) as (items, reviewers)."""
        return (pair[1], pair[0]) if self.keeps_items else pair

    @cached_property
    def estimates(self) -> tuple[Floats, Floats]:
        """(items, reviewers) effects in points."""
        absorbed, kept = self.effects
        return self.both((self.theta * absorbed, self.by * kept))

    @property
    def errors(self) -> tuple[Floats, Floats]:
        """Standard errors of prediction in points, the variances taken as known: of (items, reviewers) beside this very panel.

        What all its reviewers together are off by changes no order, and so widens nobody's.
        """
        by_item, by_reviewer = self.sizes
        (items, reviewers), (item_one, reviewer_one) = self.both(self.diagonals), self.both(self.of_ones)
        nobody, all_alike = np.zeros(len(items)), np.full(len(reviewers), by_reviewer / len(reviewers))
        item_all, reviewer_all = self.both(self._solved(*self.both((nobody, all_alike))))
        alike, one = by_reviewer * reviewer_all.mean(), reviewer_one.mean()
        of_item = by_item**2 * items + 2 * by_item * item_all + alike + (1 - item_one - one) ** 2 / self.pull.sum()
        of_reviewer = by_reviewer**2 * reviewers - 2 * by_reviewer * reviewer_all + alike
        of_reviewer += (reviewer_one - one) ** 2 / self.pull.sum()
        return np.sqrt(self.noise * of_item), np.sqrt(self.noise * np.maximum(of_reviewer, 0))

    @property
    def sizes(self) -> tuple[float, float]:
        """Standard deviations of (items, reviewers), in those of the noise."""
        return (self.by, self.theta) if self.keeps_items else (self.theta, self.by)


def fit(design: Design) -> System:
    """The equations at the variances of greatest restricted likelihood; what the design cannot tell stays as `Known` says."""
    items = None if design.tells_noise and len(design.items) > 1 else float(len(design.items) > 1)
    reviewers = None if design.tells_severity else 0.0
    if len(design.value) < 2 or np.ptp(design.value) == 0:
        return System(design, items or 0.0, 0.0)
    system = _best(design, (items, reviewers))
    for place in (0, 1):  # a variance that is 0 is found as one, not as nearly so
        sizes = list(system.sizes)
        if (items, reviewers)[place] is None and sizes[place] < 100 * _SMALLEST:
            sizes[place] = 0
            without = System(design, *sizes)
            system = without if without.deviance <= system.deviance else system
    return system


def _best(design: Design, fixed: tuple[float | None, float | None]) -> System:
    """Downhill from the best start, and from all about as good: where little is known there may be several valleys."""
    free = [place for place in (0, 1) if fixed[place] is None]

    def at(sizes: Any) -> System:
        found = dict(zip(free, sizes, strict=True))
        return System(design, *(float(found.get(place, fixed[place] or 0)) for place in (0, 1)))

    if not free:
        return at(())
    starts = [_moments(design)[free], *(np.array(start) for start in product(_STARTS, repeat=len(free)))]
    deviances = [at(start).deviance for start in starts]
    near = [start for start, deviance in zip(starts, deviances, strict=True) if deviance < min(deviances) + _AS_GOOD]
    found = [at(_down(at, start, free)) for start in near]
    return min(found, key=lambda system: system.deviance)


def _down(at: Callable[[Any], System], start: Floats, free: list[int]) -> Any:
    """The least deviance near `start`, in steps of about half a standard error of what is looked for."""
    first = at(start)
    step = start / (2 * np.sqrt([(len(first.design.items), len(first.design.reviewers))[place] for place in free]))
    least = first.deviance

    def told(steps: Floats) -> tuple[float, Floats]:
        system = at(steps * step)
        return system.deviance - least, np.array(system.slope)[free] * step

    options = {"ftol": 1e-9, "gtol": 1e-4, "maxiter": 100}  # a ten-thousandth of a standard error
    bounds = [(_SMALLEST / one, _LARGEST / one) for one in step]
    return optimize.minimize(told, start / step, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x * step


def _moments(design: Design) -> Floats:
    """A first guess, from how scores vary in all, about the means of their items and about those of their reviewers."""
    about = [design.value - np.bincount(at, design.value)[at] / np.bincount(at)[at] for at in (design.item, design.reviewer)]
    free = [len(design.value) - len(names) for names in (design.items, design.reviewers)]
    within = [part @ part / max(left, 1) for part, left in zip(about, free, strict=True)]
    whole = design.value.var(ddof=1)
    noise = max(within[0] + within[1] - whole, whole / 100)
    return np.asarray(np.clip(np.sqrt(np.maximum([whole - within[0], whole - within[1]], 0) / noise), 0.03, 30))
