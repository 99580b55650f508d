"""How facts and answers of each kind are compared: what may be asked of them, and what somebody typed for it. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.kit import money
from accelerator.questionnaires.amounts import as_day, as_month, as_number

LONGEST = 200  # code points of a value in an address


@dataclass(frozen=True)
class Operator:
    """One comparison. `several` is its word before more than one value; empty where only one makes sense."""

    name: str
    word: str | Promise
    several: str | Promise = ""
    bare: bool = False  # asks for no value


IS = Operator("is", _("is"), _("is any of"))
NOT = Operator("not", _("is not"), _("is none of"))
HAS = Operator("has", _("contains"))
INCLUDES = Operator("is", _("includes"), _("includes any of"))
LACKS = Operator("not", _("does not include"), _("includes none of"))
LEAST = Operator("min", _("at least"))
MOST = Operator("max", _("at most"))
FROM = Operator("from", _("from"))
UNTIL = Operator("until", _("until"))
GIVEN = Operator("given", _("is answered"), bare=True)
EMPTY = Operator("empty", _("is not answered"), bare=True)


@dataclass(frozen=True)
class Kind:
    """A kind of value with what may be asked of it; the first operator is meant where an address names none."""

    name: str
    operators: tuple[Operator, ...]

    def operator(self, name: str) -> Operator | None:
        return next((one for one in self.operators if one.name == name), None)

    def asked(self) -> Kind:
        """The same for an answer, which may be missing."""
        return Kind(self.name, (*self.operators, GIVEN, EMPTY))


TEXT = Kind("text", (HAS,))
AMOUNT = Kind("amount", (LEAST, MOST))
DAY = Kind("day", (FROM, UNTIL))
ONE = Kind("one", (IS, NOT))
SEVERAL = Kind("several", (INCLUDES, LACKS))
ANYTHING = Kind("anything", ())

_OF_TYPE: Mapping[str, Kind] = {
    **dict.fromkeys(("text", "long_text", "markdown", "url", "email", "phone"), TEXT),
    **dict.fromkeys(("number", "money", "scale"), AMOUNT),
    **dict.fromkeys(("date", "month"), DAY),
    **dict.fromkeys(("choice", "country", "yes_no"), ONE),
    "choices": SEVERAL,
}


def of_type(question_type: str) -> Kind:
    """How answers to a question of this type are compared; of a type nobody can compare only whether they are there."""
    return _OF_TYPE.get(question_type, ANYTHING).asked()


def read(sent: str, kind: Kind) -> tuple[str, str]:
    """(name of the operator, value) of `min:100000`; without a known operator before the colon all of it is the value."""
    text = sent.replace("\0", "").strip()
    before, colon, rest = text.partition(":")
    if colon and kind.operator(before):
        return before, rest.strip()[:LONGEST]
    return kind.operators[0].name, text[:LONGEST]


def written(operator: str, value: str, kind: Kind) -> str:
    """The same for an address, as short as `read` still understands."""
    short = value if read(value, kind) == (operator, value) else f"{operator}:{value}"
    return short or f"{operator}:"


def amount(value: str) -> Decimal | None:
    """A number people type; None where it is none."""
    return as_number(value)


def priced(value: str) -> tuple[str, str]:
    """(currency, the rest) of `USD 100,000`; without a currency all of it is the rest."""
    named = value[:3].upper()
    return (named, value[3:].strip()) if named in money.CURRENCIES else ("", value)


def days(value: str) -> tuple[date, date] | None:
    """The first and the last day of a day or month as ISO writes it, 2026-11-30 or 2026-11; None where it is none."""
    if month := as_month(value):
        return month, month.replace(day=monthrange(month.year, month.month)[1])
    day = as_day(value)
    return (day, day) if day else None
