"""What managers fill in to plan: a scenario's frame, and one limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.decisions import scored, stated, wishes
from accelerator.decisions.facts import Fact, Values
from accelerator.kit.answers import Unfit
from accelerator.kit.lines import Lines
from accelerator.programmes.models import Call


class ScenarioForm(forms.Form):
    """`scores_by` is asked where there is more than one kind of score."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("What it tries, such as “Five per sector”.")
    )
    places = forms.IntegerField(label=gettext_lazy("Places"), min_value=1, max_value=wishes.MOST_PLACES)
    scores_by = forms.ChoiceField(label=gettext_lazy("Scores"), widget=forms.RadioSelect)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=2000, widget=Lines(attrs={"rows": 4}))

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = scored.sources(call)
        if len(sources) < 2:
            del self.fields["scores_by"]
        else:
            self.fields["scores_by"].choices = list(sources.items())  # type: ignore[attr-defined]


_KINDS = {
    "count": gettext_lazy("A number of applications"),
    "share": gettext_lazy("A share of the set, in percent"),
    "each": gettext_lazy("So many per answer"),
    "sum": gettext_lazy("All amounts together"),
}


class LimitForm(forms.Form):
    """A limit on `fact`. `known` is what applications said, so that only answers that occur are offered, with their counts."""

    kind = forms.ChoiceField(label=gettext_lazy("What is limited"), widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label=gettext_lazy("Which way"),
        choices=[("most", gettext_lazy("At most")), ("least", gettext_lazy("At least"))],
        widget=forms.RadioSelect,
        initial="most",
    )
    bound = forms.CharField(label=gettext_lazy("How many"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}))

    def __init__(self, *args: Any, fact: Fact, known: Values, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fact, kinds = fact, stated.KINDS[fact.kind]
        kind: Any = self.fields["kind"]
        kind.choices, kind.initial = [(name, _KINDS[name]) for name in kinds], kinds[0]
        self.fields["bound"].help_text = fact.currency
        if fact.kind == "amount":
            number = forms.TextInput(attrs={"inputmode": "decimal"})
            said = gettext_lazy("Counts applications whose answer is within. Not asked for all amounts together.")
            self.fields["low"] = forms.CharField(label=gettext_lazy("From"), required=False, max_length=40, widget=number)
            self.fields["high"] = forms.CharField(
                label=gettext_lazy("Up to"), required=False, max_length=40, widget=number, help_text=said
            )
        else:
            values = forms.MultipleChoiceField(
                label=gettext_lazy("Answers that count"), required=False, widget=forms.CheckboxSelectMultiple
            )
            values.choices = _occurring(fact, known)
            if "each" in kinds:
                values.help_text = gettext_lazy("Not asked for so many per answer: it holds for each.")
            self.fields["values"] = values

    def clean(self) -> dict[str, Any]:
        """With `limit`, as operations take it."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return clean
        ends = (("min", clean.get("low")), ("max", clean.get("high")))
        values = [f"{way}:{end}" for way, end in ends if end] if self.fact.kind == "amount" else clean["values"]
        clean["limit"] = {name: clean[name] for name in ("kind", "way", "bound")} | {"of": self.fact.name, "values": values}
        try:
            stated.read(clean["limit"], {self.fact.name: self.fact})
        except Unfit as unfit:
            field = {"values": "low"}.get(unfit.field or "", unfit.field) if self.fact.kind == "amount" else unfit.field
            self.add_error(field, str(unfit.sentence))
        return clean


def _occurring(fact: Fact, known: Values) -> list[tuple[str, str]]:
    """Answers that occur, in the form's order, each with how many gave it; all there are where nobody said anything."""
    counts = Counter(value for said in _said(fact, known) for value in said)
    named = [(value, _("%(label)s (%(count)d)") % {"label": label, "count": counts[value]}) for value, label in fact.choices]
    return [one for one in named if counts[one[0]]] or [(value, str(label)) for value, label in fact.choices]


def _said(fact: Fact, known: Values) -> Iterable[Iterable[str]]:
    for values in known.values():
        value = values.get(fact.name)
        yield () if value is None else value if fact.kind == "several" else (value,)


def frame(scenario: Any) -> Mapping[str, Any]:
    """What the form starts from."""
    return {name: getattr(scenario, name) for name in ("name", "places", "scores_by", "note")}
