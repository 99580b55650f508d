"""Changes to a form being drawn: each takes a definition and gives a new one. Pure. What is impossible `definition.check` finds.

A key that is not (or no longer) in the form raises KeyError.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.kit.refusals import Refusal
from accelerator.questionnaires import option_lines

Definition = dict[str, Any]
Place = tuple[int, int]
MOST_LINES = 1000  # of a list of options as it is typed
_TAKEN = gettext_lazy("Its key was given again since. Nothing was put back.")


class TooMany(Refusal):
    """More lines than a list of options may have."""

    status = 422


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


def change_section(definition: Definition, key: str, attributes: dict[str, Any]) -> Definition:
    """Sets `attributes`; its key and questions stay as they are."""
    new = deepcopy(definition)
    old = section(new, key)
    old |= attributes | {"key": old["key"], "questions": old["questions"]}
    return new


def change_question(definition: Definition, key: str, attributes: dict[str, Any]) -> Definition:
    """Sets `attributes`; key and type stay as they are."""
    new = deepcopy(definition)
    at, place = _question_at(new, key)
    old = new["sections"][at]["questions"][place]
    new["sections"][at]["questions"][place] = old | attributes | {"key": old["key"], "type": old["type"]}
    return new


def copy_question(definition: Definition, key: str, *, new_key: str) -> Definition:
    """The same question once more, right after itself. A fact of the startup is told by one question, so the copy tells none."""
    new = deepcopy(definition)
    at, place = _question_at(new, key)
    questions = new["sections"][at]["questions"]
    questions.insert(place + 1, _copied(questions[place], {key: new_key}))
    return new


def copy_section(definition: Definition, key: str, *, new_key: str) -> Definition:
    """The same section once more, right after itself; its questions get keys of their own, and look at each other."""
    new = deepcopy(definition)
    at, taken, keys = _section_at(new, key), question_keys(new), dict[str, str]()
    original = new["sections"][at]
    for one in original["questions"]:
        keys[one["key"]] = free_key(one["label"], taken, "question")
        taken.add(keys[one["key"]])
    copied = deepcopy(original) | {"key": new_key, "questions": [_copied(one, keys) for one in original["questions"]]}
    new["sections"].insert(at + 1, copied)
    return new


def _copied(question: dict[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    """A question under the key that `keys` gives it; what it says of others that are copied along, it says of their copies."""
    copied: dict[str, Any] = deepcopy(question) | {"key": keys[question["key"]]}
    copied.pop("fact", None)
    for name in ("show_if", "require_if"):
        if copied.get(name):
            copied[name] = _repointed(copied[name], keys)
    for name, part in (("rules", "holds"), ("screens", "when")):
        for one in copied.get(name, []):
            one[part] = _repointed(one[part], keys)
    return copied


def _repointed(condition: dict[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    joined = {name: [_repointed(part, keys) for part in condition[name]] for name in ("all", "any") if name in condition}
    return condition | joined | {side: keys.get(key, key) for side in ("question", "answer") if (key := condition.get(side))}


def remove_section(definition: Definition, key: str) -> Definition:
    new = deepcopy(definition)
    del new["sections"][_section_at(new, key)]
    return new


def remove_question(definition: Definition, key: str) -> Definition:
    new = deepcopy(definition)
    at, place = _question_at(new, key)
    del new["sections"][at]["questions"][place]
    return new


def restore_section(definition: Definition, section: dict[str, Any], *, at: int) -> Definition:
    """A removed section with its questions, in the place it had; raises Refusal where one of its keys was given again."""
    new = deepcopy(definition)
    again = question_keys(new) & question_keys({"sections": [section]})
    if again or section["key"] in section_keys(new):
        raise Refusal(_TAKEN)
    new["sections"].insert(at, section)
    return new


def restore_question(definition: Definition, question: dict[str, Any], *, section: str, at: int) -> Definition:
    """A removed question in the place it had in `section`; raises Refusal where its key was given again."""
    new = deepcopy(definition)
    if question["key"] in question_keys(new):
        raise Refusal(_TAKEN)
    new["sections"][_section_at(new, section)]["questions"].insert(at, question)
    return new


def place_of(definition: Definition, key: str) -> Place:
    """Of a question: the number of its section, and its own within."""
    return _question_at(definition, key)


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


def options(lines: str, old: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Options from one label a line. One that stood there keeps its value and texts, moved or reworded; so does one whose line
    is empty, with the label it had: its new one is about to be typed. An option goes with its line. Raises TooMany.
    """
    labels = [line.strip() for line in f"{lines}\n.".splitlines()[:-1]]
    if len(labels) > MOST_LINES:
        said = _("At most %(most)d options can be typed. These are %(count)d lines.")
        raise TooMany(said % {"most": MOST_LINES, "count": len(labels)}, field="options")
    same = option_lines.known(labels, [one["label"].strip() for one in old])
    taken = {one["value"] for one in old}
    made = []
    for place, label in enumerate(labels):
        if place in same:
            made.append(old[same[place]] | ({"label": label} if label else {}))
        elif label:
            made.append({"value": free_key(label, taken, "option"), "label": label})
            taken.add(made[-1]["value"])
    return made
