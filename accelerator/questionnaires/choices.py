"""Questions answered by choosing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries.data import COUNTRIES

from accelerator.questionnaires.questions import Option, Question, Unkept, Value, kept_text

OTHER = ":other"  # what its control holds where an answer of one's own is chosen
LONGEST_OTHER = 200


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """One of its options. `value` is kept for ever, `label` may be reworded in a later version.

    With `other` an answer in one's own words is possible too, kept as {"other": text}.
    """

    options: tuple[Option, ...] = ()
    other: bool = False

    type = "choice"
    name = gettext_lazy("Choose one")
    icon = "circle-dot"

    @property
    def fields_sent(self) -> int:
        return 1 + self.other

    def impossible(self) -> Iterator[tuple[str, str]]:
        values = [option.value for option in self.options]
        if not 2 <= len(values) <= 100:
            yield "options", _("Give between 2 and 100 options.")
        labels = {option.label.strip().casefold() for option in self.options}
        if len(set(values)) < len(values) or len(labels) < len(values) or (self.other and OTHER in values):
            yield "options", _("Two options are the same.")
        if not all(option.value and option.label.strip() for option in self.options):
            yield "options", _("Every option needs a value and a label.")

    def labels(self) -> dict[str, str]:
        return {option.value: option.label for option in self.options}

    def clean(self, raw: object) -> Value:
        return _own(raw) if isinstance(raw, dict) else kept_text("" if raw is None else raw)

    def wrong(self, value: Any) -> str:
        if isinstance(value, dict):
            return self.wrong_other(value["other"])
        return "" if value in self.labels() else _("Choose one of the options.")

    def wrong_other(self, text: str) -> str:
        if not self.other:
            return _("Choose one of the options.")
        if not text.strip():
            return _("You chose “Other”. Write what it is.")
        over = len(text) - LONGEST_OTHER
        return _("At most %(most)d characters in your own words.") % {"most": LONGEST_OTHER} if over > 0 else ""

    def missing(self) -> str:
        return _("Choose one to submit.")

    def told(self, value: Any) -> str:
        if isinstance(value, dict):
            return str(value["other"]) or _("Other")
        return self.labels().get(value, str(value))


def _own(raw: dict[Any, Any]) -> dict[str, str]:
    if list(raw) != ["other"]:
        raise Unkept(_("An answer in your own words is {“other”: text}."))
    return {"other": kept_text(raw["other"])}


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Any of its options, at most `max` (0: all). Kept in the order of the options, one's own words last."""

    max: int = 0

    type = "choices"
    name = gettext_lazy("Choose several")
    icon = "list-checks"

    @property
    def fields_sent(self) -> int:
        return len(self.options) + 2 * self.other

    def impossible(self) -> Iterator[tuple[str, str]]:
        yield from super().impossible()
        if not 0 <= self.max <= len(self.options) + self.other:
            yield "max", _("The most that may be chosen is between 1 and the number of options.")

    def clean(self, raw: object) -> Value:
        given = [raw] if isinstance(raw, (str, dict)) and raw else raw or []
        if not isinstance(given, (list, tuple)) or len(given) > 200:
            raise Unkept(_("This answer must be a list of options."))
        own = [_own(one) for one in given if isinstance(one, dict)]
        chosen = dict.fromkeys(kept_text(one) for one in given if not isinstance(one, dict))
        order = {value: place for place, value in enumerate(self.labels())}
        return [*sorted(chosen, key=lambda value: order.get(value, len(order))), *own[:1]]

    def wrong(self, value: Any) -> str:
        faults = [super(Choices, self).wrong(one) for one in value if isinstance(one, dict)]
        if any(one not in self.labels() for one in value if isinstance(one, str)):
            return _("Choose among the options.")
        if self.max and len(value) > self.max:
            return _("Choose at most %(most)d. You chose %(count)d.") % {"most": self.max, "count": len(value)}
        return "".join(faults)

    def missing(self) -> str:
        return _("Choose at least one to submit.")

    def told(self, value: Any) -> str:
        return ", ".join(super(Choices, self).told(one) for one in value)


@dataclass(frozen=True, kw_only=True)
class Scale(Question):
    """A step from `low` to `high`, kept as its number ("4"); the labels say what both ends mean."""

    low: int = 1
    high: int = 5
    low_label: str = ""
    high_label: str = ""

    type = "scale"
    name = gettext_lazy("Scale")
    icon = "gauge"

    def impossible(self) -> Iterator[tuple[str, str]]:
        if not 0 <= self.low < self.high <= 10:
            yield "high", _("A scale rises from 0 at least to 10 at most.")

    def steps(self) -> list[str]:
        """At most eleven, also while a design is not possible yet."""
        return [str(step) for step in range(self.low, min(self.high, self.low + 10) + 1)]

    def clean(self, raw: object) -> Value:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return str(raw)
        return kept_text("" if raw is None else raw)

    def wrong(self, value: Any) -> str:
        if value in self.steps():
            return ""
        return _("Choose a step from %(low)d to %(high)d.") % {"low": self.low, "high": self.high}

    def missing(self) -> str:
        return _("Choose a step to submit.")

    def told(self, value: Any) -> str:
        """`4 of 5 (often)`: with the end's label where it is an end."""
        ends = {str(self.low): self.low_label, str(self.high): self.high_label}
        step = _("%(step)s of %(high)d") % {"step": value, "high": self.high}
        return f"{step} ({ends[value]})" if ends.get(value) else step


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
        return value is True if self.must_be_yes else isinstance(value, bool)

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
