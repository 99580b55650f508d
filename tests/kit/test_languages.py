"""Which language a reader gets of those a text is written in."""

from __future__ import annotations

import pytest
from django.utils import translation

from accelerator.kit import languages


@pytest.mark.parametrize(
    ("header", "offered", "expected"),
    [
        ("ms-MY,ms;q=0.9,en;q=0.5", {"ms", "ta"}, "ms"),
        ("en-SG,en;q=0.9,ms;q=0.5", {"ms"}, "en"),
        ("fr,ta;q=0.5", {"ms", "ta"}, "ta"),
        ("zh-Hans-SG,zh;q=0.5", {"zh-hans"}, "en"),
        ("zh-Hans,zh;q=0.5", {"zh-hans"}, "zh-hans"),
        ("ms;q=0,fr", {"ms"}, "en"),
        ("*", {"ms"}, "en"),
        ("not; a, header;;q=", {"ms"}, "en"),
    ],
)
def test_the_dearest_language_that_there_is(header: str, offered: set[str], expected: str) -> None:
    with languages.reading(header):
        assert languages.first(offered, "en") == expected


def test_outside_a_request_the_language_that_is_spoken_counts() -> None:
    with translation.override("ms"):
        assert languages.wanted() == ("ms",)
        assert languages.first({"ms"}, "en") == "ms"
    with languages.reading("ta"):
        pass
    assert languages.first({"ta"}, "en") == "en"
