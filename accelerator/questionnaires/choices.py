"""Questions answered by choosing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries.data import COUNTRIES

from accelerator.questionnaires.questions import Option, Question, Unkept, Value, kept_text


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """One of its options. `value` is kept for ever, `label` may be reworded in a later version."""

    options: tuple[Option, ...] = ()

    type = "choice"
    name = gettext_lazy("Choose one")
    icon = "circle-dot"

    def impossible(self) -> Iterator[tuple[str, str]]:
        values = [option.value for option in self.options]
        if not 2 <= len(values) <= 100:
            yield "options", _("Give between 2 and 100 options.")
        labels = {option.label.strip().casefold() for option in self.options}
        if len(set(values)) < len(values) or len(labels) < len(values):
            yield "options", _("Two options are the same.")
        if not all(option.value and option.label.strip() for option in self.options):
            yield "options", _("Every option needs a value and a label.")

    def labels(self) -> dict[str, str]:
        return {option.value: option.label for option in self.options}

    def clean(self, raw: object) -> Value:
        return kept_text("" if raw is None else raw)

    def wrong(self, value: Any) -> str:
        return "" if value in self.labels() else _("Choose one of the options.")

    def missing(self) -> str:
        return _("Choose one to submit.")

    def told(self, value: Any) -> str:
        return self.labels().get(value, str(value))


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Any of its options, at most `max` (0: all). Kept in the order of the options."""

    max: int = 0

    type = "choices"
    name = gettext_lazy("Choose several")
    icon = "list-checks"

    def impossible(self) -> Iterator[tuple[str, str]]:
        yield from super().impossible()
        if not 0 <= self.max <= len(self.options):
            yield "max", _("The most that may be chosen is between 1 and the number of options.")

    def clean(self, raw: object) -> Value:
        given = [raw] if isinstance(raw, str) and raw else raw or []
        if not isinstance(given, (list, tuple)) or len(given) > 200:
            raise Unkept(_("This answer must be a list of options."))
        chosen = dict.fromkeys(kept_text(one) for one in given)
        order = {value: place for place, value in enumerate(self.labels())}
        return sorted(chosen, key=lambda value: order.get(value, len(order)))

    def wrong(self, value: Any) -> str:
        if any(one not in self.labels() for one in value):
            return _("Choose among the options.")
        if self.max and len(value) > self.max:
            return _("Choose at most %(most)d. You chose %(count)d.") % {"most": self.max, "count": len(value)}
        return ""

    def told(self, value: Any) -> str:
        labels = self.labels()
        return ", ".join(labels.get(one, one) for one in value)


@dataclass(frozen=True, kw_only=True)
class YesNo(Question):
    """True or False. With `must_be_yes` it is a declaration, made (True) or not (None): without it nothing is submitted."""

    must_be_yes: bool = False

    type = "yes_no"
    name = gettext_lazy("Yes or no")
    icon = "toggle-left"

    def impossible(self) -> Iterator[tuple[str, str]]:
        if self.must_be_yes and not self.required:
            yield "required", _("What must be yes must be required.")

    def clean(self, raw: object) -> Value:
        known = {True: True, False: False, None: None, "": None, "yes": True, "no": False}
        if not isinstance(raw, (str, bool, type(None))) or raw not in known:
            raise Unkept(_("This answer is yes or no."))
        return known[raw] or None if self.must_be_yes else known[raw]

    def answered(self, value: Value) -> bool:
        return isinstance(value, bool)

    def missing(self) -> str:
        return _("Confirm this to submit.") if self.must_be_yes else _("Choose yes or no to submit.")

    def told(self, value: Any) -> str:
        return {True: _("Yes"), False: _("No")}.get(value, str(value))


@dataclass(frozen=True, kw_only=True)
class Country(Question):
    """An ISO 3166 code of two capitals."""

    type = "country"
    name = gettext_lazy("Country")
    icon = "globe"
    half = True

    def clean(self, raw: object) -> Value:
        return kept_text("" if raw is None else raw)

    def wrong(self, value: Any) -> str:
        return "" if value in COUNTRIES else _("Choose a country from the list.")

    def missing(self) -> str:
        return _("Choose a country to submit.")

    def told(self, value: Any) -> str:
        return str(COUNTRIES.get(value, value))
