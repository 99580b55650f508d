"""Files that are not what they say, or more than they say, built here byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
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


def overlapping() -> bytes:
    """A package whose members all lie in the same bytes: small, and a thousand times itself when unpacked."""
    kernel = zlib.compress(bytes(100_000), 9)[2:-4]
    head = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, 0, len(kernel), 100_000, 1, 0) + b"a"
    entries = []
    for name in (TYPES, "word/document.xml", *(f"word/{n}.xml" for n in range(300))):
        facts = (0x02014B50, 20, 20, 0, 8, 0, 0, 0, len(kernel), 90 * len(kernel), len(name), 0, 0, 0, 0, 0, 0)
        entries.append(struct.pack("<IHHHHHHIIIHHHHHII", *facts) + name.encode())
    directory, start = b"".join(entries), len(head) + len(kernel)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(entries), len(entries), len(directory), start, 0)
    return head + kernel + directory + end


def large_directory(*, far: bool = False) -> bytes:
    """A package that says its list of members is longer than a megabyte; `far` says so in the 64-bit end record."""
    whole = office("docx", more={f"word/{'x' * 200}{n}.xml": b"" for n in range(4500)})
    if not far:
        return whole
    end = whole.rindex(b"PK\x05\x06")
    count, _count, size, start = struct.unpack_from("<HHII", whole, end + 8)
    record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<IIQI", 0x07064B50, 0, end, 1)
    blank = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return whole[:end] + record + locator + blank


def two_ends(members: int) -> bytes:
    """A package whose end holds what looks like another: the library reads the list that the first one tells of."""
    directory = (b"PK\x01\x02" + bytes(42)) * members
    return b"PK\x03\x04" + bytes(60) + directory + b"PK\x05\x06PK\x05\x06" + struct.pack("<4xIIH", len(directory), 64, 0)


def greedy() -> bytes:
    """A package packed in a way that first asks for four gigabytes of memory."""
    whole = bytearray(packed(_word(), pack=zipfile.ZIP_LZMA))
    place = 30 + len(TYPES) + 5
    whole[place : place + 4] = b"\xff\xff\xff\xff"
    return bytes(whole)


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, readable enough."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def packed_object(content: bytes) -> bytes:
    held = zlib.compress(b"2 0 " + content)
    return b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(held), held)


def torn_object(content: bytes) -> bytes:
    """Packed, its sound beginning followed by what cannot be unpacked."""
    packer = zlib.compressobj()
    held = packer.compress(b"2 0 " + content) + packer.flush(zlib.Z_FULL_FLUSH) + b"\xff\xff"
    return b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(held), held)


def png_of(wide: int, high: int) -> bytes:
    """The head of a PNG that claims so many pixels."""
    return PNG[:16] + struct.pack(">II", wide, high) + PNG[24:]


def jpeg_of(wide: int, high: int) -> bytes:
    at = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:at] + struct.pack(">HH", high, wide) + JPEG[at + 4 :]


def webp_of(wide: int, high: int, way: str = "VP8X") -> bytes:
    """The head of a WebP, in one of the three ways to write one."""
    sizes = {
        "VP8 ": b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", wide, high),
        "VP8L": b"\x2f" + struct.pack("<I", (wide - 1) | (high - 1) << 14),
        "VP8X": b"\0\0\0\0" + struct.pack("<I", wide - 1)[:3] + struct.pack("<I", high - 1)[:3],
    }
    chunk = sizes[way] + bytes(20)
    return b"RIFF" + struct.pack("<I", 12 + len(chunk)) + b"WEBP" + way.encode() + struct.pack("<I", len(chunk)) + chunk


def _acting() -> Iterator[tuple[str, str, bytes]]:
    """PDFs that do something when they are opened."""
    acts = {
        "script": b"<</S/JavaScript/JS(app.alert(1))>>",
        "script written with digits": b"<</S/J#61vaScript/JS(app.alert(1))>>",
        "script with capital digits": b"<</S/#4AavaScript/JS(app.alert(1))>>",
        "launch": b"<</S/Launch/F(cmd.exe)>>",
        "launch written with digits": b"<</S/L#61unch/F(cmd.exe)>>",
        "scripts by name": b"<</Names<</JavaScript 3 0 R>>>>",
    }
    for what, act in acts.items():
        yield f"PDF with {what}", "deck.pdf", pdf(b"<</Type/Catalog/OpenAction 2 0 R>>", act)
        yield f"PDF with {what} packed", "deck.pdf", pdf(b"<</Type/Catalog/OpenAction 2 0 R>>", packed_object(act))
    script, catalog = acts["script"], b"<</Type/Catalog/OpenAction 2 0 R>>"
    held = packed_object(script)
    end = held.index(b"\nendstream")
    yield "PDF with a script packed under a wrong checksum", "deck.pdf", pdf(catalog, held[: end - 4] + bytes(4) + held[end:])
    yield "PDF with a script packed and torn behind it", "deck.pdf", pdf(catalog, torn_object(script))
    yield "PDF with a script packed under a name with digits", "deck.pdf", pdf(catalog, held.replace(b"ObjStm", b"Obj#53tm"))
    yield "PDF that unpacks without end", "deck.pdf", pdf(packed_object(bytes(70_000_000)))
    yield "PDF with a package behind it", "deck.pdf", PDF + packed({"a.jar": b"x"}) + b"%%EOF"


def _huge() -> Iterator[tuple[str, str, bytes]]:
    """Pictures of more pixels than anybody draws, and of none."""
    yield "picture of 2,500 megapixels", "logo.png", png_of(50_000, 50_000)
    yield "picture of a pixel too many", "logo.png", png_of(40_000_001, 1)
    yield "largest number of pixels", "logo.png", png_of(2**31 - 1, 2**31 - 1)
    yield "picture of no pixels", "logo.png", png_of(0, 600)
    yield "photograph of 4,000 megapixels", "photo.jpg", jpeg_of(65_535, 65_535)
    yield "photograph without a size", "photo.jpg", JPEG[: JPEG.index(b"\xff\xc0")]
    yield "photograph cut in its size", "photo.jpg", JPEG[: JPEG.index(b"\xff\xc0") + 6]
    yield "photograph of segments that lead nowhere", "photo.jpg", b"\xff\xd8" + b"\xff\xe0\0\0" * 5
    yield "photograph of segments without end", "photo.jpg", b"\xff\xd8" + b"\xff\xe0\0\2" * 5000
    yield "photograph padded without end", "photo.jpg", b"\xff\xd8" + b"\xff" * 3000 + JPEG[2:]
    for way in ("VP8 ", "VP8L", "VP8X"):
        yield f"WebP of many pixels, {way}", "logo.webp", webp_of(16_000, 16_000, way)
    yield "WebP of another way", "logo.webp", b"RIFF\x24\0\0\0WEBPVP9 " + bytes(20)
    yield "WebP cut short", "logo.webp", webp_of(8, 6)[:25]


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
    yield from _acting()
    yield from _huge()
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
    yield "bomb of members in one another", "plan.docx", overlapping()
    yield "list of members too long", "plan.docx", large_directory()
    yield "list of members too long, told in 64 bits", "plan.docx", large_directory(far=True)
    yield "list of members too long, under two ends", "plan.docx", two_ends(30_000)
    yield "packed in a way that asks for gigabytes", "plan.docx", greedy()
    for name in ("../../evil.sh", "/etc/cron.d/evil", "word/../../evil", "..\\evil.bat", "C:\\evil.bat"):
        yield f"member {name}", "plan.docx", office("docx", more={name: b"evil"})
    yield "link", "plan.docx", linked()
    yield "locked member", "plan.docx", locked()
    yield "torn", "plan.docx", office("docx")[:-30]
    yield "directory alone", "plan.docx", b"PK\x03\x04" + b"PK\x05\x06" + bytes(18)
