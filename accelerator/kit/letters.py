"""Which characters a font draws, read from its `cmap` table (OpenType 1.9). Pure."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

_UNICODE = {(3, 10), (0, 6), (0, 4), (3, 1), (0, 3)}  # (platform, encoding), whole Unicode before its first plane


@cache
def drawn(font: Path) -> frozenset[int]:
    """Code points of a TrueType or OpenType file; none where it is of another kind."""
    raw = font.read_bytes()
    if raw[:4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        return frozenset()
    for place in range(struct.unpack_from(">H", raw, 4)[0]):
        tag, _sum, start, _length = struct.unpack_from(">4sLLL", raw, 12 + 16 * place)
        if tag == b"cmap":
            return frozenset().union(*(_table(raw, start + at) for at in _subtables(raw, start)))
    return frozenset()


def _subtables(raw: bytes, start: int) -> list[int]:
    count = struct.unpack_from(">H", raw, start + 2)[0]
    found = [struct.unpack_from(">HHL", raw, start + 4 + 8 * place) for place in range(count)]
    return [at for platform, encoding, at in found if (platform, encoding) in _UNICODE]


def _table(raw: bytes, at: int) -> frozenset[int]:
    kind = struct.unpack_from(">H", raw, at)[0]
    if kind == 12:
        groups = struct.unpack_from(">L", raw, at + 12)[0]
        spans = [struct.unpack_from(">LL", raw, at + 16 + 12 * group) for group in range(groups)]
    elif kind == 4:
        count = struct.unpack_from(">H", raw, at + 6)[0] // 2
        ends = struct.unpack_from(f">{count}H", raw, at + 14)
        starts = struct.unpack_from(f">{count}H", raw, at + 16 + 2 * count)
        spans = [(first, last) for first, last in zip(starts, ends, strict=True) if last != 0xFFFF]
    else:
        spans = []
    return frozenset(code for first, last in spans for code in range(first, last + 1))
