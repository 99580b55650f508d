"""The published schema says what check says, as far as a schema can."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from accelerator.questionnaires import definition as design
from accelerator.questionnaires import schema, starter
from tests.factories.designs import definitions
from tests.factories.questionnaires import DEFINITION

VALIDATOR = Draft202012Validator(schema.schema())


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema.schema())


def test_every_type_and_every_attribute_is_in_it() -> None:
    shapes = schema.schema()["$defs"]
    for name, kind in design.TYPES.items():
        assert set(shapes[name]["properties"]) == kind.attributes()
        assert shapes[name]["required"] == ["key", "type", "label"]
        assert shapes[name]["properties"]["type"] == {"const": name}
        told = {field.name: field.default for field in fields(kind) if field.type in ("int", "bool")}
        assert {attribute: shapes[name]["properties"][attribute]["default"] for attribute in told} == told


@pytest.mark.parametrize("definition", [DEFINITION, starter.accelerator_application()], ids=["small", "standard"])
def test_our_own_forms_are_of_its_shape(definition: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(definition)) == []


@given(definitions())
def test_what_can_be_asked_is_of_its_shape(definition: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(definition)) == []


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """(container, key) of everything inside `value`."""
    found = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in found:
        yield value, key
        yield from places(inner)


@given(definitions(), st.data())
def test_what_is_not_of_its_shape_cannot_be_asked(definition: dict[str, Any], data: st.DataObject) -> None:
    """A form spoilt in one place: whatever the schema refuses, check refuses too."""
    spoilt = deepcopy(definition)
    container, key = data.draw(st.sampled_from(list(places(spoilt))))
    container[key] = data.draw(st.sampled_from([None, True, -1, 10_000, "", "x" * 1001, [], {}, {"key": "a"}, ["pdf"], [5]]))
    if not VALIDATOR.is_valid(spoilt):
        assert design.check(spoilt) != []


QUESTION: dict[str, Any] = {"key": "what", "type": "text", "label": "What?"}
OPTIONS = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
COLUMN = {"key": "name", "type": "text", "label": "Name"}


@pytest.mark.parametrize(
    "change",
    [
        {"limitt": 90},
        {"type": "essay"},
        {"type": None},
        {"key": "What"},
        {"key": "csrfmiddlewaretoken"},
        {"label": " "},
        {"label": "x" * 301},
        {"help": "x" * 1001},
        {"required": "yes"},
        {"limit": 0},
        {"limit": 501},
        {"limit": "90"},
        {"limit": True},
        {"counts": "letters"},
        {"fact": "shoe_size"},
        {"options": OPTIONS},
        {"type": "choice", "options": OPTIONS[:1]},
        {"type": "choice", "options": [{"value": "a"}, OPTIONS[1]]},
        {"type": "choice", "options": [{**OPTIONS[0], "hint": "?"}, OPTIONS[1]]},
        {"type": "file", "accept": ["exe"]},
        {"type": "money", "currency": "Dollars"},
        {"type": "scale", "low": -1},
        {"type": "scale", "high": 11},
        {"show_if": {"question": "what", "is": "equals"}},
        {"show_if": {"question": "what", "is": "resembles", "value": "x"}},
        {"require_if": {"all": []}},
        {"require_if": {"all": [], "any": []}},
        {"rules": [{"holds": {"question": "what", "is": "answered"}}]},
        {"rules": [{"when": {"question": "what", "is": "answered"}, "sentence": "No."}]},
        {"screens": [{"when": {"question": "what", "is": "answered"}, "sentence": " "}]},
        {"type": "table", "columns": []},
        {"type": "table", "columns": [COLUMN | {"type": "table"}]},
        {"type": "table", "columns": [COLUMN | {"limitt": 5}]},
    ],
    ids=str,
)
def test_both_refuse_a_question_that_is_impossible(change: dict[str, Any]) -> None:
    form = {"sections": [{"key": "a", "title": "A", "questions": [QUESTION | change]}]}
    assert not VALIDATOR.is_valid(form)
    assert design.check(form) != []


@pytest.mark.parametrize(
    "form",
    [None, [], {}, {"sections": []}, {"sections": [{"key": "a", "title": "A"}]}, {"sections": [], "colour": "blue"}],
    ids=str,
)
def test_both_refuse_what_is_no_form(form: Any) -> None:
    assert not VALIDATOR.is_valid(form)
    assert design.check(form) != []


@pytest.mark.django_db
def test_anybody_may_read_it(client: Client) -> None:
    response = client.get("/schemas/questionnaire.json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/schema+json")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert response.json() == schema.schema()
