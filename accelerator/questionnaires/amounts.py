"""Questions answered by an amount or a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.kit import money, wording
from accelerator.questionnaires.questions import Question, Value, kept_text

_GROUPED = re.compile(r"[-−]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_PLAIN = re.compile(r"[-−]?\d{1,24}(\.\d{1,12})?", re.ASCII)
_SPACES = re.compile(r"\s")


def as_number(text: str) -> Decimal | None:
    """`18,400.50` as 18400.50; None where it is no number. A comma only parts thousands: 1,5 is not a number."""
    bare = _SPACES.sub("", text)
    if len(bare) > 40 or not (_GROUPED.fullmatch(bare) or _PLAIN.fullmatch(bare)):
        return None
    return Decimal(bare.replace(",", "").replace("−", "-"))


def plain(raw: object) -> object:
    """A number of JSON or YAML as text without an exponent, 0.00001 for 1e-05; anything else as it is."""
    return f"{Decimal(str(raw)):f}" if isinstance(raw, (int, float, Decimal)) and not isinstance(raw, bool) else raw


def as_day(text: str) -> date | None:
    """An ISO date; None where it is none."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) else None
    except ValueError:
        return None


def as_month(text: str) -> date | None:
    """The first day of an ISO month such as 2026-11; None where it is none."""
    return as_day(f"{text}-01") if re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII) else None


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """Kept as a decimal without commas where it is a number, else as typed. Bounds are inclusive."""

    unit: str = ""
    min: str = ""
    max: str = ""
    whole: bool = False

    type = "number"
    name = gettext_lazy("Number")
    icon = "hash"
    half = True

    def impossible(self) -> Iterator[tuple[str, str]]:
        for bound in ("min", "max"):
            if getattr(self, bound) and as_number(getattr(self, bound)) is None:
                yield bound, _("Write a number such as 18,400 or 0.5.")
        low, high = as_number(self.min), as_number(self.max)
        if low is not None and high is not None and low > high:
            yield "max", _("The most is less than the least.")

    def clean(self, raw: object) -> Value:
        text = kept_text("" if raw is None else plain(raw))
        exact = as_number(text)
        return text if exact is None else f"{exact:f}"

    def wrong(self, value: str) -> str:
        exact = as_number(value)
        if exact is None:
            return _("Write a number such as 18,400 or 0.5.")
        if self.whole and exact != exact.to_integral_value():
            return _("Write a whole number.")
        low, high = as_number(self.min), as_number(self.max)
        if low is not None and exact < low:
            return _("The least is %(least)s.") % {"least": self.told(self.min)}
        if high is not None and exact > high:
            return _("The most is %(most)s.") % {"most": self.told(self.max)}
        return ""

    def told(self, value: str) -> str:
        exact = as_number(value)
        return value if exact is None else f"{wording.number(exact)} {self.unit}".strip()


@dataclass(frozen=True, kw_only=True)
class Money(Number):
    """An amount in one currency (ISO 4217), no finer than its minor unit."""

    currency: str = "SGD"

    type = "money"
    name = gettext_lazy("Amount of money")
    icon = "circle-dollar-sign"

    def impossible(self) -> Iterator[tuple[str, str]]:
        yield from super().impossible()
        if self.currency not in money.CURRENCIES:
            yield "currency", _("“%(currency)s” is no currency. Give three letters, as in SGD.") % {"currency": self.currency}

    def wrong(self, value: str) -> str:
        exact = as_number(value)
        if exact is not None and not money.is_payable(exact, self.currency):
            places = money.decimals(self.currency)
            return _("%(currency)s has at most %(places)d decimals.") % {"currency": self.currency, "places": places}
        return super().wrong(value)

    def told(self, value: str) -> str:
        exact = as_number(value)
        if exact is None:
            return value
        if not money.is_payable(exact, self.currency):
            return f"{self.currency} {wording.number(exact)}"
        return money.written(exact, self.currency)


@dataclass(frozen=True, kw_only=True)
class Date(Question):
    min: str = ""
    max: str = ""

    type = "date"
    name = gettext_lazy("Date")
    icon = "calendar"
    half = True

    def impossible(self) -> Iterator[tuple[str, str]]:
        for bound in ("min", "max"):
            if getattr(self, bound) and as_day(getattr(self, bound)) is None:
                yield bound, _("Write a date such as 2026-11-30.")
        low, high = as_day(self.min), as_day(self.max)
        if low and high and low > high:
            yield "max", _("The last day is before the first.")

    def wrong(self, value: str) -> str:
        day, low, high = as_day(value), as_day(self.min), as_day(self.max)
        if day is None:
            return _("Write a date such as 2026-11-30.")
        if low and day < low:
            return _("The first possible day is %(day)s.") % {"day": self.told(self.min)}
        if high and day > high:
            return _("The last possible day is %(day)s.") % {"day": self.told(self.max)}
        return ""

    def told(self, value: str) -> str:
        day = as_day(value)
        return wording.day(day) if day else value


@dataclass(frozen=True, kw_only=True)
class Month(Question):
    """A month of a year, 2026-11, between `min` and `max`."""

    min: str = ""
    max: str = ""

    type = "month"
    name = gettext_lazy("Month")
    icon = "calendar-days"
    half = True

    def impossible(self) -> Iterator[tuple[str, str]]:
        for bound in ("min", "max"):
            if getattr(self, bound) and as_month(getattr(self, bound)) is None:
                yield bound, _("Write a month such as 2026-11.")
        low, high = as_month(self.min), as_month(self.max)
        if low and high and low > high:
            yield "max", _("The last month is before the first.")

    def wrong(self, value: str) -> str:
        month, low, high = as_month(value), as_month(self.min), as_month(self.max)
        if month is None:
            return _("Write a month such as 2026-11.")
        if low and month < low:
            return _("The first possible month is %(month)s.") % {"month": self.told(self.min)}
        if high and month > high:
            return _("The last possible month is %(month)s.") % {"month": self.told(self.max)}
        return ""

    def told(self, value: str) -> str:
        month = as_month(value)
        return wording.month(month) if month else value
