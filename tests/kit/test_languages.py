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
        ("zh-Hans-SG,zh;q=0.5", {"zh-hans"}, "zh-hans"),
        ("zh-CN,zh;q=0.9", {"zh-hans", "zh-hant"}, "zh-hans"),
        ("zh-SG,en;q=0.9", {"zh-hans", "zh-hant"}, "zh-hans"),
        ("zh-TW,zh;q=0.9,en-US;q=0.8", {"zh-hans", "zh-hant"}, "zh-hant"),
        ("zh-HK,zh;q=0.9", {"zh-hans", "zh-hant"}, "zh-hant"),
        ("zh-Hant-MO", {"zh-hans", "zh-hant"}, "zh-hant"),
        ("zh-Hans-HK", {"zh-hans", "zh-hant"}, "zh-hans"),
        ("zh", {"zh-hans", "zh-hant"}, "zh-hans"),
        ("zh-TW", {"zh-hans", "zh"}, "zh"),
        ("zh-Hant", {"zh-cn", "zh-tw"}, "zh-tw"),
        ("zh-TW,en;q=0.5", {"zh-hans"}, "zh-hans"),
        ("pt,en;q=0.5", {"pt-br"}, "pt-br"),
        ("pt-PT", {"pt-br", "pt"}, "pt"),
        ("sr-Latn-RS", {"sr-latn", "sr"}, "sr-latn"),
        ("zh-Hans,zh;q=0.5", {"zh-hans"}, "zh-hans"),
        ("ms;q=0,fr", {"ms"}, "en"),
        ("*", {"ms"}, "en"),
        ("not; a, header;;q=", {"ms"}, "en"),
    ],
)
def test_the_dearest_language_that_there_is(header: str, offered: set[str], expected: str) -> None:
    with languages.reading(header):
        assert languages.first(offered, "en") == expected


def test_of_two_of_ones_language_the_forms_own_comes_first() -> None:
    with languages.reading("en"):
        assert languages.first({"en-au", "ms"}, "en-gb") == "en-gb"


def test_what_somebody_picked_comes_before_what_their_browser_asks_for() -> None:
    with languages.reading("ta,en;q=0.5", "ms"):
        assert (languages.first({"ms", "ta"}, "en"), languages.first({"ta"}, "en")) == ("ms", "ta")


def test_outside_a_request_the_language_that_is_spoken_counts() -> None:
    with translation.override("ms"):
        assert languages.wanted() == ("ms",)
        assert languages.first({"ms"}, "en") == "ms"
    with languages.reading("ta"):
        pass
    assert languages.first({"ta"}, "en") == "en"
