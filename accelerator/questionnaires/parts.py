"""What a definition is made of: sections of questions, and the types there are. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from accelerator.kit import languages
from accelerator.questionnaires.amounts import Date, Money, Month, Number
from accelerator.questionnaires.choices import Choice, Choices, Country, Scale, YesNo
from accelerator.questionnaires.conditions import looks_at
from accelerator.questionnaires.emails import Email
from accelerator.questionnaires.phones import Phone
from accelerator.questionnaires.questions import (
    Condition,
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
OWN_LANGUAGE = "en"  # of a form that names none
TYPES: dict[str, type[Question]] = {kind.type: kind for kind in _ALL}


@dataclass(frozen=True)
class Section:
    """Asked where `show_if` holds, which looks at questions of sections before it; `sensitive` where one of those is."""

    key: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    show_if: Condition | None = None
    sensitive: bool = False


def read(definition: dict[str, Any], language: str | None = None) -> tuple[Section, ...]:
    """The sections of a definition that `checking.check` finds nothing in, worded in `language`, else in the reader's.

    An empty `language` asks for the form's own wording. What depends on a sensitive answer hints at it, and is sensitive too.
    """
    spoken = language_of(definition) if language is None else language
    return tuple(_hiding_hints(_section(part, spoken) for part in definition["sections"]))


def _hiding_hints(sections: Iterable[Section]) -> Iterator[Section]:
    """Whether something is asked or required, and so whether it was answered, says how what it looks at was answered."""
    kept = set[str]()
    for section in sections:
        hidden, asked = looks_at(section.show_if, kept), []
        for one in section.questions:
            hints = hidden or looks_at(one.show_if, kept) or looks_at(one.require_if, kept)
            asked.append(replace(one, sensitive=True) if hints else one)
            kept |= {one.key} if hints or one.sensitive else set()
        yield replace(section, questions=tuple(asked), sensitive=hidden) if kept else section


def language_of(definition: dict[str, Any]) -> str:
    """In which of the form's languages its reader is asked."""
    return languages.first(languages_of(definition), definition.get("language", OWN_LANGUAGE))


def languages_of(definition: dict[str, Any]) -> set[str]:
    """The languages that a form is translated into."""
    return {language for texts in _texts(definition) for language in texts}


def _texts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if "texts" in part:
            yield part["texts"] or {}
        for name in ("sections", "questions", "options", "columns", "rules", "screens"):
            yield from _texts(part.get(name))
    elif isinstance(part, list):
        for one in part:
            yield from _texts(one)


def _section(raw: dict[str, Any], language: str) -> Section:
    asked = tuple(question(one, language) for one in raw["questions"])
    said = _worded(raw, language)
    return Section(raw["key"], said["title"], said.get("intro", ""), asked, raw.get("show_if"))


def question(raw: dict[str, Any], language: str = "") -> Question:
    """One question of such a definition, in its own wording or in `language`."""
    given = {name: value for name, value in _worded(raw, language).items() if name != "type"}
    for name, make in _MADE.items():
        if name in given:
            given[name] = tuple(make(one, language) for one in given[name])
    if "accept" in given:
        given["accept"] = tuple(given["accept"])
    return TYPES[raw["type"]](**given)


_MADE: dict[str, Callable[[dict[str, Any], str], Any]] = {
    "options": lambda raw, language: Option(raw["value"], _worded(raw, language)["label"]),
    "rules": lambda raw, language: Rule(raw["holds"], _worded(raw, language)["sentence"]),
    "screens": lambda raw, language: Screen(raw["when"], _worded(raw, language)["sentence"]),
    "columns": question,
}


def _worded(raw: dict[str, Any], language: str) -> dict[str, Any]:
    return raw | (raw.get("texts") or {}).get(language, {}) if language else raw


def questions(definition: dict[str, Any], language: str | None = None) -> dict[str, Question]:
    """All questions by key, in order; worded as of `read`."""
    return {one.key: one for section in read(definition, language) for one in section.questions}
