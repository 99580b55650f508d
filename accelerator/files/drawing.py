"""A program of its own, so that a stranger's file meets its readers behind walls: `drawing.py KIND < file > preview.webp`.

It may use little memory and time, and answers with its exit status: 0 drawn, LOCKED for a PDF that asks for a password, anything
else for what cannot be drawn.
"""

from __future__ import annotations

import io
import resource
import sys

MEMORY = 512 * 1024 * 1024  # bytes of address space
SECONDS = 10
WRITTEN = 4 * 1024 * 1024  # bytes of the picture
SIDE = 640  # pixels of its longer side
PIXELS = 40_000_000
LOCKED = 3
_WALLS = {
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_FSIZE: WRITTEN,
    resource.RLIMIT_CORE: 0,
}


def main(kind: str) -> int:
    for wall, most in _WALLS.items():
        resource.setrlimit(wall, (most, most))
    given = sys.stdin.buffer.read()
    drawn = _page(given) if kind == "pdf" else _picture(given, kind)
    if isinstance(drawn, bytes):
        sys.stdout.buffer.write(drawn)
        return 0
    return drawn


def _page(given: bytes) -> bytes | int:
    """The first page."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        page = pypdfium2.PdfDocument(given)[0]
    except pypdfium2.PdfiumError as fault:
        return LOCKED if "password" in str(fault).lower() else 1
    return _small(page.render(scale=SIDE / max(*page.get_size(), 1)).to_pil())


def _picture(given: bytes, kind: str) -> bytes:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = PIXELS // 2  # the library stops at twice of it
    format = {"jpg": "JPEG"}.get(kind, kind.upper())
    with Image.open(io.BytesIO(given), formats=(format,)) as image:
        image.draft("RGB", (SIDE, SIDE))
        image.thumbnail((SIDE, SIDE))
        return _small(ImageOps.exif_transpose(image))


def _small(image) -> bytes:  # type: ignore[no-untyped-def]  # a PIL image, known only behind the walls
    """Drawn anew on white: nothing of the file but its pixels is left."""
    from PIL import Image

    image = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    whole = io.BytesIO()
    paper.convert("RGB").save(whole, "WEBP", quality=80)
    return whole.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
