"""A whole sheet on one page, which saves as the editor's sections do: what it shows, and what a posted one says.

Whoever holds the sheet keeps the answers with an operation of its own, and draws `questionnaires/onepage.html` in its form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.forms import BoundField
from django.http import QueryDict

from accelerator.kit import wording
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import live
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.forms import SectionForm, edits
from accelerator.questionnaires.models import Sheet
from accelerator.questionnaires.operations import Conflict, Edit, Written, touched
from accelerator.questionnaires.questions import File, Question


@dataclass(frozen=True)
class Row:
    """A question: its `field`, None of files; the number of the answer that is shown; `files` as answers have them and the
    `error` said of them; `theirs` what somebody else wrote meanwhile."""

    question: Question
    field: BoundField | None
    seen: int
    files: Sequence[Mapping[str, Any]] = ()
    error: str = ""
    theirs: Conflict | None = None
    theirs_told: str = ""
    hidden: bool = False


@dataclass
class Posted:
    """What became of a posted page: it `is_done`, or saved (302), or shows what stands in the way. `typed` is what was posted,
    where nothing of it was kept."""

    is_done: bool = False
    status: int = 302
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)


def context(sheet: Sheet, asked: Sequence[Section], answers: Mapping[str, Any], posted: Posted) -> dict[str, Any]:
    """Of the page: `asked` are the sections that are put to people, `answers` what stands there, files among them. No query."""
    shown = {**answers, **posted.typed, **{key: one.yours for key, one in posted.conflicts.items()}}
    form = design.asking(tuple(asked), shown)
    whole = Section("", "", "", tuple(question for section in asked for question in section.questions))
    rows = _rows(sheet, whole, form, shown, posted)
    return {
        "sheet": sheet,
        "parts": [(section, [rows[one.key] for one in section.questions]) for section in asked],
        "rules": live.rules(tuple(asked), form, whole),
        "form_language": sheet.version.language,
        "saved": f"{wording.local(sheet.saved_at):%H:%M}" if sheet.marks else "",
        "wrong": bool(posted.wrong),
        "conflicted": bool(posted.conflicts),
    }


def _rows(sheet: Sheet, whole: Section, form: design.Asking, shown: Mapping[str, Any], posted: Posted) -> dict[str, Row]:
    asked = [form.questions.get(one.key, one) for one in whole.questions]
    wrong = {key: says for key, one in form.questions.items() if (says := form.wrong(one))} | dict(posted.wrong)
    drawn = SectionForm(replace(whole, questions=tuple(asked)), shown, wrong)
    rows = {}
    for one in asked:
        clash, seen, hidden = posted.conflicts.get(one.key), sheet.seen(one.key), one.key not in form.questions
        if isinstance(one, File):
            files, error = shown.get(one.key) or (), wrong.get(one.key, "")
            rows[one.key] = Row(one, None, seen, files, error=error, hidden=hidden)
            continue
        theirs = one.told(clash.theirs) if clash and one.answered(clash.theirs) else ""
        rows[one.key] = Row(one, drawn[one.key], seen, theirs=clash, theirs_told=theirs, hidden=hidden)
    return rows


def kept(sheet: Sheet, asked: Sequence[Section], data: QueryDict, *, write: Callable[[list[Edit]], Written]) -> Posted:
    """Gives `write` what a plain form changed, and tells what of it could not be kept."""
    typed = [edit for section in asked for edit in edits(section, data)]
    written = write(touched(sheet, typed))
    refused = {one.key: str(one.refusal.sentence) for one in written.refused}
    conflicts = {one.key: one for one in written.conflicts}
    if conflicts or refused:
        back = {one.key: one.value for one in typed if one.key in refused}
        return Posted(status=409 if conflicts else 422, conflicts=conflicts, wrong=refused, typed=back)
    return Posted()
