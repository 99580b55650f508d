"""Whatever a machine calls a file, its name is made harmless and stays readable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accelerator.files import names


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("deck.pdf", "deck.pdf"),
        ("Plan für Größe.pdf", "Plan für Größe.pdf"),
        ("渡し舟 🪸.pdf", "渡し舟 🪸.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\deck.pdf", "deck.pdf"),
        ("/srv/deck.pdf", "deck.pdf"),
        ("deck\u202efdp.exe", "deckfdp.exe"),
        ("deck\u200b\ufeff.pdf", "deck.pdf"),
        ("deck.pdf\r\nSet-Cookie: a=b", "deck.pdfSet-Cookie: a=b"),
        ("deck\0.pdf", "deck.pdf"),
        ("deck\u2028\u2029.pdf", "deck.pdf"),
        ("  deck.pdf. ", "deck.pdf"),
        ("...", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ('a"b;c.pdf', 'a"b;c.pdf'),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("é" * 300 + ".docx", "é" * 195 + ".docx"),
        ("a." + "x" * 300, "a." + "x" * 198),
    ],
)
def test_what_becomes_of_a_name(given_name: str, kept: str) -> None:
    assert names.clean(given_name) == kept


@given(st.text(max_size=400))
@example("a." + "x" * 300)
@example("\ud800.pdf")
def test_any_name_is_harmless(name: str) -> None:
    kept = names.clean(name)
    assert 1 <= len(kept) <= 200
    assert not {unicodedata.category(letter) for letter in kept} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "/" not in kept
    assert "\\" not in kept
    assert kept.strip(" .") == kept
    assert names.clean(kept) == kept
    kept.encode()
