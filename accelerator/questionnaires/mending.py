"""The faults of a design, each with the section or question that causes it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from accelerator.questionnaires.details import NAMES
from accelerator.questionnaires.shapes import Fault

_PATH = re.compile(r"sections\[(\d+)\](?:\.questions\[(\d+)\])?\.?(.*)", re.ASCII)


class Found(NamedTuple):
    """What to mend: at `path` within the section `section`, or within its `question` where that is not empty.

    `place` numbers it as the outline does (`3` or `3.2`), `name` is its title or label.
    """

    section: str
    question: str
    place: str
    name: str
    path: str
    sentence: str

    @property
    def attribute(self) -> str:
        """Which attribute: `rules` of `rules[0].holds.is`."""
        return re.split(r"[.\[]", self.path, maxsplit=1)[0]

    @property
    def named(self) -> str:
        """The attribute as managers know it; empty where the sentence says all."""
        return str(NAMES.get(self.attribute, ""))


def found(definition: dict[str, Any], faults: Sequence[Fault]) -> Iterator[Found]:
    """`faults` of `definition`, those that stand in a section, in order of the form."""
    for path, sentence in faults:
        if at := _PATH.fullmatch(path):
            section = definition["sections"][int(at[1])]
            question = section["questions"][int(at[2])] if at[2] else {}
            place = f"{int(at[1]) + 1}.{int(at[2]) + 1}" if at[2] else str(int(at[1]) + 1)
            name = question["label"] if question else section["title"]
            yield Found(section["key"], question.get("key", ""), place, name, at[3], sentence)
