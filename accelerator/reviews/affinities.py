"""How well reviewers and applications go together: parts from 0 to 1, weighed. Pure; arrays are applications × reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

MOST = 10
BIDS = {"yes": 1.0, "maybe": 0.5, "no": 0.0}
UNSAID = 0.25  # no bid counts less than maybe and more than no


@dataclass(frozen=True)
class Weights:
    """What each part counts, from 0 to MOST; a part of weight 0 is not looked at."""

    bids: int = 4
    expertise: int = 3
    sector: int = 2
    text: int = 2
    language: int = 1
    load: int = 1

    def __post_init__(self) -> None:
        for name, weight in self.items():
            if not 0 <= weight <= MOST:
                raise ValueError(f"{name}: a weight is from 0 to {MOST}")

    def items(self) -> list[tuple[str, int]]:
        return [(one.name, getattr(self, one.name)) for one in fields(self)]


def combined(parts: Mapping[str, Array], weights: Weights, shape: tuple[int, int]) -> Array:
    """The weighted mean of the parts there are, 0 where nothing is weighed."""
    import numpy as np

    total, summed = 0, np.zeros(shape, dtype=np.float32)
    for name, weight in weights.items():
        if weight and name in parts:
            total += weight
            summed += weight * parts[name]
    if total:
        summed /= total
    return summed


def lightness(carried: Any, most: Any) -> Array:
    """By reviewer: 1 for who carries nothing, 0 for who carries as much as anybody may."""
    import numpy as np

    light: Array = np.clip(1 - carried / np.maximum(most, 1), 0, 1).astype(np.float32)
    return light


def level(carried: list[int], room: list[int], needed: int) -> int:
    """The smallest load at which reviewers who carry `carried` take `needed` more among them, each at most `room` more.

    As if everybody might read everything; as much as anybody can carry, where even that is too little.
    """
    low, high = 0, max((one + more for one, more in zip(carried, room, strict=True)), default=0)
    while low < high:
        middle = (low + high) // 2
        taken = sum(min(max(middle - one, 0), more) for one, more in zip(carried, room, strict=True))
        low, high = (low, middle) if taken >= needed else (middle + 1, high)
    return low
