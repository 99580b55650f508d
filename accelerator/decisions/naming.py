"""Whom a text names: by a part of a name in any case and with or without accents, by title, initials or address. Pure.

A word that is a name and an ordinary word besides ("will", "Grace") counts where its place shows that a person is meant: after a
title, beside another part of the same name, or with a capital in the middle of a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from accelerator.decisions.ordinary import ABBREVIATIONS, CALENDAR, HONORIFICS, PARTICLES, TITLES, WORDS

# What stands on or under a letter, in scripts where it belongs to a word.
_SIGNS = "".join(chr(one) for one in range(0x0590, 0x1D00) if unicodedata.category(chr(one)) in ("Mn", "Mc"))
_WORD = re.compile(rf"(?:[^\W\d_]|[{_SIGNS}])+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LOCAL = re.compile(r"[\w.+-]*\w")
_TELLING = re.compile(r"[^\W\d_].*[.+\d_-]")  # priya.rao, not info
_INITIALS = re.compile(r"(?<![\w.])(?:[^\W\d_]\.[ -]?){2,5}")
_SIGNED = re.compile(r"[-–—/]\s*([^\W\d_]{2,4})\s*$", re.MULTILINE)  # – PR, at the end of a line
_BEGINS = re.compile(r"(?:^|[.!?:;\n•*–—-])[\s\"'“‘(]*$")
_BESIDE = re.compile(r"[\s.,'’-]{1,3}")
_UNACCENTED = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"}
)
_UNSEEN = re.compile(r"[\u00ad\u0300-\u036f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")  # scripts that put no space between words


@dataclass(frozen=True)
class Person:
    name: str
    email: str = ""


@dataclass(frozen=True)
class Named:
    """`said` is how the text has it."""

    name: str
    said: str

    def __str__(self) -> str:
        return self.name if self.said == self.name else f"{self.name}: “{self.said}”"


def plain(text: str) -> str:
    """Without accents and what cannot be seen; letters keep their case."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_UNACCENTED))
    return unicodedata.normalize("NFC", _UNSEEN.sub("", apart))


@dataclass(frozen=True)
class _Word:
    text: str
    key: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper() or self.text.lower() == self.text.upper()


def _words(text: str) -> list[_Word]:
    return [_Word(one[0], one[0].casefold(), one.start(), one.end()) for one in _WORD.finditer(text)]


@dataclass
class Names:
    """Of these people, to be looked for in many texts."""

    people: Sequence[Person]
    own: list[list[str]] = field(init=False, default_factory=list)  # [their words in order]
    parts: dict[str, set[int]] = field(init=False, default_factory=dict)  # {word: whose}
    initials: dict[str, set[int]] = field(init=False, default_factory=dict)
    addresses: dict[str, set[int]] = field(init=False, default_factory=dict)  # whole, and before the @ where that is telling
    wide: list[tuple[int, str]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        for at, person in enumerate(self.people):
            name, address = plain(person.name), plain(person.email).casefold()
            words = [one.key for one in _words(name) if one.key not in PARTICLES and one.key not in TITLES]
            self.own.append(words)
            joined = [re.sub(r"\W", "", one).casefold() for one in name.split() if re.search(r"\w\W\w", one)]
            _add(self.parts, at, *words, *joined)
            firsts = [one[0] for one in words]
            if len(firsts) > 1:
                _add(self.initials, at, *("".join(one) for one in (firsts, [*firsts[1:], firsts[0]], [firsts[0], firsts[-1]])))
            local = address.partition("@")[0]
            _add(self.addresses, at, *([address, local] if _TELLING.search(local) else [address] if address else []))
            if _WIDE.fullmatch(whole := "".join(name.split())):
                self.wide.append((at, whole))

    def within(self, text: str, *, spared: Iterable[str] = ()) -> list[Named]:
        """Who is named, each once, and how, by name. Phrases of `spared` name somebody else."""
        shown = _without(plain(text), spared)
        found: dict[int, str] = {}
        for at, said in (*self._by_words(shown), *self._by_initials(shown), *self._by_address(shown), *self._by_wide(shown)):
            if len(said) > len(found.get(at, "")):
                found[at] = said
        named = {Named(self.people[at].name, said.strip()) for at, said in found.items()}
        return sorted(named, key=lambda one: (one.name, one.said))

    def _by_words(self, text: str) -> Iterable[tuple[int, str]]:
        if self.parts.keys().isdisjoint(one.casefold() for one in _WORD.findall(text)):
            return
        words = _words(text)
        for place, word in enumerate(words):
            for at in self.parts.get(word.key, ()):
                before = words[place - 1] if place and _is_beside(text, words[place - 1], word) else None
                after = words[place + 1] if place + 1 < len(words) and _is_beside(text, word, words[place + 1]) else None
                if self._is_meant(text, word, at, before, after):
                    yield at, word.text

    def _is_meant(self, text: str, word: _Word, at: int, before: _Word | None, after: _Word | None) -> bool:
        ordinary = word.key in WORDS
        if before and before.key in TITLES and (word.is_capital or not ordinary):
            return True
        if len(word.key) == 1:
            return False
        if any(self._goes_with(text, word, one, at) for one in (before, after) if one):
            return True
        if len(word.key) == 2 or word.key in CALENDAR:
            return len(word.key) == 2 and not ordinary and word.text.istitle()
        return not ordinary or (word.is_capital and not _BEGINS.search(text, 0, word.start))

    def _goes_with(self, text: str, word: _Word, other: _Word, at: int) -> bool:
        """Whether `other` is another part of that name, or its initial."""
        rest = list(self.own[at])
        if word.key in rest:
            rest.remove(word.key)
        is_letter = len(other.key) == 1 and other.is_capital and (other.key not in "ai" or text[other.end :].startswith("."))
        is_initial = is_letter and any(one[0] == other.key for one in rest)
        plainly = word.key not in WORDS or other.key not in WORDS or (word.is_capital and other.is_capital)
        return (is_initial and word.is_capital) or (len(other.key) > 1 and other.key in rest and plainly)

    def _by_initials(self, text: str) -> Iterable[tuple[int, str]]:
        dotted = [(one[0], _WORD.findall(one[0])) for one in _INITIALS.finditer(text)]
        signed = [(one[1], list(one[1])) for one in _SIGNED.finditer(text)]
        for said, letters in (*dotted, *signed):
            if not all(one.isupper() for one in letters):
                continue
            key = "".join(letters).casefold()
            if not ("." in said and key in ABBREVIATIONS):
                yield from ((at, said) for at in self.initials.get(key, ()))

    def _by_address(self, text: str) -> Iterable[tuple[int, str]]:
        for said in (*_ADDRESS.findall(text), *_LOCAL.findall(text)):
            yield from ((at, said) for at in self.addresses.get(said.casefold(), ()))

    def _by_wide(self, text: str) -> Iterable[tuple[int, str]]:
        for at, name in self.wide:
            for said in (name, *(f"{name[0]}{title}" for title in HONORIFICS)):
                if said in text:
                    yield at, said


def _add(found: dict[str, set[int]], at: int, *keys: str) -> None:
    for key in keys:
        found.setdefault(key, set()).add(at)


def _without(text: str, spared: Iterable[str]) -> str:
    """With a sign in place of each such phrase, so that words around it do not come together."""
    for phrase in sorted({plain(one).strip() for one in spared} - {""}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", "§", text, flags=re.IGNORECASE)
    return text


def _is_beside(text: str, one: _Word, other: _Word) -> bool:
    return bool(_BESIDE.fullmatch(text, one.end, other.start))
