"""Controls are drawn as Django draws them, what stands below them as it should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.forms import BaseForm
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.urls import get_resolver
from django.utils.html import escape
from django.utils.translation import gettext_lazy

from accelerator.kit.forms import Renderer
from accelerator.templatetags.controls import need, under

HOSTILE = "<b>\"'&"


class Graded(forms.Select):
    """Its options carry attributes of their own."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["attrs"] |= {"data-note": HOSTILE, "disabled": True, "hidden": False}
        return option


CHOICES: dict[str, list[Any]] = {
    "flat": [("", "—"), ("SG", gettext_lazy("Singapore")), (7, "Seven"), (HOSTILE, HOSTILE)],
    "grouped": [(HOSTILE, [("a", "A"), ("b", "B")]), ("c", "C")],
    "none": [],
}


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, Graded])
@pytest.mark.parametrize("choices", list(CHOICES.values()), ids=list(CHOICES))
@pytest.mark.parametrize("value", [None, "SG", 7, ["a", "c"], HOSTILE])
def test_as_django_does(widget: type[forms.Select], choices: list[Any], value: Any) -> None:
    attrs = {"id": "id_country", "required": True, "data-max": False, "aria-label": HOSTILE}
    drawn, djangos = (
        widget(attrs, choices).render("country", value, renderer=renderer) for renderer in (Renderer(), DjangoTemplates())
    )
    assert parse_html(drawn) == parse_html(djangos)
    assert "<b>" not in drawn


PLAIN: list[type[forms.Widget]] = [
    *(forms.TextInput, forms.NumberInput, forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.HiddenInput),
    *(forms.DateInput, forms.Textarea, forms.CheckboxInput),
]


@pytest.mark.parametrize("widget", PLAIN)
@pytest.mark.parametrize("value", [None, "", HOSTILE, "two\nlines", 0, True])
def test_plain_controls_as_django_does(widget: type[forms.Widget], value: Any) -> None:
    attrs = {"id": "id_x", "required": True, "maxlength": False, "data-max": 7, "placeholder": HOSTILE}
    drawn, djangos = (widget(attrs).render("x", value, renderer=renderer) for renderer in (Renderer(), DjangoTemplates()))
    assert parse_html(drawn) == parse_html(djangos)
    assert "<b>" not in drawn


class Told(forms.Form):
    note = forms.CharField(help_text="Short.", max_length=4, widget=forms.Textarea, required=False)
    word = forms.CharField(widget=forms.TextInput({"data-max": 2, "data-count": "words"}))


def test_below_a_long_text_stand_its_faults_its_help_and_its_count() -> None:
    form = Told({"note": HOSTILE, "word": "one"})
    drawn = under(form["note"], f"{HOSTILE}?")
    assert drawn.startswith('<div class="under"><span class="grid gap-1"><span class="err" id="id_note_error"><svg')
    assert f'<span class="help" id="id_note_help">{escape(HOSTILE)}?</span></span>' in drawn
    assert 'class="counter over" id="id_note_count"' in drawn
    assert "<span data-text>6 / 4</span></span></div>" in drawn
    assert "<b>" not in drawn
    assert need(form["note"]) == " <small data-mark>Optional</small>"


def test_below_a_line_stands_its_count_alone() -> None:
    field = Told({"note": "", "word": "one two"})["word"]
    assert under(field) == (
        '<span class="counter quiet" id="id_word_count" data-counter-for="id_word"><span class="sr-only">Words used: </span>'
        '<span data-text>2 / 2</span> <span aria-hidden="true">words</span></span>'
    )
    assert (need(field), need(field, "none")) == (" <small data-mark>Required</small>", "")


def test_below_what_is_neither_wrong_nor_counted_nor_helped_stands_nothing() -> None:
    assert under(_bare()) == ""


def _bare() -> forms.BoundField:
    class Bare(forms.Form):
        name = forms.CharField()

    return Bare()["name"]


def _forms(made: type[BaseForm] = BaseForm) -> Iterator[type[BaseForm]]:
    for one in made.__subclasses__():
        yield one
        yield from _forms(one)


def test_an_empty_field_of_any_form_says_what_to_do() -> None:
    assert get_resolver().url_patterns  # by now every form is there
    shown = [one for one in _forms() if one.__module__.startswith(("accelerator.", "cohorts.", "allauth."))]
    fields = [field for one in shown for field in getattr(one, "base_fields", {}).values()]
    assert len(fields) > 100
    assert "This field is required." not in {str(field.error_messages["required"]) for field in fields}
    made = (forms.CharField, forms.BooleanField, forms.FileField, forms.ChoiceField, forms.MultipleChoiceField)
    assert [str(field().error_messages["required"]) for field in made] == [
        "Fill this in.",
        "Tick this to go on.",
        "Choose a file.",
        "Choose one.",
        "Choose at least one.",
    ]
