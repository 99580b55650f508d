"""Texts of several lines."""

from __future__ import annotations

from typing import Any

from django import forms


def joined(text: str) -> str:
    """`text` with every end of a line as one character, as people and the counters of our pages count it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Lines(forms.Textarea):
    """A box for several lines. Browsers send two characters where one line ends; one of them is kept."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return joined(value) if isinstance(value, str) else value
