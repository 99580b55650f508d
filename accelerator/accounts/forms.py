"""What people type about themselves, about others, and about the house."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings as house_settings
from django.http import HttpRequest
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accelerator.accounts import operations, pictures, queries, roles, scopes
from accelerator.accounts.models import ApiToken, OperatorSettings, Organisation, Person
from accelerator.kit import zones
from accelerator.kit.addresses import reverse
from accelerator.kit.lines import Lines

ACCENTS = (
    ("harbour", _("Harbour")),
    ("sea", _("Sea")),
    ("indigo", _("Indigo")),
    ("plum", _("Plum")),
    ("moss", _("Moss")),
    ("slate", _("Slate")),
)
LIFETIMES = (("30", _("30 days")), ("90", _("90 days")), ("365", _("1 year")))


def _consent() -> str:
    sentence = gettext('I accept the <a href="{terms}">terms</a> and the <a href="{privacy}">privacy notice</a>')
    return format_html(sentence, terms=reverse("terms"), privacy=reverse("privacy"))


class AboutYou(forms.Form):
    """What sign-up asks besides e-mail and password. allauth mixes it into its forms, for password and provider alike."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    accepted = forms.BooleanField(label=lazy(_consent, str)(), error_messages={"required": _("Accept both to go on.")})
    zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-zone-guess": ""}))

    field_order = ["name", "email", "password1", "accepted", "zone"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_zone(self) -> str:
        """The browser's guess, if there is such a zone; else the house's."""
        guess = self.cleaned_data["zone"]
        return zones.known(guess) or str(queries.settings().zone)

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Called by allauth once the person is saved."""
        operations.introduce(
            user,
            name=self.cleaned_data["name"],
            zone=self.cleaned_data["zone"],
            language=request.LANGUAGE_CODE,
        )


class Profile(forms.ModelForm[Person]):
    zone = zones.ZoneField(label=_("Time zone"), help_text=_("Deadlines and mail follow this clock."))

    class Meta:
        model = Person
        fields = ["name", "language", "zone"]
        labels = {"name": _("Name"), "language": _("Language")}
        help_texts = {"name": _("As you write it yourself.")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(choices=house_settings.LANGUAGES, label=_("Language"))
        if len(house_settings.LANGUAGES) == 1:
            del self.fields["language"]


class Accept(forms.Form):
    accepted = forms.BooleanField(label=lazy(_consent, str)(), error_messages={"required": _("Accept both to go on.")})


class Token(forms.ModelForm[ApiToken]):
    lasts = forms.ChoiceField(label=_("Works for"), choices=LIFETIMES, initial="90")
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=[(one, one) for one in scopes.ALL],
        initial=scopes.READS,
        error_messages={"required": _("Choose at least one thing it may do.")},
    )

    class Meta:
        model = ApiToken
        fields = ["name"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("What will use it, so that you know it again.")}

    field_order = ["name", "lasts", "scopes"]

    def nouns(self) -> list[tuple[str | Promise, str, str, bool, bool]]:
        """For each noun its words, its two scopes, and whether they are chosen."""
        chosen = self["scopes"].value() or []
        return [
            (words, f"{noun}:read", f"{noun}:write", f"{noun}:read" in chosen, f"{noun}:write" in chosen)
            for noun, words in scopes.NOUNS.items()
        ]


class Place(forms.Form):
    """A role at the operator or at a partner."""

    place = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"] = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *queries.places()])

    def chosen(self) -> tuple[Organisation, str]:
        """The organisation and the name of the role."""
        slug, _colon, role = self.cleaned_data["place"].partition(":")
        return Organisation.objects.get(slug=slug), role


class Invite(Place):
    email = forms.EmailField(label=_("Email"), max_length=254)
    field_order = ["email", "place"]


class Partner(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)


class Suspend(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Kept in the history. The person is told that they are suspended, not why."),
    )


class People(forms.Form):
    """The filters of the People screen; what cannot be read is left out."""

    q = forms.CharField(required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), ("active", _("Active")), ("suspended", _("Suspended"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(role.name, role.label) for role in roles.ALL.values()]
        self.fields["role"] = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any role")), *words])

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "role", "state")}


class Settings(forms.ModelForm[OperatorSettings]):
    picture = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 512 kB. Shown 28 pixels high."),
        widget=forms.ClearableFileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
    )
    no_logo = forms.BooleanField(label=_("Show the Slipway mark instead of a logo"), required=False)
    accent = forms.ChoiceField(label=_("Accent"), choices=ACCENTS, widget=forms.RadioSelect)
    zone = zones.ZoneField(
        label=_("Time zone"), help_text=_("Public pages and people without a zone of their own follow this clock.")
    )

    class Meta:
        model = OperatorSettings
        fields = (
            "name", "tagline", "introduction", "accent", "from_address", "zone", "quiet_from", "quiet_until", "staff_submit",
            "terms", "terms_version", "privacy", "privacy_version",
        )  # fmt: skip
        labels = {
            "name": _("Name"),
            "tagline": _("Tagline"),
            "introduction": _("Introduction"),
            "from_address": _("From address"),
            "quiet_from": _("Quiet from"),
            "quiet_until": _("Quiet until"),
            "staff_submit": _("Staff may submit what they entered for a founder"),
            "terms": _("Terms"),
            "terms_version": _("Version of the terms"),
            "privacy": _("Privacy notice"),
            "privacy_version": _("Version of the privacy notice"),
        }
        help_texts = {
            "name": _("As it stands on public pages and in mail."),
            "tagline": _("One line on the public home page."),
            "introduction": _("A paragraph or two on the public home page."),
            "from_address": _("Mail comes from here. Empty: the address of the installation."),
            "quiet_from": _("Mail that can wait is not sent in these hours of the reader's day."),
            "staff_submit": _("Without the declarations, which are the founder's own. The trail and the receipt say so."),
            "terms_version": _("A new version is put before everybody at their next visit."),
        }
        widgets = {
            "introduction": Lines(attrs={"rows": 5, "maxlength": 1200}),
            "terms": Lines(attrs={"rows": 14}),
            "privacy": Lines(attrs={"rows": 14}),
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean_picture(self) -> Any:
        """The bytes decide what a picture is, not its name or what the browser calls it."""
        given = self.cleaned_data["picture"]
        if not given:
            return None
        if given.size > pictures.MOST_BYTES:
            raise forms.ValidationError(_("This picture is larger than 512 kB."))
        content = given.read()
        if pictures.kind_of(content) is None:
            raise forms.ValidationError(_("This is not a whole PNG, JPEG or WebP picture."))
        return content
