"""What people type about programmes and their staff."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.zones import ZoneField
from accelerator.programmes.models import Programme, Staff


class ProgrammeForm(forms.ModelForm[Programme]):
    zone = ZoneField(label=_("Time zone"), help_text=_("New calls are on this clock."))

    class Meta:
        model = Programme
        fields = ("name", "summary", "zone")
        labels = {"name": _("Name"), "summary": _("In one line")}


class ProgrammeSettings(ProgrammeForm):
    """Left out, the minutes stay as they are."""

    recall_minutes = forms.IntegerField(
        label=_("Minutes to recall a release"),
        min_value=0,
        max_value=24 * 60,
        required=False,
        help_text=_("Letters and offers are held back so long after decisions are released; 0 tells founders at once."),
    )

    class Meta(ProgrammeForm.Meta):
        fields = ("name", "summary", "zone", "recall_minutes")  # type: ignore[assignment]  # one more than before


class Invite(forms.Form):
    email = forms.EmailField(label=_("Email"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Staff.Role.choices,
        initial=Staff.Role.REVIEWER,
        help_text=_("Managers run calls and decide; reviewers score what is assigned to them."),
    )
