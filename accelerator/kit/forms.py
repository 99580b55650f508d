"""How Django's own parts of a form are drawn, and what they say where nothing was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accelerator.kit.html import filled, joined
from accelerator.kit.lines import can_be_seen

_WANTED: dict[type[forms.Field], Any] = {
    forms.Field: _("Fill this in."),
    forms.BooleanField: _("Tick this to go on."),
    forms.FileField: _("Choose a file."),
    forms.ChoiceField: _("Choose one."),
    forms.MultipleChoiceField: _("Choose at least one."),
    forms.ModelMultipleChoiceField: _("Choose at least one."),
}

_MENDED: dict[type[forms.Field], dict[str, Any]] = {
    forms.IntegerField: {"invalid": _("Write a whole number, such as 12.")},
    forms.DateField: {"invalid": _("Write a day such as 2026-11-30.")},
    forms.DateTimeField: {"invalid": _("Write a day and a time such as 2026-11-30 23:59.")},
}
_BOUND: dict[type[validators.BaseValidator], Any] = {
    validators.MinValueValidator: _("At least %(limit_value)s. This is %(show_value)s."),
    validators.MaxValueValidator: _("At most %(limit_value)s. This is %(show_value)s."),
    validators.MaxLengthValidator: _("At most %(limit_value)d characters. This has %(show_value)d."),
}

UNSEEN = _("Write something that can be seen.")


def speak() -> None:
    """An empty field says what to do about it, whoever's form it stands in; so does one that only looks empty, and one that is
    too much, too little or something else than is asked. Before any form is made.
    """
    for field, sentence in _WANTED.items():
        field.default_error_messages = field.default_error_messages | {"required": sentence}
    for field, sentences in _MENDED.items():
        field.default_error_messages = field.default_error_messages | sentences
    for bound, sentence in _BOUND.items():
        bound.message = sentence
    forms.CharField.default_validators = [_seen]


def _seen(value: object) -> None:
    """Spaces alone are for the field to strip, or to keep."""
    if isinstance(value, str) and value.strip() and not can_be_seen(value):
        raise ValidationError(UNSEEN, code="unseen")


class Currency(forms.CharField):
    """Three letters, in capitals however they were typed; the page's list of {% currencies %} helps."""

    widget = forms.TextInput(attrs={"list": "currencies", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").upper()


class Renderer(DjangoTemplates):
    """Django's templates but for the plain controls: those of a form of thirty questions, or of 600 time zones, cost more than
    the page around them."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        draw = _DRAWN.get(template_name)
        return draw(context["widget"]) if draw else SafeString(super().render(template_name, context, request))


def _input(widget: dict[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else filled(' value="{}"', widget["value"])
    return filled('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget["attrs"]))


def _textarea(widget: dict[str, Any]) -> SafeString:
    return filled('<textarea name="{}"{}>\n{}</textarea>', widget["name"], _attributes(widget["attrs"]), widget["value"] or "")


def _select(widget: dict[str, Any]) -> SafeString:
    groups = joined(_group(name, options) for name, options, _index in widget["optgroups"])
    return filled('<select name="{}"{}>\n{}</select>', widget["name"], _attributes(widget["attrs"]), groups)


def _group(name: str | None, options: list[dict[str, Any]]) -> SafeString:
    pattern = '<option value="{}"{}>{}</option>\n'
    inside = joined(filled(pattern, one["value"], _attributes(one["attrs"]), one["label"]) for one in options)
    return filled('<optgroup label="{}">\n{}</optgroup>\n', name, inside) if name else inside


def _attributes(given: dict[str, Any]) -> SafeString:
    named = ((name, value) for name, value in given.items() if value is not False)
    return joined(filled(" {}", name) if value is True else filled(' {}="{}"', name, value) for name, value in named)


_PLAIN = ("text", "number", "email", "url", "tel", "password", "hidden", "date", "month", "input", "checkbox")
_DRAWN: dict[str, Callable[[dict[str, Any]], SafeString]] = {
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
    **{f"django/forms/widgets/{kind}.html": _input for kind in _PLAIN},
}
