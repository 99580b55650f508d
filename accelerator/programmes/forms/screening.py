"""Checks before the form: drawn by managers, answered by founders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formsets
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accelerator.kit import languages, money, wording
from accelerator.kit.countries import code_of
from accelerator.kit.forms import Currency
from accelerator.kit.lines import Lines
from accelerator.programmes import eligibility
from accelerator.programmes.eligibility import Check, Wording, said
from accelerator.questionnaires.amounts import as_number
from accelerator.questionnaires.parts import OWN_LANGUAGE

WORDS = {
    "yes_no": _("Yes or no"),
    "choice": _("One of several"),
    "country": _("Country"),
    "number": _("Number"),
    "date": _("Date"),
}
SAYS = {
    "options": _("Give two options or more, each on its own line and each once."),
    "accepts": _("Say which answers let in: options as they stand above, countries, or yes or no."),
    "least": _("A number such as 2.5, or a date such as 2021-12-31; one of both ends is needed."),
    "most": _("A number such as 2.5, or a date such as 2021-12-31, no less than the other end."),
    "currency": _("“%(currency)s” is no currency. Give three letters, as in SGD."),
    "texts": _("Translate each option on a line of its own, in the order above, each in other words than the rest."),
}


class Drawn(forms.Form):
    """One check as its manager draws it."""

    asks = forms.CharField(label=_("Question"), max_length=300)
    kind = forms.ChoiceField(label=_("Answer"), choices=list(WORDS.items()))
    options = forms.CharField(label=_("Options, one a line"), max_length=5000, required=False, widget=Lines(attrs={"rows": 3}))
    accepts = forms.CharField(
        label=_("Answers that let in, one a line"), max_length=5000, required=False, widget=Lines(attrs={"rows": 2})
    )
    least = forms.CharField(label=_("From"), max_length=40, required=False)
    most = forms.CharField(label=_("To"), max_length=40, required=False)
    currency = Currency(label=_("Currency"), max_length=40, required=False)
    why = forms.CharField(label=_("What the others are told"), max_length=300)

    def __init__(self, *args: Any, own: str = OWN_LANGUAGE, spoken: Sequence[str] = (), **kwargs: Any) -> None:
        """With fields for the same in each language of `spoken`, named `ms:asks`; `own` is what a new check is written in."""
        super().__init__(*args, **kwargs)
        self.language, self.spoken = self.initial.get("language", "" if own == OWN_LANGUAGE else own), spoken
        for code in spoken:
            for name in _TRANSLATED:
                self.fields[f"{code}:{name}"] = _translated(name, code)

    def translations(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """(name of a language, its fields)."""
        for code in self.spoken:
            yield languages.named(code), [self[f"{code}:{name}"] for name in _TRANSLATED]

    @property
    def is_blank(self) -> bool:
        """The one at the end that waits to be filled in."""
        return not self.initial and not (self.is_bound and self.has_changed())

    def has_changed(self) -> bool:
        """Whether somebody wrote into it: a browser sends the first kind, and whoever chose another wrote nothing yet."""
        return not {"kind", formsets.ORDERING_FIELD_NAME}.issuperset(self.changed_data)

    def check(self, key: str) -> Check:
        given = self.cleaned_data
        kind = given["kind"]
        accepts = _lines(given["accepts"])
        if kind == "country":
            accepts = tuple(_country(one) for one in accepts)
        elif kind == "yes_no":
            accepts = tuple(
                {"yes": "yes", "no": "no", _now("yes"): "yes", _now("no"): "no"}.get(one.lower(), one) for one in accepts
            )
        ends = kind in ("number", "date")
        return Check(
            key=key,
            asks=given["asks"].strip(),
            kind=kind,
            why=given["why"].strip(),
            options=_lines(given["options"]) if kind == "choice" else (),
            accepts=() if ends else accepts,
            least=_end(kind, given["least"]) if ends else "",
            most=_end(kind, given["most"]) if ends else "",
            currency=given["currency"] if kind == "number" else "",
            language=self.language,
            texts={code: texts for code in self.spoken if (texts := self._said(code)) != Wording()},
        )

    def _said(self, code: str) -> Wording:
        given = self.cleaned_data
        options = [line.strip() for line in given[f"{code}:options"].splitlines()] if given["kind"] == "choice" else []
        if any(options):
            options += [""] * (len(_lines(given["options"])) - len(options))
        return Wording(given[f"{code}:asks"], given[f"{code}:why"], tuple(options) if any(options) else ())


_TRANSLATED = {"asks": _("Question"), "options": _("Options, in the order above"), "why": _("What the others are told")}


def _translated(name: str, code: str) -> forms.CharField:
    attrs = {"lang": code, "dir": "auto"}
    widget = Lines(attrs=attrs | {"rows": 3}) if name == "options" else forms.TextInput(attrs=attrs)
    return forms.CharField(
        label=_TRANSLATED[name],
        max_length=5000 if name == "options" else 300,
        required=False,
        strip=name != "options",
        widget=widget,
    )


def _end(kind: str, text: str) -> str:
    """One end as it is kept: a number without the commas and spaces it was typed with."""
    exact = as_number(text) if kind == "number" else None
    return text.strip() if exact is None else f"{exact:f}"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _country(text: str) -> str:
    """The code of a country given by a code or its name; what is neither stays and is refused."""
    return code_of(text) or text


class DrawnRows(forms.BaseFormSet[Drawn]):
    def add_fields(self, form: Drawn, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this check")

    def checks(self) -> list[Check]:
        """Those that were filled in, in the order that was typed."""
        return [one.check(f"c{place}") for place, one in enumerate(self._kept(), 1)]

    def _kept(self) -> list[Drawn]:
        return [one for one in self.ordered_forms if one.cleaned_data.get("asks")]

    def show(self, faults: Sequence[tuple[int, str]]) -> None:
        """Puts each fault beside its field."""
        kept = self._kept()
        for place, name in faults:
            if place < len(kept) and name in SAYS and name not in kept[place].errors:
                kept[place].add_error(None if name == "texts" else name, str(SAYS[name]) % kept[place].cleaned_data)


Checks = forms.formset_factory(
    Drawn, formset=DrawnRows, extra=1, can_order=True, can_delete=True, max_num=eligibility.MOST_CHECKS, validate_max=True
)


def drawn(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """What the call checks, as the formset begins with it."""
    names = dict(countries)
    return [
        {"asks": one.asks, "kind": one.kind, "least": one.least, "most": one.most, "currency": one.currency, "why": one.why}
        | {"language": one.language}
        | {f"{code}:{name}": text for code, texts in one.texts.items() for name, text in _typed(texts).items()}
        | {"options": "\n".join(one.options)}
        | {
            "accepts": "\n".join(names.get(code, code) for code in one.accepts)
            if one.kind == "country"
            else "\n".join(one.accepts)
        }
        for one in checks
    ]


def _typed(texts: Wording) -> dict[str, str]:
    return {"asks": texts.asks, "options": "\n".join(texts.options), "why": texts.why}


class Screen(forms.Form):
    """The checks as a founder answers them: one field a check, named by its key."""

    def __init__(self, data: Any, *, checks: Sequence[Check], answers: dict[str, str]) -> None:
        super().__init__(data, initial=answers)
        for check in checks:
            self.fields[check.key] = _field(check)

    def answers(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items()}


def _field(check: Check) -> forms.Field:
    asks, options = (texts := said(check)).asks, texts.options
    if check.kind == "yes_no":
        choices = [("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(label=asks, widget=forms.RadioSelect, choices=choices)
    if check.kind == "choice":
        return forms.ChoiceField(label=asks, widget=forms.RadioSelect, choices=[*zip(check.options, options, strict=True)])
    if check.kind == "country":
        return forms.ChoiceField(label=asks, choices=[("", _("Choose a country")), *countries])
    if check.kind == "date":
        return forms.DateField(label=asks, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    return _number(check, asks)


class Exact(forms.DecimalField):
    """A number in every spelling that questions of a form take."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for an IntegerField's
        exact = as_number(value) if isinstance(value, str) else None
        return super().to_python(value if exact is None else exact)


def _number(check: Check, asks: str) -> forms.Field:
    is_money = bool(check.currency)
    made = Exact(
        label=asks,
        max_digits=20,
        decimal_places=money.decimals(check.currency) if is_money else 4,
        min_value=0 if is_money else None,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"min_value": _("Give an amount of money: 0 or more.")},
    )
    made.unit = check.currency  # type: ignore[attr-defined]  # for {% drawn %}
    return made


def told(check: Check, answer: str) -> str:
    """An answer as people read it."""
    if check.kind == "yes_no":
        return {"yes": _now("Yes"), "no": _now("No")}.get(answer, answer)
    if check.kind == "country":
        return str(dict(countries).get(answer, answer))
    if check.kind == "choice":
        return dict(zip(check.options, said(check).options, strict=True)).get(answer, answer)
    value = eligibility.amount(check.kind, answer) if check.kind in ("number", "date") else None
    if value is None:
        return answer
    if check.kind == "date":
        return wording.day(value)
    return money.written(value, check.currency) if check.currency else wording.number(value)


def wanted(check: Check) -> str:
    """Which answers let in, as people read it."""
    least, most = told(check, check.least), told(check, check.most)
    if least and most:
        return _now("%(least)s to %(most)s") % {"least": least, "most": most}
    if not (least or most):
        return " · ".join(told(check, one) for one in check.accepts)
    if check.kind == "date":
        return _now("%(day)s or later") % {"day": least} if least else _now("%(day)s or earlier") % {"day": most}
    return _now("At least %(amount)s") % {"amount": least} if least else _now("At most %(amount)s") % {"amount": most}


def announced(stored: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(what is asked, which answers let in) of each check of a call, as it is kept."""
    return [(said(one).asks, wanted(one)) for one in eligibility.read(stored)]


def told_lines(verdict: eligibility.Verdict) -> list[dict[str, Any]]:
    """A verdict as pages show it: what was asked and answered, whether it lets in, and why not."""
    return [
        {"asks": texts.asks, "answer": told(line.check, line.answer), "passed": line.passed, "why": texts.why}
        for line in verdict.lines
        for texts in [said(line.check)]
    ]
