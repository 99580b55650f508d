"""How fast a pool is used, and what is left of it on its last day. Pure: days and exact amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

MONTH = timedelta(days=30)
MONTHS = 3  # whose use tells the rate
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Burn:
    """`line` runs from the pool's first day to today: what was not yet used on each day. The rest is where it leads.

    `rates` is what was used a day in each of the last months, the present one first.
    """

    whole: Decimal
    line: list[tuple[date, Decimal]]
    rates: list[Decimal]
    today: date
    ends_on: date

    @property
    def left(self) -> Decimal:
        """Not yet used today."""
        return self.line[-1][1]

    @property
    def rest(self) -> Decimal:
        """What lapses on the last day at the mean rate."""
        return self._at_end(sum(self.rates, _ZERO) / len(self.rates))

    @property
    def band(self) -> tuple[Decimal, Decimal]:
        """The least and the most that lapses: by the month of most use and by the one of least."""
        return self._at_end(max(self.rates)), self._at_end(min(self.rates))

    @property
    def used_up_on(self) -> date | None:
        """The day on which nothing is left at the mean rate, where that comes before the last one."""
        rate = sum(self.rates, _ZERO) / len(self.rates)
        if not rate or self.rest:
            return None
        return self.today + timedelta(days=int(self.left / rate))

    def _at_end(self, rate: Decimal) -> Decimal:
        return max(_ZERO, self.left - rate * (self.ends_on - self.today).days)


def burn(whole: Decimal, uses: Sequence[tuple[date, Decimal]], *, starts_on: date, ends_on: date, today: date) -> Burn | None:
    """`uses` are (day, amount) in any order; those after today count as today's. None without use, or once it is over."""
    if not uses or not starts_on < today < ends_on:
        return None
    left, line = whole, [(starts_on, whole)]
    for day, amount in sorted(uses):
        left -= amount
        line.append((min(max(day, starts_on), today), left))
    line.append((today, left))
    return Burn(whole, line, _rates(uses, starts_on, today), today, ends_on)


def _rates(uses: Sequence[tuple[date, Decimal]], starts_on: date, today: date) -> list[Decimal]:
    """Whole months that the pool has seen; its few days where it is younger than one."""
    age = today - starts_on
    months = min(MONTHS, age // MONTH)
    if not months:
        return [sum((amount for _day, amount in uses), _ZERO) / age.days]
    return [sum((amount for day, amount in uses if _back(day, today) == back), _ZERO) / MONTH.days for back in range(months)]


def _back(day: date, today: date) -> int:
    """How many whole months before today."""
    return max(0, (today - day - timedelta(days=1)) // MONTH) if day < today else 0
