"""What managers fill in to decide, release and extend."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.decisions.models import Decision
from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from accelerator.programmes.models import Call

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DecisionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Decision.Outcome.choices, widget=forms.RadioSelect)
    feedback = forms.CharField(
        label=_("Feedback"),
        required=False,
        max_length=5000,
        widget=Lines(attrs={"rows": 8}),
        help_text=_("Goes into the letter after the decision. Name no reviewers and no scores."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class _ReplyBy(forms.Form):
    """The last day to reply, in the call's zone."""

    reply_on = DayField(label=_("Offers can be answered until the end of"), widget=_DAY)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call

    @property
    def reply_by(self) -> datetime:
        day: date = self.cleaned_data["reply_on"]
        return datetime.combine(day, time(23, 59), tzinfo=self.call.zone)


class ReleaseForm(_ReplyBy):
    """`accept`, `waitlist` and `decline` are the counts that stood on the page."""

    partial = forms.BooleanField(label=_("Release without the undecided ones"), required=False)
    accept = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    waitlist = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    decline = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def seen(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in Decision.Outcome.values}


class ExtendForm(_ReplyBy):
    pass
