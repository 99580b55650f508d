"""What people type about their startup and about who belongs to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accelerator.kit import clock
from accelerator.kit.lines import Lines
from accelerator.startups.models import Member, Startup
from accelerator.startups.operations import PROFILE

MOST_TAGS = 20


class Tags(forms.CharField):
    """Words between commas, as a list; each once."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = [" ".join(word.split()) for word in (super().to_python(value) or "").split(",")]
        return list(dict.fromkeys(word for word in words if word))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MOST_TAGS or any(len(word) > 60 for word in value):
            raise forms.ValidationError(_now("At most 20 tags of 60 characters each."))


class Profile(forms.ModelForm[Startup]):
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    tags = Tags(label=_("Tags"), required=False, help_text=_("Between commas, such as logistics, computer vision."))

    class Meta:
        model = Startup
        fields = PROFILE
        labels = {
            "name": _("Name"),
            "one_liner": _("In one line"),
            "description": _("What you do"),
            "country": _("Country"),
            "location": _("Place"),
            "sector": _("Sector"),
            "founded_on": _("Founded on"),
            "team_size": _("People"),
        }
        help_texts = {
            "one_liner": _("Who it is for and what it does for them."),
            "location": _("Town, or several between semicolons."),
            "founded_on": _("The day of registration, or when you began."),
            "team_size": _("Everybody who works in it, founders included."),
        }
        widgets = {
            "description": Lines(attrs={"rows": 7, "maxlength": 6000}),
            "founded_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).strip()

    def clean_one_liner(self) -> str:
        return " ".join(str(self.cleaned_data["one_liner"]).split())

    def clean_description(self) -> str:
        text = str(self.cleaned_data["description"])
        if len(text) > 6000:
            raise forms.ValidationError(_now("Shorten this to 6,000 characters."))
        return text

    def clean_founded_on(self) -> Any:
        day = self.cleaned_data["founded_on"]
        if day and day > clock.today("UTC"):
            raise forms.ValidationError(_now("This day is still to come."))
        return day

    def clean_team_size(self) -> Any:
        return self.cleaned_data["team_size"] or None

    def given(self) -> dict[str, Any]:
        """What was typed, by fields of the profile. The instance is not to be saved: the operation does that."""
        return {field: self.cleaned_data[field] for field in PROFILE}


class NewStartup(Profile):
    """The few facts that a startup begins with."""

    class Meta(Profile.Meta):
        fields = ("name", "one_liner", "website", "country")  # type: ignore[assignment]  # fewer than the profile's

    tags = None  # type: ignore[assignment]  # Django's way of leaving a declared field out

    def given(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


class Invite(forms.Form):
    email = forms.EmailField(label=_("Email"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Member.Role.choices,
        initial=Member.Role.MEMBER,
        help_text=_("Owners invite and answer offers, members write and submit, viewers read."),
    )


class Find(forms.Form):
    """The search of the list; what cannot be read is left out."""

    q = forms.CharField(required=False, max_length=100)

    def text(self) -> str:
        self.is_valid()
        return " ".join(str(self.cleaned_data.get("q", "")).split())
