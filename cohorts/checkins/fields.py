"""How a rhythm reads the questions of its form: which are figures, which way is better, what mentors see unless a founder decides
otherwise. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from accelerator.questionnaires import conditions
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.amounts import Number, as_number
from accelerator.questionnaires.choices import Choice, Scale
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.questions import File, Question, Text
from accelerator.questionnaires.tables import Table


@dataclass(frozen=True)
class Setting:
    """What managers decide of one question. `better` is more, less or neither (""); `mentors` is who sees it by default."""

    is_figure: bool = False
    better: str = ""
    mentors: bool = False

    def stored(self) -> dict[str, Any]:
        return asdict(self)


def is_number(question: Question) -> bool:
    """Whether it can be a figure."""
    return isinstance(question, (Number, Scale))


def setting(question: Question, given: Mapping[str, Any]) -> Setting:
    """Of `question`, where `given` is {question key: what was stored}: a number is a figure until somebody says otherwise, and
    nothing is for mentors until somebody says so."""
    known = given.get(question.key)
    return Setting(**known) if known is not None else Setting(is_figure=is_number(question))


def let_mentors(given: Mapping[str, Any]) -> list[str]:
    """The keys of the questions that mentors see by default, where `given` is {question key: what was stored}."""
    return sorted(key for key, stored in given.items() if Setting(**stored).mentors)


def without_files(sections: Iterable[Section]) -> tuple[Section, ...]:
    """What check-ins ask of a form: all but files, which need somebody signed in."""
    kept = ((one, tuple(asked for asked in one.questions if not isinstance(asked, File))) for one in sections)
    return tuple(replace(section, questions=questions) for section, questions in kept if questions)


def asked(sections: Iterable[Section]) -> list[Question]:
    """The questions of that, in order."""
    return [one for section in without_files(sections) for one in section.questions]


def heard(sections: Iterable[Section], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `answers` that are asked for: what was written to a question that another answer hides is not told."""
    return dict(design.asking(without_files(sections), answers).answers)


def figures(questions: Iterable[Question], given: Mapping[str, Any]) -> dict[str, Question]:
    """Those that are followed over time, by key, in the order of the form."""
    return {one.key: one for one in questions if is_number(one) and setting(one, given).is_figure}


def value(raw: Any) -> Decimal | None:
    """The figure that an answer tells; None where it tells none."""
    return as_number(raw) if isinstance(raw, str) else None


def carried(questions: Iterable[Question], last: Mapping[str, Any]) -> dict[str, Any]:
    """What of the last answers a new check-in begins with: figures and choices that still fit. Words are written anew."""
    fixed = (Number, Scale, Choice)
    known = [one for one in questions if isinstance(one, fixed) and one.answered(last.get(one.key))]
    return {one.key: last[one.key] for one in known if not one.wrong(last[one.key])}


def asks_with(question: Question) -> tuple[str, str] | None:
    """(column of the words, column of the topic) where `question` takes asks: a table of a text and a choice. Else None."""
    if not isinstance(question, Table):
        return None
    words = next((one.key for one in question.columns if isinstance(one, Text)), None)
    topic = next((one.key for one in question.columns if isinstance(one, Choice)), None)
    return (words, topic) if words and topic else None


def open_to(sections: Iterable[Section], seen: frozenset[str]) -> frozenset[str]:
    """`seen` without what would tell of an answer that is not: a question that is asked or required by one that is hidden."""
    found = set[str]()
    for section in sections:
        if not _known(section.show_if, found):
            continue
        for one in section.questions:
            if one.key in seen and _known(one.show_if, found) and _known(one.require_if, found):
                found.add(one.key)
    return frozenset(found)


def _known(condition: Any, found: set[str]) -> bool:
    return not condition or set(conditions.keys(condition)) <= found
