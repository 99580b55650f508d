"""Answers under which something is asked: what its preview begins with, so that it is seen. Pure.

A guess: conditions that no single answer meets (what compares two answers, what must not be answered) are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accelerator.questionnaires.choices import OTHER, Choice
from accelerator.questionnaires.conditions import family, literal
from accelerator.questionnaires.parts import Section
from accelerator.questionnaires.questions import Condition, Question

_ANY = {
    "number": "1",
    "money": "1",
    "date": "2026-01-15",
    "month": "2026-01",
    "yes_no": True,
    "country": "SG",
    "url": "https://example.org",
    "email": "name@example.org",
}
_STEPS = {"greater": 1, "less": -1}


def leading_to(sections: tuple[Section, ...], part: Section, question: Question | None) -> dict[str, Any]:
    """{question key: answer} under which `question` of `part` is asked, or else `part` is. The form has no faults."""
    asked = {one.key: one for section in sections for one in section.questions}
    looks = {one.key: (section.show_if, one.show_if) for section in sections for one in section.questions}
    found = dict[str, Any]()
    waiting = [*looks[question.key]] if question else [part.show_if]
    while waiting:
        condition = waiting.pop()
        given = _given(condition, asked) if condition else {}
        waiting += [one for key in given.keys() - found.keys() for one in looks[key]]
        found = given | found
    return found


def _given(condition: Condition, asked: Mapping[str, Question]) -> dict[str, Any]:
    if "any" in condition:
        return next(filter(None, (_given(part, asked) for part in condition["any"])), {})
    if "all" in condition:
        return {key: value for part in reversed(condition["all"]) for key, value in _given(part, asked).items()}
    question = asked[condition["question"]]
    value = None if "answer" in condition else _answer(question, condition["is"], condition.get("value"))
    return {} if value is None else {question.key: value}


def _answer(question: Question, verb: str, raw: Any) -> Any:
    if verb == "answered":
        return _any(question)
    if verb == "not":
        return _another(question, raw)
    if verb in ("unanswered", "lacks"):
        return None
    value = literal(question, raw[0] if verb == "in" else raw)
    if isinstance(value, Decimal):
        return f"{value + _STEPS.get(verb, 0):f}"
    return None if verb in _STEPS else _kept(question, value)


def _kept(question: Question, value: Any) -> Any:
    """`value` of a design as an answer is kept."""
    own = {"other": "…"} if value == OTHER else value
    return [own] if family(question) == "options" else own


def _any(question: Question) -> Any:
    if isinstance(question, Choice):
        return _kept(question, question.options[0].value)
    if family(question) == "text":
        return _ANY.get(question.type, "…")
    return str(getattr(question, "low", 1)) if question.type == "scale" else _ANY.get(question.type)


def _another(question: Question, raw: Any) -> Any:
    if isinstance(question, Choice):
        return next((one.value for one in question.options if one.value != raw), None)
    return not raw if family(question) == "truth" else None
