"""Answers under which a question is asked are found, where single answers do it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import samples
from tests.factories import designs

OPTIONS = [{"value": "idea", "label": "Idea"}, {"value": "pilot", "label": "Pilot"}]
BEFORE: list[dict[str, Any]] = [
    {"key": "stage", "type": "choice", "label": "Stage", "options": OPTIONS, "other": True},
    {"key": "parts", "type": "choices", "label": "Parts", "options": OPTIONS, "other": True},
    {"key": "people", "type": "number", "label": "People"},
    {"key": "steps", "type": "scale", "label": "Steps", "low": 2, "high": 5},
    {"key": "led", "type": "yes_no", "label": "Led?"},
    {"key": "on", "type": "date", "label": "On"},
    {"key": "name", "type": "text", "label": "Name"},
    {"key": "site", "type": "url", "label": "Site"},
    {"key": "deck", "type": "file", "label": "Deck"},
]


def leading(show_if: dict[str, Any], *, part: dict[str, Any] | None = None) -> tuple[dict[str, Any], bool]:
    """The answers found for a question that is shown so in a section shown so, and whether they do."""
    last = {"key": "last", "type": "text", "label": "Last", "show_if": show_if}
    then = {"key": "then", "title": "Then", "questions": [last]} | ({"show_if": part} if part else {})
    form = {"sections": [{"key": "first", "title": "First", "questions": BEFORE}, then]}
    assert design.check(form) == []
    sections = design.read(form)
    found = samples.leading_to(sections, sections[1], sections[1].questions[0])
    return found, "last" in design.asking(sections, found).questions


@pytest.mark.parametrize(
    ("question", "verb", "value", "answer"),
    [
        ("stage", "equals", "pilot", "pilot"),
        ("stage", "equals", ":other", {"other": "…"}),
        ("stage", "in", ["pilot", "idea"], "pilot"),
        ("stage", "not", "idea", "pilot"),
        ("stage", "answered", None, "idea"),
        ("parts", "contains", "pilot", ["pilot"]),
        ("parts", "contains", ":other", [{"other": "…"}]),
        ("people", "at_least", "1,200", "1200"),
        ("people", "greater", 5, "6"),
        ("people", "less", "0.5", "-0.5"),
        ("people", "answered", None, "1"),
        ("steps", "answered", None, "2"),
        ("led", "equals", False, False),
        ("led", "not", True, False),
        ("on", "at_most", "2026-11-30", "2026-11-30"),
        ("name", "contains", "port", "port"),
        ("name", "answered", None, "…"),
        ("site", "answered", None, "https://example.org"),
    ],
)
def test_one_answer_does_it(question: str, verb: str, value: Any, answer: Any) -> None:
    condition = {"question": question, "is": verb} | ({} if value is None else {"value": value})
    assert leading(condition) == ({question: answer}, True)


@pytest.mark.parametrize(
    "condition",
    [
        {"question": "deck", "is": "answered"},
        {"question": "people", "is": "less", "answer": "people"},
        {"question": "on", "is": "less", "value": "2026-11-30"},
    ],
)
def test_what_no_single_answer_does_is_passed_over(condition: dict[str, Any]) -> None:
    assert leading(condition) == ({}, False)


def test_conditions_hold_together_and_so_does_their_section() -> None:
    pilot, led = {"question": "stage", "is": "equals", "value": "pilot"}, {"question": "led", "is": "equals", "value": True}
    either = {"any": [{"question": "deck", "is": "answered"}, led]}
    assert leading({"all": [pilot, either]}) == ({"stage": "pilot", "led": True}, True)
    assert leading(led, part=pilot) == ({"stage": "pilot", "led": True}, True)


def test_what_it_looks_at_is_asked_too() -> None:
    chain = [
        {"key": "a", "type": "yes_no", "label": "A"},
        {"key": "b", "type": "yes_no", "label": "B", "show_if": {"question": "a", "is": "equals", "value": True}},
        {"key": "c", "type": "yes_no", "label": "C", "show_if": {"question": "b", "is": "equals", "value": False}},
    ]
    sections = design.read({"sections": [{"key": "one", "title": "One", "questions": chain}]})
    assert samples.leading_to(sections, sections[0], sections[0].questions[2]) == {"a": True, "b": False}
    assert samples.leading_to(sections, sections[0], None) == {}


@given(designs.conditional())
def test_of_any_form_what_is_found_can_be_answered(form: dict[str, Any]) -> None:
    sections = design.read(form)
    for part in sections:
        for one in (None, *part.questions):
            found = samples.leading_to(sections, part, one)
            design.asking(sections, found)
            assert found.keys() <= design.questions(form).keys()
