"""Asks a ClamAV daemon about a file, by its INSTREAM command."""

from __future__ import annotations

import socket
import struct
from typing import IO
from urllib.parse import urlsplit

_CHUNK = 64 * 1024
_PATIENCE = 30.0  # seconds for each step of the conversation
_ANSWER_MOST = 4096


class Away(Exception):
    """The scanner cannot be reached, or gives no answer that says clean or found."""


def find(file: IO[bytes], url: str) -> str:
    """What the daemon at `url` (tcp://host:port or unix:///path) calls the malware in `file`; "" where it finds none.

    Raises Away.
    """
    try:
        with _connected(url) as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(_CHUNK):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            said = _answer(line)
    except OSError as fault:
        raise Away(str(fault)) from fault
    verdict = said.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise Away(said)


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=_PATIENCE)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(_PATIENCE)
    try:
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < _ANSWER_MOST:
        more = line.recv(_ANSWER_MOST)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].decode(errors="replace").strip()
