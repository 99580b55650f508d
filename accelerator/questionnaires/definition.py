"""The shape of a form: sections of questions. What may be asked, what bars answers from submission, how far they are. Pure.

{"sections": [{"key", "title", "intro"?, "questions": [{"key", "type", "label", "help"?, "required"?, …}]}]}
The further attributes of a question are those of its type; options are [{"value", "label"}].
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accelerator.questionnaires.amounts import Date, Money, Number
from accelerator.questionnaires.choices import Choice, Choices, Country, YesNo
from accelerator.questionnaires.questions import Email, File, LongText, Option, Question, Text, Url

TYPES: dict[str, type[Question]] = {
    kind.type: kind for kind in (Text, LongText, Number, Money, Date, Choice, Choices, YesNo, Url, Email, Country, File)
}
MOST_SECTIONS = 30
MOST_QUESTIONS = 200
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TAKEN = "csrfmiddlewaretoken"  # every form sends one
_LENGTHS = {"label": 300, "help": 1000, "title": 120, "intro": 1000, "unit": 20}


class Fault(NamedTuple):
    """What is wrong at `path` (`sections[2].questions[0].limit` in a design, a key in answers) and what to do about it."""

    path: str
    sentence: str


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    intro: str
    questions: tuple[Question, ...]


class Progress(NamedTuple):
    """How far a section is. An optional question counts once it is answered. `state` is a word of kit.states, of "section"."""

    done: int
    of: int
    state: str


def read(definition: dict[str, Any]) -> tuple[Section, ...]:
    """The sections of a definition that `check` finds nothing in."""
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
    return TYPES[raw["type"]](**given)


def questions(definition: dict[str, Any]) -> dict[str, Question]:
    """All questions by key, in order."""
    return {one.key: one for section in read(definition) for one in section.questions}


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


def check(definition: object) -> list[Fault]:
    """Everything that makes `definition` impossible to ask with; an empty list means that `read` works."""
    found = list(_object(definition, {"sections"}, {"sections"}, ""))
    if found or not isinstance(definition, dict):
        return found
    sections = definition["sections"]
    if not isinstance(sections, list) or not 1 <= len(sections) <= MOST_SECTIONS:
        return [Fault("sections", _("A form has between 1 and %(most)d sections.") % {"most": MOST_SECTIONS})]
    for place, section in enumerate(sections):
        found += _section(section, f"sections[{place}]")
    return found or [*_twice(sections), *_too_many(sections)]


def _section(section: object, path: str) -> Iterator[Fault]:
    broken = list(_object(section, {"key", "title", "intro", "questions"}, {"key", "title", "questions"}, path))
    yield from broken
    if broken or not isinstance(section, dict):
        return
    yield from _key(section["key"], path)
    for name in ("title", "intro"):
        yield from _text(section.get(name, ""), name, path, needed=name == "title")
    if not isinstance(section["questions"], list):
        yield Fault(f"{path}.questions", _("This must be a list of questions."))
        return
    for place, one in enumerate(section["questions"]):
        yield from _question(one, f"{path}.questions[{place}]")


def _question(raw: object, path: str) -> Iterator[Fault]:
    kind = raw.get("type") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(kind, str) or kind not in TYPES:
        yield Fault(f"{path}.type", _("A question has one of these types: %(types)s.") % {"types": ", ".join(TYPES)})
        return
    cls = TYPES[kind]
    broken = [*_object(raw, cls.attributes(), {"key", "type", "label"}, path)]
    broken = broken or [*_key(raw["key"], path), *_attributes(raw, cls, path)]
    yield from broken
    if not broken:
        yield from (Fault(f"{path}.{name}", sentence) for name, sentence in question(raw).impossible())


def _attributes(raw: dict[str, Any], cls: type[Question], path: str) -> Iterator[Fault]:
    """Each attribute has the type its class declares."""
    yield from _text(raw["label"], "label", path, needed=True)
    for field in fields(cls):
        value = raw.get(field.name, MISSING)
        if value is MISSING or field.name in ("key", "label"):
            continue
        if field.type == "str":
            yield from _text(value, field.name, path)
        elif field.type == "int" and (not isinstance(value, int) or isinstance(value, bool)):
            yield Fault(f"{path}.{field.name}", _("This must be a whole number."))
        elif field.type == "bool" and not isinstance(value, bool):
            yield Fault(f"{path}.{field.name}", _("This must be true or false."))
        elif field.type == "tuple[Option, ...]":
            yield from _options(value, f"{path}.options")
        elif field.type == "tuple[str, ...]" and not _is_texts(value):
            yield Fault(f"{path}.{field.name}", _("This must be a list of texts."))


def _options(value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(path, _("This must be a list of options."))
        return
    for place, option in enumerate(value):
        here = f"{path}[{place}]"
        broken = list(_object(option, {"value", "label"}, {"value", "label"}, here))
        yield from broken
        if not broken:
            yield from (fault for name in ("value", "label") for fault in _text(option[name], name, here, needed=True))


def _object(value: object, allowed: set[str] | frozenset[str], needed: set[str], path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(path, _("This must be an object."))
        return
    prefix = f"{path}." if path else ""
    yield from (Fault(f"{prefix}{name}", _("Nothing of this name is known here.")) for name in value if name not in allowed)
    yield from (Fault(f"{prefix}{name}", _("This is missing.")) for name in sorted(needed) if name not in value)


def _key(value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not _KEY.fullmatch(value) or value == _TAKEN:
        yield Fault(
            f"{path}.key", _("A key has small letters, digits and underscores, begins with a letter and is at most 60 long.")
        )


def _text(value: object, name: str, path: str, *, needed: bool = False) -> Iterator[Fault]:
    most = _LENGTHS.get(name, 300)
    if not isinstance(value, str):
        yield Fault(f"{path}.{name}", _("This must be text."))
    elif needed and not value.strip():
        yield Fault(f"{path}.{name}", _("This is empty."))
    elif len(value) > most:
        yield Fault(f"{path}.{name}", _("At most %(most)d characters. This has %(count)d.") % {"most": most, "count": len(value)})
    elif "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        yield Fault(f"{path}.{name}", _("This holds a character that cannot be stored."))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _twice(sections: list[dict[str, Any]]) -> Iterator[Fault]:
    """Keys are names: a section's among sections, a question's in the whole form."""
    seen: set[str] = set()
    for place, section in enumerate(sections):
        if section["key"] in seen:
            yield Fault(f"sections[{place}].key", _("Another section has this key."))
        seen.add(section["key"])
    asked: set[str] = set()
    for place, section in enumerate(sections):
        for at, one in enumerate(section["questions"]):
            if one["key"] in asked:
                yield Fault(f"sections[{place}].questions[{at}].key", _("Another question has this key."))
            asked.add(one["key"])


def _too_many(sections: list[dict[str, Any]]) -> Iterator[Fault]:
    count = sum(len(section["questions"]) for section in sections)
    if count > MOST_QUESTIONS:
        yield Fault(
            "sections", _("A form has at most %(most)d questions. This has %(count)d.") % {"most": MOST_QUESTIONS, "count": count}
        )
