"""Days on which work is done in a country: neither its weekend nor a public holiday of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from django_countries import countries

_DAY = timedelta(days=1)
_WEEKEND = frozenset({5, 6})
_LONGEST = 60  # days off in a row: a calendar that never works is a mistake of its table


@dataclass(frozen=True)
class Workdays:
    """The working days of `country` (ISO 3166, two letters; "" knows of no holiday), without those that are `off` besides.

    A holiday that a country moves, as Singapore moves one that falls on a Sunday to Monday, is off on both days.
    """

    country: str = ""
    off: frozenset[date] = frozenset()

    def why_off(self, day: date) -> str:
        """The holiday's name, "weekend", "closed" for what is off besides; "" for a working day."""
        known = _year(self.country, day.year) if self.country else _PLAIN
        if name := known.holidays.get(day):
            return name
        if day in self.off:
            return "closed"
        return "weekend" if day.weekday() in known.weekend else ""

    def works(self, day: date) -> bool:
        return not self.why_off(day)

    def on_or_after(self, day: date) -> date:
        return self._first(day, _DAY)

    def on_or_before(self, day: date) -> date:
        return self._first(day, -_DAY)

    def plus(self, day: date, count: int) -> date:
        """`count` working days after `day`, before it where negative; 0 is `day` itself, whether one works then or not."""
        step = _DAY if count > 0 else -_DAY
        for _one in range(abs(count)):
            day = self._first(day + step, step)
        return day

    def between(self, first: date, last: date) -> Iterator[date]:
        """Working days from `first` to `last`, both among them."""
        days = (first + n * _DAY for n in range((last - first).days + 1))
        return (day for day in days if self.works(day))

    def _first(self, day: date, step: timedelta) -> date:
        for _one in range(_LONGEST):
            if self.works(day):
                return day
            day += step
        raise ValueError(f"{_LONGEST} days without work around {day} in {self.country!r}")


class _Year(NamedTuple):
    holidays: Mapping[date, str]
    weekend: frozenset[int]


_PLAIN = _Year({}, _WEEKEND)


@cache
def _year(country: str, year: int) -> _Year:
    """A table of its own for each year, made whole before anybody reads it: one that grows while threads ask it loses days."""
    import holidays  # two hundred modules that a page without due days never needs

    made = holidays.country_holidays(country, language=_language(country))
    made.get(date(year, 1, 1))  # fills the year; far ones in silence
    return _Year({day: str(name) for day, name in made.items() if day.year == year}, frozenset(made.weekend))


@cache
def _language(country: str) -> str | None:
    import holidays

    languages: Any = holidays.list_localized_countries().get(country, [])
    return "en_US" if "en_US" in languages else None


@cache
def _known() -> frozenset[str]:
    import holidays

    return frozenset(holidays.list_supported_countries(include_aliases=False))


def offered() -> list[tuple[str, str]]:
    """(code, name) of each country whose holidays are known, by name in the reader's language."""
    return sorted(((code, str(countries.name(code))) for code in _known() if countries.name(code)), key=lambda one: one[1])
