"""Documents as PDF: the same facts give the same bytes; letters without a letterform are known."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2

from accelerator.kit import document, letters

AT = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
SAYS = '#let said = json(bytes(sys.inputs.data))\n#set text(font: ("Inter", "Noto Sans SC", "Noto Sans Arabic"))\n#said.text\n'


def template(folder: Path, text: str = SAYS) -> Path:
    """Beside the house's own, since a template reads nothing from outside the product."""
    file = folder / "said.typ"
    file.write_text(text)
    return file


def read(made: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))


def test_what_people_typed_is_data_never_markup(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(document, "_ROOT", tmp_path)
    typed = '#read("/etc/passwd") *bold* = Title $x^2$ \\ <label> @ref // comment 船'
    assert "".join(read(document.pdf(template(tmp_path), {"text": typed}, at=AT)).split())[:60] == "".join(typed.split())[:60]


def test_the_same_facts_are_the_same_bytes(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(document, "_ROOT", tmp_path)
    one, same, other = (document.pdf(template(tmp_path), {"text": text}, at=AT) for text in ("a", "a", "b"))
    assert one == same != other


def test_letters_that_no_font_draws() -> None:
    assert document.undrawn("Größe, Ωμέγα, Привет, đường, 船舶, ひらがな, مرحبا, שלום, สวัสดี, नमस्ते, வணக்கம்\n\t\u200d") == ""
    assert document.undrawn("한국어 한 👩 ok") == "한국어👩"


def test_a_font_of_the_folder_named_in_the_settings_counts(settings: Any) -> None:
    settings.PDF_FONTS = str(document.FONTS)
    assert document._folders() == [document.FONTS, document.FONTS]


def test_what_is_no_font_draws_nothing(tmp_path: Path) -> None:
    file = tmp_path / "none.ttf"
    file.write_bytes(b"no font at all")
    assert letters.drawn(file) == frozenset()


def test_a_code_of_the_address_can_be_scanned_as_a_picture() -> None:
    assert document.qr("https://example.org/verify/?receipt=" + "a" * 500).startswith("<svg")
