"""PDF read as bytes: what it is, whether it runs something, whether it says that it is locked. Pure; nothing in it is drawn."""

from __future__ import annotations

import io
import mmap
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from accelerator.files.reasons import BOMB, PROGRAM, Barred

_TAIL = 2048
_OBJECTS_MOST = 64 * 1024 * 1024  # unpacked bytes of packed objects that are looked through
_STREAM = re.compile(rb".{0,400}?stream\r?\n", re.DOTALL)
_PIECE, _LEAST = 16 * 1024, 4 * 1024
Bytes = bytes | mmap.mmap


def _name(word: str) -> str:
    """A pattern of `/word`, any letter of which may be written as # and two digits."""
    return "/" + "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in word) + "(?![A-Za-z0-9])"


_ACTS = re.compile("|".join(map(_name, ("JavaScript", "Launch"))).encode())
_LOCK = re.compile(_name("Encrypt").encode())
_PACKED = re.compile(_name("ObjStm").encode())


def fits(file: BinaryIO) -> bool:
    """Starts as PDF and ends as one; anything before it, or a package behind it, would make it two things at once.

    Raises Barred for one that runs a script or a program when it is opened.
    """
    file.seek(0)
    if file.read(5) != b"%PDF-":
        return False
    whole = _bytes(file)
    tail = whole[-_TAIL:]
    if b"%%EOF" not in tail or b"PK\x05\x06" in tail:
        return False
    if any(_ACTS.search(part) for part in (whole, *_packed(whole))):
        raise Barred(PROGRAM)
    return True


def is_encrypted(file: BinaryIO) -> bool:
    """Whether it says so; most of such still open without a password."""
    return _LOCK.search(_bytes(file)) is not None


def _bytes(file: BinaryIO) -> Bytes:
    """All of it: a large one lies on the disk and is mapped, not copied."""
    try:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (io.UnsupportedOperation, AttributeError):
        file.seek(0)
        return file.read()


def _packed(whole: Bytes) -> Iterator[bytes]:
    """The objects that were packed together, unpacked. Raises Barred past 64 MB, each counted as 4 KB at least."""
    room = _OBJECTS_MOST
    for found in _PACKED.finditer(whole):
        begun = _STREAM.match(whole, found.end())
        part = _unpacked(whole, begun.end(), room) if begun else b""
        yield part
        room -= max(len(part), _LEAST)
        if room <= 0:
            raise Barred(BOMB)


def _unpacked(whole: Bytes, at: int, room: int) -> bytes:
    """What is packed from `at` on, as far as `room` goes. Of what is torn the sound beginning, to the byte, whatever its checksum
    says: readers of PDF show that much.
    """
    if at + 2 > len(whole) or whole[at] & 15 != 8 or int.from_bytes(whole[at : at + 2], "big") % 31:
        return b""
    unpacker, made, rest, step, at = zlib.decompressobj(-zlib.MAX_WBITS), bytearray(), b"", _PIECE, at + 2
    while step and len(made) < room and not unpacker.eof:
        if not rest:
            rest, at = whole[at : at + _PIECE], at + _PIECE
            if not rest:
                break
        before = unpacker.copy()
        try:
            made += unpacker.decompress(rest, step)
            rest = unpacker.unconsumed_tail
        except zlib.error:
            unpacker, step = before, step // 2
    return bytes(made)
