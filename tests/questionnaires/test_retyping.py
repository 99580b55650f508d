"""A question that changes its type: what of it stays, and that whatever comes of it is still a form."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import drafting, retyping
from accelerator.questionnaires.retyping import change_type

WORDING: dict[str, Any] = {
    "key": "asked",
    "label": "How far are you?",
    "help": "In a word.",
    "required": True,
    "sensitive": True,
    "show_if": {"question": "first", "is": "answered"},
    "rules": [{"holds": {"question": "asked", "is": "greater", "value": "3"}, "sentence": "More than three."}],
}
OPTIONS = [{"value": "a", "label": "One", "texts": {"de": {"label": "Eins"}}}, {"value": "b", "label": "Two"}]
OWN: dict[str, dict[str, Any]] = {
    "text": {"limit": 300, "counts": "characters"},
    "long_text": {"limit": 3000, "counts": "words"},
    "markdown": {"limit": 9000},
    "number": {"unit": "people", "min": "0", "max": "10", "whole": True},
    "money": {"currency": "EUR", "unit": "", "min": "0.5", "max": "99.5"},
    "date": {"min": "2024-01-01", "max": "2026-01-01"},
    "month": {"min": "2024-01", "max": "2026-01"},
    "choice": {"options": OPTIONS, "other": True},
    "choices": {"options": OPTIONS, "other": True, "max": 2},
    "yes_no": {"must_be_yes": True},
    "scale": {"low": 0, "high": 4, "low_label": "Never", "high_label": "Always"},
    "phone": {"country": "SG"},
    "file": {"accept": ["pdf", "docx"], "max": 3, "max_mb": 10},
    "table": {"columns": [{"key": "who", "type": "text", "label": "Who"}], "min_rows": 1, "max_rows": 4},
}
TEXTS = {"number": {"unit": "Leute"}, "money": {"unit": "Leute"}, "scale": {"low_label": "Nie", "high_label": "Immer"}}


def asking(kind: str, *, bare: bool = False) -> dict[str, Any]:
    """A form whose second question has the type `kind`, with all that such a one may have."""
    own = {} if bare else OWN.get(kind, {}) | {"texts": {"de": {"label": "Wie weit?"} | TEXTS.get(kind, {})}}
    first = {"key": "first", "type": "text", "label": "First"}
    asked = WORDING | retyping.beginnings(kind) | own | {"type": kind}
    return {"sections": [{"key": "all", "title": "All", "questions": [first, asked]}]}


def changed(old: str, new: str) -> dict[str, Any]:
    return drafting.question(change_type(asking(old), "asked", new), "asked")


KINDS = list(design.TYPES)


@pytest.mark.parametrize("kind", KINDS)
def test_any_type_becomes_any_other(kind: str) -> None:
    for bare in (False, True):
        before = asking(kind, bare=bare)
        kept = deepcopy(before)
        assert design.misshapen(before) == []
        for new in KINDS:
            form = change_type(before, "asked", new)
            found = drafting.question(form, "asked")
            assert design.misshapen(form) == []
            assert {name: found[name] for name in WORDING} == WORDING
            assert found["type"] == new
            assert list(design.question(found).impossible()) == []
        assert before == kept, "the definition given is never changed"


@given(st.lists(st.sampled_from(KINDS), max_size=8))
def test_however_often_it_changes(kinds: list[str]) -> None:
    form = asking("table")
    for kind in kinds:
        form = change_type(form, "asked", kind)
        assert design.misshapen(form) == []
        assert drafting.question(form, "asked")["texts"]["de"]["label"] == "Wie weit?"


def test_what_both_types_have_stays() -> None:
    assert changed("choice", "choices")["options"] == OPTIONS
    assert changed("choices", "choice") == WORDING | {
        "type": "choice",
        "options": OPTIONS,
        "other": True,
        "texts": {"de": {"label": "Wie weit?"}},
    }
    number = changed("money", "number")
    assert (number["min"], number["max"], "currency" in number) == ("0.5", "99.5", False)
    assert changed("number", "money")["texts"] == {"de": {"label": "Wie weit?", "unit": "Leute"}}
    assert changed("text", "long_text")["limit"] == 300


def test_what_means_nothing_in_the_new_type_goes() -> None:
    said = WORDING | {"texts": {"de": {"label": "Wie weit?"}}}
    assert changed("scale", "email") == said | {"type": "email"}
    assert changed("date", "month") == said | {"type": "month"}
    assert changed("markdown", "text") == said | {"type": "text"}


def test_a_fact_goes_where_the_type_cannot_tell_it() -> None:
    form = asking("text", bare=True)
    told = drafting.change_question(form, "asked", {"fact": "sector", "sensitive": False})
    as_choice = drafting.question(change_type(told, "asked", "choice"), "asked")
    assert as_choice["fact"] == "sector"
    assert "fact" not in drafting.question(change_type(told, "asked", "email"), "asked")


def test_choices_and_tables_have_something_to_begin_with() -> None:
    assert changed("text", "choice")["options"] == [
        {"value": "first_option", "label": "First option"},
        {"value": "second_option", "label": "Second option"},
    ]
    assert changed("text", "table")["columns"] == [
        {"key": "name", "type": "text", "label": "Name"},
        {"key": "role", "type": "text", "label": "Role"},
    ]


def test_the_same_type_and_a_key_that_is_not_there() -> None:
    form = asking("scale")
    assert change_type(form, "asked", "scale") == form
    with pytest.raises(KeyError):
        change_type(form, "gone", "text")


def test_a_condition_that_no_longer_fits_is_told() -> None:
    form = asking("number")
    assert design.impossible(form) == []
    assert [one.path for one in design.impossible(change_type(form, "asked", "email"))] == [
        "sections[0].questions[1].rules[0].holds.is"
    ]
