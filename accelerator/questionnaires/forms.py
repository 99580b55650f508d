"""A section of a sheet as form fields, and what managers type when they draw a form."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from accelerator.files.kinds import KINDS
from accelerator.kit import wording
from accelerator.kit.lines import Lines
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting
from accelerator.questionnaires.amounts import Date, Number, as_number
from accelerator.questionnaires.choices import Choice, Choices, Country, YesNo
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.operations import Edit, Unfit
from accelerator.questionnaires.questions import Email, File, LongText, Question, Url

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


class SectionDesign(forms.Form):
    title = forms.CharField(label=_lazy("Title"), max_length=120)
    intro = forms.CharField(
        label=_lazy("Introduction"),
        max_length=1000,
        required=False,
        widget=Lines(attrs={"rows": 3}),
        help_text=_lazy("Shown above the first question."),
    )


class NewQuestion(forms.Form):
    """A question begins with its wording and its type, which stays."""

    section = forms.CharField(widget=forms.HiddenInput)
    label = forms.CharField(label=_lazy("Question"), max_length=300)
    type = forms.ChoiceField(label=_lazy("Type"), choices=lambda: [(name, kind.name) for name, kind in design.TYPES.items()])

    def question(self, taken: set[str]) -> dict[str, Any]:
        """A question that can be asked at once: choices begin with two options."""
        label, kind = self.cleaned_data["label"], self.cleaned_data["type"]
        made: dict[str, Any] = {"key": drafting.new_key(label, taken, "question"), "type": kind, "label": label, "required": True}
        if kind in ("choice", "choices"):
            made["options"] = drafting.options("\n".join([_("First option"), _("Second option")]), [])
        return made


_TOGGLE = forms.CheckboxInput(attrs={"class": "toggle"})


class QuestionDesign(forms.Form):
    """The wording and rules of one question: the fields its type has."""

    label = forms.CharField(label=_lazy("Question"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    help = forms.CharField(label=_lazy("Help text"), max_length=1000, required=False, widget=Lines(attrs={"rows": 2}))
    required = forms.BooleanField(label=_lazy("Must be answered"), required=False, widget=_TOGGLE)
    limit = forms.IntegerField(label=_lazy("Most characters"))
    options = forms.CharField(label=_lazy("Options"), widget=Lines(attrs={"rows": 5}), help_text=_lazy("One a line."))
    unit = forms.CharField(label=_lazy("Unit"), max_length=20, required=False)
    currency = forms.CharField(label=_lazy("Currency"), max_length=3)
    min = forms.CharField(label=_lazy("Least"), max_length=40, required=False)
    max = forms.CharField(label=_lazy("Most"), max_length=40, required=False)
    whole = forms.BooleanField(label=_lazy("Whole numbers only"), required=False)
    must_be_yes = forms.BooleanField(label=_lazy("A declaration: must be confirmed"), required=False)
    accept = forms.MultipleChoiceField(
        label=_lazy("Kinds of file"), choices=[(kind, kind.upper()) for kind in KINDS], widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, raw: dict[str, Any]) -> None:
        """`raw` is the question as the definition has it."""
        self.raw, question = raw, design.question(raw)
        shown = {name: getattr(question, name) for name in question.attributes() if name not in ("key", "type")}
        if isinstance(question, Choice):
            shown["options"] = "\n".join(option.label for option in question.options)
        super().__init__(data, initial=shown)
        for name in set(self.fields) - set(shown):
            del self.fields[name]
        if isinstance(question, (Choices, File)):
            self.fields["max"] = forms.IntegerField(
                label=_("How many at most"), help_text=_("0 for any number.") if isinstance(question, Choices) else ""
            )

    def attributes(self) -> dict[str, Any]:
        """What a valid form changes."""
        given = dict(self.cleaned_data)
        if "options" in given:
            given["options"] = drafting.options(given["options"], self.raw.get("options", []))
        return given

    def blame(self, refusal: Unfit) -> None:
        """Puts what makes the design impossible beside the field that does."""
        name = (refusal.field or "").rpartition(".")[2].partition("[")[0]
        self.add_error(name if name in self.fields else None, str(refusal.sentence))
