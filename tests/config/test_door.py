"""Requests are stamped before they wait, wait for a place, and leave it whatever becomes of them. Real threads."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Lock
from typing import Any

import pytest
import time_machine

from accelerator.kit import arrived
from config.door import Door

CAME = datetime(2026, 11, 30, 16, 8, 55, tzinfo=UTC)
PATIENCE = 10.0  # seconds, after which a test has failed


def _ask(door: Door, path: str = "/", **environ: Any) -> Iterable[bytes]:
    return door({"PATH_INFO": path, **environ}, lambda *_: lambda _data: None)


class _House:
    """Notes when each came, and how many it had inside at once until their answers were sent."""

    def __init__(self) -> None:
        self.stamps: dict[str, datetime] = {}
        self.inside = self.most = 0
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.stamps[environ["PATH_INFO"]] = environ[arrived.STAMP]
        return self._answer()

    def _answer(self) -> Iterator[bytes]:
        yield b"answer"
        with self._lock:
            self.inside -= 1


def _whole(answer: Any) -> bytes:
    said = b"".join(answer)
    answer.close()
    return said


def test_who_waits_was_stamped_before() -> None:
    house = _House()
    all_here: list[datetime] = []
    door, paths = Door(house, places=2), [f"/{place}" for place in range(12)]
    together = Barrier(len(paths), action=lambda: all_here.append(datetime.now(UTC)))

    def ask(path: str) -> bytes:
        return _whole(_ask(door, path, CONTENT_LENGTH="1", **{"wsgi.input": _Read(together)}))

    with ThreadPoolExecutor(len(paths)) as threads:
        assert list(threads.map(ask, paths)) == [b"answer"] * len(paths)
    assert set(house.stamps) == set(paths)
    assert max(house.stamps.values()) <= all_here[0]
    assert house.most <= 2


class _Read(io.BytesIO):
    """A body whose first reader meets the others."""

    def __init__(self, together: Barrier) -> None:
        super().__init__(b"x")
        self._together = together

    def read(self, size: int | None = -1, /) -> bytes:
        self._together.wait(PATIENCE)
        return super().read(size)


class _Slowly(io.BytesIO):
    """A body of which each piece takes its sender four seconds."""

    def __init__(self, traveller: Any) -> None:
        super().__init__(b"abc")
        self._traveller = traveller

    def read(self, size: int | None = -1, /) -> bytes:
        self._traveller.shift(4)
        return super().read(1)


def test_a_senders_pace_is_told_from_the_houses() -> None:
    seen: dict[str, Any] = {}
    door = Door(lambda environ, _start: seen.update(environ) or [], places=1)  # type: ignore[func-returns-value]
    with time_machine.travel(CAME, tick=False) as traveller:
        _whole(_ask(door, CONTENT_LENGTH="3", **{"wsgi.input": _Slowly(traveller)}))
    assert (seen[arrived.STAMP], seen[arrived.WHOLE]) == (CAME, CAME + timedelta(seconds=12))


def test_without_a_body_arriving_is_all() -> None:
    seen: dict[str, Any] = {}
    _whole(_ask(Door(lambda environ, _start: seen.update(environ) or [], places=1)))  # type: ignore[func-returns-value]
    assert arrived.WHOLE not in seen


def test_whether_the_process_lives_is_told_without_a_place() -> None:
    door = Door(lambda environ, _start: [environ["PATH_INFO"].encode()], places=1)
    held = _ask(door, "/long/")
    assert list(_ask(door, "/healthz")) == [b"/healthz"]
    held.close()  # type: ignore[attr-defined]
    assert _whole(_ask(door, "/next/")) == b"/next/"


def test_a_place_is_kept_until_the_answer_is_sent_or_nobody_listens() -> None:
    ended: list[str] = []

    def told() -> Iterator[bytes]:
        try:
            yield b"one"
            yield b"two"
        finally:
            ended.append("ended")

    door = Door(lambda _environ, _start: told(), places=1)
    answer = _ask(door)
    assert next(iter(answer)) == b"one"
    assert not door._places.acquire(blocking=False)
    answer.close()  # type: ignore[attr-defined]
    answer.close()  # type: ignore[attr-defined]
    assert ended == ["ended"]
    first = _ask(door)
    with ThreadPoolExecutor(1) as threads:
        waits = threads.submit(_ask, door)
        first.close()  # type: ignore[attr-defined]
        assert _whole(waits.result(PATIENCE)) == b"onetwo"


def test_a_house_that_breaks_gives_its_place_back() -> None:
    def broken(_environ: Any, _start: Any) -> Iterable[bytes]:
        raise ZeroDivisionError

    door = Door(broken, places=1)
    for _turn in range(3):
        with pytest.raises(ZeroDivisionError):
            _ask(door)


@pytest.mark.parametrize(
    ("told", "sent", "seen"),
    [
        ("6", b"abcdef", b"abcdef"),
        ("6", b"abcdefgh", b"abcdef"),
        ("6", b"abc", b"abc"),
        ("300000", b"x" * 300_000, b"x" * 300_000),
        ("0", b"", b""),
        ("", b"", b""),
    ],
)
def test_a_body_is_read_before_the_turn_as_long_as_it_says(told: str, sent: bytes, seen: bytes) -> None:
    given = io.BytesIO(sent)
    door = Door(lambda environ, _start: [environ["wsgi.input"].read()], places=1)
    assert _whole(_ask(door, CONTENT_LENGTH=told, **{"wsgi.input": given})) == seen


@pytest.mark.parametrize("told", [str(arrived.TAKEN_IN + 1), "-1", "٣", "many"])
def test_what_is_longer_or_no_length_is_left_to_the_house(told: str) -> None:
    given = io.BytesIO(b"untouched")
    door = Door(lambda environ, _start: [environ["wsgi.input"].read()], places=1)
    assert _whole(_ask(door, CONTENT_LENGTH=told, **{"wsgi.input": given})) == b"untouched"
