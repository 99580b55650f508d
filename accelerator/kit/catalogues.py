"""The catalogues of messages that a process holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation.trans_real import translation


def merge() -> None:
    """Makes as few as can be of the catalogues of each language that is spoken: Django keeps several for every installed
    application, and asks them all, one after the other, for every message that has no translation. Those that count in another
    way stay apart, and those without a message go.
    """
    for code, _name in settings.LANGUAGES:
        told: Any = translation(code)
        held = told._catalog  # Django offers no other way to them
        runs = groupby(zip(held._catalogs, held._plurals, strict=True), key=lambda pair: pair[1].__code__)
        merged = [_one(list(run)) for _counting, run in runs]
        held._catalogs, held._plurals = [messages for messages, _plural in merged], [plural for _messages, plural in merged]
        for one in [told, *_behind(told)]:
            one._fallback = next((two for two in _behind(one) if any(two._catalog.keys())), None)


def _one(run: list[tuple[dict[Any, str], Any]]) -> tuple[dict[Any, str], Any]:
    """Of several the first that holds a message is asked."""
    return {key: text for messages, _plural in reversed(run) for key, text in messages.items()}, run[0][1]


def _behind(told: Any) -> Iterator[Any]:
    """Who is asked for what `told` does not know, in this order."""
    while told := told._fallback:
        yield told
