"""A section of a sheet as form fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext as _
from django_countries import countries

from accelerator.kit import wording
from accelerator.kit.lines import Lines
from accelerator.questionnaires.amounts import Date, Number, as_number
from accelerator.questionnaires.choices import Choice, Choices, Country, YesNo
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.operations import Edit
from accelerator.questionnaires.questions import Email, LongText, Question, Url

FEW = 6  # options up to which all of them are shown at once


@singledispatch
def asked(question: Question) -> forms.Field:
    """How a question is put on a page."""
    return forms.CharField()


@asked.register
def _long(question: LongText) -> forms.Field:
    rows = min(12, max(3, question.limit // 130))
    return forms.CharField(widget=Lines(attrs={"rows": rows, "maxlength": question.limit}))


@asked.register
def _figure(question: Number) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "autocomplete": "off"}))


@asked.register
def _day(question: Date) -> forms.Field:
    return forms.CharField(widget=forms.DateInput(attrs={"type": "date", "min": question.min, "max": question.max}))


@asked.register
def _one(question: Choice) -> forms.Field:
    if len(question.options) <= FEW:
        return forms.ChoiceField(choices=list(question.options), widget=forms.RadioSelect)
    return forms.ChoiceField(choices=[("", _("Choose one")), *question.options])


@asked.register
def _several(question: Choices) -> forms.Field:
    return forms.MultipleChoiceField(choices=list(question.options), widget=forms.CheckboxSelectMultiple)


@asked.register
def _yes_no(question: YesNo) -> forms.Field:
    if question.must_be_yes:
        return forms.BooleanField(widget=forms.CheckboxInput(attrs={"value": "yes"}))
    return forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect)


@asked.register
def _country(question: Country) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("Choose a country")), *countries])


@asked.register
def _url(question: Url) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://", "autocomplete": "off"}))


@asked.register
def _email(question: Email) -> forms.Field:
    return forms.CharField(widget=forms.EmailInput)


def typed(question: Question, value: Any) -> Any:
    """A stored answer as its control holds it, for pages and for `draft.js`: text, true or false, or a list."""
    if isinstance(question, YesNo):
        return value is True if question.must_be_yes else {True: "yes", False: "no"}.get(value, "")
    if isinstance(question, Choices):
        return value or []
    if isinstance(question, Number) and isinstance(value, str):
        exact = as_number(value)
        return value if exact is None else wording.number(exact)
    return "" if value is None else value


def edits(section: Section, data: QueryDict) -> list[Edit]:
    """What a posted section says of every question that is typed or chosen; `seen:<key>` names the version that was shown."""
    found = []
    for one in section.questions:
        if one.type == "file" or f"seen:{one.key}" not in data:
            continue
        seen = str(data[f"seen:{one.key}"])[:9]
        value = data.getlist(one.key) if isinstance(one, Choices) else data.get(one.key)
        found.append(Edit(one.key, value, int(seen) if seen.isascii() and seen.isdigit() else 0))
    return found


class SectionForm(forms.Form):
    """One section on a page, showing answers and what is wrong with them. It stores nothing: operations.write does, leniently."""

    use_required_attribute = False

    def __init__(self, section: Section, answers: Mapping[str, Any], wrong: Mapping[str, str]) -> None:
        """`wrong` is {question key: sentence} for what should be told now."""
        self.wrong = wrong
        questions = [one for one in section.questions if one.type != "file"]
        super().__init__({one.key: typed(one, answers.get(one.key)) for one in questions}, auto_id="id_%s")
        for one in questions:
            self.fields[one.key] = asked(one)
            self.fields[one.key].label = one.label
            self.fields[one.key].help_text = one.help
            self.fields[one.key].required = one.required

    def full_clean(self) -> None:
        """Takes the faults it was given for its own: a draft is never judged by form rules."""
        self.cleaned_data = {}
        self._errors = ErrorDict({key: ErrorList([says]) for key, says in self.wrong.items() if key in self.fields})
