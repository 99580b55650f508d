"""What people honestly send: made by the programs that make such files, and by hand where those are not at hand."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pypdfium2
import typst
import xlsxwriter
from PIL import Image

from tests.factories.files import CSV, JPEG, MP4, PDF, PNG, office
from tests.private_files.hostile import jpeg_of, packed, packed_object, pdf, png_of, webp_of


def corpus() -> dict[str, bytes]:
    """{name: bytes}: all of it is taken as what its ending says."""
    whole: dict[str, bytes] = {}
    for make in (_documents, _packages, _pictures, _films, _texts):
        whole.update(make())
    return whole


def _documents() -> Iterator[tuple[str, bytes]]:
    yield "deck.pdf", PDF
    yield "DECK.PDF", PDF
    yield "long.pdf", PDF[:-1] + b"\r\n" + b" " * 1500
    yield "signed.pdf", PDF + PDF
    yield "locked for printing.pdf", PDF.replace(b"trailer<<", b"trailer<</Encrypt 2 0 R")
    yield "packed objects.pdf", pdf(packed_object(b"<</Type/Catalog>>"))
    yield "packed otherwise.pdf", pdf(b"<</Type/ObjStm/Filter/LZWDecode/Length 3>>stream\nabc\nendstream")
    yield "words alike.pdf", pdf(b"<</Title(On JavaScript, Launch and Encrypt)/JavaScripts 1/Launchpad 2>>")
    yield "links.pdf", pdf(b"<</S/URI/URI(https://example.org)>>", b"<</S/GoTo/D[1 0 R/Fit]>>")
    for pages in (1, 3, 40):
        yield f"{pages} pages.pdf", typeset("#lorem(300)\n" * pages)
    yield "pages of another size.pdf", blank(2000, 900)
    for language, words in {"tamil": "வணக்கம்", "chinese": "渡し舟", "arabic": "سفينة", "emoji": "🪸"}.items():
        yield f"{language}.pdf", typeset(words)


def typeset(words: str) -> bytes:
    return bytes(typst.compile(f"= Deck\n{words}".encode()))


def blank(wide: float = 595, high: float = 842) -> bytes:
    """One empty page."""
    document, whole = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(wide, high)
    document.save(whole)
    return whole.getvalue()


def _packages() -> Iterator[tuple[str, bytes]]:
    yield "plan.docx", office("docx")
    yield "slides.pptx", office("pptx", more={"ppt/media/image1.png": PNG, "ppt/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"})
    yield "figures.xlsx", office("xlsx", more={f"xl/worksheets/sheet{n}.xml": b"<sheet/>" for n in range(300)})
    yield "packed.docx", packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w>Words</w>" * 50})
    yield "full.docx", office("docx", more={f"word/{n}.xml": b"" for n in range(1998)})
    yield "empty part.docx", office("docx", more={"word/empty.xml": b""})
    yield "remark behind.docx", remarked(office("docx"), b"made by hand")
    for rows in (1, 500):
        yield f"cap table of {rows}.xlsx", sheet(rows)
        yield f"forecast of {rows}.xlsx", book(rows)
    for words in ("渡し舟", "எண்", "a" * 120):
        yield f"named {words[:8]}.docx", office("docx", more={f"word/media/{words}.png": PNG})


def remarked(package: bytes, remark: bytes) -> bytes:
    return package[:-2] + len(remark).to_bytes(2, "little") + remark


def sheet(rows: int) -> bytes:
    book, whole = openpyxl.Workbook(), io.BytesIO()
    for row in range(rows):
        book.active.append([f"Holder {row}", row, f"=B{row + 1}*2"])
    book.save(whole)
    return whole.getvalue()


def book(rows: int) -> bytes:
    whole = io.BytesIO()
    with xlsxwriter.Workbook(whole, {"in_memory": True}) as made:
        page = made.add_worksheet("Forecast")
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=Forecast!$A$1:$A$9"})
        page.insert_chart("D2", chart)
        for row in range(rows):
            page.write_number(row, 0, row * 1.5)
    return whole.getvalue()


def picture(format: str, mode: str = "RGB", size: tuple[int, int] = (64, 48), **how: object) -> bytes:
    whole = io.BytesIO()
    Image.new(mode, size, 1 if mode in "1LP" else None).save(whole, format, **how)
    return whole.getvalue()


def _pictures() -> Iterator[tuple[str, bytes]]:
    yield "logo.png", PNG
    yield "photo.jpg", JPEG
    yield "photo.jpeg", JPEG
    yield "most pixels.png", png_of(8000, 5000)
    yield "most pixels.jpg", jpeg_of(8000, 5000)
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield f"logo in {mode.replace(';', '')}.png", picture("PNG", mode)
    for mode in ("L", "RGB", "CMYK"):
        yield f"photo in {mode}.jpg", picture("JPEG", mode)
    yield "progressive.jpg", picture("JPEG", progressive=True)
    yield "described.jpg", picture("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0", comment=b"On the quay")
    yield "padded.jpg", JPEG.replace(b"\xff\xc0", b"\xff\xff\xff\xc0")
    yield "wide.png", picture("PNG", size=(4000, 1))
    yield "lossy.webp", picture("WEBP")
    yield "lossless.webp", picture("WEBP", lossless=True)
    yield "clear.webp", picture("WEBP", "RGBA", lossless=True)
    yield "most pixels.webp", webp_of(8000, 5000)
    moving = [Image.new("RGB", (8, 6), colour) for colour in ("red", "navy")]
    whole = io.BytesIO()
    moving[0].save(whole, "WEBP", save_all=True, append_images=moving[1:])
    yield "moving.webp", whole.getvalue()


def _films() -> Iterator[tuple[str, bytes]]:
    yield "demo.mp4", MP4
    yield "demo.m4v", MP4
    yield "long box.mp4", b"\0\0\x01\0ftypmp42" + bytes(250)


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "table.csv", CSV
    yield "marked.csv", b"\xef\xbb\xbf" + CSV
    yield "sixteen.csv", CSV.decode().encode("utf-16")
    yield "semicolons.csv", b"a;b\r\n1,5;2\r\n"
    yield "notes.txt", "Schiffe, 渡し舟, лодки, 🪸".encode()
    yield "notes.md", b"<!-- a remark -->\n# Notes\n\n1 < 2, and <b>bold</b>."
    yield "cut in a letter.txt", b"x" * 4095 + "é".encode()
    yield "one letter.txt", b"x"
    yield "formulas.csv", b"=1+1,@cmd\n"
