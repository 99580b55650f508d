"""The rules of a review stage, and who goes on from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from accelerator.programmes import queries as programmes
from accelerator.programmes.models import Call, ReviewStage
from accelerator.reviews.models import Ruling
from accelerator.reviews.operations import staging

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StageForm(forms.ModelForm[ReviewStage]):
    own_from = DayField(label=_("Scoring begins on"), required=False, widget=_DAY)
    own_due_on = DayField(label=_("Reviews are due on"), required=False, widget=_DAY)
    least = forms.IntegerField(label=_("Reviews without which nothing should be decided"), min_value=1, max_value=10, initial=1)
    own_wanted = forms.IntegerField(label=_("Reviews each application should get"), required=False, min_value=1, max_value=10)
    reasons = forms.CharField(
        label=_("Reasons to go no further, one a line"),
        required=False,
        max_length=staging.MOST_REASONS * (staging.LONGEST_REASON + 2),
        widget=Lines(attrs={"rows": 4}),
    )

    class Meta:
        model = ReviewStage
        fields = (
            "kind",
            "name",
            "own_rubric",
            "hides",
            "shows",
            "least",
            "own_wanted",
            "own_from",
            "own_due_on",
            "ends",
            "reasons",
        )
        labels = {
            "kind": _("Kind"),
            "name": _("Name"),
            "own_rubric": _("Rubric"),
            "hides": _("Hidden from reviewers"),
            "shows": _("Scores of others are shown"),
            "ends": _("Take no scores after that day"),
        }
        help_texts = {
            "name": _("Where it is not called by its kind."),
            "ends": "",
            "hides": _("People: names, addresses and numbers of people. Startup and people: also its name, links and files."),
            "shows": "",
        }

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rubric: Any = self.fields["own_rubric"]
        rubric.queryset, rubric.empty_label = programmes.rubrics(call.programme), _("As the call")
        rubric.to_field_name = "code"
        self.initial["reasons"] = "\n".join(self.instance.reasons)
        self.initial["own_rubric"] = self.instance.own_rubric.code if self.instance.own_rubric else ""
        for name in ("own_wanted", "own_from", "own_due_on"):
            self.fields[name].help_text = _("Left empty: as the call.")

    def _post_clean(self) -> None:
        """The operation looks at what belongs together, and names the field."""

    def clean_reasons(self) -> list[str]:
        return str(self.cleaned_data["reasons"]).splitlines()


class RulingForm(forms.Form):
    """Who goes on, or why they do not."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Ruling.Outcome.choices, widget=forms.RadioSelect)
    reasons = forms.MultipleChoiceField(label=_("Reasons"), required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, stage: ReviewStage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons: Any = self.fields["reasons"]
        reasons.choices = [(one, one) for one in stage.reasons]
        if not stage.reasons:
            del self.fields["reasons"]
