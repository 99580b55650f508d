"""What a definition is made of: sections of questions, and the types there are. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accelerator.questionnaires.amounts import Date, Money, Month, Number
from accelerator.questionnaires.choices import Choice, Choices, Country, Scale, YesNo
from accelerator.questionnaires.phones import Phone
from accelerator.questionnaires.questions import (
    Condition,
    Email,
    File,
    LongText,
    Markdown,
    Option,
    Question,
    Rule,
    Screen,
    Text,
    Url,
)
from accelerator.questionnaires.tables import Table

_ALL: tuple[type[Question], ...] = (
    *(Text, LongText, Markdown, Number, Money, Date, Month, Choice, Choices, YesNo, Scale),
    *(Url, Email, Phone, Country, File, Table),
)
TYPES: dict[str, type[Question]] = {kind.type: kind for kind in _ALL}


@dataclass(frozen=True)
class Section:
    """Asked where `show_if` holds, which looks at questions of sections before it."""

    key: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    show_if: Condition | None = None


def read(definition: dict[str, Any], language: str | None = None) -> tuple[Section, ...]:
    """The sections of a definition that `checking.check` finds nothing in."""
    return tuple(_section(part) for part in definition["sections"])


def _section(raw: dict[str, Any]) -> Section:
    asked = tuple(question(one) for one in raw["questions"])
    return Section(raw["key"], raw["title"], raw.get("intro", ""), asked, raw.get("show_if"))


def question(raw: dict[str, Any]) -> Question:
    """One question of such a definition."""
    given = {name: value for name, value in raw.items() if name != "type"}
    if "options" in given:
        given["options"] = tuple(Option(one["value"], one["label"]) for one in given["options"])
    if "accept" in given:
        given["accept"] = tuple(given["accept"])
    if "rules" in given:
        given["rules"] = tuple(Rule(one["holds"], one["sentence"]) for one in given["rules"])
    if "screens" in given:
        given["screens"] = tuple(Screen(one["when"], one["sentence"]) for one in given["screens"])
    if "columns" in given:
        given["columns"] = tuple(question(one) for one in given["columns"])
    return TYPES[raw["type"]](**given)


def questions(definition: dict[str, Any]) -> dict[str, Question]:
    """All questions by key, in order."""
    return {one.key: one for section in read(definition) for one in section.questions}
