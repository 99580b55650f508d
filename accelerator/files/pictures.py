"""How many pixels a picture has, read from its first bytes: nothing is drawn. Pure."""

from __future__ import annotations

import struct
from typing import BinaryIO

from accelerator.files.reasons import PIXELS, Barred

PIXELS_MOST = 40_000_000
_SEGMENTS_MOST = 2000  # with what pads them; a photograph has a few dozen before its size
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the segments of a JPEG that say its size
Size = tuple[int, int]


def png(file: BinaryIO) -> bool:
    head = _head(file, 24)
    whole = head[:8] == b"\x89PNG\r\n\x1a\n" and head[12:16] == b"IHDR"
    return _fits(struct.unpack(">II", head[16:24]) if whole and len(head) == 24 else None)


def jpeg(file: BinaryIO) -> bool:
    return _head(file, 3) == b"\xff\xd8\xff" and _fits(_jpeg_size(file))


def webp(file: BinaryIO) -> bool:
    head = _head(file, 30)
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP" and len(head) == 30 and _fits(_webp_size(head))


def _fits(size: Size | None) -> bool:
    """Raises Barred where there are too many."""
    if size is None or 0 in size:
        return False
    if size[0] * size[1] > PIXELS_MOST:
        raise Barred(PIXELS)
    return True


def _head(file: BinaryIO, length: int) -> bytes:
    file.seek(0)
    return file.read(length)


def _jpeg_size(file: BinaryIO) -> Size | None:
    """From the first frame; the segments before it are stepped over."""
    file.seek(2)
    for _ in range(_SEGMENTS_MOST):
        mark = file.read(4)
        if len(mark) < 4 or mark[0] != 0xFF:
            return None
        if mark[1] == 0xFF:  # padding between segments
            file.seek(-3, 1)
            continue
        length = struct.unpack(">H", mark[2:])[0]
        if mark[1] in _FRAMES:
            frame = file.read(5)
            return struct.unpack(">HH", frame[1:])[::-1] if len(frame) == 5 else None
        if length < 2:
            return None
        file.seek(length - 2, 1)
    return None


def _webp_size(head: bytes) -> Size | None:
    """`head` is its first 30 bytes; each of the three ways to write one says the size elsewhere."""
    way = head[12:16]
    if way == b"VP8 ":
        wide, high = struct.unpack("<HH", head[26:30])
        return (wide & 0x3FFF, high & 0x3FFF) if head[23:26] == b"\x9d\x01\x2a" else None
    if way == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1) if head[20] == 0x2F else None
    if way == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    return None
