"""Files that are not what they say, or more than they say, built here byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from tests.factories.files import JPEG, MP4, PDF, PNG, office

HTML = b"<!DOCTYPE html><html><body><script>alert(document.domain)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + bytes(44) + b"\x80\0\0\0PE\0\0"
ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)  # also what a locked document is wrapped in
ENDINGS = ("pdf", "docx", "pptx", "xlsx", "png", "jpg", "jpeg", "webp", "mp4", "csv", "txt", "md")
TYPES = "[Content_Types].xml"


def packed(members: dict[str, bytes], *, pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", pack) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return whole.getvalue()


def linked() -> bytes:
    """A package one of whose members is a symbolic link to a file of the machine."""
    whole = io.BytesIO(office("docx"))
    with zipfile.ZipFile(whole, "a") as package:
        link = zipfile.ZipInfo("word/media/image1.png")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    return whole.getvalue()


def locked() -> bytes:
    """A package whose last member says, in the directory, that it is encrypted."""
    whole = bytearray(office("docx", more={"word/secret.xml": b"?"}))
    last = whole.rindex(b"PK\x01\x02")
    struct.pack_into("<H", whole, last + 8, 1)
    return bytes(whole)


def claiming(size: int) -> bytes:
    """A package whose last member claims to unpack to `size` bytes."""
    whole = bytearray(office("docx", more={"word/big.xml": b"?" * 5_000_000}))
    struct.pack_into("<I", whole, whole.rindex(b"PK\x01\x02") + 24, size)
    return bytes(whole)


def _word(**more: bytes) -> dict[str, bytes]:
    return {TYPES: b"<Types/>", "word/document.xml": b"<part/>"} | more


def corpus() -> Iterator[tuple[str, str, bytes]]:
    """(what it is, the name it comes under, its bytes): nothing of it may be taken."""
    for ending in ENDINGS:
        for name, content in (("page", HTML), ("drawing", SVG), ("program", EXE), ("binary", ELF), ("old office", OLD_OFFICE)):
            yield f"{name} as {ending}", f"deck.{ending}", content
    others = {"pdf": PDF, "png": PNG, "jpg": JPEG, "mp4": MP4, "docx": office("docx"), "xlsx": office("xlsx")}
    for true, content in others.items():
        for ending in ("pdf", "docx", "xlsx", "pptx", "png", "jpg", "webp", "mp4", "csv"):
            if ending != true:
                yield f"{true} as {ending}", f"deck.{ending}", content
    yield from _pages()
    yield from _twofold()
    yield from _packages()
    for ending in ("exe", "html", "htm", "svg", "js", "docm", "dotm", "xlsm", "pptm", "doc", "zip", "lnk", "bat", "php", ""):
        yield f"ending {ending or 'none'}", f"deck.{ending}" if ending else "deck", PDF
    yield "the last ending counts", "deck.pdf.exe", PDF


def _pages() -> Iterator[tuple[str, str, bytes]]:
    """Pages that hide their beginning."""
    for name, content in {
        "capitals": HTML.replace(b"html", b"HTML"),
        "space before": b" \r\n\t" + HTML,
        "a mark before": b"\xef\xbb\xbf" + HTML,
        "sixteen bits, little end first": b"\xff\xfe" + HTML.decode().encode("utf-16-le"),
        "sixteen bits, big end first": b"\xfe\xff" + HTML.decode().encode("utf-16-be"),
        "xml before": b'<?xml version="1.0"?>' + SVG,
        "script alone": b"<script>alert(1)</script>",
        "body alone": b"<body onload=alert(1)>",
    }.items():
        for ending in ("txt", "csv", "md"):
            yield f"page, {name}, as {ending}", f"notes.{ending}", content


def _twofold() -> Iterator[tuple[str, str, bytes]]:
    """Files that two readers take for two things."""
    yield "page before a PDF", "deck.pdf", HTML + PDF
    yield "a line before a PDF", "deck.pdf", b"\n" + PDF
    yield "PDF before a package", "deck.pdf", PDF + packed({"a.jar": bytes(range(256)) * 40}, pack=zipfile.ZIP_STORED)
    yield "PDF without an end", "deck.pdf", PDF.replace(b"%%EOF", b"")
    yield "package with a page before it", "plan.docx", HTML + office("docx")
    yield "page that says it is a film", "demo.mp4", b"<!--ftyp--><script>alert(1)</script>"
    yield "picture with a script in front", "logo.png", b"#!/bin/sh\n" + PNG
    yield "RIFF that is no picture", "logo.webp", b"RIFF\x24\0\0\0WAVEfmt "


def _packages() -> Iterator[tuple[str, str, bytes]]:
    """Office packages that are too much, or carry what they should not."""
    yield "any package", "plan.docx", packed({"readme.txt": b"hello"})
    yield "no list of types", "plan.docx", packed({"word/document.xml": b"<part/>"})
    yield "another program's part", "plan.docx", office("xlsx")
    yield "macro", "plan.docx", office("docx", more={"word/vbaProject.bin": OLD_OFFICE})
    yield "macro in other letters", "plan.xlsx", office("xlsx", more={"xl/VBAPROJECT.BIN": OLD_OFFICE})
    told = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    yield "macro document renamed", "plan.docx", packed(_word(**{TYPES: told}))
    hidden = b'<Types><Override PartName="/word/a.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    yield "macro under another name", "plan.docx", packed(_word(**{TYPES: hidden, "word/a.bin": OLD_OFFICE}))
    wide = told.decode().encode("utf-16")
    yield "macro told in sixteen bits", "plan.docx", packed(_word(**{TYPES: wide}))
    yield "list of types without end", "plan.docx", packed(_word(**{TYPES: bytes(range(256)) * 4200}), pack=zipfile.ZIP_STORED)
    yield "bomb by ratio", "plan.docx", packed(_word(**{"word/big.xml": bytes(3_000_000)}))
    yield "bomb by members", "plan.docx", office("docx", more={f"word/{n}.xml": b"" for n in range(2000)})
    yield "bomb by size", "plan.docx", claiming(201 * 1024 * 1024)
    for name in ("../../evil.sh", "/etc/cron.d/evil", "word/../../evil", "..\\evil.bat", "C:\\evil.bat"):
        yield f"member {name}", "plan.docx", office("docx", more={name: b"evil"})
    yield "link", "plan.docx", linked()
    yield "locked member", "plan.docx", locked()
    yield "torn", "plan.docx", office("docx")[:-30]
    yield "directory alone", "plan.docx", b"PK\x03\x04" + b"PK\x05\x06" + bytes(18)
