"""HTML put together by Python, where a page draws so much of one kind that a template takes too long over it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString

_TELLING = re.compile("[&<>\"']").search  # most texts have none of these


def filled(pattern: str, *values: Any) -> SafeString:
    """`pattern` with `values` at its {} gaps, escaped unless they are HTML: format_html in a quarter of its time."""
    return SafeString(pattern.format(*map(escaped, values)))


def escaped(value: Any) -> str:
    """As a plain text to stand in HTML; HTML stays as it is."""
    if type(value) is SafeString:
        return str.__str__(value)  # a plain one, which format takes as it is
    text = value if type(value) is str else str(value)  # of what is put off until it is read, too
    return escape(text) if _TELLING(text) and not isinstance(text, SafeString) else text


def joined(parts: Iterable[SafeString]) -> SafeString:
    """HTML after HTML."""
    return SafeString("".join(parts))
