"""Draws every file of the corpora behind the walls, `python -m tests.private_files.drawn`. Prints how many gave a picture, and
the most memory in bytes that one of them took; ends with a fault where one takes longer than the walls let."""

from __future__ import annotations

import io
import json
import os
import resource

import django


def draw_all() -> tuple[int, int]:
    from accelerator.files import drawing, walls
    from accelerator.files.kinds import KINDS, kind_of
    from accelerator.files.reasons import Barred
    from tests.private_files import honest
    from tests.private_files.hostile import corpus

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
    return drawn, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps(draw_all()))
