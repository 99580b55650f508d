"""The shape of a definition as a JSON Schema (2020-12), made from the classes that ask: it never lags behind them. Pure.

It says what a schema can say. That keys are unlike, that bounds agree and the like is found by definition.check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any

import phonenumbers

from accelerator.files.kinds import KINDS
from accelerator.files.limits import EACH_MOST
from accelerator.kit import money
from accelerator.kit.counting import CHARACTERS, WORDS
from accelerator.questionnaires.amounts import Number
from accelerator.questionnaires.choices import Choice, YesNo
from accelerator.questionnaires.conditions import ALONE, MOST_DEEP, MOST_PARTS, VERBS
from accelerator.questionnaires.facts import FACTS, STAGES
from accelerator.questionnaires.parts import TYPES
from accelerator.questionnaires.questions import Question, Text
from accelerator.questionnaires.shapes import (
    KEY,
    LANGUAGE,
    LENGTHS,
    MOST_LANGUAGES,
    MOST_QUESTIONS,
    MOST_RULES,
    MOST_SECTIONS,
    TAKEN,
    WORDINGS,
)
from accelerator.questionnaires.tables import MOST_COLUMNS, MOST_ROWS, SIMPLE

Schema = dict[str, Any]
_LANGUAGE: Schema = {"type": "string", "pattern": f"^{LANGUAGE.pattern}$"}
_KEY: Schema = {"type": "string", "pattern": f"^{KEY.pattern}$", "not": {"const": TAKEN}}


def schema() -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Form",
        **_shape({"language": _LANGUAGE, "sections": _sections()}, "language"),
        "$defs": {
            "section": _section(),
            "option": _option(),
            "condition": _condition(MOST_DEEP),
            **{f"condition_{left}": _condition(left) for left in reversed(range(MOST_DEEP))},
            **{name: _question(kind) for name, kind in TYPES.items()},
        },
    }


def _sections() -> Schema:
    return {"type": "array", "minItems": 1, "maxItems": MOST_SECTIONS, "items": {"$ref": "#/$defs/section"}}


def _shape(properties: Schema, *optional: str) -> Schema:
    """An object of these properties, all needed but the optional ones, and no others."""
    needed = [name for name in properties if name not in optional]
    return {"type": "object", "additionalProperties": False, "required": needed, "properties": properties}


def _section() -> Schema:
    questions = {"type": "array", "maxItems": MOST_QUESTIONS, "items": _one_of(TYPES)}
    wording = {"title": _text("title", needed=True), "intro": _text("intro")}
    more = {"questions": questions, "show_if": _MAYBE_CONDITION, **_translated(*wording)}
    return _shape({"key": _KEY, **wording, **more}, "intro", "show_if", "texts", "outdated")


def _translated(*names: str) -> Schema:
    """`outdated` says what a text was translated from, where that changed since."""
    return {"texts": _texts(*names), "outdated": _texts(*names)}


def _texts(*names: str) -> Schema:
    """The same wordings in further languages."""
    said = {name: _text(name, needed=True) for name in names}
    by_language = {"type": "object", "maxProperties": MOST_LANGUAGES, "propertyNames": _LANGUAGE}
    return {"oneOf": [{"type": "null"}, by_language | {"additionalProperties": _shape(said, *names)}]}


def _one_of(types: Any) -> Schema:
    """A question of one of `types`; the type says which, so that an editor complains of one and not of all."""
    chosen = [
        {"if": {"properties": {"type": {"const": name}}, "required": ["type"]}, "then": {"$ref": f"#/$defs/{name}"}}
        for name in TYPES
        if name in types
    ]
    known = {"type": {"enum": [name for name in TYPES if name in types]}}
    return {"type": "object", "required": ["type"], "properties": known, "allOf": chosen}


def _option() -> Schema:
    option = {"value": _text("value", needed=True), "label": _text("label", needed=True), **_translated("label")}
    return _shape(option, "texts", "outdated")


def _condition(left: int) -> Schema:
    """A comparison, or all and any up to `left` deep; what a comparison may say depends on the type of its question, which a
    schema cannot look up.
    """
    parts = {"type": "array", "minItems": 1, "maxItems": MOST_PARTS, "items": {"$ref": f"#/$defs/condition_{left - 1}"}}
    one = {"type": ["string", "number", "boolean"]}
    value = {"oneOf": [one, {"type": "array", "minItems": 1, "maxItems": MOST_PARTS, "items": one}]}
    verbs = {"enum": sorted({verb for family in VERBS.values() for verb in family})}
    comparisons = [
        _shape({"question": _KEY, "is": {"enum": [*ALONE]}}),
        _shape({"question": _KEY, "is": verbs, "value": value}),
        _shape({"question": _KEY, "is": verbs, "answer": _KEY}),
    ]
    joined = [_shape({"all": parts}), _shape({"any": parts})] if left else []
    return {"oneOf": [*joined, *comparisons]}


def _told(part: str) -> Schema:
    told = {part: {"$ref": "#/$defs/condition"}, "sentence": _text("sentence", needed=True), **_translated("sentence")}
    one = _shape(told, "texts", "outdated")
    return {"type": "array", "maxItems": MOST_RULES, "items": one}


def _question(kind: type[Question]) -> Schema:
    properties: Schema = {"key": _KEY, "type": {"const": kind.type}, "label": _text("label", needed=True)}
    given = {field.name: _attribute(field, kind) for field in fields(kind) if field.name not in properties}
    together = [*_together(kind)]
    return {"title": str(kind.name), **_shape(properties | given, *given)} | ({"allOf": together} if together else {})


def _together(kind: type[Question]) -> Iterator[Schema]:
    """What one attribute asks of others."""
    if issubclass(kind, Text):
        yield _where("counts", WORDS, {"limit": {"maximum": kind.most // 5}}, "limit" if kind.limit > kind.most // 5 else "")
    if issubclass(kind, YesNo):
        yield _where("must_be_yes", True, {"required": {"const": True}}, "required")
    for name, fact in FACTS.items():
        if kind.type in fact.types:
            yield _where("fact", name, {"sensitive": {"const": False}} | _telling(kind, name), *_said_of(kind, fact.most))


def _telling(kind: type[Question], fact: str) -> Schema:
    """What a question that tells `fact` must be like."""
    if issubclass(kind, Text):
        return {"limit": {"maximum": FACTS[fact].most}, "counts": {"const": CHARACTERS}}
    if issubclass(kind, Choice):
        stages = {"items": {"properties": {"value": {"enum": sorted(STAGES)}}}}
        return {"other": {"const": False}, "options": stages if fact == "stage" else {}}
    return {"whole": {"const": True}, "min": {"minLength": 1}, "max": {"minLength": 1}} if issubclass(kind, Number) else {}


def _said_of(kind: type[Question], most: int) -> tuple[str, ...]:
    """What it cannot leave to its default."""
    if issubclass(kind, Text):
        return ("limit",) if kind.limit > most else ()
    return ("whole", "min", "max") if issubclass(kind, Number) else ()


def _where(name: str, value: object, then: Schema, *needed: str) -> Schema:
    asked = {"properties": {name: {"const": value}}, "required": [name]}
    return {"if": asked, "then": {"properties": then, "required": [one for one in needed if one]}}


def _attribute(field: Field[Any], kind: type[Question]) -> Schema:
    if field.name in ("texts", "outdated"):
        return _texts(*sorted(WORDINGS & kind.attributes()))
    shaped: Schema = _BY_TYPE[str(field.type)](field.name) | _BOUNDS.get(field.name, {})
    shaped |= _OF_TYPE.get(kind.type, {}).get(field.name, {})
    if field.name == "fact":
        shaped |= {"enum": ["", *(name for name, fact in FACTS.items() if kind.type in fact.types)]}
    if field.name == "limit":
        shaped |= {"minimum": 1, "maximum": kind.most}  # type: ignore[attr-defined]  # what has a limit has a most
    given = list(field.default) if isinstance(field.default, tuple) else field.default
    return shaped | ({"default": given} if given not in (MISSING, None, [], "") else {})


def _text(name: str, *, needed: bool = False) -> Schema:
    return {"type": "string", "maxLength": LENGTHS.get(name, 300)} | ({"pattern": r"\S"} if needed else {})


def _column() -> Schema:
    """It is asked always, takes no own words, and tells no fact."""
    never: Schema = {name: {"type": "null"} for name in ("show_if", "require_if")}
    never |= {name: {"maxItems": 0} for name in ("rules", "screens")}
    return {"allOf": [_one_of(SIMPLE), {"properties": {"fact": {"const": ""}, "other": {"const": False}, **never}}]}


def _ends(pattern: str) -> dict[str, Schema]:
    return {name: {"pattern": f"^({pattern})?$"} for name in ("min", "max")}


_MAYBE_CONDITION: Schema = {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/condition"}]}
_BY_TYPE: dict[str, Any] = {
    "str": _text,
    "int": lambda name: {"type": "integer"},
    "bool": lambda name: {"type": "boolean"},
    "tuple[str, ...]": lambda name: {"type": "array", "items": {"type": "string"}},
    "tuple[Option, ...]": lambda name: {"type": "array", "items": {"$ref": "#/$defs/option"}, "minItems": 2, "maxItems": 100},
    "Condition | None": lambda name: _MAYBE_CONDITION,
    "tuple[Rule, ...]": lambda name: _told("holds"),
    "tuple[Screen, ...]": lambda name: _told("when"),
    "tuple[Question, ...]": lambda name: {"type": "array", "items": _column(), "minItems": 1, "maxItems": MOST_COLUMNS},
}
_BOUNDS: dict[str, Schema] = {
    "accept": {"items": {"enum": sorted(KINDS)}},
    "counts": {"enum": [CHARACTERS, WORDS]},
    "currency": {"enum": money.CURRENCIES},
    "low": {"minimum": 0, "maximum": 9},
    "high": {"minimum": 1, "maximum": 10},
}
_DIGITS, _MONTH = r"(\s*[0-9])", "(?!0000)[0-9]{4}-(0[1-9]|1[0-2])"
_PLAIN = rf"{_DIGITS}{{1,24}}(\s*\.{_DIGITS}{{1,12}})?"
_GROUPED = rf"{_DIGITS}{{1,3}}(\s*,{_DIGITS}{{3}})+(\s*\.{_DIGITS}+)?"
_OF_TYPE: dict[str, dict[str, Schema]] = {
    "file": {
        "accept": {"minItems": 1},
        "max": {"minimum": 1, "maximum": 10},
        "max_mb": {"minimum": 0, "maximum": EACH_MOST},
    },
    "choices": {"max": {"minimum": 0, "maximum": 101}},
    "table": {"max_rows": {"minimum": 1, "maximum": MOST_ROWS}, "min_rows": {"minimum": 0, "maximum": MOST_ROWS}},
    "phone": {"country": {"enum": ["", *sorted(phonenumbers.SUPPORTED_REGIONS)]}},
    "number": _ends(rf"(\s*[-−])?({_GROUPED}|{_PLAIN})\s*"),
    "money": _ends(rf"(\s*[-−])?({_GROUPED}|{_PLAIN})\s*"),
    "date": _ends(f"{_MONTH}-(0[1-9]|[12][0-9]|3[01])"),
    "month": _ends(_MONTH),
}
