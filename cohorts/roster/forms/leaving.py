"""What people type when a startup pauses or graduates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from cohorts.roster import criteria
from cohorts.roster.forms.cohorts import DAY
from cohorts.roster.models import Cohort


class PauseForm(forms.Form):
    from_on = DayField(label=_("From"), widget=DAY)
    until_on = DayField(label=_("Until"), widget=DAY, help_text=_("The last day of the pause."))
    reason = forms.CharField(label=_("Reason"), max_length=500, help_text=_("The founders read it."))


class GraduateForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it graduates all the same"),
        max_length=500,
        required=False,
        widget=Lines(attrs={"rows": 3}),
        help_text=_("Needed where something is not met. Stays in the record."),
    )


class CriteriaForm(forms.Form):
    """A percentage for each thing that can be asked; empty where it is not."""

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = dict(cohort.criteria.values_list("kind", "least"))
        for name, source in criteria.sources().items():
            self.fields[name] = forms.IntegerField(
                label=str(source.label), required=False, min_value=1, max_value=100, initial=asked.get(name)
            )

    def given(self) -> dict[str, int]:
        return {name: value for name, value in self.cleaned_data.items() if value is not None}
