"""What a name becomes in addresses. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator
from itertools import count

from django.utils.text import slugify

LONGEST = 60  # leaves room for a number within a field of 80
_PAGES = frozenset({"new", "duplicates"})  # pages of ours that stand where a slug would


def slug_of(name: str, otherwise: str) -> str:
    """`name` in small ASCII letters, digits and dashes, without signs such as ® or emoji; `otherwise` where nothing is left."""
    letters = "".join(" " if unicodedata.category(letter).startswith("S") else letter for letter in name)
    return slugify(letters)[:LONGEST].strip("-_") or otherwise


def candidates(slug: str) -> Iterator[str]:
    """`slug`, then the same with -2, -3, …; never one that a page of ours has."""
    if slug not in _PAGES:
        yield slug
    for number in count(2):
        yield f"{slug}-{number}"


def free(slug: str, taken: Container[str]) -> str:
    """The first candidate that is not in `taken`."""
    return next(one for one in candidates(slug) if one not in taken)
