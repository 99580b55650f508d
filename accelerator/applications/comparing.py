"""What one submission says otherwise than another, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accelerator.applications import diffing
from accelerator.applications.diffing import Part
from accelerator.applications.models import Submission
from accelerator.questionnaires import queries as reads


@dataclass(frozen=True)
class ChangedAnswer:
    label: str
    parts: list[Part]


@dataclass(frozen=True)
class ChangedSection:
    title: str
    answers: list[ChangedAnswer]


def changes(older: Submission, newer: Submission) -> list[ChangedSection]:
    """By sections of the newer one's form, then what only the older one's asked. Select both versions along; no query."""
    before = {one.key: one for section in reads.reading(older.version, older.answers) for one in section.answers}
    sections = reads.reading(newer.version, newer.answers)
    asked = {one.key for section in sections for one in section.answers}
    gone = [section for section in reads.reading(older.version, older.answers) if {one.key for one in section.answers} - asked]
    found = [ChangedSection(section.title, list(_changed(before, section))) for section in sections]
    found += [
        ChangedSection(section.title, [_from_to(one, None) for one in section.answers if one.key not in asked and one.text])
        for section in gone
    ]
    return [section for section in found if section.answers]


def _changed(before: dict[str, reads.ReadAnswer], section: reads.ReadSection) -> Iterator[ChangedAnswer]:
    for one in section.answers:
        was = before.get(one.key)
        if (was.text if was else "") != one.text:
            yield _from_to(was, one)


def _from_to(was: reads.ReadAnswer | None, now: reads.ReadAnswer | None) -> ChangedAnswer:
    label = (now or was or reads.ReadAnswer("", "", "", "")).label
    return ChangedAnswer(label, diffing.words(was.text if was else "", now.text if now else ""))
