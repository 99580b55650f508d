"""Sheets: written on by several people at once, given files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.files import operations as files
from accelerator.files.limits import MB, USUAL, Room
from accelerator.kit.refusals import Refusal
from accelerator.questionnaires.choices import YesNo
from accelerator.questionnaires.models import Attachment, Change, Sheet, Version
from accelerator.questionnaires.queries import takes_files, values_seen
from accelerator.questionnaires.questions import File, Question, Unkept, Value


@dataclass(frozen=True)
class Edit:
    """One answer as somebody left it: `value` as sent, `seen` the version number that was on their screen, which asked in
    `language` with the version of the form that `form` numbers; empty where nobody knows.
    """

    key: str
    value: object
    seen: int
    language: str = ""
    form: str = ""


@dataclass(frozen=True)
class Conflict:
    """An answer that changed since its writer saw it. Nothing was stored; both texts are here."""

    key: str
    yours: Value
    theirs: Value
    version: int
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Unwritten:
    """An answer that cannot be kept even as a draft; `refusal` says why."""

    key: str
    refusal: Refusal


@dataclass
class Written:
    """What became of each edit: `versions` of what now stands as the writer left it, the rest with reasons."""

    at: datetime
    versions: dict[str, int] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Unwritten] = field(default_factory=list)


def _nothing() -> None:
    """Bars nobody."""


@transaction.atomic
def write(sheet: Sheet, *, changes: Sequence[Edit], by: Any, at: datetime, bar: Callable[[], None] = _nothing) -> Written:
    """Stores each edit whose writer saw the newest version, under a lock on the sheet's row: no answer overwrites an unseen one.

    An edit equal to what stands there is no conflict and stores nothing, nor is one of the same number beside what its writer had
    not seen. Three queries, one more where there are conflicts.
    Whether `by` may write is the rule of what holds the sheet: `bar` is called under the lock and raises where they may not.
    """
    done, held = Written(at), _held(sheet)
    bar()
    clean = _cleaned(held.version.questions(), changes, done)
    rows = []
    for edit, value in clean:
        now, theirs = held.seen(edit.key), held.answers.get(edit.key)
        says_so = edit.seen != now and held.version.questions()[edit.key].same(theirs, value)
        if theirs == value or says_so or not (_is_something(theirs) or _is_something(value)):
            done.versions[edit.key] = now
        elif _is_unread(held.version, edit, value):
            says = _("The form changed since this page was opened. Load it again, and declare this as it is worded now.")
            done.refused.append(Unwritten(edit.key, Unkept(says)))
        elif edit.seen != now:
            done.conflicts.append(_clash(held, edit.key, value))
        else:
            held.answers[edit.key] = value
            rows.append(marked(held, edit.key, value, by, at))
            held.marks[edit.key] |= _read_in(held.version, edit, value)
            done.versions[edit.key] = now + 1
    _keep(held, rows, at)
    done.conflicts = _named(done.conflicts)
    sheet.answers, sheet.marks, sheet.saved_at = held.answers, held.marks, held.saved_at
    return done


def _held(sheet: Sheet) -> Sheet:
    """The row under a lock, asked with the version it has at this moment: it may have gone over to a newer one meanwhile."""
    held = Sheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    if held.version_id == sheet.version_id:
        held.version = sheet.version
    return held


def touched(sheet: Sheet, changes: Sequence[Edit]) -> list[Edit]:
    """Those edits whose value is not what their writer saw: for forms that send every field, changed or not. One query."""
    asked = sheet.version.questions()
    was = values_seen(sheet, {edit.key: edit.seen for edit in changes})
    came = {key for key in sheet.answers if sheet.seen(key) == 0}  # with the sheet, and nobody wrote it
    was |= {edit.key: sheet.answers[edit.key] for edit in changes if edit.seen == 0 and edit.key in came}
    clean = _cleaned(asked, changes, Written(sheet.saved_at))
    same = {edit.key for edit, value in clean if value == was.get(edit.key) or not (_is_something(value) or edit.key in was)}
    return [edit for edit in changes if edit.key not in same]


def _cleaned(asked: dict[str, Question], changes: Sequence[Edit], done: Written) -> list[tuple[Edit, Value]]:
    """What can be kept; the rest is told in `done.refused`."""
    clean: list[tuple[Edit, Value]] = []
    for edit in changes:
        try:
            if edit.key not in asked:
                raise Unkept(_("This form has no question named %(key)s.") % {"key": edit.key})
            clean.append((edit, asked[edit.key].clean(edit.value)))
        except Unkept as refusal:
            done.refused.append(Unwritten(edit.key, refusal))
    return clean


def _read_in(version: Version, edit: Edit, value: Value) -> dict[str, str]:
    """For the mark of a declaration that is made, where its form is read in several languages: which it was drawn in."""
    offered = version.languages()
    if len(offered) == 1 or not _declares(version, edit, value):
        return {}
    return {"language": edit.language if edit.language in offered else version.language}


def _is_unread(version: Version, edit: Edit, value: Value) -> bool:
    """Whether it is a declaration on a page of another version of the form, which may have had other words."""
    return edit.form not in ("", str(version.number)) and _declares(version, edit, value)


def _declares(version: Version, edit: Edit, value: Value) -> bool:
    question = version.questions()[edit.key]
    return value is True and isinstance(question, YesNo) and question.must_be_yes


def _clash(sheet: Sheet, key: str, value: Value) -> Conflict:
    """`by` is still the last writer's id; `_named` puts the name there."""
    mark = sheet.marks.get(key, {})
    at = datetime.fromisoformat(mark["at"]) if mark else None
    return Conflict(key, value, sheet.answers.get(key), sheet.seen(key), str(mark.get("by", "")), at)


def _is_something(value: Value) -> bool:
    return value not in (None, "", [])


def marked(sheet: Sheet, key: str, value: Any, by: Any, at: datetime) -> Change:
    """Counts the change in the sheet's marks; the caller saves both."""
    return Change(sheet=sheet, key=key, number=mark(sheet, key, by, at), value=value, by=by, at=at)


def mark(sheet: Sheet, key: str, by: Any, at: datetime) -> int:
    """Counts a change in the sheet's marks; its number."""
    number = sheet.seen(key) + 1
    sheet.marks[key] = {"n": number, "by": by.pk, "at": at.isoformat()}
    return number


def _keep(sheet: Sheet, rows: list[Change], at: datetime) -> None:
    """Moments follow the order in which changes are kept, whatever the order they arrived in: what is kept after a submission
    counts as changed since.
    """
    if rows:
        sheet.saved_at = max(at, sheet.saved_at + timedelta(microseconds=1))
        sheet.save(update_fields=["answers", "marks", "saved_at"])
        Change.objects.bulk_create(rows)


def _named(conflicts: list[Conflict]) -> list[Conflict]:
    """The same with people's names in place of their ids."""
    if not conflicts:
        return []
    people = get_user_model().objects.in_bulk([int(conflict.by) for conflict in conflicts if conflict.by])
    return [replace(conflict, by=str(people.get(int(conflict.by or 0), ""))) for conflict in conflicts]


@transaction.atomic
def attach(
    sheet: Sheet,
    *,
    key: str,
    upload: UploadedFile[Any],
    by: Any,
    at: datetime,
    room: Room = USUAL,
    owner: Any = None,
    bar: Callable[[], None] = _nothing,
) -> Attachment:
    """Keeps `upload`, which began to arrive `at`, as (part of) the answer to the file question `key`, against the quota of
    `owner`. The sheet is saved when it is here: what was submitted meanwhile lacks it.

    Refuses a kind, size or number that the question or `room` (what the whole sheet may hold) does not take. `bar` as in write.
    """
    question = file_question(sheet, key)
    require_room(sheet, question, room, more=upload.size or 0)
    most = question.most_mb(room) * MB
    with files.received(upload, by=by, allowed=question.accept, most_bytes=most, field=key) as file:
        held = _held(sheet)
        bar()
        require_room(held, file_question(held, key), room, more=file.size)  # what is there may be another by now
        files.enter(file, on=owner, field=key)
        here_at = max(at, file.created_at)
        _keep(held, [marked(held, key, {"attached": file.name}, by, here_at)], here_at)
        sheet.saved_at = held.saved_at
        return Attachment.objects.create(sheet=held, key=key, file=file)


def file_question(sheet: Sheet, key: str) -> File:
    """The question of that name, which takes files. Raises Unkept."""
    question = sheet.version.questions().get(key)
    if not isinstance(question, File):
        raise Unkept(_("This form has no question named %(key)s that takes files.") % {"key": key}, field=key)
    return question


def require_room(sheet: Sheet, question: File, room: Room, *, more: int, coming: Sequence[tuple[str, int]] = ()) -> None:
    """Raises Refusal where a file of `more` bytes is one too many or too much beside what is attached and `coming`: (question,
    bytes) each. One query.
    """
    asked = [one.key for one in sheet.version.questions().values() if isinstance(one, File)]  # it may have asked for more once
    attached = list(sheet.attachments.filter(key__in=asked).values_list("key", "file__size"))
    here, taken = (sum(key == question.key for key, _size in files) for files in (attached, [*attached, *coming]))
    if here >= question.max:
        said = ngettext("One file here. Remove it first.", "At most %(most)d files here. Remove one first.", question.max)
        raise Refusal(said % {"most": question.max}, field=question.key)
    if taken >= question.max:
        said = ngettext(
            "One file here, and it is on its way. Cancel it first, or choose this again in a minute.",
            "At most %(most)d files here, with those on their way. Cancel one first, or choose this again in a minute.",
            question.max,
        )
        raise Refusal(said % {"most": question.max}, field=question.key)
    sizes = [size for _key, size in (*attached, *coming)]
    if said := room.refuses(len(sizes), sum(sizes), more):
        raise Refusal(said, field=question.key)


@transaction.atomic
def detach(attachment: Attachment, *, by: Any, at: datetime, bar: Callable[[], None] = _nothing) -> bool:
    """Takes a file off its sheet; False where somebody else did. The file stays: what holds the sheet knows whether a submission
    needs it. `bar` as in write.
    """
    held = Sheet.objects.select_for_update(no_key=True).get(pk=attachment.sheet_id)
    bar()
    gone, _rows = Attachment.objects.filter(pk=attachment.pk).delete()
    if gone and takes_files(held, attachment.key):
        _keep(held, [marked(held, attachment.key, {"removed": attachment.file.name}, by, at)], at)
    return bool(gone)
