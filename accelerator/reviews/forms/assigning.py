"""How applications are given to reviewers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.days import DayField
from accelerator.programmes.models import Call
from accelerator.reviews import queries

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _Reviewers(forms.ModelMultipleChoiceField[Any]):
    """The call's reviewers by code."""

    def __init__(self, call: Call, **kwargs: Any) -> None:
        super().__init__(
            queries.reviewers_of(call),
            to_field_name="code",
            widget=forms.CheckboxSelectMultiple,
            label=_("Reviewers"),
            error_messages={"required": _("Choose at least one reviewer.")},
            **kwargs,
        )


class EvenForm(forms.Form):
    """Spread what lacks reviewers over the chosen ones."""

    per_item = forms.IntegerField(label=_("Reviews per application"), min_value=1, max_value=10)
    due_on = DayField(label=_("Due on"), required=False, widget=_DAY)
    seed = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"] = _Reviewers(call)
        self.order_fields(["reviewers", "per_item", "due_on", "seed"])

    @property
    def wanted(self) -> dict[str, Any]:
        """What queries.plan() and operations.assign_evenly() take of it."""
        clean = self.cleaned_data
        return {"reviewers": list(clean["reviewers"]), "per_item": clean["per_item"], "seed": clean["seed"] or 0}


class HandForm(forms.Form):
    """Give one application to chosen reviewers."""

    due_on = DayField(label=_("Due on"), required=False, widget=_DAY)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"] = _Reviewers(call)
        self.order_fields(["reviewers", "due_on"])


class ArrangementForm(forms.Form):
    """What reviewers of a call may do beyond reading what they are given."""

    bids_from = DayField(label=_("First day of bidding"), required=False, widget=_DAY)
    bids_until = DayField(label=_("Last day of bidding"), required=False, widget=_DAY)
    hands_on_after = forms.IntegerField(
        label=_("Hand on after"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("Days past the due day. Only what is not begun. Empty for never."),
    )
    hands_on_alone = forms.BooleanField(label=_("Without asking a manager"), required=False)
    takes_more = forms.BooleanField(label=_("Reviewers may take another application themselves"), required=False)
