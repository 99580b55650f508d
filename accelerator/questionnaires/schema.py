"""The shape of a definition as a JSON Schema (2020-12), made from the classes that ask: it never lags behind them. Pure.

It says what a schema can say. That keys are unlike, that bounds agree and the like is found by definition.check.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any

from accelerator.files.kinds import KINDS
from accelerator.kit.counting import CHARACTERS, WORDS
from accelerator.questionnaires.conditions import ALONE, MOST_PARTS, VERBS
from accelerator.questionnaires.facts import FACTS
from accelerator.questionnaires.parts import TYPES
from accelerator.questionnaires.questions import Question
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
from accelerator.questionnaires.tables import MOST_COLUMNS, SIMPLE

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
            "condition": _condition(),
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
    more = {"questions": questions, "show_if": _MAYBE_CONDITION, "texts": _texts(*wording)}
    return _shape({"key": _KEY, **wording, **more}, "intro", "show_if", "texts")


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
    option = {"value": _text("value", needed=True), "label": _text("label", needed=True), "texts": _texts("label")}
    return _shape(option, "texts")


def _condition() -> Schema:
    """all, any or a comparison; what a comparison may say depends on the type of its question, which a schema cannot look up."""
    parts = {"type": "array", "minItems": 1, "maxItems": MOST_PARTS, "items": {"$ref": "#/$defs/condition"}}
    one = {"type": ["string", "number", "boolean"]}
    value = {"oneOf": [one, {"type": "array", "minItems": 1, "maxItems": MOST_PARTS, "items": one}]}
    verbs = {"enum": sorted({verb for family in VERBS.values() for verb in family})}
    comparisons = [
        _shape({"question": _KEY, "is": {"enum": [*ALONE]}}),
        _shape({"question": _KEY, "is": verbs, "value": value}),
        _shape({"question": _KEY, "is": verbs, "answer": _KEY}),
    ]
    return {"oneOf": [_shape({"all": parts}), _shape({"any": parts}), *comparisons]}


def _told(part: str) -> Schema:
    told = {part: {"$ref": "#/$defs/condition"}, "sentence": _text("sentence", needed=True), "texts": _texts("sentence")}
    one = _shape(told, "texts")
    return {"type": "array", "maxItems": MOST_RULES, "items": one}


def _question(kind: type[Question]) -> Schema:
    properties: Schema = {"key": _KEY, "type": {"const": kind.type}, "label": _text("label", needed=True)}
    given = {field.name: _attribute(field, kind) for field in fields(kind) if field.name not in properties}
    return {"title": str(kind.name), **_shape(properties | given, *given)}


def _attribute(field: Field[Any], kind: type[Question]) -> Schema:
    if field.name == "texts":
        return _texts(*sorted(WORDINGS & kind.attributes()))
    shaped: Schema = _BY_TYPE[str(field.type)](field.name) | _BOUNDS.get(field.name, {})
    if field.name == "limit":
        shaped |= {"minimum": 1, "maximum": kind.most}  # type: ignore[attr-defined]  # what has a limit has a most
    given = list(field.default) if isinstance(field.default, tuple) else field.default
    return shaped | ({"default": given} if given not in (MISSING, None, [], "") else {})


def _text(name: str, *, needed: bool = False) -> Schema:
    return {"type": "string", "maxLength": LENGTHS.get(name, 300)} | ({"pattern": r"\S"} if needed else {})


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
    "tuple[Question, ...]": lambda name: {"type": "array", "items": _one_of(SIMPLE), "minItems": 1, "maxItems": MOST_COLUMNS},
}
_BOUNDS: dict[str, Schema] = {
    "accept": {"items": {"enum": sorted(KINDS)}},
    "counts": {"enum": [CHARACTERS, WORDS]},
    "currency": {"pattern": "^[A-Z]{3}$"},
    "fact": {"enum": ["", *FACTS]},
    "low": {"minimum": 0, "maximum": 9},
    "high": {"minimum": 1, "maximum": 10},
}
