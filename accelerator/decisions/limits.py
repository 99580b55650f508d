"""What a set of chosen items is held to, as whole-number rows. Pure. Each says its name, which way it goes, and how far."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

Way = Literal["most", "least"]


class TooLarge(ValueError):
    """Amounts that cannot be added exactly."""


@dataclass(frozen=True)
class Row:
    """The `weights` of what is chosen add up to no more than `most`. One step by which its limit gives way is worth `step` here;
    `scale` steps are one of the limit's units."""

    weights: Sequence[int]
    most: int
    step: int = 1
    scale: int = 1

    def excess(self, chosen: Collection[int]) -> Decimal:
        """How far the items at these places lie beyond, in units of the limit, rounded up to a whole step."""
        beyond = sum(self.weights[place] for place in chosen) - self.most
        return Decimal(max(0, -(-beyond // self.step))) / self.scale


@dataclass(frozen=True, eq=False)
class Limit:
    """Of `way` "most" or "least"."""

    name: str
    way: Way

    @property
    def sign(self) -> int:
        return 1 if self.way == "most" else -1

    def rows(self, items: Sequence[Hashable]) -> list[Row]:
        """The same for the items at these places."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Count(Limit):
    """At most or at least `bound` of the chosen are `among` these. Units: items."""

    among: Collection[Hashable]
    bound: int

    def rows(self, items: Sequence[Hashable]) -> list[Row]:
        return [Row(tuple(self.sign * (item in self.among) for item in items), self.sign * self.bound)]


@dataclass(frozen=True, eq=False)
class Share(Limit):
    """At most or at least the share `bound`, 0 to 1, of all that are chosen are `among` these. Units: items."""

    among: Collection[Hashable]
    bound: Fraction

    def rows(self, items: Sequence[Hashable]) -> list[Row]:
        part, whole = self.bound.as_integer_ratio()
        return [Row(tuple(self.sign * (whole * (item in self.among) - part) for item in items), 0, step=whole)]


@dataclass(frozen=True, eq=False)
class Each(Limit):
    """At most or at least `bound` of the chosen from each group; items without a group are in none. Units: items."""

    groups: Mapping[Any, Hashable]
    bound: int

    def rows(self, items: Sequence[Hashable]) -> list[Row]:
        of = [self.groups.get(item) for item in items]
        names = dict.fromkeys(one for one in of if one is not None)
        return [Row(tuple(self.sign * (one == name) for one in of), self.sign * self.bound) for name in names]


@dataclass(frozen=True, eq=False)
class Sum(Limit):
    """The amounts of the chosen add up to at most or at least `bound`; an item without an amount adds nothing. Units: theirs.

    Raises TooLarge where that cannot be done exactly.
    """

    amounts: Mapping[Any, Decimal]
    bound: Decimal

    def rows(self, items: Sequence[Hashable]) -> list[Row]:
        exact = [self.amounts.get(item, Decimal()) for item in items]
        scale: int = 10 ** max(0, *(-int(one.normalize().as_tuple().exponent) for one in (*exact, self.bound)))
        weights = tuple(self.sign * int(one * scale) for one in exact)
        bound = self.sign * int(self.bound * scale)
        if sum(map(abs, weights)) + abs(bound) > _LARGEST:
            raise TooLarge(f"the amounts of {self.name} are too large to be added exactly")
        return [Row(weights, bound, scale=scale)]


_LARGEST = 2**60  # well below what 64 bits hold
