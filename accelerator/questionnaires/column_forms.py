"""The builder's editor of a table's columns: a row of controls each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.kit.forms import Currency
from accelerator.kit.lines import Lines
from accelerator.questionnaires.grids import NAME
from accelerator.questionnaires.parts import TYPES
from accelerator.questionnaires.tables import SIMPLE

_MORE = {"choice": "options", "money": "currency", "number": "unit"}


class ColumnDesign(forms.Form):
    """One column: its wording and type, and the one thing more that some types need."""

    use_required_attribute = False

    key = forms.CharField(widget=forms.HiddenInput)
    label = forms.CharField(label=_("Column"), max_length=300)
    type = forms.ChoiceField(
        label=_("Type"), choices=lambda: [(name, kind.name) for name, kind in TYPES.items() if name in SIMPLE]
    )
    required = forms.BooleanField(label=_("Must be filled in"), required=False)
    options = forms.CharField(
        label=_("Options"),
        widget=Lines(attrs={"rows": 3}),
        help_text=_("One a line. An option goes when its line is taken out; an empty line keeps what stood there."),
    )
    currency = Currency(label=_("Currency"), max_length=3)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)

    def __init__(self, raw: Mapping[str, Any], *, place: int, faults: list[str]) -> None:
        """`raw` is the column as the definition has it."""
        self.faults = faults
        shown = dict(raw) | {"options": "\n".join(one["label"] for one in raw.get("options", []))}
        super().__init__(None, prefix=f"{NAME}:{place}", auto_id="id_%s", initial=shown)
        for name in set(_MORE.values()) - {_MORE.get(raw["type"])}:
            del self.fields[name]

    def add_prefix(self, field_name: str) -> str:
        return f"{self.prefix}:{field_name}"


def rows(raw: Mapping[str, Any], wrong: Mapping[str, str]) -> Iterator[ColumnDesign]:
    """Of a table as the definition has it; `wrong` is {path in it: sentence}."""
    for place, one in enumerate(raw.get("columns", [])):
        here = f"{NAME}[{place}]."
        yield ColumnDesign(one, place=place, faults=[says for path, says in wrong.items() if path.startswith(here)])
