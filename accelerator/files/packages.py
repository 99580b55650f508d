"""Office packages: zip files looked at by their directory, before anything in them is unpacked. Pure."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from accelerator.files.reasons import BOMB, LOCKED, PROGRAM, Barred

UNPACKED_MOST = 200 * 1024 * 1024
MEMBERS_MOST = 2000
RATIO_MOST = 100
_DIRECTORY_MOST = 1024 * 1024  # bytes: room for 2,000 members with long names
_TYPES_MOST = 1024 * 1024  # bytes of the list of types inside an office package
_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # others of the format may ask for gigabytes before they give a byte

# What the zip library raises about a package that is none, or is torn or packed in an unknown way.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    NotImplementedError,
    OSError,
    EOFError,
    KeyError,
    RuntimeError,
)


def holds(file: BinaryIO, part: str) -> bool:
    """Whether `file` is a package of office software with `part` inside.

    Raises Barred for one that unpacks to too much, is locked, or carries a program.
    """
    size = file.seek(0, 2)
    if _directory_size(file, size) > _DIRECTORY_MOST:
        raise Barred(BOMB)
    try:
        with zipfile.ZipFile(file) as package:
            members = package.infolist()
            if part not in package.namelist() or not all(map(_is_plain, members)):
                return False
            _require_sane(members, size)
            if _runs(package, members):
                raise Barred(PROGRAM)
            return True
    except _BROKEN:
        return False


def _directory_size(file: BinaryIO, size: int) -> int:
    """How many bytes the directory says it has: the zip library reads all of them at once. 0 where there is no directory.

    The most that any end of one says, since of several the library follows its own rules; what cannot lie in the file it refuses.
    """
    file.seek(max(0, size - 66_000))  # the end has a remark of at most 65,535 bytes after it
    tail = file.read()
    said = [*_said(tail, _END, "<12xI6x"), *_said(tail, _END64, "<40xQ8x")]
    return max((one for one in said if one <= size), default=0)


def _said(tail: bytes, mark: bytes, layout: str) -> Iterator[int]:
    """The number that each record beginning with `mark` has at its place."""
    length = struct.calcsize(layout)
    for found in re.finditer(re.escape(mark), tail):
        if len(tail) >= found.start() + length:
            yield struct.unpack_from(layout, tail, found.start())[0]


def _require_sane(members: list[zipfile.ZipInfo], size: int) -> None:
    """Raises Barred. Members that together are longer than the file lie in one another: a bomb of its own kind."""
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if len(members) > MEMBERS_MOST or unpacked > UNPACKED_MOST or unpacked > RATIO_MOST * packed or packed > size:
        raise Barred(BOMB)
    if any(member.flag_bits & 1 for member in members):
        raise Barred(LOCKED)


def _is_plain(member: zipfile.ZipInfo) -> bool:
    """Packed as office software does, no link, and not named so that unpacking would write outside its folder."""
    path = member.filename.replace("\\", "/")
    outside = path.startswith("/") or path[1:2] == ":" or ".." in path.split("/")
    return member.compress_type in _PACKINGS and not outside and not stat.S_ISLNK(member.external_attr >> 16)


def _runs(package: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    """Whether a program is inside: a part called so, or of a type that is one, whatever it is called."""
    with package.open("[Content_Types].xml") as part:
        types = part.read(_TYPES_MOST + 1)
    told = types.replace(b"\0", b"").lower()
    named = any("vbaproject" in member.filename.lower() for member in members)
    return named or len(types) > _TYPES_MOST or b"macroenabled" in told or b"vbaproject" in told
