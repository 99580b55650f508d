"""Access codes: made by managers, typed by who has one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.programmes.forms.calls import WallTime, instant
from accelerator.programmes.models import Call


class ChangeAccessCode(forms.Form):
    note = forms.CharField(label=_("Whom it is for"), max_length=200, help_text=_("Only staff read this."))
    max_uses = forms.IntegerField(label=_("How many people may use it"), min_value=1, max_value=10_000, initial=1)


class NewAccessCode(ChangeAccessCode):
    closes_at = WallTime(label=_("A deadline of its own"), required=False)

    def __init__(self, data: Any, *, call: Call) -> None:
        super().__init__(data)
        self.zone = call.zone
        hint = _("On the call's own clock, %(zone)s. Without one, the call's.") % {"zone": call.zone}
        early = _("Since the call is not listed, it may come before the call closes: who uses the code has until then.")
        self.fields["closes_at"].help_text = hint if call.listed else f"{hint} {early}"

    def clean_closes_at(self) -> Any:
        wall = self.cleaned_data["closes_at"]
        return instant(wall, self.zone) if wall else None


class Listed(forms.ModelForm[Call]):
    class Meta:
        model = Call
        fields = ("listed",)
        labels = {"listed": _("Shown in the lists of calls")}
        help_texts = {"listed": _("A call that is not listed opens to its staff and to who used an access code for it.")}


class UseCode(forms.Form):
    code = forms.CharField(label=_("Access code"), max_length=40, help_text=_("Ten letters and digits, from the programme."))
