"""What officers type about pools and grants."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.kit import clock
from accelerator.kit.days import DayField
from accelerator.kit.lines import Lines
from cohorts.credits.models import Pool, Provider
from cohorts.roster.models import Enrolment

_FAR = timedelta(days=20 * 366)
_DATE = forms.DateInput(attrs={"type": "date"})


class AmountField(forms.DecimalField):
    """An exact amount; commas between thousands are read over."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=38, decimal_places=18, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for an IntegerField's
        return super().to_python(value.replace(",", "").replace(" ", "") if isinstance(value, str) else value)


class CurrencyField(forms.CharField):
    """Three letters; typed small they are meant all the same."""

    def __init__(self, **kwargs: Any) -> None:
        sentence = _("A currency is three letters, as in SGD.")
        super().__init__(max_length=3, validators=[RegexValidator(r"[A-Z]{3}\Z", sentence)], **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).upper()


class PoolForm(forms.Form):
    provider = forms.ModelChoiceField(
        Provider.objects.order_by("name"), required=False, label=_("Provider"), empty_label=_("A new provider")
    )
    new_provider = forms.CharField(max_length=200, required=False, label=_("Name of a new provider"))
    name = forms.CharField(max_length=200, label=_("Name of the pool"))
    currency = CurrencyField(initial="SGD", label=_("Currency"), help_text=_("Three letters, as in SGD."))
    amount = AmountField(label=_("First funds"))
    document = forms.CharField(
        max_length=300, label=_("Document"), help_text=_("The letter or contract that promises the funds.")
    )
    starts_on = DayField(label=_("Valid from"), widget=_DATE)
    expires_on = DayField(label=_("Expires on"), widget=_DATE, help_text=_("The last day credits can be used."))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        named = cleaned.get("new_provider")
        if not cleaned.get("provider") and not named:
            self.add_error("provider", _("Choose a provider, or name a new one."))
        elif cleaned.get("provider") and named:
            self.add_error("new_provider", _("A provider is chosen already. Clear this name, or choose “A new provider”."))
        elif Provider.objects.filter(name__iexact=named).exists():
            self.add_error("new_provider", _("There is a provider of this name already. Choose it in the list."))
        return cleaned

    def clean_starts_on(self) -> date:
        return _near(self.cleaned_data["starts_on"])

    def clean_expires_on(self) -> date:
        day = _near(self.cleaned_data["expires_on"])
        if day < clock.today("UTC"):
            raise forms.ValidationError(_("This day is over: nothing could be granted from the pool. Check the year."))
        return day


def _near(day: date) -> date:
    if abs(day - clock.today("UTC")) > _FAR:
        raise forms.ValidationError(_("This is more than twenty years away. Check the year."))
    return day


class GrantForm(forms.Form):
    pool = forms.ModelChoiceField(Pool.objects.none(), label=_("Pool"), empty_label=_("Choose a pool"))
    enrolment = forms.ModelChoiceField(Enrolment.objects.none(), label=_("Startup"), empty_label=_("Choose a startup"))
    amount = AmountField(label=_("Amount"))
    purpose = forms.CharField(max_length=300, label=_("Purpose"), help_text=_("Approvers and the startup read this."))

    def __init__(self, *args: Any, pools: QuerySet[Pool], enrolments: QuerySet[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pool"].queryset = pools  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["enrolment"].queryset = enrolments  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300, label=_("Reason"), widget=Lines(attrs={"rows": 2}))


class UseForm(forms.Form):
    amount = AmountField(label=_("Amount used"))
    period = DayField(label=_("Last day of the period"), widget=_DATE)
    key = forms.CharField(
        max_length=80, label=_("Reference"), help_text=_("Invoice or report number. The same reference counts once.")
    )
