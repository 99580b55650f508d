"""What a definition is made of: sections of questions, and the types there are. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accelerator.questionnaires.amounts import Date, Money, Month, Number
from accelerator.questionnaires.choices import Choice, Choices, Country, Scale, YesNo
from accelerator.questionnaires.phones import Phone
from accelerator.questionnaires.questions import Email, File, LongText, Markdown, Option, Question, Text, Url
from accelerator.questionnaires.tables import Table

_ALL: tuple[type[Question], ...] = (
    *(Text, LongText, Markdown, Number, Money, Date, Month, Choice, Choices, YesNo, Scale),
    *(Url, Email, Phone, Country, File, Table),
)
TYPES: dict[str, type[Question]] = {kind.type: kind for kind in _ALL}


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    intro: str
    questions: tuple[Question, ...]


def read(definition: dict[str, Any]) -> tuple[Section, ...]:
    """The sections of a definition that `checking.check` finds nothing in."""
    return tuple(
        Section(part["key"], part["title"], part.get("intro", ""), tuple(question(one) for one in part["questions"]))
        for part in definition["sections"]
    )


def question(raw: dict[str, Any]) -> Question:
    """One question of such a definition."""
    given = {name: value for name, value in raw.items() if name != "type"}
    if "options" in given:
        given["options"] = tuple(Option(one["value"], one["label"]) for one in given["options"])
    if "accept" in given:
        given["accept"] = tuple(given["accept"])
    if "columns" in given:
        given["columns"] = tuple(question(one) for one in given["columns"])
    return TYPES[raw["type"]](**given)


def questions(definition: dict[str, Any]) -> dict[str, Question]:
    """All questions by key, in order."""
    return {one.key: one for section in read(definition) for one in section.questions}
