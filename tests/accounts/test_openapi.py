"""An OpenAPI document as the API page reads it."""

from __future__ import annotations

from typing import Any

import pytest

from accelerator.accounts import openapi
from accelerator.accounts.openapi import Answer, Field, Kind

BOAT = {"$ref": "#/components/schemas/Boat"}
DOCUMENT: dict[str, Any] = {
    "servers": [{"url": "https://harbour.example"}],
    "paths": {
        "/boats/{code}": {
            "get": {
                "tags": ["boats"],
                "operationId": "boats_one",
                "summary": "One boat",
                "security": [{"Token": ["boats:read"]}],
                "parameters": [{"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {"description": "OK", "content": {"application/json": {"schema": BOAT}}},
                    "404": {"description": "Sunk"},
                },
            },
            "post": {
                "tags": ["boats"],
                "summary": "Change it",
                "description": "Carefully.",
                "requestBody": {"content": {"application/json": {"schema": BOAT}}},
                "responses": {"204": {}},
            },
        },
        "/harbours": {
            "get": {"responses": {"200": {"content": {"a/b": {"schema": {"type": "array", "items": {"type": "integer"}}}}}}},
            "put": {
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {"type": "object", "properties": {"map": {"type": "string", "format": "binary"}}}
                        }
                    }
                },
            },
        },
    },
    "components": {
        "schemas": {
            "Boat": {
                "description": "Floats.",
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "description": "on the bow"},
                    "built_on": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
                },
            }
        }
    },
}


def test_operations_stand_under_their_tag() -> None:
    groups = openapi.operations(DOCUMENT)
    assert {tag: [(one.method, one.path) for one in found] for tag, found in groups.items()} == {
        "boats": [("GET", "/boats/{code}"), ("POST", "/boats/{code}")],
        "": [("GET", "/harbours"), ("PUT", "/harbours")],
    }


def test_what_they_take_and_answer_is_told() -> None:
    get, post = openapi.operations(DOCUMENT)["boats"]
    assert (get.id, get.title, get.scope) == ("boats_one", "One boat", "boats:read")
    assert get.takes == [Field("code", Kind("string"), True, "", "path")]
    assert get.answers == [Answer("200", "OK", Kind("", "Boat")), Answer("404", "Sunk", None)]
    assert [one.is_problem for one in get.answers] == [False, True]
    assert post.says == "Carefully."
    assert post.takes == [
        Field("name", Kind("string"), True, "on the bow"),
        Field("built_on", Kind("string (date) or null"), False, ""),
    ]
    assert post.answers == [Answer("204", "", None)]
    assert openapi.operations(DOCUMENT)[""][0].answers[0].kind == Kind("list of integer")


def test_each_has_a_command_that_asks_it_here() -> None:
    get, post = openapi.operations(DOCUMENT)["boats"]
    assert get.curl == 'curl https://harbour.example/boats/CODE \\\n  -H "Authorization: Bearer $TOKEN"'
    assert post.curl.splitlines() == [
        "curl -X POST https://harbour.example/boats/CODE \\",
        '  -H "Authorization: Bearer $TOKEN" \\',
        '  -H "Idempotency-Key: $(uuidgen)" \\',
        "  -H 'Content-Type: application/json' \\",
        """  -d '{"name": "…"}'""",
    ]
    assert openapi.operations(DOCUMENT)[""][1].curl.splitlines()[-1] == "  -F 'map=@deck.pdf'"


def test_they_are_found_by_every_word() -> None:
    get, post = openapi.operations(DOCUMENT)["boats"]
    assert [one.mentions("BOATS one") for one in (get, post)] == [True, False]
    assert [one.mentions("post carefully") for one in (get, post)] == [False, True]
    assert get.mentions("boats:read")
    assert get.mentions("")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({}, Kind("anything")),
        ({"type": "string", "enum": ["a", "b"]}, Kind("a, b")),
        ({"type": ["string", "null"]}, Kind("string or null")),
        ({"anyOf": [{"type": "null"}, BOAT]}, Kind("null or ", "Boat")),
        ({"anyOf": [BOAT, {"type": "null"}, {"type": "null"}]}, Kind("", "Boat", " or null")),
        ({"type": "array", "items": {"anyOf": [BOAT, {"type": "null"}]}}, Kind("list of ", "Boat", " or null")),
    ],
)
def test_a_type_is_told_in_words(schema: dict[str, Any], words: Kind) -> None:
    assert openapi.kind(schema) == words


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": "integer", "default": 50}, 50),
        ({"type": "number"}, 1.5),
        ({"type": "boolean"}, True),
        ({"type": "string", "format": "date"}, "2026-11-30"),
        ({"type": "string", "enum": ["accept", "decline"]}, "accept"),
        ({"type": "string", "examples": ["SGP"]}, "SGP"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "…"),
        ({"type": "array", "items": BOAT}, [{"name": "…"}]),
        ({"type": "object"}, {}),
    ],
)
def test_an_example_is_what_the_schema_takes(schema: dict[str, Any], value: Any) -> None:
    assert openapi.example(schema, DOCUMENT) == value


def test_a_thing_within_itself_ends() -> None:
    tree = {"type": "object", "required": ["parts"], "properties": {"parts": {"type": "array", "items": {"$ref": "#/x/Tree"}}}}
    example = openapi.example({"$ref": "#/x/Tree"}, {"components": {"schemas": {"Tree": tree}}})
    assert example == {"parts": [{"parts": [{}]}]}


def test_named_objects_have_their_fields() -> None:
    (boat,) = openapi.shapes(DOCUMENT)
    assert (boat.name, boat.says, [field.name for field in boat.fields]) == ("Boat", "Floats.", ["name", "built_on"])
    assert openapi.shapes({"paths": {}}) == []
