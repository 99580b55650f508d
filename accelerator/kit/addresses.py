"""Addresses of pages, from patterns that Django is asked for once: a page names dozens, and it looks each up for a while."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.urls import NoReverseMatch
from django.urls import reverse as _looked_up

_PLAIN = re.compile("[A-Za-z0-9_-]+").fullmatch  # slugs, codes, numbers of applications: nothing to quote


def reverse(name: str, args: Iterable[Any] = ()) -> str:
    """Django's, which is asked itself about what is not a plain word. Raises NoReverseMatch."""
    given = tuple(args)
    pattern = _pattern(name, len(given))
    if pattern and all(type(one) is str and _PLAIN(one) for one in given):
        return pattern.format(*given)
    return _looked_up(name, args=given)


@cache
def _pattern(name: str, places: int) -> str:
    """The address with {} at its places; none where these do not take any word: a gap holds every kind of sign a word may."""
    gaps = [f"Gap_{place}-gap" for place in range(places)]
    try:
        pattern = _looked_up(name, args=gaps)
    except NoReverseMatch:
        return ""
    for gap in gaps:
        pattern = pattern.replace(gap, "{}")
    return pattern
