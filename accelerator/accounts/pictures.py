"""Whether bytes are one whole PNG, JPEG or WebP picture. Pure."""

from __future__ import annotations

import struct

MOST_BYTES = 512 * 1024

TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


def kind_of(content: bytes) -> str | None:
    """png, jpeg or webp; None for anything else, and for a picture with something behind its end (a file that is two things)."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png" if content[12:16] == b"IHDR" and _png_ends(content) else None
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg" if content.endswith(b"\xff\xd9") else None
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        (size,) = struct.unpack("<I", content[4:8])
        return "webp" if size + 8 == len(content) else None
    return None


def _png_ends(content: bytes) -> bool:
    """Walks the chunks (length, name, body, checksum): IEND must be the last one and end where the file ends."""
    at = 8
    while at + 12 <= len(content):
        length: int = struct.unpack(">I", content[at : at + 4])[0]
        name = content[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND":
            return at == len(content)
    return False
