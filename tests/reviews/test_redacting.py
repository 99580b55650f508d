"""Names hidden from blind reviewers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.reviews.redacting import MARK, Names, hidden_answers

PEOPLE = Names.of_people(["Rose Tan", "Nur Aisyah binti Rahman", "李小龍"])


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Rose Tan founded it.", f"{MARK} founded it."),
        ("ROSE\u00a0TAN founded it.", f"{MARK} founded it."),
        ("Ask Rose or Tan.", f"Ask {MARK} or {MARK}."),
        ("A rose, tanned.", "A rose, tanned."),
        ("Roseanne stays.", "Roseanne stays."),
        ("創辦人李小龍說", f"創辦人{MARK}說"),
        ("Write to rose@tide.example today", f"Write to {MARK} today"),
        ("See https://tide.example/team?x=1, or www.tide.example", f"See {MARK} or {MARK}"),
        ("Call +65 6123 4567 now", f"Call {MARK} now"),
        ("Revenue of 1,200,000 in 2025", "Revenue of 1,200,000 in 2025"),
    ],
)
def test_people(text: str, hidden: str) -> None:
    assert PEOPLE.hidden(text) == hidden


def test_an_accent_is_found_in_either_form() -> None:
    names = Names(["Café Marée"])
    assert names.hidden("Cafe\u0301 Mare\u0301e sells") == f"{MARK} sells"


def test_answers_of_every_shape() -> None:
    answers: dict[str, Any] = {
        "what": "Tidewise reads tides",
        "team": [{"name": "Rose Tan", "share": "60"}],
        "deck": [{"code": "a", "name": "tidewise.pdf", "size": 3, "sha256": "0"}],
        "many": ["Tidewise", "Ports"],
        "count": 3,
        "none": None,
    }
    assert hidden_answers(answers, PEOPLE + Names(["Tidewise"])) == {
        "what": f"{MARK} reads tides",
        "team": [{"name": MARK, "share": "60"}],
        "deck": [],
        "many": [MARK, "Ports"],
        "count": 3,
        "none": None,
    }


@given(
    st.lists(st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=3, max_size=12), min_size=1, max_size=4), st.text()
)
def test_no_whole_name_is_left_standing_alone(words: list[str], around: str) -> None:
    name = " ".join(words)
    assert name not in Names([name]).hidden(f"{around} {name} ").split(" ")
    assert MARK in Names([name]).hidden(f"{around} {name} ")


@given(st.text())
def test_nothing_to_hide_leaves_text_without_addresses_as_it_is(text: str) -> None:
    if not any(sign in text for sign in "@:.0123456789"):
        assert Names([]).hidden(text) == text
