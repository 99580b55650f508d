"""What differs between two texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.applications import diffing
from accelerator.applications.diffing import Part

TEXT = st.lists(
    st.sampled_from(["berth", "quay", "crane's", " ", "\n", "  ", ".", "船", "舶", "สวัสดี", "é", "👩"]), max_size=30
).map("".join)


def told(older: str, newer: str) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(marks[kind].format(text) for kind, text in diffing.words(older, newer))


@pytest.mark.parametrize(
    ("older", "newer", "says"),
    [
        ("", "", ""),
        ("Same.", "Same.", "Same."),
        ("", "All new.", "[+All new.+]"),
        ("All gone.", "", "[-All gone.-]"),
        ("We have 12 pilots.", "We have 14 pilots.", "We have [-12-][+14+] pilots."),
        ("We don't sell.", "We do sell.", "We [-don't-][+do+] sell."),
        ("One two three four.", "One five six four.", "One [-two three-][+five six+] four."),
        ("One two", "One", "One[- two-]"),
        ("Two one", "one", "[-Two -]one"),
        ("One.\nTwo.", "One.\n\nTwo.", "One.[-\n-][+\n\n+]Two."),
        ("我们有船", "我们有大船", "我们有[+大+]船"),
    ],
)
def test_words(older: str, newer: str, says: str) -> None:
    assert told(older, newer) == says


@given(TEXT, TEXT)
def test_both_texts_are_in_it_whole(older: str, newer: str) -> None:
    parts = diffing.words(older, newer)
    assert "".join(text for kind, text in parts if kind != "new") == older
    assert "".join(text for kind, text in parts if kind != "gone") == newer
    assert all(text for _kind, text in parts)


def test_a_small_change_in_a_very_long_text_is_small() -> None:
    long = "The berth is free again. " * diffing.MOST
    assert diffing.words(long + "Yes." + long, long + "No." + long)[1:3] == [Part("gone", "Yes"), Part("new", "No")]


def test_long_texts_that_differ_all_over_are_compared_by_the_sentence() -> None:
    older = "".join(f"Crane {number} moves slowly at night. " for number in range(200))
    newer = older.replace("slowly", "fast")
    parts = diffing.words(older, newer.replace("Crane 100 moves fast", "Crane 100 moves slowly"))
    assert Part("same", " Crane 100 moves slowly at night.") in parts
    assert "".join(text for kind, text in parts if kind != "new") == older


def test_texts_too_long_even_for_that_are_shown_whole() -> None:
    older, newer = "a." * 2 * diffing.MOST, "b." * 2 * diffing.MOST
    assert diffing.words(older, newer) == [Part("gone", older), Part("new", newer)]
