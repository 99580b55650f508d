"""Telephone numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import phonenumbers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.questionnaires.questions import Question


@lru_cache(maxsize=1024)
def international(text: str, country: str) -> str:
    """`+65 6123 4567`, read as somebody in `country` (ISO 3166, may be empty) would dial it; empty where nobody has it."""
    if len(text) > 60:
        return ""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@dataclass(frozen=True, kw_only=True)
class Phone(Question):
    """Kept as typed. Without + at its beginning a number is one of `country`."""

    country: str = ""

    type = "phone"
    name = gettext_lazy("Phone number")
    icon = "phone"
    half = True

    def impossible(self) -> Iterator[tuple[str, str]]:
        if self.country and self.country not in phonenumbers.SUPPORTED_REGIONS:
            yield "country", _("A country has two capital letters, such as SG.")

    def wrong(self, value: str) -> str:
        if international(value, self.country):
            return ""
        if self.country:
            return _("Write a whole phone number; from another country begin with + and its code, such as +65 6123 4567.")
        return _("Write a whole phone number with the country's code, such as +65 6123 4567.")

    def told(self, value: str) -> str:
        return international(value, self.country) or value

    def same(self, one: Any, other: Any) -> bool:
        """Compared as the numbers they are: `6123 4567` of Singapore and `+65-6123-4567` are one."""
        whole = international(one or "", self.country)
        return bool(one == other or (whole and whole == international(other or "", self.country)))
