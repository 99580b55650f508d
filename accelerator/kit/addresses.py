"""Addresses of pages, remembered: the menus of every page name the same twenty, and each takes a while to look up."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.urls import reverse as _looked_up


def reverse(name: str, args: Iterable[Any] = ()) -> str:
    """Django's, remembered: addresses do not change while a process lives. Raises NoReverseMatch."""
    return _remembered(name, *args)


@lru_cache(maxsize=4096, typed=True)
def _remembered(name: str, *args: Any) -> str:
    return _looked_up(name, args=args)
