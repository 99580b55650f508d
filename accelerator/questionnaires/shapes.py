"""Whether a definition has the shape of one: names, types and lengths, as much as `parts.read` needs. Pure.

What has it may still ask the impossible, as a draft does while somebody draws it; checking.check finds that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accelerator.questionnaires.parts import TYPES
from accelerator.questionnaires.questions import Question
from accelerator.questionnaires.tables import SIMPLE

MOST_SECTIONS = 30
MOST_QUESTIONS = 200
MOST_FIELDS = 4000  # of one section: what the settings let a form send, less the few that every page adds
MOST_RULES = 10  # of one question
MOST_LANGUAGES = 20
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}", re.ASCII)
TAKEN = "csrfmiddlewaretoken"  # every form sends one
LENGTHS = {"label": 300, "help": 1000, "title": 120, "intro": 1000, "unit": 20, "low_label": 60, "high_label": 60}
_IN_LANGUAGES = ("texts", "outdated")
WORDINGS = frozenset({"label", "help", "unit", "low_label", "high_label"})  # what of a question is translated


class Fault(NamedTuple):
    """What is wrong at `path` (`sections[2].questions[0].limit` in a design, a key in answers) and what to do about it."""

    path: str
    sentence: str


def misshapen(definition: object) -> list[Fault]:
    """What keeps `definition` from being read at all; an empty list means that `parts.read` works."""
    found = list(_object(definition, {"sections", "language"}, {"sections"}, ""))
    if found or not isinstance(definition, dict):
        return found
    if "language" in definition and not _is_language(definition["language"]):
        found.append(Fault("language", _("A language has a code such as en, ms or zh-hans.")))
    sections = definition["sections"]
    if not isinstance(sections, list) or not 1 <= len(sections) <= MOST_SECTIONS:
        return [Fault("sections", _("A form has between 1 and %(most)d sections.") % {"most": MOST_SECTIONS})]
    for place, section in enumerate(sections):
        found += _section(section, f"sections[{place}]")
    return found or [*_twice(sections), *_too_many(sections)]


def _section(section: object, path: str) -> Iterator[Fault]:
    broken = list(
        _object(section, {"key", "title", "intro", "questions", "show_if", *_IN_LANGUAGES}, {"key", "title", "questions"}, path)
    )
    yield from broken
    if broken or not isinstance(section, dict):
        return
    yield from _key(section["key"], path)
    for name in ("title", "intro"):
        yield from _text(section.get(name, ""), name, path)
    yield from _translations(section, path, {"title", "intro"})
    if not isinstance(section["questions"], list):
        yield Fault(f"{path}.questions", _("This must be a list of questions."))
        return
    for place, one in enumerate(section["questions"]):
        yield from _question(one, f"{path}.questions[{place}]")


def _question(raw: object, path: str, types: Mapping[str, type[Question]] = TYPES) -> Iterator[Fault]:
    kind = raw.get("type") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(kind, str) or kind not in types:
        yield Fault(f"{path}.type", _("A question has one of these types: %(types)s.") % {"types": ", ".join(types)})
        return
    cls = types[kind]
    broken = [*_object(raw, cls.attributes(), {"key", "type", "label"}, path)]
    yield from broken or (*_key(raw["key"], path), *_attributes(raw, cls, path))


def _attributes(raw: dict[str, Any], cls: type[Question], path: str) -> Iterator[Fault]:
    """Each attribute has the type its class declares."""
    yield from _text(raw["label"], "label", path)
    for field in fields(cls):
        value = raw.get(field.name, MISSING)
        if field.name == "texts":
            yield from _translations(raw, path, WORDINGS & cls.attributes())
        elif value is not MISSING and field.name not in ("key", "label", "outdated"):
            yield from _CHECKS[str(field.type)](value, field.name, path)


def _number(value: object, name: str, path: str) -> Iterator[Fault]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield Fault(f"{path}.{name}", _("This must be a whole number."))


def _truth(value: object, name: str, path: str) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield Fault(f"{path}.{name}", _("This must be true or false."))


def _texts(value: object, name: str, path: str) -> Iterator[Fault]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        yield Fault(f"{path}.{name}", _("This must be a list of texts."))


def _options(value: object, name: str, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(f"{path}.{name}", _("This must be a list of options."))
        return
    for place, option in enumerate(value):
        here = f"{path}.{name}[{place}]"
        broken = list(_object(option, {"value", "label", *_IN_LANGUAGES}, {"value", "label"}, here))
        yield from broken
        if not broken:
            yield from (fault for part in ("value", "label") for fault in _text(option[part], part, here, needed=True))
            yield from _translations(option, here, {"label"})


def _columns(value: object, name: str, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(f"{path}.{name}", _("This must be a list of columns."))
        return
    for place, column in enumerate(value):
        yield from _question(column, f"{path}.{name}[{place}]", {kind: TYPES[kind] for kind in TYPES if kind in SIMPLE})


def _object(value: object, allowed: set[str] | frozenset[str], needed: set[str], path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(path, _("This must be an object."))
        return
    prefix = f"{path}." if path else ""
    yield from (Fault(f"{prefix}{name}", _("Nothing of this name is known here.")) for name in value if name not in allowed)
    yield from (Fault(f"{prefix}{name}", _("This is missing.")) for name in sorted(needed) if name not in value)


def _key(value: object, path: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not KEY.fullmatch(value) or value == TAKEN:
        yield Fault(
            f"{path}.key", _("A key has small letters, digits and underscores, begins with a letter and is at most 60 long.")
        )


def _text(value: object, name: str, path: str, *, needed: bool = False) -> Iterator[Fault]:
    most = LENGTHS.get(name, 300)
    if not isinstance(value, str):
        yield Fault(f"{path}.{name}", _("This must be text."))
    elif needed and not value.strip():
        yield Fault(f"{path}.{name}", _("This is empty."))
    elif len(value) > most:
        yield Fault(f"{path}.{name}", _("At most %(most)d characters. This has %(count)d.") % {"most": most, "count": len(value)})
    elif "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        yield Fault(f"{path}.{name}", _("This holds a character that cannot be stored."))


def _translations(part: Mapping[str, Any], path: str, wordings: set[str] | frozenset[str]) -> Iterator[Fault]:
    """{language: {attribute: text}}; what is not translated is read as it stands."""
    for listed in _IN_LANGUAGES:
        yield from _by_language(part.get(listed), f"{path}.{listed}", wordings)


def _by_language(texts: object, path: str, wordings: set[str] | frozenset[str]) -> Iterator[Fault]:
    if texts is None:
        return
    if not isinstance(texts, dict) or len(texts) > MOST_LANGUAGES:
        yield Fault(path, _("Texts stand by language, at most %(most)d of them.") % {"most": MOST_LANGUAGES})
        return
    for language, said in texts.items():
        here = f"{path}.{language}"
        if not _is_language(language):
            yield Fault(here, _("A language has a code such as en, ms or zh-hans."))
        broken = list(_object(said, wordings, set(), here))
        yield from broken
        for name, text in said.items() if isinstance(said, dict) and not broken else ():
            yield from _text(text, name, here, needed=True)


def _is_language(code: object) -> bool:
    return isinstance(code, str) and LANGUAGE.fullmatch(code) is not None


def _condition(value: object, name: str, path: str) -> Iterator[Fault]:
    """What it says is looked at once all questions are known."""
    if value is not None:
        yield from _holding(value, name, path)


def _holding(value: object, name: str, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(f"{path}.{name}", _("This must be an object."))


def _told(part: str) -> Callable[[object, str, str], Iterator[Fault]]:
    """A list of {`part`: condition, "sentence": text}."""

    def check(value: object, name: str, path: str) -> Iterator[Fault]:
        if not isinstance(value, list) or len(value) > MOST_RULES:
            yield Fault(f"{path}.{name}", _("This must be a list of at most %(most)d rules.") % {"most": MOST_RULES})
            return
        for place, one in enumerate(value):
            here = f"{path}.{name}[{place}]"
            broken = list(_object(one, {part, "sentence", *_IN_LANGUAGES}, {part, "sentence"}, here))
            broken = broken or [*_holding(one[part], part, here), *_text(one["sentence"], "sentence", here)]
            yield from broken or _translations(one, here, {"sentence"})

    return check


_CHECKS: dict[str, Callable[[object, str, str], Iterator[Fault]]] = {
    "str": _text,
    "int": _number,
    "bool": _truth,
    "tuple[str, ...]": _texts,
    "tuple[Option, ...]": _options,
    "tuple[Question, ...]": _columns,
    "Condition | None": _condition,
    "tuple[Rule, ...]": _told("holds"),
    "tuple[Screen, ...]": _told("when"),
}


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
