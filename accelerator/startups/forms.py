"""What people type about their startup and about who belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accelerator.kit import days
from accelerator.kit.lines import Lines
from accelerator.kit.zones import ZoneField
from accelerator.startups import registration
from accelerator.startups.models import Link, Location, Member, Startup
from accelerator.startups.operations import MOST_LINKS, MOST_LOCATIONS, PROFILE

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
    zone = ZoneField(
        label=_("Time zone"),
        required=False,
        empty_label=_("As in the cohort"),
        help_text=_("Where your days end: milestones are due and reminders come by this clock."),
    )

    class Meta:
        model = Startup
        fields = PROFILE
        labels = {
            "name": _("Name"),
            "one_liner": _("In one line"),
            "description": _("What you do"),
            "country": _("Country"),
            "location": _("Main place"),
            "stage": _("Stage"),
            "registration_country": _("Registered in"),
            "registration_number": _("Registration number"),
            "sector": _("Sector"),
            "founded_on": _("Founded on"),
            "team_size": _("People"),
        }
        help_texts = {
            "one_liner": _("Who it is for and what it does for them."),
            "location": _("The town you mostly work in."),
            "registration_number": _("In Singapore the UEN, such as 202012345K. Nobody is asked for it twice."),
            "founded_on": _("The day of registration, or when you began."),
            "team_size": _("Everybody who works in it, founders included."),
        }
        widgets = {
            "description": Lines(attrs={"rows": 7, "maxlength": 6000}),
            "founded_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "stage" in self.fields:
            self.fields["stage"].choices = [("", _("Choose a stage")), *Startup.Stage.choices]  # type: ignore[attr-defined]  # a ChoiceField

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
        if day and day > days.newest():
            raise forms.ValidationError(_now("This day is still to come."))
        return day

    def clean_team_size(self) -> Any:
        return self.cleaned_data["team_size"] or None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        country = str(given.get("registration_country") or "")
        number = registration.kept(given.get("registration_number", ""), country)
        if number and not country and "registration_country" not in self.errors:
            self.add_error("registration_country", _now("Choose the country whose register gave this number."))
        elif fault := registration.fault(number, country, year=days.newest().year):
            self.add_error("registration_number", fault)
        return given

    def given(self) -> dict[str, Any]:
        """What was typed, by fields of the profile. The instance is not to be saved: the operation does that."""
        return {field: self.cleaned_data[field] for field in PROFILE}


class NewStartup(Profile):
    """The few facts that a startup begins with."""

    class Meta(Profile.Meta):
        fields = ("name", "one_liner", "website", "country")  # type: ignore[assignment]  # fewer than the profile's

    tags = zone = None  # type: ignore[assignment]  # Django's way of leaving a declared field out

    def given(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in self.Meta.fields}


class LinkRow(forms.Form):
    """One address; an empty one is no link."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Link.Kind.choices, initial=Link.Kind.PRODUCT)
    url = forms.URLField(label=_("Address"), max_length=300, required=False, assume_scheme="https")

    def given(self) -> tuple[str, str] | None:
        url = self.cleaned_data.get("url")
        return (self.cleaned_data["kind"], url) if url else None


class LocationRow(forms.ModelForm[Location]):
    """One further place; without a country it is none."""

    class Meta:
        model = Location
        fields = ("place", "country")
        labels = {"place": _("Place"), "country": _("Country")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("place") and not given.get("country") and "country" not in self.errors:
            self.add_error("country", _now("Choose the country of this place."))
        return given

    def given(self) -> tuple[str, str] | None:
        country = str(self.cleaned_data.get("country") or "")
        return (" ".join(self.cleaned_data["place"].split()), country) if country else None


class Rows(forms.BaseFormSet[Any]):
    """Rows of a profile below each other, some empty ones last."""

    def given(self) -> list[tuple[str, str]]:
        return [row for form in self.forms if (row := form.given())]


class Addresses(Rows):
    def clean(self) -> None:
        there = set[str]()
        for form in self.forms:
            url = form.cleaned_data.get("url") or ""
            if url and url in there:
                form.add_error("url", _now("This address stands above already. Name it once."))
            there.add(url)


LinkRows: Any = forms.formset_factory(
    LinkRow, formset=Addresses, extra=2, max_num=MOST_LINKS, absolute_max=MOST_LINKS, validate_max=True
)
LocationRows: Any = forms.formset_factory(
    LocationRow, formset=Rows, extra=1, max_num=MOST_LOCATIONS, absolute_max=MOST_LOCATIONS, validate_max=True
)


class Described:
    """A whole profile as a page asks for it: the form, the links, the further places."""

    def __init__(self, data: Any, startup: Startup) -> None:
        self.profile = Profile(data, instance=startup)
        links = [{"kind": one.kind, "url": one.url} for one in startup.links.order_by("id")]
        places = [{"place": one.place, "country": one.country} for one in startup.locations.order_by("id")]
        self.links = LinkRows(data, initial=links, prefix="links")
        self.locations = LocationRows(data, initial=places, prefix="locations")

    def is_valid(self) -> bool:
        return all([self.profile.is_valid(), self.links.is_valid(), self.locations.is_valid()])

    def given(self) -> dict[str, Any]:
        return self.profile.given() | {"links": self.links.given(), "locations": self.locations.given()}


class Invite(forms.Form):
    email = forms.EmailField(label=_("Email"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Member.Role.choices,
        initial=Member.Role.MEMBER,
        help_text=_("Owners invite and answer offers, members write and submit, viewers read."),
    )


class Merge(forms.Form):
    """Which of two records stays, and why they are one startup."""

    stays = forms.ChoiceField(label=_("Which record stays?"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("Why they are one startup"),
        max_length=500,
        widget=Lines(attrs={"rows": 3, "maxlength": 500}),
        help_text=_("The owners of both read it."),
    )

    def __init__(self, data: Any, *, names: Sequence[tuple[str, str]]) -> None:
        """`names` are (slug, what it is called here) of both."""
        super().__init__(data)
        self.fields["stays"].choices = names  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["stays"].initial = names[0][0]


class TellApart(forms.Form):
    why = forms.CharField(
        label=_("How you know that they are two"),
        max_length=500,
        widget=Lines(attrs={"rows": 3, "maxlength": 500}),
        error_messages={"required": _("Say how you know that they are two startups.")},
    )


class Find(forms.Form):
    """The search of the list; what cannot be read is left out."""

    q = forms.CharField(required=False, max_length=100)

    def text(self) -> str:
        self.is_valid()
        return " ".join(str(self.cleaned_data.get("q", "")).split())
