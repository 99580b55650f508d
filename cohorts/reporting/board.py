"""The cohort at a glance: one row a startup, one column a step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max

from accelerator.kit import clock
from cohorts.mentoring.models import Session
from cohorts.milestones import queries as milestones
from cohorts.milestones.models import Milestone
from cohorts.milestones.queries import Seen
from cohorts.roster.models import Cohort, Enrolment

FILTERS = ("all", "late", "at_risk", "due_soon", "submitted")
LEGEND = ("reached", "active", "due_soon", "at_risk", "late", "submitted", "returned", "planned", "waived")
_WEIGHT = {"late": 1000, "at_risk": 100, "submitted": 10, "due_soon": 1}


@dataclass
class Line:
    """A startup: `cells` by column, None where it has no such milestone; sessions held and when the last one was."""

    enrolment: Enrolment
    cells: list[Seen | None]
    sessions: int = 0
    last_session: Any = None
    states: set[str] = field(default_factory=set)

    @property
    def risk(self) -> int:
        return sum(_WEIGHT.get(one.state, 0) + one.late for one in self.cells if one)

    @property
    def worst(self) -> Seen | None:
        """The milestone that needs somebody most."""
        found = [one for one in self.cells if one and one.state in _WEIGHT]
        return max(found, key=lambda one: (_WEIGHT[one.state], one.late), default=None)


@dataclass(frozen=True)
class Column:
    position: int
    title: str
    due_on: date | None
    is_next: bool


@dataclass(frozen=True)
class Board:
    columns: list[Column]
    lines: list[Line]
    counts: dict[str, int]


def board(cohort: Cohort, *, only: str = "all") -> Board:
    """Everything of the board, the startups at most risk first. Three queries, whatever the size."""
    today = clock.today(cohort.zone)
    rows = Milestone.objects.filter(enrolment__cohort=cohort, enrolment__state=Enrolment.State.ACTIVE).select_related("step")
    found = list(rows.order_by("position", "id"))
    places = sorted({one.position for one in found})
    lines = _lines(cohort, found, places, today)
    counts = {name: sum(1 for one in lines if name in one.states) for name in FILTERS[1:]} | {"all": len(lines)}
    shown = [one for one in lines if only == "all" or only in one.states]
    shown.sort(key=lambda one: (-one.risk, one.enrolment.startup.name))
    return Board(_columns(found, places, today), shown, counts)


def _lines(cohort: Cohort, found: list[Milestone], places: list[int], today: date) -> list[Line]:
    enrolments = cohort.enrolments.filter(state=Enrolment.State.ACTIVE).select_related("startup").order_by("startup__name", "id")
    lines = {one.pk: Line(one, [None] * len(places)) for one in enrolments}
    column = {position: place for place, position in enumerate(places)}
    for milestone in found:
        line = lines[milestone.enrolment_id]
        line.cells[column[milestone.position]] = cell = milestones.seen(milestone, today)
        line.states.add(cell.state)
    counted = Session.objects.filter(enrolment__in=list(lines)).order_by().values_list("enrolment")
    for pk, sessions, last in counted.annotate(n=Count("pk"), last=Max("held_at")):
        lines[pk].sessions, lines[pk].last_session = sessions, last
    return list(lines.values())


def _columns(found: list[Milestone], places: list[int], today: date) -> list[Column]:
    """Each with the day on which most are due; the next one to fall due is marked."""
    columns, marked = [], False
    for position in places:
        days = [one.due_on for one in found if one.position == position]
        due_on = max(set(days), key=days.count)
        is_next = not marked and due_on >= today
        marked = marked or is_next
        title = next(one.title for one in found if one.position == position)
        columns.append(Column(position, title, due_on, is_next))
    return columns
