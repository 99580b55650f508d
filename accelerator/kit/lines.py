"""Texts of one line and of several, and whether anything of a text can be seen."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})  # general categories of Unicode
_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that are drawn as nothing


def can_be_seen(text: str) -> bool:
    """Whether `text` has a character that leaves ink: spaces, joiners, marks of direction and fillers leave none."""
    return any(unicodedata.category(one) not in _UNSEEN and one not in _BLANK for one in text)


def is_one(text: str) -> bool:
    """Whether `text` stands in one line."""
    return len(f"{text}.".splitlines()) == 1


def joined(text: str) -> str:
    """`text` with every end of a line as one character, as people and the counters of our pages count it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Lines(forms.Textarea):
    """A box for several lines. Browsers send two characters where one line ends; one of them is kept."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return joined(value) if isinstance(value, str) else value
