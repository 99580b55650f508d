"""How applications are given to reviewers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.days import DayField
from accelerator.programmes.models import Call
from accelerator.reviews import queries

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Reviewers(forms.ModelMultipleChoiceField[Any]):
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


class HandForm(forms.Form):
    """Give one application to chosen reviewers."""

    due_on = DayField(label=_("Due on"), required=False, widget=DAY)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewers"] = Reviewers(call)
        self.order_fields(["reviewers", "due_on"])


class ArrangementForm(forms.Form):
    """What reviewers of a call may do beyond reading what they are given."""

    bids_from = DayField(label=_("First day of bidding"), required=False, widget=DAY)
    bids_until = DayField(label=_("Last day of bidding"), required=False, widget=DAY)
    hands_on_after = forms.IntegerField(
        label=_("Hand on after"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("Days past the due day. Only what is not begun. Empty for never."),
    )
    hands_on_alone = forms.BooleanField(label=_("Without asking a manager"), required=False)
    takes_more = forms.BooleanField(label=_("Reviewers may take another application themselves"), required=False)
