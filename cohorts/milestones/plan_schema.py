"""The shape of plan files as JSON Schema, for editors and programs. Pure."""

from __future__ import annotations

from typing import Any

from cohorts.milestones import due
from cohorts.milestones.content import DAYS_OFF, LONGEST, MOST_STEPS, OWNERS

_KEY = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$", "maxLength": LONGEST["key"], "not": {"const": "new"}}


def schema() -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plan",
        "type": "object",
        "additionalProperties": False,
        "required": ["plan", "steps"],
        "properties": {
            "plan": {"type": "string", "pattern": r"\S", "maxLength": LONGEST["title"]},
            "steps": {"type": "array", "minItems": 1, "maxItems": MOST_STEPS, "items": _step()},
        },
    }


def _step() -> dict[str, Any]:
    texts = {name: {"type": "string", "maxLength": LONGEST[name]} for name in ("description", "evidence", "unit")}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["title", "due"],
        "properties": {
            "key": _KEY,
            "title": {"type": "string", "pattern": r"\S", "maxLength": LONGEST["title"]},
            **texts,
            "owner": {"enum": list(OWNERS), "default": OWNERS[0]},
            "target": {
                "oneOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}]
            },
            "questionnaire": {"type": "string", "description": "code of the form whose answers show that it was reached"},
            "due": {"oneOf": [_due(name, counted) for name, counted in _counted().items()]},
            "needs": {"type": "array", "items": _KEY, "description": "keys of steps that it is never due before"},
        },
        "dependentRequired": {"unit": ["target"]},
    }


def _counted() -> dict[str, dict[str, Any]]:
    def up_to(kind: str, least: int) -> dict[str, Any]:
        return {"type": "integer", "minimum": least, "maximum": due.MOST[kind]}

    return {
        "days": up_to(due.DAYS, 0),
        "working_days": up_to(due.WORKDAYS, 0),
        "month_end": up_to(due.MONTH_END, 1),
        "quarter_end": up_to(due.QUARTER_END, 1),
        "on": {"type": "string", "format": "date", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
    }


def _due(name: str, counted: dict[str, Any]) -> dict[str, Any]:
    after = {} if name == "on" else {"after": _KEY}
    properties = {name: counted, **after, "day_off": {"enum": list(DAYS_OFF), "default": due.LEAVE}}
    return {"type": "object", "additionalProperties": False, "required": [name], "properties": properties}
