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
_PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
Bytes = bytes | mmap.mmap


def _name(word: str) -> str:
    """A pattern of `/word`, any letter of which may be written as # and two digits."""
    return "/" + "".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in word) + "(?![A-Za-z0-9])"


_ACTS = re.compile("|".join(map(_name, ("JavaScript", "Launch"))).encode())
_LOCK = re.compile(_name("Encrypt").encode())


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
    """The objects that were packed together, unpacked. Raises Barred past 64 MB."""
    room = _OBJECTS_MOST
    for found in _PACKED.finditer(whole):
        end = whole.find(b"endstream", found.end())
        try:
            part = zlib.decompressobj().decompress(whole[found.end() : end], room)
        except zlib.error:
            continue
        yield part
        room -= len(part)
        if room <= 0:
            raise Barred(BOMB)
