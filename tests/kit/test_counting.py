"""Texts are counted the same by the server and in the browser."""

from __future__ import annotations

from random import Random

import pytest

from accelerator.kit.counting import CHARACTERS, WORDS, length
from tests import nodes

_SPACES = [chr(code) for code in range(0x11000) if chr(code).isspace()]
_NEAR_SPACES = ["\ufeff", "\u200b", "\u180e", "\u2060", "\u0001"]  # what other rules take for spaces
_EAST = ["字", "々", "か", "が", "ー", "ﾊﾟ", "한국", "ไทย", "ประเทศ", "ລາວ", "ខ្មែរ", "မြန်", "\U00020000", "葛\U000e0100"]
_POINTS = ["。", "，", "「", "」", "·", ",", ".", "(", ")", "—", "～", "\\", "]", "^", "\u200b"]
_SIGNS = ["a", "é", "e\u0301", "字", "ي", "👩\u200d🌾", "🇸🇬", "𝔸", "-", "\n"]


def test_the_browser_counts_as_the_server_does() -> None:
    chance = Random(5)
    texts = ["", *_SPACES, *(f"a{space}b" for space in [*_SPACES, *_NEAR_SPACES])]
    texts += ["".join(chance.choices([*_SPACES, *_NEAR_SPACES, *_SIGNS], k=chance.randint(1, 30))) for _ in range(400)]
    texts += ["".join(chance.choices([*_EAST, *_POINTS, *_SIGNS, " "], k=chance.randint(1, 30))) for _ in range(2000)]
    texts += [
        f"a{chr(code)}字{chr(code)}ไทย" for code in [*range(0xD800), *range(0xE000, 0x1B200), 0x1FFFF, *range(0xE00F0, 0xE01F9)]
    ]
    counted = nodes.run("counting.js", "given.map((text) => [m.length(text, 'characters'), m.length(text, 'words')])", texts)
    assert counted == [[length(text, CHARACTERS), length(text, WORDS)] for text in texts]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们帮助农民。", 6),
        ("我们用 AI 帮助 300 名农民，很快。", 12),
        ("東京で「ロボット」を作る", 10),
        ("우리는 농부를 돕습니다", 3),
        ("ประเทศไทย", 2),
        ("ไทย, ไทย", 2),
        ("ខ្មែរ\u200bភាសា", 2),
        ("字 - 字", 3),
        ("(字)", 1),
        ("v2字", 2),
    ],
)
def test_words_without_spaces_between_them(text: str, words: int) -> None:
    assert length(text, WORDS) == words


def test_the_words_of_a_long_text() -> None:
    for sign in ("-", "字", "ไ", "-字", "字-"):
        assert length(sign * 20_000, WORDS) == {"-": 1, "ไ": 3334}.get(sign, 20_000)


def test_what_a_character_and_a_word_are() -> None:
    assert (length("👨‍👩‍👧‍👦"), length("a\nb")) == (7, 3)
    assert [length(text, WORDS) for text in ("", "  ", "one", " one\ttwo\n\nthree—four ")] == [0, 0, 1, 3]
