"""Reads hostile bytes with our readers, apart from the tests: `python -m tests.security.bounds EVERY READER …`.

Of the inputs of each it takes every EVERYth.

Prints one JSON object: `inputs`, `slowest` (seconds of processor time for one input, and which) and `memory` (the largest
resident size of this process, in MB). What a reader refuses it refuses; anything else it raises ends this program.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import zlib
from collections.abc import Callable, Iterator
from itertools import chain, count, islice
from pathlib import Path
from time import process_time

import django

Reader = Callable[[bytes], object]
Inputs = Iterator[tuple[str, bytes, Reader]]
WALL = 4 << 30  # bytes of address space, so that a reader without bounds ends itself and not the machine
FILE, TABLE, FORM, RECEIPT, CELL = 25 << 20, 10 << 20, 512 << 10, 256 << 10, 131_072  # what each is given at most


def _filled(piece: bytes, size: int) -> bytes:
    return (piece * (size // len(piece) + 1))[:size]


def files() -> Inputs:
    """Every file of the corpora, as an upload of each kind that its name could stand for."""
    from accelerator.files.kinds import KINDS, kind_of
    from tests.private_files import honest, hostile

    small = chain(((name, content) for _what, name, content in hostile.corpus()), honest.corpus().items())
    for name, content in chain(_large(hostile.two_ends), small):
        ending = name.rpartition(".")[2].lower()
        yield name, content, lambda given, ending=ending: kind_of(io.BytesIO(given), ending, tuple(KINDS))  # type: ignore[misc]


def _large(package: Callable[[int], bytes]) -> Iterator[tuple[str, bytes]]:
    """As large as a file may be, and made to be looked through in vain."""
    torn, packed = zlib.compress(bytes(16_300))[:-6] + b"\xff\xff", b"/ObjStm stream\n"
    yield "plan.docx", package(FILE // 46 - 3)
    yield "photo.jpg", b"\xff\xd8" + b"\xff" * (FILE - 2)
    for piece in (b"/ObjStm ", packed, packed + b"\x78\x9c\xff", packed + torn, b"/J#61", b"<</Encrypt"):
        yield "deck.pdf", b"%PDF-1.7\n" + _filled(piece, FILE - 15) + b"\n%%EOF"


def tables() -> Inputs:
    from accelerator.kit import tablefile

    pieces = (b",", b"a,", b"a\n", b",\n", b"ab,cd\n", b'"', b'"",', b'"a\n', b";\t,", b"\n", b"\xff", b"\xc3\xa9,", b"a,b,c\r\n")
    for piece in pieces:
        yield repr(piece), _filled(piece, TABLE), tablefile.read
        yield f"a heading, then {piece!r}", b"name,what\n" + _filled(piece, TABLE - 10), tablefile.read
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        yield repr(mark), mark + _filled("a,\n".encode("utf-16-le"), TABLE - 2), tablefile.read


def forms() -> Inputs:
    from accelerator.questionnaires import written

    pieces = (
        "[",
        "{",
        "- ",
        "-\n",
        "? ",
        "a: ",
        "&a ",
        "*a ",
        "! ",
        '"',
        "'",
        "|\n",
        "a\n",
        "- a\n",
        "[a],",
        "{a: b},",
        "# a\n",
        "\t",
    )
    for piece in pieces:
        yield repr(piece), _filled(piece.encode(), FORM), _text(written.read)
    yield "many names", "".join(f"k{one}: v\n" for one in range(40_000)).encode()[:FORM], _text(written.read)
    questions = "".join(f"  - {{key: q{one}, type: text, label: L}}\n" for one in range(12_000))
    yield "many questions", f"sections:\n- key: s\n  title: S\n  questions:\n{questions}".encode()[:FORM], _text(written.read)


def cells() -> Inputs:
    """Rows of another system: a cell as long as one may be, and as many of another country as a file brings."""
    from accelerator.kit import tablefile
    from accelerator.pipeline import bringing
    from accelerator.questionnaires.definition import questions

    options = [{"value": f"o{one}", "label": f"Option {one}"} for one in range(100)]
    asked = {"key": "k", "type": "choices", "label": "K", "other": True, "options": options}
    form = questions({"sections": [{"key": "s", "title": "S", "questions": [asked]}]})
    mapping = {"name": "name", "where": "location", "which": "a.k"}

    def judged(given: bytes) -> object:
        return bringing.judge(tablefile.read(given), mapping, form, applied=set())

    for piece in (" ", ";", " ;", "a;", "; "):
        yield repr(piece), b"name,which\n" + b'A,"a' + _filled(piece.encode(), CELL - 2) + b'b"\n', judged
    rows = "".join(f'N{one},"Street, City {one}",a\n' for one in range(bringing.MOST))
    yield "many places", f"name,where,which\n{rows}".encode(), judged


def receipts() -> Inputs:
    from accelerator.applications import receipts as ours

    for piece in ("eyJ", "eyJ" * 28 + ".", "eyJ.", "=\r\n", "a" * 100 + "."):
        yield piece[:12], _filled(piece.encode(), RECEIPT), lambda given: ours.token_in(given.decode("latin-1"))


def markups() -> Inputs:
    from accelerator.kit import markup

    for piece in ("*", "[", "![", "_a", "> ", "- ", "`", "[a](", "<a>", "1. ", "**a", "  \n", "|", "&amp;"):
        yield piece, _filled(piece.encode(), 50_000), _text(markup.rendered)


def rewritings() -> Inputs:
    """An old and a new answer: all of it said anew, and texts that begin to agree everywhere."""
    from accelerator.applications import diffing

    def compared(given: bytes) -> object:
        return diffing.words(*given.decode().split("|"))

    dense = "".join("!" * (one % 3) + f"{one}." for one in range(340))
    yield "said anew", ("|".join(" ".join(f"{sort}{one}" for one in range(595)) for sort in "wv")).encode(), compared
    yield "dense", ("".join(f"{one},!!!" for one in range(235)) + "|" + dense).encode(), compared


def _text(read: Callable[[str], object]) -> Reader:
    return lambda given: read(given.decode("utf-8", "ignore"))


READERS = {one.__name__: one for one in (files, tables, forms, cells, receipts, markups, rewritings)}


def main(every: int, readers: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (WALL, WALL))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SLIPWAY_PROCESS"] = "command"
    django.setup()
    from accelerator.files.reasons import Barred
    from accelerator.kit.refusals import Refusal

    slowest, number = (0.0, ""), count()
    for name, given, read in chain.from_iterable(islice(READERS[one](), 0, None, every) for one in readers):
        next(number)
        began = process_time()
        try:
            read(given)
        except (Refusal, Barred):
            pass
        slowest = max(slowest, (round(process_time() - began, 3), name))
    status = Path("/proc/self/status").read_text()  # ru_maxrss would tell of whoever began this process, where that is larger
    memory = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    print(json.dumps({"inputs": next(number), "slowest": slowest, "memory": memory}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
