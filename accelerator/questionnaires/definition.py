"""The shape of a form: sections of questions. What may be asked, what bars answers from submission, how far they are. Pure.

{"sections": [{"key", "title", "intro"?, "show_if"?, "questions": [{"key", "type", "label", "help"?, "required"?, "fact"?, …}]}]}
The further attributes of a question are those of its type; options are [{"value", "label"}]. Conditions (conditions.py) stand in
`show_if` and `require_if`, in rules [{"holds", "sentence"}] and screens [{"when", "sentence"}]. All that people read may stand in
further languages, in "texts" {language: {attribute: text}} beside it; "outdated", of the same shape, says what a text translates
where that changed since. The form's own "language" is en unless it names another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import ngettext

from accelerator.questionnaires import facts
from accelerator.questionnaires.checking import check, impossible
from accelerator.questionnaires.conditions import holds
from accelerator.questionnaires.parts import TYPES, Section, language_of, question, questions, read
from accelerator.questionnaires.questions import Question
from accelerator.questionnaires.shapes import MOST_QUESTIONS, MOST_SECTIONS, Fault, misshapen

__all__ = [
    "MOST_QUESTIONS",
    "MOST_SECTIONS",
    "TYPES",
    "Asking",
    "Fault",
    "Progress",
    "Section",
    "asking",
    "check",
    "faults",
    "impossible",
    "language_of",
    "misshapen",
    "question",
    "questions",
    "read",
]


class Progress(NamedTuple):
    """How far a section is: what must be answered as it is asked now, `done` of `of`. An optional question counts in neither.
    `state` is a word of kit.states, of "section".
    """

    done: int
    of: int
    state: str

    def told(self) -> str:
        said = ngettext("%(done)d of %(of)d required answer", "%(done)d of %(of)d required answers", self.of)
        return said % {"done": self.done, "of": self.of}


@dataclass(frozen=True)
class Asking:
    """A form as it is asked given these answers: without what conditions hide, `required` as they say."""

    sections: tuple[Section, ...]
    questions: Mapping[str, Question]
    answers: Mapping[str, Any]

    def fault(self, question: Question) -> str:
        """What stands between submission and this question, with the remedy; empty when nothing does."""
        return question.fault(self.answers.get(question.key)) or self._crossed(question)

    def wrong(self, question: Question) -> str:
        """The same, of what can be told before it is answered."""
        value = self.answers.get(question.key)
        return (question.wrong(value) if question.answered(value) else "") or self._crossed(question)

    def _crossed(self, question: Question) -> str:
        """The first rule that fails, or screen that holds; or what is wrong with a fact."""
        for rule in question.rules:
            if holds(rule.holds, self.answers, self.questions) is False:
                return rule.sentence
        for screen in question.screens:
            if holds(screen.when, self.answers, self.questions):
                return screen.sentence
        return facts.wrong(question, self.questions.values(), self.answers) if question.fact else ""

    def facts(self) -> dict[str, Any]:
        """{fact of the startup: its value} that these answers tell."""
        return facts.bound(self.questions.values(), self.answers)

    def progress(self, section: Section) -> Progress:
        """Of one of `sections`."""
        answered = {one.key for one in section.questions if one.answered(self.answers.get(one.key))}
        wrong = {one.key for one in section.questions if self.wrong(one)}
        needed = {one.key for one in section.questions if one.required}
        done = needed & answered - wrong
        state = "wrong" if wrong else "empty" if not answered else "done" if done == needed else "started"
        return Progress(len(done), len(needed), state)


def asking(sections: tuple[Section, ...], answers: Mapping[str, Any]) -> Asking:
    """What is asked of whoever gave `answers` (files among them, as lists of what was attached).

    In order of the form: what is not asked is unknown to what comes after it. A section of which nothing is left goes.
    """
    shown, asked, heard = [], dict[str, Question](), dict[str, Any]()
    for section in sections:
        if section.show_if and not holds(section.show_if, heard, asked):
            continue
        here = []
        for one in section.questions:
            if one.show_if and not holds(one.show_if, heard, asked):
                continue
            needed = one.required or bool(one.require_if and holds(one.require_if, heard, asked))
            here.append(one if needed == one.required else replace(one, required=needed))
            asked[one.key] = here[-1]
            heard |= {one.key: answers[one.key]} if one.key in answers else {}
        if here or not section.questions:
            shown.append(replace(section, questions=tuple(here)))
    return Asking(tuple(shown), asked, heard)


def faults(sections: tuple[Section, ...], answers: Mapping[str, Any]) -> list[Fault]:
    """What stands between `answers` and submission, in order of the form."""
    form = asking(sections, answers)
    found = [(key, form.fault(one)) for key, one in form.questions.items()]
    return [Fault(key, sentence) for key, sentence in found if sentence]
