"""Changes to a form being drawn: each takes a definition and gives a new one. Pure. What is impossible `definition.check` finds.

A key that is not (or no longer) in the form raises KeyError.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.utils.text import slugify

Definition = dict[str, Any]
Place = tuple[int, int]


def free_key(wording: str, taken: set[str], otherwise: str) -> str:
    """A key made from the words people see, unlike any in `taken`."""
    stem = slugify(wording).replace("-", "_").lstrip("_0123456789")[:50] or otherwise
    return next(key for number in range(1, len(taken) + 2) if (key := stem if number == 1 else f"{stem}_{number}") not in taken)


def section_keys(definition: Definition) -> set[str]:
    return {section["key"] for section in definition["sections"]}


def question_keys(definition: Definition) -> set[str]:
    return {one["key"] for section in definition["sections"] for one in section["questions"]}


def section(definition: Definition, key: str) -> dict[str, Any]:
    found: dict[str, Any] = definition["sections"][_section_at(definition, key)]
    return found


def question(definition: Definition, key: str) -> dict[str, Any]:
    at, place = _question_at(definition, key)
    found: dict[str, Any] = definition["sections"][at]["questions"][place]
    return found


def add_section(definition: Definition, *, key: str, title: str) -> Definition:
    new = deepcopy(definition)
    new["sections"].append({"key": key, "title": title, "intro": "", "questions": []})
    return new


def add_question(definition: Definition, *, section: str, question: dict[str, Any]) -> Definition:
    new = deepcopy(definition)
    new["sections"][_section_at(new, section)]["questions"].append(question)
    return new


def reword_section(definition: Definition, key: str, *, title: str, intro: str) -> Definition:
    new = deepcopy(definition)
    new["sections"][_section_at(new, key)] |= {"title": title, "intro": intro}
    return new


def change_question(definition: Definition, key: str, attributes: dict[str, Any]) -> Definition:
    """Sets `attributes`; key and type stay as they are."""
    new = deepcopy(definition)
    at, place = _question_at(new, key)
    old = new["sections"][at]["questions"][place]
    new["sections"][at]["questions"][place] = old | attributes | {"key": old["key"], "type": old["type"]}
    return new


def copy_question(definition: Definition, key: str, *, new_key: str) -> Definition:
    """The same question once more, right after itself."""
    new = deepcopy(definition)
    at, place = _question_at(new, key)
    questions = new["sections"][at]["questions"]
    questions.insert(place + 1, deepcopy(questions[place]) | {"key": new_key})
    return new


def copy_section(definition: Definition, key: str, *, new_key: str) -> Definition:
    """The same section once more, right after itself; its questions get keys of their own."""
    new = deepcopy(definition)
    at = _section_at(new, key)
    copied, taken = deepcopy(new["sections"][at]) | {"key": new_key}, question_keys(new)
    for one in copied["questions"]:
        one["key"] = free_key(one["label"], taken, "question")
        taken.add(one["key"])
    new["sections"].insert(at + 1, copied)
    return new


def remove_section(definition: Definition, key: str) -> Definition:
    new = deepcopy(definition)
    del new["sections"][_section_at(new, key)]
    return new


def remove_question(definition: Definition, key: str) -> Definition:
    new = deepcopy(definition)
    at, place = _question_at(new, key)
    del new["sections"][at]["questions"][place]
    return new


def move_section(definition: Definition, key: str, *, by: int) -> Definition:
    """One place up (-1) or down (1); at the end of the form nothing changes."""
    new = deepcopy(definition)
    at = _section_at(new, key)
    to = min(max(at + by, 0), len(new["sections"]) - 1)
    new["sections"].insert(to, new["sections"].pop(at))
    return new


def move_question(definition: Definition, key: str, *, by: int) -> Definition:
    """One place up (-1) or down (1), into the neighbouring section at its edge."""
    new = deepcopy(definition)
    sections = new["sections"]
    at, place = _question_at(new, key)
    questions = sections[at]["questions"]
    if 0 <= place + by < len(questions):
        questions.insert(place + by, questions.pop(place))
    elif 0 <= at + by < len(sections):
        neighbour = sections[at + by]["questions"]
        neighbour.insert(0 if by > 0 else len(neighbour), questions.pop(place))
    return new


def place_section(definition: Definition, key: str, *, after: str) -> Definition:
    """Right after the section named `after`; first of all where that is empty."""
    new = deepcopy(definition)
    if after == key:
        return new
    section = new["sections"].pop(_section_at(new, key))
    new["sections"].insert(_section_at(new, after) + 1 if after else 0, section)
    return new


def place_question(definition: Definition, key: str, *, section: str, after: str) -> Definition:
    """Into `section`, right after its question named `after`; first there where that is empty."""
    new = deepcopy(definition)
    if after == key:
        return new
    at, place = _question_at(new, key)
    question = new["sections"][at]["questions"].pop(place)
    there = new["sections"][_section_at(new, section)]["questions"]
    if after and after not in (keys := [one["key"] for one in there]):
        raise KeyError(after)
    there.insert(keys.index(after) + 1 if after else 0, question)
    return new


def _section_at(definition: Definition, key: str) -> int:
    for at, section in enumerate(definition["sections"]):
        if section["key"] == key:
            return at
    raise KeyError(key)


def _question_at(definition: Definition, key: str) -> Place:
    for at, section in enumerate(definition["sections"]):
        for place, one in enumerate(section["questions"]):
            if one["key"] == key:
                return at, place
    raise KeyError(key)


def options(lines: str, old: list[dict[str, str]]) -> list[dict[str, str]]:
    """Options from one label a line. A label that stood there keeps its value; so does one reworded in its place."""
    labels = [line.strip() for line in lines.splitlines() if line.strip()]
    values = {one["label"]: one["value"] for one in old}
    if len(labels) == len(old):
        values = {label: one["value"] for label, one in zip(labels, old, strict=True) if one["label"] not in labels} | values
    taken: set[str] = set()
    made = []
    for label in labels:
        value = values.get(label) or free_key(label, taken | set(values.values()), "option")
        taken.add(value)
        made.append({"value": value, "label": label})
    return made


def columns(lines: str, old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Columns from one `label: type` a line, `label*` where a row must have it, `label: choice: A, B` with its options.

    A column whose label stood there keeps its key and what else it had, as far as its type is the same.
    """
    was = {one["label"]: one for one in old}
    taken = {one["key"] for one in old}
    made = []
    for line in filter(None, map(str.strip, lines.splitlines())):
        wording, _colon, rest = line.partition(":")
        kind, _colon, labels = rest.partition(":")
        label, kind = wording.strip().removesuffix("*").strip(), kind.strip() or "text"
        before = was.get(label, {"key": free_key(label, taken, "column")})
        taken.add(before["key"])
        kept = before if before.get("type") == kind else {"key": before["key"]}
        column = kept | {"type": kind, "label": label, "required": wording.strip().endswith("*")}
        if kind == "choice":
            column["options"] = options(labels.replace(",", "\n"), before.get("options", []))
        made.append(column)
    return made


def column_lines(columns: list[dict[str, Any]]) -> str:
    """The lines that `columns` reads."""
    return "\n".join(": ".join([one["label"] + "*" * one.get("required", False), one["type"], *_labels(one)]) for one in columns)


def _labels(column: dict[str, Any]) -> list[str]:
    return [", ".join(option["label"] for option in column["options"])] if "options" in column else []
