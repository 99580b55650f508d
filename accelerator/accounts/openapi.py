"""An OpenAPI document as a page needs it: groups of operations, fields with a readable type. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_VERBS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """A parameter or a field of a body. `kind` is its type in words, `where` path, query or body."""

    name: str
    kind: str
    required: bool
    says: str
    where: str = "body"


@dataclass(frozen=True)
class Operation:
    """One method at one path. `gives` is the type of the answer in words."""

    method: str
    path: str
    title: str
    says: str
    takes: list[Field] = field(default_factory=list)
    gives: str = ""


@dataclass(frozen=True)
class Shape:
    """A named object that operations take or give."""

    name: str
    says: str
    fields: list[Field]


def operations(document: dict[str, Any]) -> dict[str, list[Operation]]:
    """Operations by their first tag, in the document's order."""
    groups: dict[str, list[Operation]] = {}
    for path, verbs in document["paths"].items():
        for verb in _VERBS:
            if verb in verbs:
                found = verbs[verb]
                groups.setdefault((found.get("tags") or [""])[0], []).append(_operation(verb, path, found, document))
    return groups


def shapes(document: dict[str, Any]) -> list[Shape]:
    """Every named object, by name."""
    named = document.get("components", {}).get("schemas", {})
    return [Shape(name, shape.get("description", ""), list(_fields(shape))) for name, shape in sorted(named.items())]


def _operation(verb: str, path: str, found: dict[str, Any], document: dict[str, Any]) -> Operation:
    takes = [
        Field(one["name"], kind(one["schema"]), one.get("required", False), _says(one), one["in"])
        for one in found.get("parameters", [])
    ]
    body = _content(found.get("requestBody", {}))
    if body:
        takes += _fields(_resolved(body, document))
    answers = [_content(answer) for code, answer in found.get("responses", {}).items() if str(code).startswith("2")]
    gives = next((kind(answer) for answer in answers if answer), "")
    return Operation(verb.upper(), path, found.get("summary", ""), found.get("description", ""), takes, gives)


def _content(part: dict[str, Any]) -> dict[str, Any]:
    contents: dict[str, Any] = part.get("content", {})
    return next((content.get("schema", {}) for content in contents.values()), {})


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][_name(schema)]
    return found


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _fields(schema: dict[str, Any]) -> Iterator[Field]:
    required = schema.get("required", [])
    for name, one in schema.get("properties", {}).items():
        yield Field(name, kind(one), name in required, _says(one))


def _says(one: dict[str, Any]) -> str:
    return str(one.get("description") or one.get("schema", {}).get("description") or "")


def kind(schema: dict[str, Any]) -> str:
    """`string (date-time)`, `list of GrantOut`, `integer or null`."""
    if "$ref" in schema:
        return _name(schema)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return " or ".join(dict.fromkeys(kind(one) for one in schema[several]))
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    words = str(schema.get("type", "anything"))
    return f"{words} ({schema['format']})" if "format" in schema else words
