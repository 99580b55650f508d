"""A check-in as a form on one page, and what a posted one says: the same whoever opens it, signed in or by a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accelerator.kit import wording
from accelerator.questionnaires import autosave, onepage
from accelerator.questionnaires import definition as design
from accelerator.questionnaires.definition import Section
from accelerator.questionnaires.forms import edits
from accelerator.questionnaires.onepage import Posted
from cohorts.checkins import fields, operations, sights
from cohorts.checkins.models import CheckIn, Consent
from cohorts.checkins.operations.answering import Unfinished, sheet_of
from cohorts.checkins.operations.opening import due_words

SEND = "send"


def sections(check_in: CheckIn) -> tuple[Section, ...]:
    """What it asks. `check_in` comes with its sheet and version."""
    return fields.without_files(check_in.sheet.version.sections()) if check_in.sheet else ()


def page(check_in: CheckIn, *, at: datetime, posted: Posted | None = None) -> dict[str, Any]:
    """The context of the form. One query."""
    sheet, asked = sheet_of(check_in), sections(check_in)
    return onepage.context(sheet, asked, sheet.answers, posted or Posted()) | {
        "check_in": check_in,
        "mentors": _read_by_mentors(check_in, asked),
        "due": due_words(check_in),
        "is_late": at > check_in.due_at,
    }


def _read_by_mentors(check_in: CheckIn, asked: tuple[Section, ...]) -> set[str]:
    consents: Mapping[str, bool] = dict(Consent.objects.filter(enrolment=check_in.enrolment_id).values_list("key", "mentors"))
    questions = [question for section in asked for question in section.questions]
    return set(fields.open_to(asked, sights.mentors_see(questions, check_in.rhythm.settings, consents)))


def take(check_in: CheckIn, data: QueryDict, *, by: Any, at: datetime) -> Posted:
    """Keeps what a plain form says, and sends it where its button does. What could not be kept, or sent, is told."""
    posted = onepage.kept(
        sheet_of(check_in),
        sections(check_in),
        data,
        write=lambda changes: operations.write(check_in, changes=changes, by=by, at=at),
    )
    if posted.status != 302 or data.get("to:") != SEND:
        return posted
    try:
        operations.submit(check_in, by=by, at=at)
    except Unfinished as refusal:
        return Posted(status=422, wrong={one.path: one.sentence for one in refusal.faults})
    return Posted(is_done=True)


def correctable(check_in: CheckIn) -> tuple[Section, ...]:
    """What of it may be corrected: all but what went to mentors."""
    asks = operations.asks_in(check_in)
    kept = ((one, tuple(asked for asked in one.questions if asked.key != asks)) for one in sections(check_in))
    return tuple(replace(section, questions=questions) for section, questions in kept if questions)


def correcting(check_in: CheckIn, *, until: datetime, posted: Posted | None = None) -> dict[str, Any]:
    """The context of the form in which it is corrected until that moment. One query."""
    sheet = sheet_of(check_in)
    return onepage.context(sheet, correctable(check_in), sheet.answers, posted or Posted()) | {
        "check_in": check_in,
        "mentors": _read_by_mentors(check_in, sections(check_in)),
        "until": wording.moment(until, check_in.enrolment.zone),
    }


def correct(check_in: CheckIn, data: QueryDict, *, by: Any, at: datetime) -> Posted:
    """Corrects it as a plain form says, or tells all that stands in the way with what was typed."""
    asked = correctable(check_in)
    typed = {edit.key: edit.value for section in asked for edit in edits(section, data)}
    try:
        posted = onepage.kept(
            sheet_of(check_in),
            asked,
            data,
            write=lambda changes: operations.correct(check_in, changes=changes, by=by, at=at),
        )
    except Unfinished as refusal:
        return Posted(status=422, wrong={one.path: one.sentence for one in refusal.faults}, typed=typed)
    if posted.status == 302:
        return Posted(is_done=True)
    return replace(posted, typed=typed)


def patch(check_in: CheckIn, request: Any, *, by: Any, at: datetime) -> Any:
    """The autosave."""
    written = operations.write(check_in, changes=autosave.changes(request), by=by, at=at)
    sheet = sheet_of(check_in)
    return autosave.answer(written, design.asking(sections(check_in), sheet.answers), sheet.version.questions())


def saved() -> str:
    return _("Saved. Send it when it is whole.")


def written(data: QueryDict, labels: Mapping[str, str] | None = None) -> list[str]:
    """What a posted form says, to be copied where it cannot be kept: each text under the label of its question where that is
    known."""
    own = ("seen:", "to:", "language:", "form:", "csrfmiddlewaretoken")
    said = [(name.partition(":")[0], text.strip()) for name in data if not name.startswith(own) for text in data.getlist(name)]
    known = labels or {}
    return [f"{known[key]}\n{text}" if key in known else text for key, text in said if text]
