"""What reviewers fill in about themselves, and managers about them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accelerator.kit import languages
from accelerator.kit.days import DayField
from accelerator.reviews import reviewers
from accelerator.reviews.models import Profile
from accelerator.startups.models import CHOOSE

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
USUAL = ("en", "zh-hans", "ms", "ta", "id", "th", "vi", "hi", "bn", "ja", "ko", "ar", "fr", "de", "es", "pt")
LEVELS = [(1, _("A little")), (2, _("Well")), (3, _("My own field"))]


class ProfileForm(forms.Form):
    """A line, country, languages and how much somebody takes on."""

    bio = forms.CharField(
        label=_("About"), max_length=300, required=False, help_text=_("One line, for who gives out applications.")
    )
    country = forms.ChoiceField(
        label=_("From"), required=False, help_text=_("To see whether scores lean towards startups from there. Founders never do.")
    )
    languages = forms.MultipleChoiceField(label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple)
    max_load = forms.IntegerField(
        label=_("At most"),
        min_value=1,
        max_value=500,
        required=False,
        help_text=_("Applications of one call. Empty for no limit."),
    )

    phone = forms.CharField(
        label=_("Phone"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("Only to see whether an application names it. Nobody is called."),
    )

    def __init__(self, sent: Any = None, *, profile: Profile) -> None:
        kept = {"bio": profile.bio, "country": str(profile.country), "languages": profile.languages, "max_load": profile.max_load}
        kept["phone"] = profile.phone
        super().__init__(sent, initial=kept)
        self.fields["country"].choices = [("", CHOOSE), *countries]  # type: ignore[attr-defined]
        offered = dict.fromkeys((*USUAL, *profile.languages))
        self.fields["languages"].choices = [(code, languages.named(code)) for code in offered]  # type: ignore[attr-defined]


class ExpertiseForm(forms.Form):
    """One field that somebody can judge."""

    tag = forms.CharField(label=_("Field"), max_length=60, required=False, widget=forms.TextInput(attrs={"list": "tags"}))
    level = forms.TypedChoiceField(label=_("How well"), choices=LEVELS, coerce=int, initial=2, required=False)


_Rows = forms.formset_factory(ExpertiseForm, extra=3, max_num=reviewers.MOST_TAGS, absolute_max=60)


class ExpertiseRows(_Rows):  # type: ignore[misc,valid-type]  # made by Django
    """The fields that stand, and some more to fill."""

    def wanted(self) -> dict[str, int]:
        """{tag: level} of the rows that are filled, the first of equal ones."""
        found: dict[str, int] = {}
        for row in self.cleaned_data:
            if row.get("tag"):
                found.setdefault(row["tag"], row["level"] or 2)
        return found


class AbsenceForm(forms.Form):
    """Days on which somebody reads nothing."""

    from_on = DayField(label=_("First day"), widget=_DAY)
    until_on = DayField(label=_("Last day"), widget=_DAY)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class TermsForm(forms.Form):
    """What reviewers promise."""

    text = forms.CharField(label=_("Terms"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}))
