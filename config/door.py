"""Where requests come in: stamped at once, then one after the other. Deadlines are decided by the stamp, not by the queue.

A second stamp says when a body was here to its end: from then on only the house takes time.

The web server gives every request a thread of its own; most of these only wait here. So a crowd costs patience and nobody the
deadline, and who sends slowly holds up nobody else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from threading import Lock, Semaphore
from typing import IO, Any
from wsgiref.types import StartResponse, WSGIApplication

from accelerator.kit import arrived, clock

_IN_MEMORY = 256 << 10
_PIECE = 64 << 10


class Door:
    """A WSGI application in front of another, which serves at most `places` requests at a time, each until its answer is sent."""

    def __init__(self, house: WSGIApplication, *, places: int) -> None:
        self._house = house
        self._places = Semaphore(places)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        environ[arrived.STAMP] = clock.host()
        if environ["PATH_INFO"] == "/healthz":  # asks whether the process lives, not how busy it is
            return self._house(environ, start_response)
        _take_in(environ)
        self._places.acquire()
        try:
            return _Answer(self._house(environ, start_response), self._places.release)
        except BaseException:
            self._places.release()
            raise


class _Answer:
    """What the house answers. The server closes it when all was sent, and when nobody listens any more."""

    def __init__(self, answer: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._answer = answer
        self._leave = leave
        self._open = Lock()

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        try:
            if hasattr(self._answer, "close"):
                self._answer.close()
        finally:
            if self._open.acquire(blocking=False):
                self._leave()


def _take_in(environ: dict[str, Any]) -> None:
    """Reads a body of known, moderate length to its end, or to where its line broke; leaves any other to the house."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit() and 0 < int(length) <= arrived.TAKEN_IN):
        return
    given, missing = environ["wsgi.input"], int(length)
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # lives as long as the request
    while missing and (piece := given.read(min(missing, _PIECE))):
        kept.write(piece)
        missing -= len(piece)
    kept.seek(0)
    environ["wsgi.input"] = kept
    environ[arrived.WHOLE] = clock.host()
