"""In which languages readers want what people wrote in several: those their browser asks for, whatever the portal speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, get_language_info
from django.utils.translation.trans_real import parse_accept_lang_header

_wanted: ContextVar[tuple[str, ...]] = ContextVar("languages", default=())
MOST = 10
CHOSEN = "reading"  # in the session: the language somebody picked for forms, whatever their browser asks for
_TRADITIONAL = {"tw", "hk", "mo"}  # where Chinese is written in its traditional script


def wanted() -> tuple[str, ...]:
    """Codes such as `ms-my` or `zh-hans`, the dearest first; outside a request the language that is spoken now."""
    return _wanted.get() or tuple(filter(None, [get_language()]))


@contextmanager
def reading(accept_language: str, chosen: str = "") -> Iterator[None]:
    """While this lasts the reader is one whose browser sends `accept_language`, and who likes `chosen` even better."""
    found = tuple(code for code, weight in parse_accept_lang_header(accept_language) if weight and code != "*")
    token = _wanted.set((chosen, *found[:MOST]) if chosen else found[:MOST])
    try:
        yield
    finally:
        _wanted.reset(token)


def named(code: str) -> str:
    """A language as its own speakers call it, with the English name where that differs; its code where nobody knows it."""
    try:
        found = get_language_info(code)
    except KeyError:
        return code
    return found["name_local"] if found["name_local"] == found["name"] else f"{found['name_local']} ({found['name']})"


def known() -> list[tuple[str, str]]:
    """(code, name) of all languages that have a name here, by that name."""
    codes = sorted((code for code, told in LANG_INFO.items() if "name" in told), key=lambda code: LANG_INFO[code]["name"])
    return [(code, named(code)) for code in codes]


def first(offered: set[str], default: str) -> str:
    """The one of `offered` and `default` that the reader likes best; `default` where they like none.

    Each liked one is looked up by RFC 4647, 3.4, where `zh-tw` is `zh-hant` too; then `pt` takes a sister, `pt-br`.
    """
    for code in wanted():
        every = sorted(offered | {default}, key=lambda one: (_script(one) != _script(code), one != default, one))
        found = next((one for one in _lookup(code) if one in every), None)
        found = found or next((one for one in every if _language(one) == _language(code)), None)
        if found:
            return found
    return default


def _lookup(code: str) -> Iterator[str]:
    """`zh-tw`, `zh-hant`, `zh`: from the most exact to the language alone."""
    parts = code.split("-")
    yield from ("-".join(parts[:end]) for end in range(len(parts), 1, -1))
    yield from filter(None, [_script(code)])
    yield parts[0]


def _language(code: str) -> str:
    return code.partition("-")[0]


def _script(code: str) -> str:
    """`zh-hant` of Chinese that says it, or comes from where it is written so; else `zh-hans`. Empty of other languages."""
    if _language(code) != "zh":
        return ""
    parts = set(code.split("-"))
    return "zh-hant" if "hant" in parts or ("hans" not in parts and parts & _TRADITIONAL) else "zh-hans"
