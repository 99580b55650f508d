"""Private files for tests: small true ones of each kind, uploads of them, and kept rows."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accelerator.files import operations
from accelerator.files.models import File, Upload
from accelerator.kit import clock
from tests.factories import accounts

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 8, 6) + b"\x08\2\0\0\0" + bytes(4)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x0b\x08\0\6\0\x08\1\1\x11\0\xff\xd9"
MP4 = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2" + bytes(32)
CSV = b"name,place\nTidewise,Sengkang\n"

OFFICE_PARTS = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}


def office(ending: str, *, more: dict[str, bytes] | None = None) -> bytes:
    """The least that is an Office Open XML package of `ending`; `more` members by name."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(OFFICE_PARTS[ending], "<part/>")
        for name, content in (more or {}).items():
            package.writestr(name, content)
    return whole.getvalue()


def upload(name: str = "deck.pdf", content: bytes = PDF, *, declared: str = "application/octet-stream") -> SimpleUploadedFile:
    """What a browser sends; `declared` is the type it claims, which nobody believes."""
    return SimpleUploadedFile(name, content, content_type=declared)


def pdf_of(size: int) -> bytes:
    """What we take for a PDF, of `size` bytes."""
    head, end = b"%PDF-1.7\n", b"\n%%EOF"
    return head + bytes(size - len(head) - len(end)) + end


def file(*, by: Any = None, name: str = "deck.pdf", content: bytes = PDF, on: Any = None) -> File:
    """A kept file."""
    return operations.keep(upload(name, content), by=by or accounts.person(), on=on)


def begun(*, by: Any = None, purpose: str = "test one", name: str = "deck.pdf", size: int = len(PDF)) -> Upload:
    """An upload of which nothing has arrived."""
    return operations.begin(name=name, size=size, by=by or accounts.person(), purpose=purpose, at=clock.now())
