"""A language in which every translated letter carries a mark, so that what nobody translates stands out.

It is `en-xa`, the usual code for such a language: "Search" reads "Šéářçĥ". Names in gaps stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from zoneinfo import available_timezones

from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import override_settings
from django.utils.translation import trans_real

CODE = "en-xa"
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKED = "áƀçđéƒğĥíĵķłɱñóƥɋřšťúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶŁṀÑÓƤɊŘŠŤÚṼŴẊÝŽ"
_TABLE = str.maketrans(_PLAIN, _MARKED)
_GAP = re.compile(r"(%%?\(\w+\)[a-z]|%[sdif%]|\{[^{}]*\}|<[^<>]+>|&\w+;|https?://\S+)")
_CONTEXT = "\x04"


def marked(text: str) -> str:
    """`text` with a mark on each letter outside gaps, tags and entities."""
    return "".join(part if index % 2 else part.translate(_TABLE) for index, part in enumerate(_GAP.split(text)))


class Pseudo(trans_real.DjangoTranslation):
    """The house's English, marked."""

    def gettext(self, message: str) -> str:
        return marked(super().gettext(message).rpartition(_CONTEXT)[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return marked(super().ngettext(msgid1, msgid2, n).rpartition(_CONTEXT)[2])

    def to_language(self) -> str:
        return CODE


@contextmanager
def spoken() -> Iterator[None]:
    """Inside, the house speaks the marked language to whoever asks for it."""
    with override_settings(LANGUAGES=[*settings.LANGUAGES, (CODE, marked("Pseudo"))]):
        trans_real._translations[CODE] = Pseudo(settings.LANGUAGE_CODE)  # type: ignore[attr-defined]
        try:
            yield
        finally:
            del trans_real._translations[CODE]  # type: ignore[attr-defined]


# What a page says


_SAID = {"alt", "title", "aria-label", "aria-description", "placeholder", "data-confirm", "data-confirm-text"}
_SAID |= {"data-confirm-verb", "data-announce", "data-means", "label"}
_SILENT = {"script", "style", "code", "pre", "kbd", "template"}
_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """`said`: every text and every attribute that a person reads or hears, in order; `words`: what its scripts may say."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.words: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.said += [value for name, value in attrs if name in _SAID and value]
        if tag == "input" and found.get("type") in ("submit", "button", "reset") and found.get("value"):
            self.said.append(str(found["value"]))
        if tag not in _EMPTY:
            self._open.append((tag, found))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while any(open_tag == tag for open_tag, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "script" and self._open[-1][1].get("id") == "words":
            self.words = json.loads(data)
        elif data.strip() and not any(tag in _SILENT or found.get("translate") == "no" for tag, found in self._open):
            self.said.append(" ".join(data.split()))


# What is not ours to translate

_NAMES = (
    r"[\w.+-]+@[\w.-]+",  # addresses
    r"https?://\S+",
    r"\b(?:UTC|GMT|SGT|SGD|USD|SG)\b",
    r"\b[A-Z][A-Z0-9]*-[0-9]+\b",  # numbers of applications and postings
    r"\{\w+\}",  # a fact that a message of these tests lacks
    r"\b(?:Slipway|Google|CSV|PDF|DOCX|PPTX|XLSX|PNG|JPE?G|MP4|API|JSON|British English|English)\b",
)
_NAME = re.compile("|".join(_NAMES))
_WORD = re.compile(r"[A-Za-z]{2,}")


def people_wrote() -> list[str]:
    """Texts in the database that people wrote, and names of zones, longest first; not the values that code chooses from."""
    zones = {name.replace("_", " ") for name in available_timezones() if not name.startswith("posix")}
    found = zones | {name.rpartition("/")[2] for name in zones}
    for model in apps.get_models():
        if not model._meta.managed or model._meta.app_label in ("contenttypes", "auth", "sessions", "pghistory"):
            continue
        names = [field.name for field in model._meta.concrete_fields if _is_prose(field)]
        for row in model._default_manager.values_list(*names) if names else ():
            found.update(text for value in row for text in _texts(value))
    return sorted((text for text in found if len(text) > 1), key=len, reverse=True)


def _is_prose(field: Any) -> bool:
    is_text = isinstance(field, (models.CharField, models.TextField, models.JSONField)) or hasattr(field, "base_field")
    return is_text and not field.choices and field.name not in ("sentence", "verb", "kind", "state", "language")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
        yield from (" ".join(line.split()) for line in value.splitlines())
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)


def unmarked(said: Iterable[str], written: Iterable[str]) -> list[str]:
    """The texts of `said` in which a plain word is left that nobody of `written` wrote and that is no name."""
    known = list(written)
    found = []
    for text in said:
        rest = text
        for one in known if _WORD.search(_NAME.sub(" ", text)) else ():
            if one in rest:
                rest = rest.replace(one, " ")
        if _WORD.search(_NAME.sub(" ", rest)):
            found.append(text)
    return found
