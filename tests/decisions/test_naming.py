"""Whom a text names, in whatever way, and whom it does not."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.decisions.naming import Names, Person, plain
from accelerator.decisions.ordinary import CALENDAR, WORDS

PEOPLE = Names(
    [
        Person("Dr. Susan Tan", "susan.tan@keel.sg"),
        Person("Priya Rao", "info@rao.in"),
        Person("José Núñez"),
        Person("Will Long"),
        Person("Grace May"),
        Person("王伟"),
        Person("Ng Wei Ling"),
        Person("Anne-Marie O'Brien"),
        Person("김 민수"),
        Person("Søren Łukasz"),
        Person("Uma Singh"),
        Person("May Ibrahim"),
    ]
)


def named(text: str, spared: Sequence[str] = ()) -> list[str]:
    return [one.name for one in PEOPLE.within(text, spared=spared)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Priya Rao said so.", "Priya Rao"),
        ("PRIYA liked it.", "Priya Rao"),
        ("rao's view differs", "Priya Rao"),
        ("Rao, Priya", "Priya Rao"),
        ("pri\u200bya", "Priya Rao"),
        ("Ｐｒｉｙａ was sure", "Priya Rao"),
        ("Come back.\n– PR", "Priya Rao"),
        ("Write to INFO@RAO.IN.", "Priya Rao"),
        ("Dr. Tan was unsure", "Dr. Susan Tan"),
        ("S. Tan was unsure", "Dr. Susan Tan"),
        ("We asked Tan about it", "Dr. Susan Tan"),
        ("Ask susan.tan for more", "Dr. Susan Tan"),
        ("NUÑEZ and nunez", "José Núñez"),
        (unicodedata.normalize("NFD", "José"), "José Núñez"),
        ("As Will Long said", "Will Long"),
        ("WILL LONG", "Will Long"),
        ("Prof. Long thought", "Will Long"),
        ("We asked Grace about it", "Grace May"),
        ("感谢王伟的建议", "王伟"),
        ("王博士说", "王伟"),
        ("Ms. Ng asked", "Ng Wei Ling"),
        ("Ng asked", "Ng Wei Ling"),
        ("N.W.L. asked", "Ng Wei Ling"),
        ("OBrien asked", "Anne-Marie O'Brien"),
        ("anne-marie asked", "Anne-Marie O'Brien"),
        ("김민수", "김 민수"),
        ("soren asked", "Søren Łukasz"),
        ("May I. asked", "May Ibrahim"),
        ("LUKASZ asked", "Søren Łukasz"),
    ],
)
def test_a_name_is_found_in_every_way_that_people_write_it(text: str, who: str) -> None:
    assert named(text) == [who]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We will look at it for a long time, and you will long for it.",
        "Will you come back? Long calls help.",
        "Grace periods matter. With grace you may win in May.",
        "A tan bag. Tan is a colour.",
        "The U.S. market is far, A.I. is near and P.R. is dear (PR).",
        "Raoul was kind, and so was Priyanka.",
        "ng is a framework; NG is gas",
        "Send it to info@quay.sg, for info.",
        "黄先生是谁的客户？",
        "A – b. C / D",
        "May I suggest a pilot?",
    ],
)
def test_ordinary_words_name_nobody(text: str) -> None:
    assert named(text) == []


def test_how_it_says_it_is_told() -> None:
    assert [str(one) for one in PEOPLE.within("Dr. Tan, and PRIYA")] == ["Dr. Susan Tan: “Tan”", "Priya Rao: “PRIYA”"]


def test_what_somebody_else_is_called_is_left_out() -> None:
    assert named("RAO LABS grows; Rao Labs' team", ["Rao Labs"]) == []
    assert named("Rao Labs and Rao", ["Rao Labs"]) == ["Priya Rao"]


ORDINARY = sorted(WORDS | CALENDAR)
_name = st.text(st.sampled_from("bcdfgjklmnpqrstvwxzéüøłçñ"), min_size=4, max_size=9).map(str.title)
_filler = st.lists(st.sampled_from(ORDINARY), min_size=1, max_size=8).map(" ".join)
_ways = st.sampled_from([str, str.upper, str.lower, str.title, plain, lambda one: unicodedata.normalize("NFD", one)])


@given(_name, _name, _filler, _filler, _ways, st.booleans())
def test_either_part_of_any_name_is_found_in_any_case_with_or_without_accents(
    given_name: str, family: str, before: str, after: str, way: object, first: bool
) -> None:
    people = Names([Person(f"{given_name} {family}")])
    said = way(given_name if first else family)  # type: ignore[operator]  # a function of text
    assert [one.name for one in people.within(f"{before} {said} {after}")] == [f"{given_name} {family}"]


@given(st.lists(st.sampled_from(ORDINARY), min_size=2, max_size=2), st.lists(st.sampled_from(ORDINARY), max_size=30))
def test_ordinary_words_in_small_letters_never_name_who_is_called_so(name: list[str], words: list[str]) -> None:
    people = Names([Person(" ".join(name).title())])
    assert people.within(" ".join(words).capitalize() + ".") == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_and_no_name_breaks_it(text: str, name: str) -> None:
    for one in Names([Person(name, name)]).within(text, spared=[name[:5]]):
        assert one.name == name
