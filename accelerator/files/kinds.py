"""What a file is, read from its bytes. Names and declared types are only hints that must agree."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

HEAD = 4096  # bytes looked at
_UNPACKED_MOST = 200 * 1024 * 1024
_MEMBERS_MOST = 2000
_RATIO_MOST = 100


@dataclass(frozen=True)
class Kind:
    """A sort of file we take: its name (as people write the ending), media type, endings, and how its bytes are known."""

    name: str
    media_type: str
    endings: tuple[str, ...]
    fits: Callable[[BinaryIO], bool]


def _starts(*heads: bytes) -> Callable[[BinaryIO], bool]:
    return lambda file: _head(file).startswith(heads)


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def _pdf(file: BinaryIO) -> bool:
    """Starts as PDF within the first kilobyte, and ends as one; anything else before it would make it two things at once."""
    if not _head(file).startswith(b"%PDF-"):
        return False
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 2048))
    return b"%%EOF" in file.read()


def _office(part: str) -> Callable[[BinaryIO], bool]:
    """An Office Open XML package with `part` inside, of sane size, without macros."""

    def fits(file: BinaryIO) -> bool:
        if not _head(file).startswith(b"PK\x03\x04"):
            return False
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as package:
                members = package.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            return False
        names = {member.filename for member in members}
        unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
        sane = len(members) <= _MEMBERS_MOST and unpacked <= _UNPACKED_MOST and unpacked <= _RATIO_MOST * max(packed, 1)
        return sane and "[Content_Types].xml" in names and part in names and not any("vbaProject" in name for name in names)

    return fits


def _mp4(file: BinaryIO) -> bool:
    return _head(file)[4:8] == b"ftyp"


def _text(file: BinaryIO) -> bool:
    """Readable text in UTF-8 (or UTF-16 with its mark) without NUL and without a known binary's or page's beginning."""
    head = _head(file)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in head or head.lstrip()[:9].lower().startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script")):
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


def _magic(head: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        return list(puremagic.magic_string(head))
    except (puremagic.PureError, ValueError):
        return []


_OOXML = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",), _pdf),
        Kind("docx", _OOXML + "wordprocessingml.document", ("docx",), _office("word/document.xml")),
        Kind("pptx", _OOXML + "presentationml.presentation", ("pptx",), _office("ppt/presentation.xml")),
        Kind("xlsx", _OOXML + "spreadsheetml.sheet", ("xlsx",), _office("xl/workbook.xml")),
        Kind("png", "image/png", ("png",), _starts(b"\x89PNG\r\n\x1a\n")),
        Kind("jpg", "image/jpeg", ("jpg", "jpeg"), _starts(b"\xff\xd8\xff")),
        Kind("webp", "image/webp", ("webp",), lambda file: _head(file)[:4] == b"RIFF" and _head(file)[8:12] == b"WEBP"),
        Kind("mp4", "video/mp4", ("mp4", "m4v"), _mp4),
        Kind("csv", "text/csv", ("csv",), _text),
        Kind("txt", "text/plain", ("txt", "md"), _text),
    )
}


def kind_of(file: BinaryIO, ending: str, allowed: tuple[str, ...]) -> Kind | None:
    """The one of `allowed` that both the `ending` (without dot) and the bytes of `file` say; None where they do not agree."""
    for name in allowed:
        kind = KINDS[name]
        if ending.lower() in kind.endings:
            return kind if kind.fits(file) else None
    return None
