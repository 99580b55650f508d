"""What differs between two texts, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

MOST = 1200  # units compared with each other
_ENDS = re.compile(r"(?<=[.!?。！？\n])")
_WORDS = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|.", re.DOTALL)
# Scripts that part no words: Thai, Lao, Myanmar, Khmer, kana, Han. Each letter stands for itself.
_CLOSE = re.compile(r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[\U00020000-\U0003ffff])")


class Part(NamedTuple):
    """A stretch of text. `kind` is same, gone (in the older one only) or new (in the newer one only)."""

    kind: str
    text: str


def words(older: str, newer: str) -> list[Part]:
    """The way from `older` to `newer`: the parts that are not new are `older`, those that are not gone are `newer`."""
    for split in (_words, _sentences):
        before, after = split(older), split(newer)
        start, end = _same(before, after)
        if max(len(before), len(after)) - start - end <= MOST:
            return list(_joined(_steps(before, after, start, end)))
    return [part for part in (Part("gone", older), Part("new", newer)) if part.text]


def units(before: list[str], after: list[str]) -> list[Part]:
    """The same of texts that are told whole or not at all."""
    return list(_joined(_steps(before, after, *_same(before, after))))


def _same(before: list[str], after: list[str]) -> tuple[int, int]:
    """How many units both begin and, after those, end with."""
    start = _alike(before, after)
    return start, _alike(before[start:][::-1], after[start:][::-1])


def _alike(before: list[str], after: list[str]) -> int:
    """How many units both begin with."""
    place = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        place += 1
    return place


def _sentences(text: str) -> list[str]:
    return [one for one in _ENDS.split(text) if one]


def _words(text: str) -> list[str]:
    return [letter for word in _WORDS.findall(text) for letter in _CLOSE.split(word) if letter]


def _steps(before: list[str], after: list[str], start: int, end: int) -> Iterator[Part]:
    """`start` units at the beginning and `end` at the end are the same in both.

    In a long text nothing begins to be the same at what stands all over it, as spaces do: that would take ten seconds, and part
    the new from the gone at every word.
    """
    yield Part("same", "".join(after[:start]))
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    for verb, left, right, first, last in SequenceMatcher(None, old, new).get_opcodes():
        if verb == "equal":
            yield Part("same", "".join(new[first:last]))
        else:
            yield Part("gone", "".join(old[left:right]))
            yield Part("new", "".join(new[first:last]))
    yield Part("same", "".join(after[len(after) - end :]))


def _joined(steps: Iterator[Part]) -> Iterator[Part]:
    """Without empty parts; a lone space between two changes belongs to them, so that a rewritten sentence reads as one."""
    found = [part for part in steps if part.text]
    gone = new = ""
    for place, part in enumerate(found):
        bridge = part.kind == "same" and not part.text.strip() and (gone or new) and place + 1 < len(found)
        if part.kind == "same" and not bridge:
            yield from (one for one in (Part("gone", gone), Part("new", new)) if one.text)
            gone = new = ""
            yield part
        else:
            gone += part.text if part.kind != "new" else ""
            new += part.text if part.kind != "gone" else ""
    yield from (one for one in (Part("gone", gone), Part("new", new)) if one.text)
