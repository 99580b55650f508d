"""A ZIP that is written while it is sent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

from accelerator.kit import archive
from accelerator.kit.archive import Member

AT = datetime(2026, 11, 20, 6, 2, 8, tzinfo=UTC)


def test_members_come_out_as_they_went_in() -> None:
    given = {"a.txt": [b"one", b"two"], "files/deck/船 deck.pdf": [b"%PDF" * 1000], "empty": []}
    made = b"".join(archive.parts([Member(name, chunks) for name, chunks in given.items()], at=AT))
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        assert read.testzip() is None
        assert {one.filename: read.read(one) for one in read.infolist()} == {name: b"".join(part) for name, part in given.items()}
        assert {one.date_time for one in read.infolist()} == {(2026, 11, 20, 6, 2, 8)}


def test_the_same_members_are_the_same_bytes() -> None:
    one, same = (b"".join(archive.parts([Member("a", [b"one"])], at=AT)) for _ in range(2))
    assert one == same


def test_nothing_is_read_before_it_is_sent() -> None:
    read: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b"x" * 1000

    sent = archive.parts([Member("a", chunks())], at=AT)
    next(sent)
    assert read == [0]


def test_a_time_before_the_format_began_is_its_first() -> None:
    made = b"".join(archive.parts([Member("a", [b""])], at=datetime(1970, 1, 1, tzinfo=UTC)))
    assert zipfile.ZipFile(io.BytesIO(made)).infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
