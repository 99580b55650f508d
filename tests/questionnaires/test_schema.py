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
        {"type": "file", "accept": []},
        {"type": "file", "max": 0},
        {"type": "file", "max": 11},
        {"type": "file", "max_mb": -1},
        {"type": "file", "max_mb": 101},
        {"type": "choices", "options": OPTIONS, "max": -1},
        {"type": "table", "columns": [COLUMN], "max_rows": 0},
        {"type": "table", "columns": [COLUMN], "max_rows": 51},
        {"type": "table", "columns": [COLUMN], "min_rows": -1},
        {"type": "table", "columns": [COLUMN | {"fact": "name"}]},
        {"type": "table", "columns": [COLUMN | {"show_if": {"question": "what", "is": "answered"}}]},
        {"type": "table", "columns": [COLUMN | {"type": "choice", "options": OPTIONS, "other": True}]},
        {"type": "date", "min": "2026-13-01"},
        {"type": "month", "max": "2026"},
        {"type": "number", "min": "1,5"},
        {"type": "money", "max": "lots"},
        {"type": "phone", "country": "sg"},
        {"type": "yes_no", "must_be_yes": True},
        {"counts": "words", "limit": 101},
        {"type": "url", "fact": "name"},
        {"fact": "name", "sensitive": True},
        {"fact": "sector"},
        {"fact": "name", "counts": "words", "limit": 5},
        {"type": "choice", "options": OPTIONS, "fact": "stage"},
        {"type": "number", "fact": "team_size"},
    ],
    ids=str,
)
def test_both_refuse_a_question_that_is_impossible(change: dict[str, Any]) -> None:
    form = {"sections": [{"key": "a", "title": "A", "questions": [QUESTION | change]}]}
    assert not VALIDATOR.is_valid(form)
    assert design.check(form) != []


NEAR: dict[str, dict[str, list[Any]]] = {
    "file": {"max": [0, 1, 10, 11], "max_mb": [-1, 0, 100, 101], "accept": [[], ["pdf"], ["pdf", "exe"]]},
    "choices": {"max": [-1, 0, 1, 2]},
    "table": {"max_rows": [0, 3, 50, 51], "min_rows": [-1, 0, 3]},
    "date": {"min": ["", "2026-01-31", "2026-01-32", "0000-01-01", "26-01-01"], "max": ["", "2026-12-31", "2026-00-01"]},
    "month": {"min": ["", "2026-01", "2026-00", "0000-01"], "max": ["", "2026-12", "2026-13", "2026-1"]},
    "number": {"min": ["", "−5", " 1 0", "1,00", "1.", "-"], "max": ["", "1,000.5", "9" * 24, "9" * 25, "1,5", "1e5", "٣٠"]},
    "phone": {"country": ["", "SG", "XX", "sg"]},
    "yes_no": {"must_be_yes": [True, False], "required": [True, False]},
    "text": {"limit": [40, 80, 81, 100, 101, 500], "counts": ["characters", "words"], "fact": ["", "sector", "website"]},
}
NEEDED = {"choices": {"options": OPTIONS}, "table": {"columns": [COLUMN]}}


@pytest.mark.parametrize("kind", sorted(NEAR))
@given(st.data())
def test_near_its_bounds_it_refuses_what_check_refuses(kind: str, data: st.DataObject) -> None:
    drawn = data.draw(st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in NEAR[kind].items()}))
    question = QUESTION | {"type": kind} | NEEDED.get(kind, {}) | drawn
    form = {"sections": [{"key": "a", "title": "A", "questions": [question]}]}
    assert VALIDATOR.is_valid(form) is (design.check(form) == [])


@pytest.mark.parametrize(("deep", "fits"), [(4, True), (5, False)])
def test_conditions_stand_as_deep_as_check_lets_them(deep: int, fits: bool) -> None:
    condition: dict[str, Any] = {"question": "what", "is": "answered"}
    for _ in range(deep):
        condition = {"all": [condition]}
    form = {"sections": [{"key": "a", "title": "A", "questions": [QUESTION, QUESTION | {"key": "then", "show_if": condition}]}]}
    assert (VALIDATOR.is_valid(form), design.check(form) == []) == (fits, fits)


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
