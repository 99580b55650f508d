"""A form as one YAML file: written out, and read with the line of each fault (kit.yamlfile). Pure but for the language."""

from __future__ import annotations

from typing import Any

from accelerator.kit import yamlfile
from accelerator.kit.yamlfile import LARGEST, LineFault, Misread
from accelerator.questionnaires.definition import check

__all__ = ["LARGEST", "LineFault", "Misread", "read", "write"]

_FIRST = ("key", "value", "type", "title", "label", "intro", "help", "required")
_LAST = ("options", "columns", "questions", "sections", "rules", "languages", "translations")


def write(definition: dict[str, Any]) -> str:
    """`definition` as YAML, names in the order in which people read them."""
    return yamlfile.write(_ordered(definition))


def _ordered(value: Any) -> Any:
    if isinstance(value, list):
        return [_ordered(one) for one in value]
    if not isinstance(value, dict):
        return value
    middle = sorted(value.keys() - {*_FIRST, *_LAST})
    return {name: _ordered(value[name]) for name in (*_FIRST, *middle, *_LAST) if name in value}


def read(text: str) -> dict[str, Any]:
    """The definition that `text` writes out. Raises Misread with everything that stands in the way."""
    definition, lines = yamlfile.read(text)
    yamlfile.require(check(definition), lines)
    made: dict[str, Any] = definition
    return made
