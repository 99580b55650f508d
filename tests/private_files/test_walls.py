"""Strangers' files are drawn behind walls: what comes out is a small picture or nothing, whatever goes in."""

from __future__ import annotations

import io
import resource

import pytest
from PIL import Image

from accelerator.files import drawing, walls
from accelerator.files.kinds import KINDS, kind_of
from accelerator.files.reasons import Barred
from tests.private_files import honest
from tests.private_files.hostile import corpus, pdf, png_of
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
    """The children of this process together are the witness: the largest of them, and their time."""
    drawn = 0
    for name, content in [*((name, content) for _what, name, content in corpus()), *honest.corpus().items()]:
        ending = name.rpartition(".")[2].lower()
        kind = {"jpeg": "jpg"}.get(ending, ending)
        if kind not in ("pdf", "png", "jpg", "webp"):
            continue
        began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        picture = walls.draw(io.BytesIO(content), kind).picture
        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began <= drawing.SECONDS, name
        drawn += bool(picture)
        try:
            assert not picture or kind_of(io.BytesIO(content), ending, tuple(KINDS)) is not None, name
        except Barred:
            pass  # what runs something is refused before anybody draws it
    assert drawn >= 20
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 <= drawing.MEMORY
