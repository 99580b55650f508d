"""Countries as people and lists write them. Pure."""

from __future__ import annotations

from functools import cache

from django.utils.translation import override
from django_countries import countries


def code_of(text: str) -> str:
    """The ISO 3166 alpha-2 code of a country that is named in English or by any of its ISO codes; "" for what is none."""
    return _known().get(text.strip().casefold(), "")


@cache
def _known() -> dict[str, str]:
    """{what it is called, in small letters: its code}: looked through name by name, a long list would take its reader minutes."""
    found: dict[str, str] = {}
    with override("en"):
        for code, name in countries.countries.items():
            letters, number = countries.alt_codes.get(code, ("", 0))
            called = [code, letters, f"{number:03}", str(name), *countries.shadowed_names.get(code, ())]
            found |= {one.casefold(): code for one in map(str, called) if one.casefold() not in found}
    found.pop("000", None)
    found.pop("", None)
    found["uk"] = found["gb"]  # what the list keeps for the kingdom, and everybody writes
    return found
