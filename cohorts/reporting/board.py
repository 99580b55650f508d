"""The cohort at a glance: a page of startups by columns of milestones, and what was found about each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page, Paginator
from django.db.models import Count, Func, Min, QuerySet, TextField
from django.db.models.functions import Cast

from accelerator.kit import clock, together
from accelerator.kit.kept import kept
from accelerator.kit.together import Steps
from cohorts.milestones import lateness
from cohorts.milestones.models import Milestone, Step
from cohorts.reporting import choosing, lines, risk, sentences
from cohorts.reporting.choosing import Choice
from cohorts.reporting.lines import Lead, Line
from cohorts.reporting.risk import Rule
from cohorts.roster.models import Cohort, Enrolment

LEGEND = ("reached", "active", "due_soon", "at_risk", "late", "submitted", "returned", "planned", "waived")
SIZE = 50
_OWED = {"planned", "active", "returned"}


class Cell(NamedTuple):
    """A milestone as the board shows it: `state` with what its date says."""

    code: str
    title: str
    position: int
    stored: str
    state: str
    due_on: date

    @property
    def name(self) -> str:
        return f"M{self.position} {self.title}"


@dataclass(frozen=True)
class Column:
    position: int
    title: str
    due_on: date
    is_next: bool = False


@dataclass
class Row:
    """A line with its cells by column, None where it has no such milestone, and why it is flagged."""

    line: Line
    cells: list[Cell | None]
    why: list[tuple[str, str]] = field(default_factory=list)
    quiet: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """One page of it; `counts` are of all startups that the other filters keep, `every` is how many there are."""

    choice: Choice
    columns: list[Column]
    rows: list[Row]
    page: Page[Line]
    counts: dict[str, int]
    every: int
    sectors: list[str]
    leads: list[Lead]
    rules: list[Rule]

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows of this page under their headings."""
        parts = groupby(self.rows, lambda one: choosing.heading(one.line, self.choice.group))
        return [(name, list(found)) for name, found in parts]


@together.stepwise
def board(cohort: Cohort, person: Any, choice: Choice | None = None, *, size: int = SIZE) -> Steps[Board]:
    """The page that `choice` asks for, as `person` may see it. Two statements, whatever the size of the cohort."""
    choice, today = choice or Choice(), clock.today(cohort.zone)
    told, counted = yield from together.beside(lines.told.steps(cohort, person), together.filled(_due.rows(cohort.pk)))
    shown, counts = choosing.narrowed(told.lines, choice)
    page = Paginator(shown, size).get_page(choice.page)
    steps, rows = yield from _rows(list(page), counted)
    leads = {one.code: one for line in told.lines for one in line.leads}
    return Board(
        choice=choice,
        columns=_headed(steps, counted, today),
        rows=rows,
        page=page,
        counts=counts,
        every=len(told.lines),
        sectors=sorted({one.sector for one in told.lines if one.sector}, key=lambda one: (one.casefold(), one)),
        leads=sorted(leads.values(), key=lambda one: one.name.casefold()),
        rules=told.rules,
    )


@together.stepwise
def rows(cohort: Cohort, shown: Sequence[Line]) -> Steps[list[Row]]:
    """These lines with their milestones in order, without columns. Two statements."""
    counted = yield from together.filled(_due.rows(cohort.pk))
    _steps, found = yield from _rows(shown, counted)
    return found


def _rows(shown: Sequence[Line], counted: QuerySet[Any, Any]) -> Steps[tuple[QuerySet[Step], list[Row]]]:
    steps, milestones = _steps.rows(*{one[0] for one in counted}), _milestones.rows(*[one.pk for one in shown])
    yield steps, milestones
    places, theirs = _numbers(steps), dict(milestones)
    rows = [Row(one, _placed(theirs.get(one.pk, ()), places, one.today)) for one in shown]
    for row in rows:
        _explain(row)
    return steps, rows


def _placed(found: Iterable[Sequence[str]], places: dict[int, int], today: date) -> list[Cell | None]:
    """The milestones of one startup, as `_milestones` tells them, by their columns."""
    cells: list[Cell | None] = [None] * len(places)
    for step, position, code, title, state, due_on in found:
        place = places.get(int(step))
        if place is not None:
            cells[place] = cell(int(position), code, title, state, _day(due_on), today=today)
    return cells


_day = lru_cache(2048)(date.fromisoformat)  # a cohort's milestones fall on few days


def cell(position: int, code: str, title: str, state: str, due_on: date, *, today: date) -> Cell:
    return Cell(code, title, position, state, lateness.derived(state, due_on=due_on, today=today), due_on)


@together.stepwise
def line(enrolment: Enrolment, person: Any) -> Steps[Line | None]:
    """The line of one startup; None where it is in the cohort no more. One statement."""
    told = yield from lines.told.steps(enrolment.cohort, person, only=enrolment.pk)
    return next(iter(told.lines), None)


def _explain(row: Row) -> None:
    """Says why, with the milestones by their names."""
    standing = row.line.standing
    names = named(row.cells, row.line.today) if standing.heard or standing.quiet else {}
    row.why = [(one.severity, sentences.told(one, names.get(one.kind, ""))) for one in standing.heard]
    mutes = {one.kind: one for one in row.line.mutes}
    for one in standing.quiet:
        mute = mutes.get(one.kind) or mutes[""]
        row.quiet.append((sentences.told(one, names.get(one.kind, "")), sentences.quietened(mute.by, mute.until_on)))


def named(cells: Iterable[Cell | None], today: date) -> dict[str, str]:
    """The milestones that reasons of each kind are about: of several the first to fall due."""
    owed = [one for one in cells if one and one.stored in _OWED]
    late = [one for one in owed if one.due_on < today]
    unbegun = [one for one in owed if one.stored == "planned" and one.due_on >= today]
    returned = [one for one in owed if one.stored == "returned"]
    found = {risk.LATE: late, risk.NOT_BEGUN: unbegun, risk.RETURNED: returned if len(returned) == 1 else []}
    return {kind: min(those, key=attrgetter("due_on")).name for kind, those in found.items() if those}


def _numbers(steps: Iterable[Step]) -> dict[int, int]:
    """The column of each step: steps in their order, one plan's after the other's."""
    return {one.pk: number for number, one in enumerate(steps)}


def _headed(steps: Iterable[Step], counted: Iterable[tuple[int, date, int, int]], today: date) -> list[Column]:
    """Each with the day on which most are due, of several the first; the next one to fall due is marked."""
    days: dict[int, list[tuple[int, date, int]]] = defaultdict(list)
    for step, due_on, count, position in counted:
        days[step].append((-count, due_on, position))
    most = {step: min(found) for step, found in days.items()}
    columns = [Column(most[one.pk][2], one.title, most[one.pk][1]) for one in steps]
    ahead = min((one.due_on for one in columns if one.due_on >= today), default=None)
    following = next((one for one in columns if one.due_on == ahead), None)
    return [replace(one, is_next=one is following) for one in columns]


@kept
def _due(cohort: int) -> QuerySet[Any, Any]:
    """Step, day, on how many milestones it falls, and the first place that these have."""
    rows = Milestone.objects.filter(enrolment__cohort=cohort, enrolment__state=Enrolment.State.ACTIVE).order_by()
    counted: QuerySet[Any, Any] = rows.values("step", "due_on").annotate(count=Count("pk"), place=Min("position"))
    return counted.values_list("step", "due_on", "count", "place")


@kept
def _steps(*steps: int) -> QuerySet[Step]:
    return Step.objects.filter(pk__in=steps).order_by("plan", "position", "id")


@kept
def _milestones(*enrolments: int) -> QuerySet[Any, Any]:
    """Enrolment, and of each of its milestones step, place, code, title, state and day, as texts: a page has thousands."""
    rows = Milestone.objects.filter(enrolment__in=enrolments).order_by().values("enrolment")
    said = (Cast(name, TextField()) for name in ("step", "position", "code", "title", "state", "due_on"))
    each = Func(*said, template="ARRAY[%(expressions)s]", output_field=ArrayField(TextField()))
    told: QuerySet[Any, Any] = rows.annotate(told=ArrayAgg(each)).values_list("enrolment", "told")
    return told
