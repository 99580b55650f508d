"""The board's address: what is asked, and what means nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.reporting.choosing import COLUMNS, FLAGS, GROUPS, SHOWN, SORTS, Choice


@pytest.mark.parametrize(
    ("asked", "choice"),
    [
        ({}, Choice()),
        ({"only": "late", "flag": "missed", "sector": "Ports", "lead": "abc", "q": "  quay  keeper "},
         Choice("late", "missed", "Ports", "abc", "quay keeper")),
        ({"group": "lead", "sort": "due", "page": "3"}, Choice(group="lead", sort="due", page=3)),
        ({"only": "x", "flag": "x", "group": "x", "sort": "x", "page": "x"}, Choice()),
        ({"page": "0"}, Choice()), ({"page": "-1"}, Choice()), ({"page": "١"}, Choice()), ({"page": "9" * 40}, Choice()),
        ({"only": ""}, Choice()),
        ({"columns": "credits,x,flag"}, Choice(columns="flag,credits")), ({"columns": ""}, Choice(columns="")),
    ],
)  # fmt: skip
def test_what_an_address_asks(asked: dict[str, str], choice: Choice) -> None:
    assert Choice.of(asked) == choice


def test_an_address_says_only_what_is_not_usual_and_starts_at_the_first_page() -> None:
    choice = Choice(only="late", q="a&b", page=4)
    assert Choice().address() == "?only=all"
    assert choice.address() == "?only=late&q=a%26b"
    assert choice.address(page=5) == "?only=late&q=a%26b&page=5"
    assert choice.address(only="all", q="") == "?only=all"


@pytest.mark.parametrize(
    ("choice", "narrows"),
    [(Choice(), False), (Choice(sort="due", group="lead", page=2), False), (Choice(q="a"), True), (Choice(only="late"), True)],
)
def test_what_narrows(choice: Choice, narrows: bool) -> None:
    assert choice.narrows is narrows


def test_how_much_is_chosen_besides_the_segment_and_the_page() -> None:
    assert [one.set for one in (Choice(), Choice(only="late", page=3), Choice(flag="ask", sort="due", columns="flag"))] == [
        0,
        0,
        3,
    ]
    assert Choice(columns="credits,flag").shown == ["flag", "credits"]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
choices = st.builds(
    Choice,
    only=st.sampled_from(list(SHOWN)), flag=st.sampled_from(["", *FLAGS]), sector=texts,
    lead=st.text("abc123", max_size=10), q=texts.map(lambda one: " ".join(one.split())),
    group=st.sampled_from(GROUPS), sort=st.sampled_from(list(SORTS)),
    columns=st.sets(st.sampled_from(COLUMNS)).map(lambda those: ",".join(one for one in COLUMNS if one in those)),
    page=st.integers(1, 99999),
)  # fmt: skip


@given(choices)
def test_an_address_brings_back_what_made_it(choice: Choice) -> None:
    from django.http import QueryDict

    assert Choice.of(QueryDict(choice.address(page=choice.page)[1:]).dict()) == choice
    assert Choice.kept(choice.address(page=choice.page)[1:]) == choice
