"""An OpenAPI document as the API page reads it."""

from __future__ import annotations

from typing import Any

from accelerator.accounts import openapi
from accelerator.accounts.openapi import Field

DOCUMENT: dict[str, Any] = {
    "paths": {
        "/boats/{code}": {
            "get": {
                "tags": ["boats"],
                "summary": "One boat",
                "parameters": [{"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Boat"}}}}},
            },
            "post": {
                "tags": ["boats"],
                "summary": "Change it",
                "description": "Carefully.",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Boat"}}}},
                "responses": {"204": {}},
            },
        },
        "/harbours": {
            "get": {"responses": {"200": {"content": {"a/b": {"schema": {"type": "array", "items": {"type": "integer"}}}}}}}
        },
    },
    "components": {
        "schemas": {
            "Boat": {
                "description": "Floats.",
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
        "": [("GET", "/harbours")],
    }


def test_parameters_bodies_and_answers_are_told() -> None:
    get, post = openapi.operations(DOCUMENT)["boats"]
    assert get.takes == [Field("code", "string", True, "", "path")]
    assert get.gives == "Boat"
    assert post.says == "Carefully."
    assert post.takes == [
        Field("name", "string", True, "on the bow"),
        Field("built_on", "string (date) or null", False, ""),
    ]
    assert post.gives == ""
    assert openapi.operations(DOCUMENT)[""][0].gives == "list of integer"


def test_named_objects_have_their_fields() -> None:
    (boat,) = openapi.shapes(DOCUMENT)
    assert (boat.name, boat.says, [field.name for field in boat.fields]) == ("Boat", "Floats.", ["name", "built_on"])
    assert openapi.shapes({"paths": {}}) == []
