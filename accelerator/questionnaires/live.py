"""What the browser needs to show, hide and require questions while somebody writes: read by static/src/js/asking.js. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accelerator.questionnaires import conditions
from accelerator.questionnaires.definition import Asking, Section
from accelerator.questionnaires.questions import Condition, Question


def rules(sections: tuple[Section, ...], form: Asking, section: Section) -> dict[str, Any] | None:
    """For the page of `section`, one of all `sections` of the form; None where nothing on it depends on an answer.

    {"questions": in order [{"key", "family", "required", "show", "require"}],
     "known": {key: {"family", "answered", "value"} of what is looked at elsewhere; null where it is not asked}}
    """
    if not any(_looks(one) for one in section.questions):
        return None
    every = {one.key: one for part in sections for one in part.questions}
    here = {one.key for one in section.questions}
    looked_at = {key for one in section.questions for condition in _looks(one) for key in conditions.keys(condition)}
    return {
        "questions": [_plain(one, every) for one in section.questions],
        "known": {key: _known(key, form) for key in sorted(looked_at - here)},
    }


def _looks(question: Question) -> list[Condition]:
    return [one for one in (question.show_if, question.require_if) if one]


def _plain(question: Question, every: Mapping[str, Question]) -> dict[str, Any]:
    show, require = (one and conditions.told_to_browser(one, every) for one in (question.show_if, question.require_if))
    return {
        "key": question.key,
        "family": conditions.family(question),
        "required": question.required,
        "show": show,
        "require": require,
    }


def _known(key: str, form: Asking) -> dict[str, Any] | None:
    question, value = form.questions.get(key), form.answers.get(key)
    if question is None:
        return None
    compared = conditions.comparable(question, value)
    shown = f"{compared:f}" if isinstance(compared, Decimal) else compared
    return {"family": conditions.family(question), "answered": question.answered(value), "value": shown}


def revealed(before: Asking, after: Asking, section: Section) -> str:
    """The first question of `section` that is asked now and was not before."""
    return next((one.key for one in section.questions if one.key in after.questions and one.key not in before.questions), "")
