"""Texts as the words people look for, and what they type as a question for them. Pure.

Letters count without their accents and whatever their case. Scripts that part no words (Chinese, Japanese, Thai and the like)
are looked for letter by letter, in their order. PostgreSQL keeps and compares the words as they are made here: its own parser,
which knows fewer languages than people write, is never asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

MOST = 16_000  # words of one row: positions end at 16,383
LONGEST = 100  # letters of a word
ROOM = 900_000  # bytes of all different words of a row: with their places PostgreSQL keeps a megabyte
_MARKS = re.compile("[\u0300-\u036f]")
_RUNNING = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_RUNNING}]|[^\\W_{_RUNNING}]+")
_ONE = re.compile(f"[{_RUNNING}]")


def words(text: str) -> Iterator[str]:
    """The words of a text in their order."""
    for word in _WORD.findall((text if text.isascii() else _unmarked(text)).casefold()):
        yield word[:LONGEST]


def _unmarked(text: str) -> str:
    """Without accents, every letter in its usual form."""
    return unicodedata.normalize("NFKC", _MARKS.sub("", unicodedata.normalize("NFKD", text)))


def vector(texts: Iterable[str]) -> str:
    """The words of the texts with their places, as PostgreSQL writes a tsvector: all, or as many as it keeps of one row.

    Between two texts no sequence runs on.
    """
    places: dict[str, list[int]] = defaultdict(list)
    at, room = 0, ROOM
    for text in texts:
        for word in words(text):
            at += 1
            if word not in places:
                room -= len(word.encode())
            if at > MOST or room < 0:
                break
            places[word].append(at)
        at += 1
    return " ".join(f"'{word}':{','.join(map(str, found[:255]))}" for word, found in places.items())


def query(text: str) -> str:
    """What finds rows with all that `text` names, as PostgreSQL writes a tsquery; "" where it names nothing.

    What stands together is looked for together; a word may be only begun.
    """
    parts = [part for part in (list(words(chunk)) for chunk in text.split()[:10]) if part]
    return " & ".join(_sequence(part[:20]) for part in parts)


def _sequence(part: list[str]) -> str:
    last = part[-1]
    begun = f"'{last}'" if _ONE.fullmatch(last) else f"'{last}':*"
    whole = [f"'{word}'" for word in part[:-1]]
    return f"({' <-> '.join([*whole, begun])})"
