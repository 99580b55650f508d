"""Columns of a table as the builder's fields say them: `columns:0:label`, `columns:0:type` and so on, a row a column. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accelerator.questionnaires.branches import ADD, NOTHING, REMOVE, Act
from accelerator.questionnaires.drafting import free_key, options
from accelerator.questionnaires.tables import MOST_COLUMNS, SIMPLE

UP, DOWN = "up", "down"
NAME = "columns"


def column(label: str, taken: set[str], kind: str = "text") -> dict[str, Any]:
    """A column to begin with."""
    return {"key": free_key(label, taken, "column"), "type": kind, "label": label}


def columns(data: QueryDict, old: list[dict[str, Any]], do: Act = NOTHING) -> list[dict[str, Any]]:
    """The columns once `do` is done; one keeps its key and, while its type stays, what else it had."""
    made = [(place, _column(data, f"{NAME}:{place}", old)) for place in _places(data) if do != (REMOVE, f"{NAME}:{place}")]
    if do.verb in (UP, DOWN):
        made = _moved(made, do)
    found = [one for _place, one in made]
    if do == (ADD, NAME):
        found.append(column(_("New column"), {one["key"] for one in (*old, *found)}))
    return found


def _places(data: QueryDict) -> Iterator[int]:
    for place in range(MOST_COLUMNS + 1):
        if f"{NAME}:{place}:label" not in data:
            return
        yield place


def _column(data: QueryDict, name: str, old: list[dict[str, Any]]) -> dict[str, Any]:
    key, kind = data.get(f"{name}:key", ""), data.get(f"{name}:type", "")
    kind = kind if kind in SIMPLE else "text"
    before = next((one for one in old if one["key"] == key), None) or {"key": free_key("", {one["key"] for one in old}, "column")}
    kept = before if before.get("type") == kind else {name: before.get(name) for name in ("key", "texts", "outdated")}
    made = kept | {"type": kind, "label": data.get(f"{name}:label", "")[:300], "required": f"{name}:required" in data}
    if kind == "choice":
        made["options"] = options(data.get(f"{name}:options", ""), before.get("options", []))
    if kind == "money":
        made["currency"] = data.get(f"{name}:currency", "").strip()[:3].upper() or before.get("currency", "SGD")
    if kind == "number":
        made["unit"] = data.get(f"{name}:unit", "")[:20]
    return made


def _moved(made: list[tuple[int, dict[str, Any]]], do: Act) -> list[tuple[int, dict[str, Any]]]:
    names = [f"{NAME}:{place}" for place, _one in made]
    if do.name in names:
        at = names.index(do.name)
        to = min(max(at + (-1 if do.verb == UP else 1), 0), len(made) - 1)
        made.insert(to, made.pop(at))
    return made
