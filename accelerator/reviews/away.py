"""Who reads nothing on which days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from accelerator.kit import clock
from accelerator.kit.kept import kept
from accelerator.programmes.models import Call, Staff
from accelerator.reviews.models import Absence


def between(people: Sequence[Any], first: date, last: date) -> dict[int, list[Absence]]:
    """{person: their absences of which a day lies between the two, both included}, the earliest first. One query."""
    return _by_person(rows(people, first, last))


def rows(people: Sequence[Any], first: date, last: date) -> QuerySet[Absence]:
    """The same as rows."""
    return Absence.objects.within(first, last).filter(person__in=people).order_by("from_on", "pk")


def _by_person(absences: Iterable[Absence]) -> dict[int, list[Absence]]:
    found: dict[int, list[Absence]] = defaultdict(list)
    for one in absences:
        found[one.person_id].append(one)
    return dict(found)


def of_call(call: Call) -> QuerySet[Absence]:
    """Of staff of the call's programme, with them, from today until reviews are due, the earliest first. One query."""
    today = clock.today(call.zone)
    return _of_staff.rows(call.programme_id, today, max(today, call.reviews_due_on or today))


@kept
def _of_staff(programme: int, first: date, last: date) -> QuerySet[Absence]:
    staff = Staff.objects.live().filter(programme=programme).values("person")
    found = Absence.objects.within(first, last).filter(person__in=staff)
    return found.select_related("person").order_by("from_on", "pk")


def until(people: Sequence[Any], first: date, last: Mapping[Any, date]) -> dict[Any, set[int]]:
    """{key: those who are away on each day from `first` to the `last` of that key, both included}. One query."""
    found = list(rows(people, first, max(last.values(), default=first)))
    return {key: covering([one for one in found if one.from_on <= day], first, day) for key, day in last.items()}


def covering(absences: Iterable[Absence], first: date, last: date) -> set[int]:
    """Those of whom `rows` has it for each day between the two."""
    return {person for person, theirs in _by_person(absences).items() if _covers(theirs, first, last)}


def _covers(absences: Sequence[Absence], first: date, last: date) -> bool:
    """Whether no day is left; `absences` begin in their order."""
    open_from = first
    for one in absences:
        if one.from_on > open_from:
            return False
        open_from = max(open_from, one.until_on + timedelta(days=1))
    return open_from > last


def on(people: Sequence[Any], day: date | None) -> list[Any]:
    """Those of `people` who are away on `day`, in their order. One query; none without a day."""
    gone = between(people, day, day) if day else {}
    return [one for one in people if one.pk in gone]
