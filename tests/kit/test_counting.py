"""Texts are counted the same by the server and in the browser."""

from __future__ import annotations

from random import Random

from accelerator.kit.counting import CHARACTERS, WORDS, length
from tests import nodes

_SPACES = [chr(code) for code in range(0x11000) if chr(code).isspace()]
_NEAR_SPACES = ["\ufeff", "\u200b", "\u180e", "\u2060", "\u0001"]  # what other rules take for spaces
_SIGNS = ["a", "é", "e\u0301", "字", "ي", "👩\u200d🌾", "🇸🇬", "𝔸", "-", "\n"]


def test_the_browser_counts_as_the_server_does() -> None:
    chance = Random(5)
    texts = ["", *_SPACES, *(f"a{space}b" for space in [*_SPACES, *_NEAR_SPACES])]
    texts += ["".join(chance.choices([*_SPACES, *_NEAR_SPACES, *_SIGNS], k=chance.randint(1, 30))) for _ in range(400)]
    counted = nodes.run("counting.js", "given.map((text) => [m.length(text, 'characters'), m.length(text, 'words')])", texts)
    assert counted == [[length(text, CHARACTERS), length(text, WORDS)] for text in texts]


def test_what_a_character_and_a_word_are() -> None:
    assert (length("👨‍👩‍👧‍👦"), length("a\nb")) == (7, 3)
    assert [length(text, WORDS) for text in ("", "  ", "one", " one\ttwo\n\nthree—four ")] == [0, 0, 1, 3]
