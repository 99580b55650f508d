"""How far reviewers agree, without a model of who is harsh. Loads numpy."""

from __future__ import annotations

import numpy as np

from accelerator.reviews.mixed import Design, Floats, Places


def alpha(design: Design) -> float | None:
    """Krippendorff's alpha for intervals: 1 − what scores of one item differ by, over what any two scores do.

    (Krippendorff 2004, Content Analysis, chapter 11; squared differences.) Items of one score say nothing and are left out.
    None without two scores of any item, or where all compared scores are equal.
    """
    counts = np.bincount(design.item)
    compared = counts[design.item] > 1
    if not compared.any():
        return None
    values, counts = design.value[compared], counts[counts > 1]
    _items, codes = np.unique(design.item[compared], return_inverse=True)
    expected = 2 * _squares(values, np.zeros(len(values), dtype=np.intp)).sum() / (len(values) - 1)
    observed = (2 * counts / (counts - 1) * _squares(values, codes)).sum() / len(values)
    return float(1 - observed / expected) if np.ptp(values) else None


def one_way(design: Design) -> float | None:
    """The intraclass correlation of single scores by one-way analysis of variance (Shrout and Fleiss 1979, case 1).

    Panels may be of any size. None with one item, without two scores of any, or where all scores are equal; below 0 where
    items differ less than chance would have it.
    """
    counts, n = np.bincount(design.item).astype(np.float64), len(design.value)
    if len(counts) < 2 or len(counts) == n or np.ptp(design.value) == 0:
        return None
    means = np.bincount(design.item, design.value) / counts
    between = counts @ (means - design.value.mean()) ** 2 / (len(counts) - 1)
    within = _squares(design.value, design.item).sum() / (n - len(counts))
    usual = (n - counts @ counts / n) / (len(counts) - 1)
    return float((between - within) / (between + (usual - 1) * within))


def _squares(values: Floats, codes: Places) -> Floats:
    """By code: the sum of squared distances from its mean."""
    means = np.bincount(codes, values) / np.bincount(codes)
    return np.asarray(np.bincount(codes, (values - means[codes]) ** 2), dtype=np.float64)
