"""What a file is, read from its bytes. Names and declared types are only hints that must agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from accelerator.files import names, packages, pictures, portable

HEAD = 4096  # bytes looked at
_PAGES = (b"<!doctype", b"<html", b"<head", b"<body", b"<svg", b"<?xml", b"<script", b"%pdf-", b"{\\rtf")


@dataclass(frozen=True)
class Kind:
    """A sort of file we take: its name (as people write the ending), media type, endings, and how its bytes are known."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    fits: Callable[[BinaryIO], bool]


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def _office(part: str) -> Callable[[BinaryIO], bool]:
    """An Office Open XML package with `part` inside."""
    return lambda file: _head(file).startswith(b"PK\x03\x04") and packages.holds(file, part)


def _mp4(file: BinaryIO) -> bool:
    """Begins with its box of types, which is short: no text can begin so."""
    head = _head(file)
    return head[:2] == b"\0\0" and head[4:8] == b"ftyp"


def _text(file: BinaryIO) -> bool:
    """Readable text in UTF-8 (or UTF-16 with its mark) without NUL and without a known binary's or page's beginning."""
    head = _head(file)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return not _is_page(head.replace(b"\0", b"")[2:])
    if b"\0" in head or _is_page(head.removeprefix(b"\xef\xbb\xbf")):
        return False
    if any(match.confidence >= 0.8 for match in _magic(head)):
        return False
    for cut in range(4):  # the last character may be cut in the middle
        try:
            head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
        return True
    return False


def _is_page(head: bytes) -> bool:
    """Whether it begins as a page, a drawing or a document written in letters."""
    return head.lstrip()[:9].lower().startswith(_PAGES)


def _magic(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return list(puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return []


_OOXML = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",), portable.fits),
        Kind("docx", _OOXML + "wordprocessingml.document", ("docx",), _office("word/document.xml")),
        Kind("pptx", _OOXML + "presentationml.presentation", ("pptx",), _office("ppt/presentation.xml")),
        Kind("xlsx", _OOXML + "spreadsheetml.sheet", ("xlsx",), _office("xl/workbook.xml")),
        Kind("png", "image/png", ("png",), pictures.png),
        Kind("jpg", "image/jpeg", ("jpg", "jpeg"), pictures.jpeg),
        Kind("webp", "image/webp", ("webp",), pictures.webp),
        Kind("mp4", "video/mp4", ("mp4", "m4v"), _mp4),
        Kind("csv", "text/csv", ("csv",), _text),
        Kind("txt", "text/plain", ("txt", "md"), _text),
    )
}


DRAWN = ("pdf", "png", "jpg", "webp")  # kinds that have a preview


def drawn_as(media_type: str) -> str:
    """The kind that a file of this type is drawn as; "" for one that is not."""
    return next((name for name in DRAWN if KINDS[name].media_type == media_type), "")


def is_drawn_by_name(name: str) -> bool:
    """Whether a kept file called so has a preview: names and kinds of kept files agree."""
    ending = names.ending(name).lower()
    return any(ending in KINDS[kind].endings for kind in DRAWN)


def kind_of(file: BinaryIO, ending: str, allowed: tuple[str, ...]) -> Kind | None:
    """The one of `allowed` that both the `ending` (without dot) and the bytes of `file` say; None where they do not agree.

    Raises Barred for a file that is what it says and still not taken.
    """
    for name in allowed:
        kind = KINDS[name]
        if ending.lower() in kind.endings:
            return kind if kind.fits(file) else None
    return None
