"""The cohort at a glance: one row a startup, one column a step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from accelerator.kit import clock, together
from accelerator.kit.together import Steps
from cohorts.mentoring.models import Session
from cohorts.milestones import queries as milestones
from cohorts.milestones.models import Milestone
from cohorts.milestones.queries import Seen
from cohorts.roster.models import Cohort, Enrolment

FILTERS = ("all", "late", "at_risk", "due_soon", "submitted")
LEGEND = ("reached", "active", "due_soon", "at_risk", "late", "submitted", "returned", "planned", "waived")
Place = tuple[int, int]  # a plan's key and a step's position in it: one column
WEEKS = 8  # of sessions that a line shows
_WEIGHT = {"late": 1000, "at_risk": 100, "submitted": 10, "due_soon": 1}


@dataclass
class Line:
    """A startup: `cells` by column, None where it has no such milestone; sessions held, in all and in each of the last weeks."""

    enrolment: Enrolment
    cells: list[Seen | None]
    sessions: int = 0
    last_session: datetime | None = None
    weekly: list[int] = field(default_factory=lambda: [0] * WEEKS)
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
    due_on: date
    is_next: bool = False


@dataclass(frozen=True)
class Board:
    columns: list[Column]
    lines: list[Line]
    counts: dict[str, int]

    @property
    def rows(self) -> list[tuple[Line, list[tuple[Column, Seen | None]]]]:
        """Each line with its cells beside their columns."""
        return [(line, list(zip(self.columns, line.cells, strict=True))) for line in self.lines]


@together.stepwise
def board(cohort: Cohort, *, only: str = "all") -> Steps[Board]:
    """Everything of the board, the startups at most risk first. One query, whatever the size."""
    today = clock.today(cohort.zone)
    rows = Milestone.objects.filter(enrolment__cohort=cohort, enrolment__state=Enrolment.State.ACTIVE).select_related("step")
    found, active = rows.order_by("position", "id"), cohort.enrolments.filter(state=Enrolment.State.ACTIVE)
    enrolments = active.select_related("startup").order_by("startup__name", "id")
    held = Session.objects.filter(enrolment__in=active).order_by("held_at").values_list("enrolment", "held_at")
    yield found, enrolments, held
    places = sorted({_place(one) for one in found})
    lines = _lines(enrolments, found, places, today)
    for pk, held_at in held:
        _hold(lines[pk], held_at, ago=(today - held_at.astimezone(cohort.zone).date()).days // 7)
    every = list(lines.values())
    counts = {name: sum(1 for one in every if name in one.states) for name in FILTERS[1:]} | {"all": len(every)}
    shown = [one for one in every if only == "all" or only in one.states]
    shown.sort(key=lambda one: (-one.risk, one.enrolment.startup.name))
    return Board(_columns(found, places, today), shown, counts)


def _place(milestone: Milestone) -> Place:
    """Steps in their order, one plan's after the other's."""
    return milestone.step.plan_id, milestone.position


def _lines(enrolments: Iterable[Enrolment], found: Iterable[Milestone], places: list[Place], today: date) -> dict[int, Line]:
    """Lines by the ids of their enrolments."""
    lines = {one.pk: Line(one, [None] * len(places)) for one in enrolments}
    column = {place: number for number, place in enumerate(places)}
    for milestone in found:
        line = lines[milestone.enrolment_id]
        line.cells[column[_place(milestone)]] = cell = milestones.seen(milestone, today)
        line.states.add(cell.state)
    return lines


def _hold(line: Line, held_at: datetime, *, ago: int) -> None:
    """Counts a session held `ago` whole weeks before today."""
    line.sessions, line.last_session = line.sessions + 1, held_at
    if 0 <= ago < WEEKS:
        line.weekly[WEEKS - 1 - ago] += 1


def _columns(found: Iterable[Milestone], places: list[Place], today: date) -> list[Column]:
    """Each with the day on which most are due, of several the first; the next one to fall due is marked."""
    columns = []
    for place in places:
        here = [one for one in found if _place(one) == place]
        days = sorted(one.due_on for one in here)
        columns.append(Column(here[0].position, here[0].title, max(days, key=days.count)))
    ahead = min((one.due_on for one in columns if one.due_on >= today), default=None)
    following = next((one for one in columns if one.due_on == ahead), None)
    return [replace(one, is_next=one is following) for one in columns]
