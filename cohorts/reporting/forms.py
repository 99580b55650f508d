"""What managers type about flags."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit import clock
from accelerator.kit.days import DayField
from cohorts.reporting import risk, sentences
from cohorts.reporting.models import RiskRule
from cohorts.reporting.risk import Reason, Rule
from cohorts.roster.models import Cohort


def _day() -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=_("Until and with"), widget=widget, help_text=_("In the cohort's zone, within a year."))


class RulesForm(forms.Form):
    """Every rule: whether it is on, from which number, and how severe it is."""

    def __init__(self, *args: Any, rules: list[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in rules:
            self.fields[f"{one.kind}_is_on"] = forms.BooleanField(
                label=sentences.asks(one.kind), required=False, initial=one.is_on
            )
            self.fields[one.kind] = forms.IntegerField(
                label=_("Number"), min_value=risk.least(one.kind), max_value=risk.MOST, initial=one.threshold
            )
            self.fields[f"{one.kind}_severity"] = forms.ChoiceField(
                label=_("Then it is"), choices=RiskRule.Severity.choices, initial=one.severity
            )

    def lines(self) -> list[dict[str, Any]]:
        """The three fields of each rule side by side."""
        return [
            {"kind": kind, "is_on": self[f"{kind}_is_on"], "threshold": self[kind], "severity": self[f"{kind}_severity"]}
            for kind in risk.KINDS
        ]

    def given(self) -> list[Rule]:
        said = self.cleaned_data
        return [Rule(kind, said[kind], said[f"{kind}_is_on"], said[f"{kind}_severity"]) for kind in risk.KINDS]


class FlagForm(forms.Form):
    reason = forms.CharField(label=_("Why somebody should look"), max_length=200)
    severity = forms.ChoiceField(label=_("It is"), choices=RiskRule.Severity.choices)
    until_on = _day()


class MuteForm(forms.Form):
    """Which of the flags that stand, and until when."""

    kind = forms.ChoiceField(label=_("Flag"), required=False)
    reason = forms.CharField(label=_("Why it is known"), max_length=200)
    until_on = _day()

    def __init__(self, *args: Any, heard: tuple[Reason, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = dict.fromkeys(one.kind for one in heard)
        offered = kinds if heard else dict.fromkeys((risk.BY_HAND, *risk.KINDS))
        choices = [("", sentences.kind_word("")), *((kind, sentences.kind_word(kind)) for kind in offered)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


def flag_form(cohort: Cohort, given: Any = None) -> FlagForm:
    """Day fields offer nothing before today."""
    form = FlagForm(given, auto_id="flag_%s")
    form.fields["until_on"].widget.attrs["min"] = clock.today(cohort.zone).isoformat()
    return form


def mute_form(cohort: Cohort, given: Any = None, *, heard: tuple[Reason, ...] = ()) -> MuteForm:
    form = MuteForm(given, auto_id="mute_%s", heard=heard)
    form.fields["until_on"].widget.attrs["min"] = clock.today(cohort.zone).isoformat()
    return form
