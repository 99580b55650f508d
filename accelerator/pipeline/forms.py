"""What managers fill in over their list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accelerator.kit import wording
from accelerator.kit.lines import Lines
from accelerator.pipeline import wording as letters
from accelerator.pipeline.fields import Choices, Field
from accelerator.pipeline.stopped import Halfway


class FilterForm(forms.Form):
    """How one field is asked. `choices` are the values it can have, where they are known."""

    op = forms.ChoiceField(label=gettext_lazy("Show applications where it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, asked: Field, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        operator: Any = self.fields["op"]
        operator.choices = [(one.name, one.word) for one in asked.kind.operators]
        operator.initial = asked.kind.operators[0].name
        if any(not one.bare for one in asked.kind.operators):
            self.fields["value"] = _value(asked, choices)
        if asked.currency:
            self.fields["currency"] = _currency(asked)

    def clean(self) -> dict[str, Any]:
        """With `values`: what follows the operator, each accepted by the field."""
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        asked = self.asked.kind.operator(clean.get("op", ""))
        if asked is None or "value" in self.errors:
            return clean
        given = clean.get("value", "")
        if given and clean.get("currency"):
            given = f"{clean['currency']} {given}"
        clean["values"] = [""] if asked.bare else [given] if isinstance(given, str) else given
        if not clean["values"]:
            self.add_error("value", _("Choose at least one."))
        elif not all(self.asked.accepts(asked.name, one) for one in clean["values"]):
            self.add_error("value", _remedy(self.asked))
        return clean


def _value(asked: Field, choices: Choices) -> forms.Field:
    if choices:
        return forms.MultipleChoiceField(
            label=gettext_lazy("Any of"), choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple
        )
    kind = {"amount": {"inputmode": "decimal"}, "day": {"type": "date"}}.get(asked.kind.name, {})
    if asked.question and asked.question.type == "month":
        kind = {"type": "month"}
    return forms.CharField(label=str(asked.label), required=False, max_length=200, widget=forms.TextInput(attrs=kind))


def _currency(asked: Field) -> forms.Field:
    """That the question asks in now stands first; a form that sends none means it."""
    offered = list(dict.fromkeys([asked.currency, *filter(None, asked.sent_in)]))
    several = len(offered) > 1
    return forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=[(one, one) for one in offered],
        initial=asked.currency,
        required=False,
        help_text=gettext_lazy("Amounts in another currency are left out, and counted.") if several else "",
        widget=forms.RadioSelect if several else forms.HiddenInput,
    )


def _remedy(asked: Field) -> str:
    if asked.kind.name == "amount" and asked.low is not None and asked.high is not None:
        low, high = wording.number(asked.low), wording.number(asked.high)
        return _("Write a number between %(low)s and %(high)s.") % {"low": low, "high": high}
    return {
        "amount": _("Write a number such as 18,400 or 0.5."),
        "day": _("Write a date such as 2026-11-30."),
    }.get(asked.kind.name, _("Say what to look for."))


class ViewForm(forms.Form):
    """A name for the list as it is narrowed now."""

    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    shared = forms.BooleanField(label=gettext_lazy("Share it with the managers of the programme"), required=False)
    on = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]


class MarkForm(forms.Form):
    """Put a tag or a flag on, or take it off."""

    how = forms.ChoiceField(label=gettext_lazy("What to do"), widget=forms.RadioSelect, initial="put")

    def __init__(self, *args: Any, kind: str, tags: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        how: Any = self.fields["how"]
        if kind == "tag":
            how.choices = [("put", gettext_lazy("Put it on")), ("take", gettext_lazy("Take it off"))]
            self.fields["word"] = forms.CharField(label=gettext_lazy("Tag"), max_length=40, widget=_listed(tags))
        else:
            how.choices = [("put", gettext_lazy("Flag them")), ("take", gettext_lazy("Clear their flags"))]
            self.fields["word"] = forms.CharField(
                label=gettext_lazy("Why"), max_length=60, required=False, help_text=gettext_lazy("Stands in the list.")
            )
        if not self.is_bound:  # the act was chosen by a key, perhaps; what changes is confirmed by the next
            self.fields["word"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        if self.kind == "flag" and clean.get("how") == "put" and not clean.get("word"):
            self.add_error("word", _("Say in a few words why somebody should look."))
        return clean


def _listed(words: Sequence[str]) -> forms.TextInput:
    """A box that offers `words` while one types; the template draws them as the list `words`."""
    return forms.TextInput(attrs={"list": "words", "autocomplete": "off"} if words else {})


class FileForm(forms.Form):
    """A file of applications from another system."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("At most 10 MB and 10,000 rows. Its first line names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class LetterForm(forms.Form):
    """A letter to many founders."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=150, widget=forms.TextInput(attrs={"autofocus": True}))
    text = forms.CharField(
        label=gettext_lazy("Letter"),
        max_length=5000,
        widget=Lines(attrs={"rows": 10, "class": "tall"}),
        help_text=gettext_lazy(
            "{startup}, {number} and {call} are filled in for each. Your name and the programme stand at its end."
        ),
    )

    def __init__(self, data: Any, *, half: Halfway | None = None) -> None:
        super().__init__(data)
        if half:
            says = ngettext(
                "Leave out who has “%(subject)s” already: %(count)s person",
                "Leave out who has “%(subject)s” already: %(count)s people",
                half.people,
            )
            self.fields["leave_out"] = forms.BooleanField(
                label=says % {"subject": half.subject, "count": wording.number(half.people)},
                help_text=_("It was stopped on its way. Where somebody of a startup does not have it, all of them get this one."),
                initial=True,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or self.cleaned_data
        for name, text in list(clean.items()):
            if isinstance(text, str) and (said := letters.fault(text)):
                self.add_error(name, said)
        return clean
