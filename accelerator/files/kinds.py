"""What a file is, read from its bytes. Names and declared types are only hints that must agree."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

HEAD = 4096  # bytes looked at
_UNPACKED_MOST = 200 * 1024 * 1024
_MEMBERS_MOST = 2000
_RATIO_MOST = 100
_TYPES_MOST = 1024 * 1024  # bytes of the list of types inside an office package
_PAGES = (b"<!doctype", b"<html", b"<head", b"<body", b"<svg", b"<?xml", b"<script", b"%pdf-", b"{\\rtf")


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
    """An Office Open XML package with `part` inside, of sane size, without macros, locks or members that lead elsewhere."""

    def fits(file: BinaryIO) -> bool:
        if not _head(file).startswith(b"PK\x03\x04"):
            return False
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as package:
                members = package.infolist()
                return part in package.namelist() and _sane(members) and not _runs(package, members)
        except _BROKEN:
            return False

    return fits


# What the zip library raises about a package that is none, or is torn, locked or packed in an unknown way.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    NotImplementedError,
    OSError,
    EOFError,
    KeyError,
    RuntimeError,
)


def _sane(members: list[zipfile.ZipInfo]) -> bool:
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    small = len(members) <= _MEMBERS_MOST and unpacked <= _UNPACKED_MOST and unpacked <= _RATIO_MOST * max(packed, 1)
    return small and not any(_leads_away(member) for member in members)


def _leads_away(member: zipfile.ZipInfo) -> bool:
    """Whether it is locked, a link, or named so that unpacking would write outside its folder."""
    path = member.filename.replace("\\", "/")
    outside = path.startswith("/") or path[1:2] == ":" or ".." in path.split("/")
    return bool(member.flag_bits & 1) or stat.S_ISLNK(member.external_attr >> 16) or outside


def _runs(package: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    """Whether a program is inside: a part called so, or of a type that is one, whatever it is called."""
    with package.open("[Content_Types].xml") as part:
        types = part.read(_TYPES_MOST + 1)
    told = types.replace(b"\0", b"").lower()
    named = any("vbaproject" in member.filename.lower() for member in members)
    return named or len(types) > _TYPES_MOST or b"macroenabled" in told or b"vbaproject" in told


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
