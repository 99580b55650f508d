"""A logo is what its bytes say, whole and nothing behind it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.accounts.pictures import kind_of

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 8 + b"\xff\xd9"
WEBP = b"RIFF" + (12).to_bytes(4, "little") + b"WEBP" + b"VP8L" + b"\x00" * 4


@pytest.mark.parametrize(("content", "kind"), [(PNG, "png"), (JPEG, "jpeg"), (WEBP, "webp")])
def test_pictures_are_known(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\x00" * 20,
        b"<svg xmlns='x'/>",
        b"%PDF-1.7",
        PNG + b"<script>alert(1)</script>",
        PNG[:-4],
        PNG[:30],
        JPEG + b"PK\x03\x04",
        WEBP + b"x",
        WEBP[:-1],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
    ],
)
def test_others_and_things_in_two_are_not(content: bytes) -> None:
    assert kind_of(content) is None


@given(st.binary(max_size=200))
def test_no_bytes_break_it(content: bytes) -> None:
    assert kind_of(content) in (None, "png", "jpeg", "webp")


@given(st.binary(min_size=1, max_size=40))
def test_nothing_may_follow_the_end_of_a_png(tail: bytes) -> None:
    assert kind_of(PNG + tail) is None
