"""What a question asks of its answer before anybody writes: its unit, the least and the most of it. Pure but for the language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.files.limits import Room
from accelerator.kit import wording
from accelerator.questionnaires.amounts import Date, Month, Number
from accelerator.questionnaires.choices import Choices
from accelerator.questionnaires.questions import File, Question, Text
from accelerator.questionnaires.tables import Table


def unit(question: Question) -> str:
    """The currency of money, the unit of a number; else empty."""
    return getattr(question, "currency", "") or getattr(question, "unit", "")


def head(column: Question) -> str:
    """What stands above a column: `Raised (SGD)`."""
    return f"{column.label} ({unit(column)})" if unit(column) else column.label


@singledispatch
def told(question: Question, room: Room) -> Iterator[str]:
    """In short words, such as `SGD` and `at least SGD 500`. Files without a size of their own take what `room` has."""
    yield from ()


@told.register
def _text(question: Text, _room: Room) -> Iterator[str]:
    most = question.limit
    if question.counts == "words":
        says = ngettext("at most %(n)s word", "at most %(n)s words", most)
    else:
        says = ngettext("at most %(n)s character", "at most %(n)s characters", most)
    yield says % {"n": wording.number(most)}


@told.register
def _number(question: Number, _room: Room) -> Iterator[str]:
    if unit(question):
        yield unit(question)
    if question.whole:
        yield _("a whole number")
    yield from _between(question, _("at least %(n)s"), _("at most %(n)s"))


@told.register(Date)
@told.register(Month)
def _time(question: Date | Month, _room: Room) -> Iterator[str]:
    yield from _between(question, _("not before %(n)s"), _("not after %(n)s"))


def _between(question: Number | Date | Month, least: str, most: str) -> Iterator[str]:
    yield from (says % {"n": question.told(bound)} for says, bound in ((least, question.min), (most, question.max)) if bound)


@told.register
def _several(question: Choices, _room: Room) -> Iterator[str]:
    if question.max:
        yield _("at most %(n)s") % {"n": question.max}


@told.register
def _files(question: File, room: Room) -> Iterator[str]:
    says = ngettext("one file of at most %(mb)d MB", "at most %(most)d files of %(mb)d MB each", question.max)
    yield question.kinds
    yield says % {"most": question.max, "mb": question.most_mb(room)}


@told.register
def _rows(question: Table, _room: Room) -> Iterator[str]:
    least, most = question.min_rows, question.max_rows
    if least:
        yield ngettext("at least %(n)d row", "at least %(n)d rows", least) % {"n": least}
    yield ngettext("at most %(n)d row", "at most %(n)d rows", most) % {"n": most}
