"""What people type about the onboarding checklist and the texts of a cohort."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from cohorts.roster.forms.cohorts import DAY
from cohorts.roster.models import Agreement, Cohort, OnboardingItem
from cohorts.roster.operations import ItemGiven
from cohorts.roster.operations.agreeing import MOST


class ItemForm(forms.Form):
    """A line of the checklist."""

    kind = forms.ChoiceField(label=_("What it asks for"), choices=OnboardingItem.Kind.choices)
    title = forms.CharField(label=_("In words"), max_length=200)
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=Lines(attrs={"rows": 2}))
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Text to accept"),
        required=False,
        to_field_name="code",
        empty_label=_("None"),
        help_text=_("For an agreement or the code of conduct."),
    )
    due_days = forms.IntegerField(label=_("Due, days after joining"), required=False, min_value=0, max_value=365)
    due_on = DayField(label=_("Or on this day"), required=False, widget=DAY)

    def __init__(self, *args: Any, cohort: Cohort, item: OnboardingItem | None = None, **kwargs: Any) -> None:
        if item is not None:
            kwargs["initial"] = {name: getattr(item, name) for name in ("kind", "title", "note", "due_days", "due_on")}
            kwargs["initial"]["agreement"] = item.agreement.code if item.agreement else None
        super().__init__(*args, **kwargs)
        texts = Agreement.objects.live().filter(cohort=cohort).order_by("title")
        self.fields["agreement"].queryset = texts  # type: ignore[attr-defined]  # a ModelChoiceField

    def given(self) -> ItemGiven:
        return ItemGiven(**self.cleaned_data)


class PaymentForm(forms.Form):
    """Bank and billing ids; who sees them is said beside the form."""

    account_name = forms.CharField(label=_("Account holder"), max_length=200, required=False)
    account_number = forms.CharField(label=_("Account number or IBAN"), max_length=60, required=False)
    bank_code = forms.CharField(label=_("Bank code or SWIFT/BIC"), max_length=40, required=False)
    billing_id = forms.CharField(
        label=_("Billing id"), max_length=200, required=False, help_text=_("Of your account at a cloud provider, for credits.")
    )


class AgreementForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        max_length=MOST,
        widget=Lines(attrs={"rows": 14}),
        help_text=_("Paragraphs apart by an empty line; **strong**, *emphasis*, lists and links."),
    )


class RewordForm(forms.Form):
    text = forms.CharField(label=_("Text"), max_length=MOST, widget=Lines(attrs={"rows": 18}))
    anew = forms.BooleanField(
        label=_("Everybody accepts it anew"),
        required=False,
        help_text=_("Startups that accepted earlier words have it to do once more, and are told."),
    )


class AcceptForm(forms.Form):
    """`sha256` says which text its reader had in front of them."""

    name = forms.CharField(label=_("Your full name"), max_length=200, help_text=_("It stands for your signature."))
    version = forms.CharField(widget=forms.HiddenInput)
    sha256 = forms.CharField(widget=forms.HiddenInput)
    enrolment = forms.CharField(widget=forms.HiddenInput)
