"""An OpenAPI document as a page needs it: groups of operations, fields with a readable type, an example of each. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_VERBS = ("get", "post", "put", "patch", "delete")
_DEPTH = 4  # of objects within objects in an example
_EXAMPLES = {
    "date": "2026-11-30",
    "date-time": "2026-11-30T09:00:00+08:00",
    "uuid": "4c6f2f0e-6f1c-4a53-9d3b-8a1f0c0e2b11",
    "binary": "@deck.pdf",
}
Document = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A type in words, and the named object in it, which stands between `before` and `after`."""

    before: str
    shape: str = ""
    after: str = ""

    def __str__(self) -> str:
        return self.before + self.shape + self.after


@dataclass(frozen=True)
class Field:
    """A parameter or a field of a body. `where` is path, query, header or body."""

    name: str
    kind: Kind
    required: bool
    says: str
    where: str = "body"


@dataclass(frozen=True)
class Answer:
    """What one status means, and what comes with it."""

    status: str
    says: str
    kind: Kind | None

    @property
    def is_problem(self) -> bool:
        return self.status >= "4"


@dataclass(frozen=True)
class Operation:
    """One method at one path; `curl` asks it."""

    id: str
    method: str
    path: str
    title: str
    says: str
    scope: str
    takes: list[Field] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    curl: str = ""

    def mentions(self, text: str) -> bool:
        """Whether every word of `text` stands in what tells this operation apart."""
        told = f"{self.method} {self.path} {self.title} {self.says} {self.scope}".lower()
        return all(word in told for word in text.lower().split())


@dataclass(frozen=True)
class Shape:
    """A named object that operations take or give."""

    name: str
    says: str
    fields: list[Field]


def operations(document: Document) -> dict[str, list[Operation]]:
    """Operations by their first tag, in the document's order."""
    groups: dict[str, list[Operation]] = {}
    for path, verbs in document["paths"].items():
        for verb in _VERBS:
            if verb in verbs:
                found = verbs[verb]
                groups.setdefault((found.get("tags") or [""])[0], []).append(_operation(verb, path, found, document))
    return groups


def shapes(document: Document) -> list[Shape]:
    """Every named object, by name."""
    named = document.get("components", {}).get("schemas", {})
    return [Shape(name, shape.get("description", ""), list(_fields(shape))) for name, shape in sorted(named.items())]


def _operation(verb: str, path: str, found: dict[str, Any], document: Document) -> Operation:
    takes = [
        Field(one["name"], kind(one["schema"]), one.get("required", False), _says(one), one["in"])
        for one in found.get("parameters", [])
    ]
    media, body = _content(found.get("requestBody", {}))
    takes += _fields(_resolved(body, document))
    return Operation(
        found.get("operationId", ""),
        verb.upper(),
        path,
        found.get("summary", ""),
        found.get("description", ""),
        next((scope for one in found.get("security", []) for scopes in one.values() for scope in scopes), ""),
        takes,
        [_answer(str(status), answer) for status, answer in found.get("responses", {}).items()],
        _curl(verb.upper(), path, media, example(body, document) if body else None, document),
    )


def _answer(status: str, answer: dict[str, Any]) -> Answer:
    schema = _content(answer)[1]
    return Answer(status, answer.get("description", ""), kind(schema) if schema else None)


def _content(part: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The first media type of a body or an answer, with its schema."""
    for media, content in part.get("content", {}).items():
        return media, content.get("schema", {})
    return "", {}


def _curl(verb: str, path: str, media: str, body: Any, document: Document) -> str:
    """A command for a shell that knows TOKEN; capitals in the address are to be filled in."""
    site = next((one["url"] for one in document.get("servers", [])), "")
    address = "/".join(part.strip("{}").upper() if part.startswith("{") else part for part in path.split("/"))
    lines = [f"curl {'' if verb == 'GET' else f'-X {verb} '}{site}{address}", '-H "Authorization: Bearer $TOKEN"']
    if verb != "GET":
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if media == "multipart/form-data":
        lines += [f"-F '{name}={value}'" for name, value in body.items()]
    elif body is not None:
        told = json.dumps(body, ensure_ascii=False).replace("'", "’")
        lines += ["-H 'Content-Type: application/json'", f"-d '{told}'"]
    return " \\\n  ".join(lines)


def example(schema: dict[str, Any], document: Document, depth: int = 0) -> Any:
    """A value that `schema` takes, with the required fields of objects only, or all where none is."""
    schema = _resolved(schema, document)
    for given in ("default", "const"):
        if schema.get(given) not in (None, ""):
            return schema[given]
    if schema.get("enum") or schema.get("examples"):
        return (schema.get("examples") or schema["enum"])[0]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return example(schema[several][0], document, depth)
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), document, depth + 1)] if depth < _DEPTH else []
    if schema.get("type") == "object":
        wanted = schema.get("required") or list(schema.get("properties", {}))
        return {name: example(schema["properties"][name], document, depth + 1) for name in wanted if depth < _DEPTH}
    plain: dict[str, Any] = {"integer": schema.get("minimum", 1), "number": 1.5, "boolean": True}
    return plain.get(schema.get("type", ""), _EXAMPLES.get(schema.get("format", ""), "…"))


def _resolved(schema: dict[str, Any], document: Document) -> dict[str, Any]:
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


def kind(schema: dict[str, Any]) -> Kind:
    """`string (date-time)`, `list of GrantOut`, `integer or null`."""
    if "$ref" in schema:
        return Kind("", _name(schema))
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return _either([kind(one) for one in schema[several]])
    if schema.get("type") == "array":
        inner = kind(schema.get("items", {}))
        return Kind(f"list of {inner.before}", inner.shape, inner.after)
    types = schema.get("type", "anything")
    words = types if isinstance(types, str) else " or ".join(types)
    if schema.get("enum"):
        words = ", ".join(map(str, schema["enum"]))
    return Kind(f"{words} ({schema['format']})" if "format" in schema else words)


def _either(kinds: list[Kind]) -> Kind:
    """All of `kinds`, each once; the first named object is the one that is linked."""
    told = list(dict.fromkeys(kinds))
    at = next((index for index, one in enumerate(told) if one.shape), None)
    if at is None:
        return Kind(" or ".join(map(str, told)))
    before = "".join(f"{one} or " for one in told[:at]) + told[at].before
    return Kind(before, told[at].shape, told[at].after + "".join(f" or {one}" for one in told[at + 1 :]))
