"""The shape of a form: sections of questions. What may be asked, what bars answers from submission, how far they are. Pure.

{"sections": [{"key", "title", "intro"?, "questions": [{"key", "type", "label", "help"?, "required"?, "fact"?, …}]}]}
The further attributes of a question are those of its type; options are [{"value", "label"}].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from accelerator.questionnaires.checking import MOST_QUESTIONS, MOST_SECTIONS, Fault, check
from accelerator.questionnaires.parts import TYPES, Section, question, questions, read

__all__ = [
    "MOST_QUESTIONS",
    "MOST_SECTIONS",
    "TYPES",
    "Fault",
    "Progress",
    "Section",
    "check",
    "faults",
    "progress",
    "question",
    "questions",
    "read",
]


class Progress(NamedTuple):
    """How far a section is. An optional question counts once it is answered. `state` is a word of kit.states, of "section"."""

    done: int
    of: int
    state: str


def faults(sections: tuple[Section, ...], answers: Mapping[str, Any]) -> list[Fault]:
    """What stands between `answers` (files among them, as lists of what was attached) and submission, in order of the form."""
    found = [(one.key, one.fault(answers.get(one.key))) for section in sections for one in section.questions]
    return [Fault(key, sentence) for key, sentence in found if sentence]


def progress(section: Section, answers: Mapping[str, Any]) -> Progress:
    counted = [one for one in section.questions if one.required or one.answered(answers.get(one.key))]
    answered = [one for one in counted if one.answered(answers.get(one.key))]
    done = [one for one in answered if not one.wrong(answers[one.key])]
    if len(done) < len(answered):
        state = "wrong"
    elif not answered:
        state = "empty"
    else:
        state = "done" if len(done) == len(counted) else "started"
    return Progress(len(done), len(counted), state)
