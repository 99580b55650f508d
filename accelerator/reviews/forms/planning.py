"""What a manager asks for where applications are given out at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit import days
from accelerator.kit.days import DayField
from accelerator.programmes.models import Call
from accelerator.reviews.affinities import MOST, Weights
from accelerator.reviews.explaining import PARTS
from accelerator.reviews.forms.assigning import DAY, Reviewers
from accelerator.reviews.planning import Wish

_MOST_BY_HAND = 500  # pairs


class PlanForm(forms.Form):
    """Who reads what, at best. Field names but the first are the same in the API."""

    per_item = forms.IntegerField(label=_("Reviews per application"), min_value=1, max_value=10)
    most = forms.IntegerField(
        label=_("At most, each"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Applications of the call, those they have counted. Empty: as even as can be."),
    )
    due_on = DayField(label=_("Due on"), required=False, widget=DAY)
    fairness = forms.ChoiceField(
        label=_("What is best"),
        required=False,
        choices=[("sum", _("The best fit in all")), ("floor", _("Nobody badly served, then the best fit"))],
    )
    partly = forms.BooleanField(label=_("Where too few may read it, give it to as many as may"), required=False)
    seed = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)

    def __init__(self, data: Any = None, *, call: Call, initial: Any = None) -> None:
        """Of what `data` does not speak counts as usual."""
        usual = {f"weight_{name}": str(weight) for name, weight in Weights().items()}
        if data is not None:
            data = data.copy()
            for name, weight in usual.items():
                data.setdefault(name, weight)
            if data.get("preview") == "partly":
                data["partly"] = "on"
        super().__init__(data, initial=initial)
        self.call = call
        self.fields["reviewers"] = Reviewers(call)
        for name, label in PARTS.items():
            asked = forms.IntegerField(label=label, min_value=0, max_value=MOST, initial=usual[f"weight_{name}"])
            self.fields[f"weight_{name}"] = asked
        self.order_fields(["reviewers", "per_item", "most", "due_on", "fairness", "partly"])

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if said := days.passed(day, self.call.zone):
            raise forms.ValidationError(said)
        return day

    def weights(self) -> Iterator[forms.BoundField]:
        """The fields that say what counts."""
        return (self[f"weight_{name}"] for name in PARTS)

    def wish(self, kept: Iterable[str] = (), never: Iterable[str] = ()) -> Wish:
        """Once it is valid; pairs by hand are "NUMBER:code"."""
        clean = self.cleaned_data
        weights = {name: clean[f"weight_{name}"] for name in PARTS}
        return Wish(
            reviewers=list(clean["reviewers"]),
            per_item=clean["per_item"],
            most=clean["most"] or 0,
            weights=Weights(**weights),
            fairness=clean["fairness"] or "sum",
            partly=clean["partly"],
            kept=pairs(kept),
            never=pairs(never),
            seed=clean["seed"] or 0,
            due_on=clean["due_on"],
        )


def pairs(written: Iterable[str]) -> frozenset[tuple[str, str]]:
    """What is not one is left out."""
    split = (one.partition(":") for one in list(written)[:_MOST_BY_HAND])
    return frozenset((number, code) for number, _colon, code in split if number and code)
