"""What somebody reads in bytes: archives and workbooks unpacked, the text of papers, parts of messages decoded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from typing import cast

import pypdfium2


def text(content: bytes) -> str:
    """`content` as it comes, then all that is packed in it; a workbook is an archive of pages."""
    return "\n".join([content.decode(errors="replace"), *_within(content)])


def mail(content: bytes) -> str:
    """Its headers and each of its parts, whatever they travel as, attachments unpacked."""
    message = cast(EmailMessage, message_from_bytes(content, policy=policy.default))
    parts = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    return "\n".join([*map(str, message.values()), *(text(one) for one in parts if isinstance(one, bytes))])


def _within(content: bytes) -> Iterator[str]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name
                yield unescape(text(packed.read(name)))
    elif content.startswith(b"%PDF"):
        with suppress(pypdfium2.PdfiumError):  # founders' files of the scene are no whole papers
            pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
            yield " ".join(" ".join(pages).split())  # where a line ends says nothing
