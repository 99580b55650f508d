"""How much goes into a sheet: each limit on both of its sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.files.limits import MB, Room


@pytest.mark.parametrize(
    ("files", "size", "more", "said"),
    [
        (0, 0, 25 * MB, ""),
        (9, 75 * MB, 25 * MB, ""),
        (10, 0, 1, "At most 10 files in the whole form. Remove one first."),
        (
            9,
            75 * MB + 1,
            25 * MB,
            "All files together may have 100 MB, and 25.0 MB are left. Remove one or make it smaller.",
        ),
        (
            4,
            98.5 * MB,
            2 * MB,
            "All files together may have 100 MB, and 1.5 MB are left. Remove one or make it smaller.",
        ),
    ],
)
def test_ten_files_and_a_hundred_megabytes(files: int, size: int, more: int, said: str) -> None:
    assert Room().refuses(files, size, more) == said


def test_one_file_is_said_as_one() -> None:
    assert Room(files=1).refuses(1, 0, 1) == "At most 1 file in the whole form. Remove it first."


@given(st.lists(st.integers(1, 30 * MB), max_size=30), st.integers(1, 12), st.integers(1, 120))
def test_whatever_is_sent_what_is_taken_fits(sizes: list[int], most: int, total: int) -> None:
    room, taken = Room(files=most, total=total), list[int]()
    for size in sizes:
        if not room.refuses(len(taken), sum(taken), size):
            taken.append(size)
    assert len(taken) <= most
    assert sum(taken) <= total * MB
