"""Lists of options are drawn as Django draws them."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.translation import gettext_lazy

from accelerator.kit.forms import Renderer

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
