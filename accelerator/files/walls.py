"""Has drawing.py look at a file: the reader runs apart from us, with bounds on its memory and time."""

from __future__ import annotations

import shutil
import subprocess  # our own program, by its full path
import sys
import tempfile
from pathlib import Path
from typing import IO, NamedTuple

from accelerator.files import drawing

_PROGRAM = Path(drawing.__file__)
_PATIENCE = 2 * drawing.SECONDS  # it is stopped by its own clock; this is for a machine that is busy


class Drawn(NamedTuple):
    """`picture` is a WebP, empty where the file cannot be drawn; `locked` says that it asks for a password."""

    picture: bytes
    locked: bool


def draw(file: IO[bytes], kind: str) -> Drawn:
    """The first page or the picture, at most 640 pixels wide and high. `kind` is pdf, png, jpg or webp."""
    file.seek(0)
    with tempfile.TemporaryFile() as given:
        shutil.copyfileobj(file, given)
        given.seek(0)
        command = [sys.executable, "-I", str(_PROGRAM), kind]
        try:
            done = subprocess.run(command, stdin=given, capture_output=True, timeout=_PATIENCE, env={}, check=False)
        except subprocess.TimeoutExpired:
            return Drawn(b"", locked=False)
    return Drawn(done.stdout if done.returncode == 0 else b"", done.returncode == drawing.LOCKED)
