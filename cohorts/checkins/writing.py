"""A check-in as a form on one page, and what a posted one says: the same whoever opens it, signed in or by a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from accelerator.kit import wording
from accelerator.questionnaires import autosave, live
from accelerator.questionnaires import definition as design
from accelerator.questionnaires import operations as sheets
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.forms import SectionForm, edits
from accelerator.questionnaires.operations import Conflict
from accelerator.questionnaires.questions import Question
from cohorts.checkins import fields, operations, sights
from cohorts.checkins.models import CheckIn, Consent
from cohorts.checkins.operations.answering import Unfinished
from cohorts.checkins.operations.opening import due_words

SEND = "send"


@dataclass(frozen=True)
class Row:
    """A question with its field; `mentors` tells who else reads it; `theirs` what somebody else wrote meanwhile."""

    question: Question
    field: BoundField
    seen: int
    mentors: bool
    theirs: Conflict | None = None
    theirs_told: str = ""
    hidden: bool = False


@dataclass
class Posted:
    """What became of a posted form: it `is_sent`, or saved, or shows what stands in the way."""

    is_sent: bool = False
    status: int = 302
    conflicts: Mapping[str, Conflict] | None = None
    wrong: Mapping[str, str] | None = None


def sections(check_in: CheckIn) -> tuple[Section, ...]:
    """What it asks. `check_in` comes with its sheet and version."""
    return fields.without_files(check_in.sheet.version.sections()) if check_in.sheet else ()


def page(check_in: CheckIn, *, at: datetime, posted: Posted | None = None) -> dict[str, Any]:
    """The context of the form. One query."""
    sheet, asked = check_in.sheet, sections(check_in)
    answers: dict[str, Any] = dict(sheet.answers) if sheet else {}
    told = posted or Posted()
    answers |= {key: one.yours for key, one in (told.conflicts or {}).items()}
    form = design.asking(asked, answers)
    questions = tuple(question for section in asked for question in section.questions)
    whole = Section("", "", "", questions)
    rows = _rows(check_in, asked, form, answers, told)
    return {
        "check_in": check_in,
        "parts": [(section, [rows[one.key] for one in section.questions]) for section in asked],
        "rules": live.rules(asked, form, whole),
        "form_language": sheet.version.language if sheet else "en",
        "saved": f"{wording.local(sheet.saved_at):%H:%M}" if sheet and sheet.marks else "",
        "due": due_words(check_in),
        "is_late": at > check_in.due_at,
        "wrong": bool(told.wrong),
        "conflicted": bool(told.conflicts),
    }


def _rows(
    check_in: CheckIn, asked: tuple[Section, ...], form: design.Asking, answers: Mapping[str, Any], told: Posted
) -> dict[str, Row]:
    questions = [question for section in asked for question in section.questions]
    shown = {one.key: form.questions.get(one.key, one) for one in questions}
    wrong = {key: says for key, one in form.questions.items() if (says := form.wrong(one))} | dict(told.wrong or {})
    drawn = SectionForm(Section("", "", "", tuple(shown.values())), answers, wrong)
    consents = dict(Consent.objects.filter(enrolment=check_in.enrolment_id).values_list("key", "mentors"))
    mentors = fields.open_to(asked, sights.mentors_see(questions, check_in.rhythm.settings, consents))
    rows = {}
    for key, one in shown.items():
        clash = (told.conflicts or {}).get(key)
        theirs = one.told(clash.theirs) if clash and one.answered(clash.theirs) else ""
        seen = check_in.sheet.seen(key) if check_in.sheet else 0
        rows[key] = Row(one, drawn[key], seen, key in mentors, clash, theirs, key not in form.questions)
    return rows


def take(check_in: CheckIn, data: QueryDict, *, by: Any, at: datetime) -> Posted:
    """Keeps what a plain form says, and sends it where its button does. What could not be kept, or sent, is told."""
    typed = [edit for section in sections(check_in) for edit in edits(section, data)]
    changes = sheets.touched(check_in.sheet, typed) if check_in.sheet else typed
    written = operations.write(check_in, changes=changes, by=by, at=at)
    refused = {one.key: str(one.refusal.sentence) for one in written.refused}
    if written.conflicts or refused:
        conflicts = {one.key: one for one in written.conflicts}
        return Posted(status=409 if conflicts else 422, conflicts=conflicts, wrong=refused)
    if data.get("to:") != SEND:
        return Posted()
    try:
        operations.submit(check_in, by=by, at=at)
    except Unfinished as refusal:
        return Posted(status=422, wrong={one.path: one.sentence for one in refusal.faults})
    return Posted(is_sent=True)


def patch(check_in: CheckIn, request: Any, *, by: Any, at: datetime) -> Any:
    """The autosave."""
    written = operations.write(check_in, changes=autosave.changes(request), by=by, at=at)
    asked = sections(check_in)
    form = design.asking(asked, check_in.sheet.answers if check_in.sheet else {})
    return autosave.answer(written, form, check_in.sheet.version.questions() if check_in.sheet else {})


def saved() -> str:
    return _("Saved. Send it when it is whole.")
