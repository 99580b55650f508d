"""Reads: what stood at a question before, by whom, and which of it can stand there again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast, Length

from accelerator.questionnaires.choices import YesNo
from accelerator.questionnaires.models import Sheet
from accelerator.questionnaires.operations import Edit
from accelerator.questionnaires.questions import File, Question, Text, Unkept

MOST = 20
_LOOKED_AT = 2000  # saves of one answer, the latest first
_PAUSE = timedelta(minutes=5)
_TAKEN_AWAY = 20  # characters


@dataclass(frozen=True)
class Former:
    """An answer as `by` left it: its version number, `told` in words, and whether the question still `takes` it as it is."""

    number: int
    by: Any
    at: datetime
    value: Any
    told: str
    takes: bool


def has_any(question: Question, seen: int) -> bool:
    """Whether something may have stood there before version `seen`. Files have their own history; a declaration is made anew."""
    return seen > 1 and not isinstance(question, File) and not (isinstance(question, YesNo) and question.must_be_yes)


def answers(sheet: Sheet, question: Question) -> list[Former]:
    """What stood there before, the latest first, at most MOST. A text is saved every few seconds while it is typed: of one run of
    work what matters is how it ended, and what was there before much was taken away. Two queries.
    """
    numbers = list(_worth_telling(sheet, question))[:MOST] if has_any(question, sheet.seen(question.key)) else []
    rows = sheet.changes.filter(key=question.key, number__in=numbers).select_related("by").order_by("-number")
    now = sheet.answers.get(question.key)
    found = (Former(one.number, one.by, one.at, one.value, *_told(question, one.value)) for one in rows if numbers)
    return [one for one in found if one.told and one.value != now]


def _worth_telling(sheet: Sheet, question: Question) -> Iterator[int]:
    """Version numbers, the latest first."""
    long = Length(Cast("value", TextField()))
    saves = sheet.changes.filter(key=question.key).order_by("-number").values_list("number", "by", "at", long)[:_LOOKED_AT]
    for (_number, by, at, size), (number, was_by, was_at, was_size) in pairwise(saves):
        goes_on = isinstance(question, Text) and by == was_by and at - was_at < _PAUSE
        if not goes_on or (was_size or 0) - (size or 0) >= _TAKEN_AWAY:
            yield number


def _told(question: Question, value: Any) -> tuple[str, bool]:
    """In words, and whether the question takes it; nothing of what is empty, or was asked otherwise and is no text."""
    try:
        takes = value is not None and bool(question.clean(value) == value)
    except Unkept:
        takes = False
    if takes:
        return (question.told(value) if value is False or question.answered(value) else ""), True
    return (value if isinstance(value, str) else ""), False


def taken_back(sheet: Sheet, edits: Sequence[Edit], wanted: str) -> list[Edit]:
    """`edits` with what stood there before in place of what was typed: `wanted` names the question and the version, what:3."""
    key, _colon, number = wanted.rpartition(":")
    question = sheet.version.questions().get(key)
    if question is None or not (number.isascii() and number.isdigit() and len(number) < 9):
        return list(edits)
    found = sheet.changes.filter(key=key, number=int(number)).values_list("value", flat=True)
    value = found.first() if has_any(question, sheet.seen(key)) else None
    return [replace(one, value=value) if one.key == key and value is not None else one for one in edits]
