"""Addresses that are secrets, with their secret masked: so that they stand in no log, no history and no report of a fault."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.conf import settings

HIDDEN = "hidden"


def masked(text: str) -> str:
    """`text` with what follows settings.SECRET_PATHS hidden, wherever it stands: a path, a whole address, a sentence with one."""
    return _secrets().sub(rf"\g<1>{HIDDEN}", text)


def masked_within(value: Any) -> Any:
    """The same of every text in lists and mappings."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {name: masked_within(one) for name, one in value.items()}
    return [masked_within(one) for one in value] if isinstance(value, (list, tuple)) else value


@cache
def _secrets() -> re.Pattern[str]:
    doors = "|".join(map(re.escape, settings.SECRET_PATHS))
    return re.compile(rf"({doors})[^/\s?#\"'<>]+", re.IGNORECASE)
