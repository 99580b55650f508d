"""Limits as managers state them: kept as JSON, told in a sentence, checked with a remedy for each fault, and made exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from accelerator.decisions import limits
from accelerator.decisions.facts import Fact, Values
from accelerator.kit import codes, wording
from accelerator.kit.answers import Unfit
from accelerator.questionnaires.amounts import as_number

KINDS = {"one": ("count", "share", "each"), "several": ("count", "share"), "amount": ("sum", "count", "share")}
WAYS = ("most", "least")
MOST = 20  # limits of a scenario


@dataclass(frozen=True)
class Stated:
    """At `way` "most" or "least" `bound`: a `count` or a `share` in percent of the chosen whose fact `of` is one of `values`; as
    many from `each` value of it; or the `sum` of its amounts. An amount is to be within `values`: "min:3", "max:10"."""

    kind: str
    way: str
    of: str
    bound: str
    values: tuple[str, ...] = ()
    id: str = ""

    def kept(self) -> dict[str, Any]:
        return asdict(self) | {"values": list(self.values), "id": self.id or codes.new()}

    def exact(self, fact: Fact, known: Values) -> limits.Limit:
        """For applications of which this is `known`."""
        way: Any = self.way
        if self.kind == "each":
            groups = {pk: values[self.of] for pk, values in known.items() if self.of in values}
            return limits.Each(self.id, way, groups, int(self.bound))
        if self.kind == "sum":
            amounts = {pk: values[self.of] for pk, values in known.items() if self.of in values}
            return limits.Sum(self.id, way, amounts, Decimal(self.bound))
        among = frozenset(pk for pk, values in known.items() if self.holds(fact, values.get(self.of)))
        if self.kind == "share":
            return limits.Share(self.id, way, among, Fraction(self.bound) / 100)
        return limits.Count(self.id, way, among, int(self.bound))

    def holds(self, fact: Fact, value: Any) -> bool:
        """Whether one with this value counts."""
        if value is None:
            return False
        if fact.kind == "amount":
            return all(_reaches(value, one) for one in self.values)
        return bool(set(self.values) & value) if fact.kind == "several" else value in self.values

    def told(self, fact: Fact | None) -> str:
        """As a sentence."""
        label = fact.label if fact else self.of
        at = _("At most") if self.way == "most" else _("At least")
        number = wording.number(Decimal(self.bound))
        if self.kind == "each":
            return _("%(at)s %(number)s per “%(fact)s”") % {"at": at, "number": number, "fact": label}
        if self.kind == "sum":
            amount = fact.amount(Decimal(self.bound)) if fact else number
            return _("%(at)s %(amount)s in all of “%(fact)s”") % {"at": at, "amount": amount, "fact": label}
        values = ", ".join(_value_told(fact, one) for one in self.values)
        shape = _("%(at)s %(number)s %% where “%(fact)s” is %(values)s")
        shape = shape if self.kind == "share" else _("%(at)s %(number)s where “%(fact)s” is %(values)s")
        return shape % {"at": at, "number": number, "fact": label, "values": values}


def _reaches(amount: Decimal, value: str) -> bool:
    way, _colon, bound = value.partition(":")
    return amount >= Decimal(bound) if way == "min" else amount <= Decimal(bound)


def _value_told(fact: Fact | None, value: str) -> str:
    if fact is None or fact.kind != "amount":
        return fact.word(value) if fact else value
    way, _colon, bound = value.partition(":")
    words = _("%(amount)s or more") if way == "min" else _("%(amount)s or less")
    return words % {"amount": fact.amount(Decimal(bound))}


def kept(raw: Mapping[str, Any]) -> Stated:
    """As it was kept."""
    return Stated(**{**raw, "values": tuple(raw["values"])})


def read(raw: Mapping[str, Any], facts: Mapping[str, Fact]) -> Stated:
    """What somebody sends as a limit, checked. Raises Unfit, which names the field and says what to do."""
    fact = facts.get(str(raw.get("of", "")))
    if fact is None:
        raise Unfit(_("The form does not ask this. Choose what the limit is about from the list."), field="of")
    if raw.get("kind") not in KINDS[fact.kind]:
        raise Unfit(_("Choose what is limited: %(kinds)s.") % {"kinds": ", ".join(KINDS[fact.kind])}, field="kind")
    if raw.get("way") not in WAYS:
        raise Unfit(_("Say whether it is at most or at least."), field="way")
    kind = str(raw["kind"])
    bound = _bound(kind, str(raw.get("bound", "")))
    values = _values(fact, [str(one) for one in raw.get("values") or ()]) if kind in ("count", "share") else ()
    return Stated(kind, str(raw["way"]), fact.name, bound, values, str(raw.get("id", ""))[:16])


def _bound(kind: str, typed: str) -> str:
    number = as_number(typed.removesuffix("%").strip())
    if number is None or number < 0:
        raise Unfit(_("Write a number such as 5 or 1,200,000; 0 at least."), field="bound")
    if kind == "share" and number > 100:
        raise Unfit(_("A share is between 0 and 100 percent."), field="bound")
    if kind in ("count", "each") and (number != number.to_integral_value() or number > 100_000):
        raise Unfit(_("Write a whole number of applications, such as 5."), field="bound")
    return f"{number.normalize():f}"


def _values(fact: Fact, sent: list[str]) -> tuple[str, ...]:
    found = [_amount_value(one) for one in sent] if fact.kind == "amount" else sent
    if not found:
        raise Unfit(_("Choose at least one answer that counts."), field="values")
    if fact.kind != "amount" and (strange := [one for one in found if one not in dict(fact.choices)]):
        raise Unfit(_("“%(value)s” is none of the answers. Choose from the list.") % {"value": strange[0][:60]}, field="values")
    return tuple(dict.fromkeys(found))


def _amount_value(sent: str) -> str:
    way, _colon, bound = sent.partition(":")
    number = as_number(bound)
    if way not in ("min", "max") or number is None:
        raise Unfit(_("Write from or up to which number it counts, such as 3 or 18,400."), field="values")
    return f"{way}:{number:f}"
