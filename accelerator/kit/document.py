"""PDF from a typst template: the same facts give the same bytes. Fonts are our own files and those of PDF_FONTS."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

from accelerator.kit import letters

FONTS = Path(__file__).parent / "fonts"
_ROOT = Path(__file__).resolve().parents[2]
_UNDRAWN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co"}  # categories that have no letterform of their own


def pdf(template: Path, facts: dict[str, Any], *, at: datetime) -> bytes:
    """`template` (a .typ file of ours) with `facts` as its data; `at` is the date the document bears.

    Facts go in as data, so that nothing people typed is ever read as markup.
    """
    made: bytes = typst.compile(
        str(template),
        root=str(_ROOT),
        sys_inputs={"data": json.dumps(facts)},
        font_paths=_fonts(),
        timestamp=int(at.timestamp()),
    )
    return made


def qr(text: str) -> str:
    """`text` as a QR code in SVG, with room for a damaged tenth."""
    return segno.make(text, error="l", micro=False).svg_inline(border=0)


def undrawn(text: str) -> str:
    """The characters of `text` that no font of ours draws, each once, in order."""
    known = frozenset().union(*(letters.drawn(font) for font in _files()))
    lost = (letter for letter in text if ord(letter) not in known and unicodedata.category(letter) not in _UNDRAWN)
    return "".join(dict.fromkeys(lost))


def _folders() -> list[Path]:
    return [FONTS, Path(settings.PDF_FONTS)] if settings.PDF_FONTS else [FONTS]


@cache
def _files() -> tuple[Path, ...]:
    return tuple(sorted(file for folder in _folders() for file in folder.rglob("*") if file.suffix in (".ttf", ".otf")))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(one) for one in _folders()])
