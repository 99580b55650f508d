"""A ZIP written while it is sent: nothing of it is held in memory or on disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.http import StreamingHttpResponse

from accelerator.kit import downloads

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the format knows no time before


class Member(NamedTuple):
    """A file of the archive: its path there, and its bytes in chunks."""

    name: str
    chunks: Iterable[bytes]


class _Outbox:
    """A file that gives away what was written to it. It cannot be sought in, so that each member's size follows its bytes."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, part: bytes) -> int:
        self.written.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        part, self.written = b"".join(self.written), []
        return part


def parts(members: Iterable[Member], *, at: datetime) -> Iterator[bytes]:
    """The archive piece by piece. `at` is the time every member bears, so that the same members are the same bytes."""
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]  # writes and flushes, no more is asked
        for member in members:
            named = zipfile.ZipInfo(member.name, max(at.timetuple()[:6], _EARLIEST))
            named.external_attr = 0o600 << 16
            with archive.open(named, "w", force_zip64=True) as entry:
                for chunk in member.chunks:
                    entry.write(chunk)
                    yield outbox.taken()
    yield outbox.taken()


def answer(members: Iterable[Member], name: str, *, at: datetime) -> StreamingHttpResponse:
    """The archive as a download called `name`."""
    response = StreamingHttpResponse((part for part in parts(members, at=at) if part), content_type="application/zip")
    response["Content-Encoding"] = "identity"  # files are packed already; packing them again would only wait
    return downloads.attached(response, name)
