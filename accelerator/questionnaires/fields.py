"""How each type of question is put on a page."""

from __future__ import annotations

from functools import cached_property, singledispatch
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django_countries import countries

from accelerator.kit import wording
from accelerator.kit.lines import Lines
from accelerator.questionnaires import limits
from accelerator.questionnaires.amounts import Date, Month, Number, as_number
from accelerator.questionnaires.choices import OTHER, Choice, Choices, Country, Scale, YesNo
from accelerator.questionnaires.emails import Email
from accelerator.questionnaires.phones import Phone
from accelerator.questionnaires.questions import LongText, Question, Text, Url
from accelerator.questionnaires.tables import MOST_ROWS, Table

FEW = 6  # options up to which all of them are shown at once


@singledispatch
def asked(question: Question) -> forms.Field:
    """How a question is put on a page."""
    return forms.CharField()


@asked.register
def _short(question: Text) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs=_limit(question)))


@asked.register
def _long(question: LongText) -> forms.Field:
    characters = question.limit * (6 if question.counts == "words" else 1)
    return forms.CharField(widget=Lines(attrs={"rows": min(12, max(3, characters // 130))} | _limit(question)))


def _limit(question: Text) -> dict[str, Any]:
    """A text may be longer than its limit while it is written: it is counted, not cut."""
    return {"data-max": question.limit, "data-count": question.counts, "autocomplete": "off"}


@asked.register
def _figure(question: Number) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "autocomplete": "off"}))


@asked.register
def _day(question: Date) -> forms.Field:
    return forms.CharField(widget=forms.DateInput(attrs={"type": "date", "min": question.min, "max": question.max}))


@asked.register
def _month(question: Month) -> forms.Field:
    attrs = {"type": "month", "min": question.min, "max": question.max, "placeholder": "2026-11"}
    return forms.CharField(widget=forms.TextInput(attrs={name: value for name, value in attrs.items() if value}))


class Choosing(forms.BoundField):
    """Options with, where the question takes one, the field for an answer in one's own words: `other`."""

    @cached_property
    def other(self) -> forms.BoundField | None:
        return self.form[f"{self.name}:other"] if f"{self.name}:other" in self.form.fields else None


class OneField(forms.ChoiceField):
    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        return Choosing(form, self, field_name)


class SeveralField(forms.MultipleChoiceField):
    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        return Choosing(form, self, field_name)


@asked.register
def _one(question: Choice) -> forms.Field:
    if len(question.options) <= FEW:
        return OneField(choices=_options(question), widget=forms.RadioSelect)
    return OneField(choices=[("", _("Choose one")), *_options(question)])


@asked.register
def _several(question: Choices) -> forms.Field:
    return SeveralField(choices=_options(question), widget=forms.CheckboxSelectMultiple)


def _options(question: Choice) -> list[tuple[str, str]]:
    return [*question.options, *([(OTHER, _("Other"))] if question.other else [])]


def other(question: Question) -> forms.Field | None:
    """The field for an answer in one's own words, where `question` takes one."""
    if not getattr(question, "other", False):
        return None
    says = _("%(question)s Other, in your own words") % {"question": question.label}
    attrs = {"aria-label": says, "placeholder": _("What is it?"), "autocomplete": "off", "class": "other"}
    return forms.CharField(label=says, widget=forms.TextInput(attrs=attrs), required=False)


@asked.register
def _step(question: Scale) -> forms.Field:
    return forms.ChoiceField(choices=[(step, step) for step in question.steps()], widget=forms.RadioSelect)


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


@asked.register
def _phone(question: Phone) -> forms.Field:
    hint = {} if question.country else {"placeholder": "+65 6123 4567"}
    return forms.CharField(widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", **hint}))


NUMBER = "{row}"  # stands for the number of a row that is not there yet


class RowsField(forms.Field):
    """A table: what its bound field gives are rows of fields named `key:0:column`."""

    widget = forms.MultipleHiddenInput

    def __init__(self, question: Table) -> None:
        super().__init__()
        self.question = question

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        return Grid(form, self, field_name)


class Grid(forms.BoundField):
    """`rows` with what they hold, an empty one last while there is room; `blank` is what another one is made of."""

    field: RowsField

    @cached_property
    def rows(self) -> list[Row]:
        question, held = self.field.question, list(self.value() or [])
        room = min(question.max_rows, MOST_ROWS, max(question.min_rows, len(held) + 1))
        return [self._row(str(place), row, str(place + 1)) for place, row in enumerate([*held, *[{}] * (room - len(held))])]

    @cached_property
    def blank(self) -> Row:
        return self._row("new", {}, NUMBER)

    def _row(self, place: str, held: dict[str, Any], number: str) -> Row:
        return Row(self.field.question, held, prefix=f"{self.name}:{place}", number=number)


class Row(forms.Form):
    """A row of a table. Its controls are told apart by their row's number, which `rows.js` keeps right by `data-says`.

    What helps with a column stands once, in its head, where its controls point.
    """

    use_required_attribute = False

    def __init__(self, question: Table, held: dict[str, Any], *, prefix: str, number: str) -> None:
        self.number = number
        values = {f"{prefix}:{one.key}": typed(one, held.get(one.key)) for one in question.columns}
        super().__init__(values, prefix=prefix, auto_id="id_%s")
        table = prefix.partition(":")[0]
        for one in question.columns:
            self.fields[one.key] = field = _cell(one)
            field.label, field.help_text = limits.head(one), one.help
            helped = {"aria-describedby": f"id_{table}:{one.key}_help"} if one.help else {}
            field.widget.attrs |= _says(field.label, number) | helped

    def add_prefix(self, field_name: str) -> str:
        return f"{self.prefix}:{field_name}"

    def full_clean(self) -> None:
        """A cell is judged with its table."""
        self.cleaned_data, self._errors = {}, forms.utils.ErrorDict()


def _says(head: str, number: str) -> dict[str, str]:
    says = _("%(column)s, row %(number)s")
    return {"aria-label": says % {"column": head, "number": number}, "data-says": says % {"column": head, "number": NUMBER}}


def _cell(question: Question) -> forms.Field:
    """Choices fold away: a row has no room for them side by side."""
    if isinstance(question, YesNo):
        field: forms.Field = forms.ChoiceField(choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))])
    elif isinstance(question, Choice):
        field = forms.ChoiceField(choices=[("", "–"), *question.options])
    else:
        field = asked(question)
        field.widget.attrs.pop("data-max", None)  # a table says itself what is too long in it
    return field


@asked.register
def _rows(question: Table) -> forms.Field:
    return RowsField(question)


def typed(question: Question, value: Any) -> Any:
    """A stored answer as its control holds it, for pages and for `draft.js`: text, true or false, a list, {"other": text}."""
    if isinstance(question, YesNo):
        return value is True if question.must_be_yes else {True: "yes", False: "no"}.get(value, "")
    if isinstance(question, Choices):
        return value or []
    if isinstance(question, Table):
        columns = {one.key: one for one in question.columns}
        return [{key: typed(columns[key], cell) for key, cell in row.items() if key in columns} for row in value or []]
    if isinstance(question, Number) and isinstance(value, str):
        exact = as_number(value)
        return value if exact is None else wording.number(exact)
    return "" if value is None else value
