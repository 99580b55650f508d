"""A question of a form being drawn asks for something else: what it has to begin with, and what of it stays. Pure."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields
from typing import Any

from django.utils.translation import gettext as _

from accelerator.kit.refusals import Refusal
from accelerator.questionnaires import drafting, facts, grids, parts
from accelerator.questionnaires.drafting import Definition
from accelerator.questionnaires.shapes import WORDINGS

# what goes with an attribute that is impossible: a limit with what it counts, options and columns not at all
_BOUND: dict[str, tuple[str, ...]] = {"limit": ("limit", "counts"), "options": (), "columns": ()}


def beginnings(kind: str) -> dict[str, Any]:
    """What lets a question of this type be asked at once: choices begin with two options, tables with two columns."""
    if kind in ("choice", "choices"):
        return {"options": drafting.options("\n".join([_("First option"), _("Second option")]), [])}
    if kind == "table":
        first = grids.column(_("Name"), set())
        return {"columns": [first, grids.column(_("Role"), {first["key"]})]}
    return {}


def change_type(definition: Definition, key: str, kind: str) -> Definition:
    """The question under the type `kind`: its key, its wording, its conditions and whatever else that type has as well.

    What means nothing there goes, so does a limit that is impossible there. Conditions that look at it stay as they are.
    """
    new = deepcopy(definition)
    old = drafting.question(new, key)
    if old["type"] == kind:
        return new
    made = {name: value for name, value in old.items() if name in _shared(old["type"], kind)}
    made = beginnings(kind) | made | {"type": kind}
    for name in ("texts", "outdated"):
        if made.get(name):
            made[name] = _texts(made[name], kind)
    asked = parts.question(made)
    for name, _says in (*asked.impossible(), *facts.misfits(asked)):
        for gone in _BOUND.get(name, (name,)):
            made.pop(gone, None)
    old.clear()
    old |= made
    return new


def put_back(definition: Definition, key: str, *, was: dict[str, Any], now: dict[str, Any]) -> Definition:
    """The question as it `was`, where it still stands as it was left: `now`."""
    new = deepcopy(definition)
    held = drafting.question(new, key)
    if held != now:
        raise Refusal(_("The question was changed since its type changed. It stays as it is."))
    held.clear()
    held |= was
    return new


def _shared(old: str, new: str) -> set[str]:
    """The attributes that mean the same in both."""
    had, has = ({(field.name, field.type) for field in fields(parts.TYPES[kind])} for kind in (old, new))
    return {name for name, _type in had & has}


def _texts(texts: dict[str, dict[str, str]], kind: str) -> dict[str, dict[str, str]]:
    """Translations of what a question of this type says."""
    worded = WORDINGS & parts.TYPES[kind].attributes()
    return {language: {name: text for name, text in said.items() if name in worded} for language, said in texts.items()}
