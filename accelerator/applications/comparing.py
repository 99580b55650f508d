"""What one submission says otherwise than another, question by question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications import diffing
from accelerator.applications.diffing import Part
from accelerator.applications.models import Application, Submission
from accelerator.applications.queries import Content
from accelerator.kit import wording
from accelerator.questionnaires import queries as reads
from accelerator.questionnaires.models import Attachment


@dataclass(frozen=True)
class ChangedAnswer:
    label: str
    parts: list[Part]


@dataclass(frozen=True)
class ChangedSection:
    title: str
    answers: list[ChangedAnswer]


def unsent(application: Application, last: Submission | None, files: Iterable[Attachment]) -> list[ChangedSection]:
    """What the sheet with its `files` says otherwise than what was submitted last; nothing before anything was. No query."""
    if last is None:
        return []
    sheet = application.sheet
    return changes(last, Content(sheet.version, dict(reads.asked(sheet, along=files).answers), []))


def earlier(sent: Submission, number: str) -> Submission | None:
    """The submission before `sent` of this number, "" for the last of them; None where there is none. One query."""
    wanted = str(sent.number - 1) if number == "" else number
    found = sent.application.submissions.filter(number__lt=sent.number).select_related("version__questionnaire", "by")
    return found.filter(number=int(wanted)).first() if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else None


def changes(older: Submission, newer: Submission | Content, *, without: Collection[str] = ()) -> list[ChangedSection]:
    """By sections of the newer one's form, then what only the older one's asked, `without` the questions of these keys. Select
    both versions along; no query.
    """
    before = {one.key: one for section in reads.reading(older.version, older.answers) for one in section.answers}
    sections = _less(reads.reading(newer.version, newer.answers), without)
    asked = {one.key for section in sections for one in section.answers}
    asked |= set(without)
    gone = [section for section in reads.reading(older.version, older.answers) if {one.key for one in section.answers} - asked]
    found = [ChangedSection(section.title, list(_changed(before, section))) for section in sections]
    found += [
        ChangedSection(section.title, [_from_to(one, None) for one in section.answers if one.key not in asked and one.text])
        for section in gone
    ]
    return [section for section in found if section.answers]


def _less(sections: Iterable[reads.ReadSection], without: Collection[str]) -> list[reads.ReadSection]:
    return [replace(one, answers=tuple(said for said in one.answers if said.key not in without)) for one in sections]


def _changed(before: dict[str, reads.ReadAnswer], section: reads.ReadSection) -> Iterator[ChangedAnswer]:
    for one in section.answers:
        was = before.get(one.key)
        if _said(was) != _said(one):
            yield _from_to(was, one)


def _said(one: reads.ReadAnswer | None) -> tuple[str, list[str]]:
    """Its words, and of files what is in them."""
    return (one.text, [file.sha256 for file in one.files]) if one else ("", [])


def _from_to(was: reads.ReadAnswer | None, now: reads.ReadAnswer | None) -> ChangedAnswer:
    label = (now or was or reads.ReadAnswer("", "", "", "")).label
    if (was and was.files) or (now and now.files):
        return ChangedAnswer(label, diffing.units(_files(was, now, "%(name)s (%(size)s)"), _files(now, was, _REPLACED)))
    return ChangedAnswer(label, diffing.words(was.text if was else "", now.text if now else ""))


_REPLACED = gettext_noop("%(name)s (replaced: %(size)s)")


def _files(one: reads.ReadAnswer | None, other: reads.ReadAnswer | None, replaced: str) -> list[str]:
    """Its files by name, one that is another by the same name as `replaced` says; a text where it is none of files."""
    if one is None or not one.files:
        return [one.text] if one and one.text else []
    names, same = {file.name for file in other.files} if other else set(), _said(other)[1]
    told = [
        _(replaced) % {"name": file.name, "size": wording.size(file.size)}
        if file.name in names and file.sha256 not in same
        else file.name
        for file in one.files
    ]
    return [unit for name in told for unit in (", ", name)][1:]
