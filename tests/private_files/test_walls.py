"""Strangers' files are drawn behind walls: what comes out is a small picture or nothing, whatever goes in."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from PIL import Image

from accelerator.files import drawing, walls
from tests.journeys.house import ROOT
from tests.private_files import honest
from tests.private_files.hostile import pdf, png_of
from tests.private_files.locks import locked


def size_of(picture: bytes) -> tuple[str | None, tuple[int, int]]:
    with Image.open(io.BytesIO(picture)) as image:
        return image.format, image.size


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (honest.blank(595, 842), "pdf", (453, 640)),
        (honest.blank(14_000, 700), "pdf", (640, 32)),
        (honest.typeset("Deck"), "pdf", (453, 640)),
        (honest.picture("PNG", "RGBA", (64, 48)), "png", (64, 48)),
        (honest.picture("PNG", "P", (2000, 1000)), "png", (640, 320)),
        (honest.picture("JPEG", "CMYK", (1000, 2000)), "jpg", (320, 640)),
        (honest.picture("WEBP", "RGBA", (700, 70)), "webp", (640, 64)),
    ],
)
def test_it_is_drawn_small(content: bytes, kind: str, size: tuple[int, int]) -> None:
    drawn = walls.draw(io.BytesIO(content), kind)
    assert (size_of(drawn.picture), drawn.locked) == (("WEBP", size), False)


def test_a_photograph_stands_upright_and_tells_nothing_of_its_camera() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Slipway Optics"
    drawn = walls.draw(io.BytesIO(honest.picture("JPEG", "RGB", (60, 20), exif=exif)), "jpg").picture
    assert size_of(drawn)[1] == (20, 60)
    assert b"Optics" not in drawn
    assert b"EXIF" not in drawn


def test_a_password_is_told_from_what_is_broken() -> None:
    assert walls.draw(io.BytesIO(locked(b"secret")), "pdf") == (b"", True)
    assert walls.draw(io.BytesIO(pdf(b"<</Type/Catalog>>")), "pdf") == (b"", False)
    assert walls.draw(io.BytesIO(b""), "png") == (b"", False)
    assert walls.draw(io.BytesIO(png_of(60_000, 60_000)), "png") == (b"", False)


def test_a_picture_says_what_it_is_and_is_read_as_nothing_else() -> None:
    assert walls.draw(io.BytesIO(honest.picture("GIF", "P")), "png").picture == b""


@pytest.mark.full
@pytest.mark.faults
def test_no_file_of_the_corpora_takes_more_memory_or_time_than_the_walls_let() -> None:
    """In a process of its own, whose children together are the witness: the largest of them, and no other test's."""
    environment = os.environ | {"SECRET_KEY": settings.SECRET_KEY, "SLIPWAY_PROCESS": "command"}
    command = [sys.executable, "-m", "tests.private_files.drawn"]
    told = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=600).stdout
    drawn, most = json.loads(told)
    assert drawn >= 20
    assert most <= drawing.MEMORY
