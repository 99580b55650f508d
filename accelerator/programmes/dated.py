"""Whether a text names a certain day, however people write it. Pure but for the languages of the house."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import override

_NTH = r"(?:st|nd|rd|th|\.)?"


def names(text: str, days: Iterable[date]) -> bool:
    """`30 November`, `30th of Nov`, `Nov 30`, `30.11.`, `11/30`, `2026-11-30` and their like, with a year or without."""
    return any(re.search(way, text, re.IGNORECASE) for day in set(days) for way in _ways(day))


def _ways(day: date) -> Iterator[str]:
    month, number = f"0?{day.month}", f"0?{day.day}"
    for word in _words(day.month):
        yield rf"(?<!\d){number}{_NTH}\s*(?:of\s+|de\s+)?{word}"
        yield rf"(?<!\w){word}[^\W\d]*\.?\s*{number}(?!\d)"
    yield rf"(?<!\d){month}月{number}日"
    for first, second in ((number, month), (month, number)):
        yield rf"(?<![\d./-]){first}[./-]{second}(?![\d])"
    yield rf"(?<!\d){day.year}[./-]{month}[./-]{number}(?!\d)"


def _words(month: int) -> set[str]:
    """What the month is called in each language of the house, in full and short."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {re.escape(str(MONTHS[month])), re.escape(str(MONTHS_3[month]))}
    return found
