"""The board: who is in, how far, who needs somebody most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from cohorts.milestones.models import Milestone, Plan
from cohorts.reporting import board as boards
from cohorts.reporting.choosing import SHOWN, Choice
from cohorts.roster.models import Cohort, Enrolment
from tests.factories import accounts, cohorts, mentoring, milestones, programmes
from tests.factories.cohorts import NOW

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cohort(db: None) -> Cohort:
    return cohorts.cohort(programme=programmes.programme())


def told(cohort: Cohort, **asked: Any) -> boards.Board:
    """The board as an auditor reads it, who sees all of it."""
    return boards.board(cohort, accounts.operator_person(role="auditor"), Choice(**asked))


@pytest.fixture
def plan(cohort: Cohort) -> Plan:
    return milestones.plan(cohort.programme)


def line(cohort: Cohort, plan: Plan, name: str, *cells: tuple[str, int] | None) -> Enrolment:
    """A startup whose milestones are (state, days from today until due), None where it has none."""
    made = cohorts.enrolment(cohort, name=name)
    for step, cell in zip(plan.steps.order_by("position"), cells, strict=False):
        if cell:
            milestones.milestone(made, step=step, state=cell[0], due_on=TODAY + timedelta(days=cell[1]))
    return made


def seen(board: boards.Board) -> dict[str, list[str | None]]:
    return {one.line.name: [cell and cell.state for cell in one.cells] for one in board.rows}


def test_a_row_a_startup_and_a_column_a_step(cohort: Cohort, plan: Plan) -> None:
    line(cohort, plan, "Anchorage", ("reached", -40), ("active", 20), ("planned", 60))
    line(cohort, plan, "Breakwater", ("waived", -40), None, ("returned", 60))
    line(cohort, plan, "Capstan")
    board = told(cohort)
    assert seen(board) == {
        "Anchorage": ["reached", "active", "planned"],
        "Breakwater": ["waived", None, "returned"],
        "Capstan": [None, None, None],
    }
    assert [(column.position, column.title) for column in board.columns] == list(enumerate(milestones.TITLES, 1))


def test_the_startups_at_most_risk_come_first(cohort: Cohort, plan: Plan) -> None:
    line(cohort, plan, "A: soon", ("active", 7))
    line(cohort, plan, "B: fine", ("active", 30))
    line(cohort, plan, "C: to check", ("submitted", -30))
    line(cohort, plan, "D: not begun", ("planned", 3))
    line(cohort, plan, "E: late", ("active", -1))
    line(cohort, plan, "F: later still", ("active", -9))
    line(cohort, plan, "G: late, and not begun", ("active", -1), ("planned", 2))
    line(cohort, plan, "H: reached", ("reached", -30))
    assert [one.line.name[0] for one in told(cohort).rows] == ["G", "F", "E", "D", "C", "A", "B", "H"]


def test_of_equal_risk_by_name(cohort: Cohort, plan: Plan) -> None:
    for name in ("Capstan", "anchorage", "Breakwater"):
        line(cohort, plan, name, ("active", -2))
    assert list(seen(told(cohort))) == ["anchorage", "Breakwater", "Capstan"]


def test_why_names_the_milestone_that_it_is_about(cohort: Cohort, plan: Plan) -> None:
    line(cohort, plan, "Anchorage", ("submitted", -50), ("active", -3), ("planned", 2))
    line(cohort, plan, "Breakwater", ("active", -3), ("planned", -20), ("active", 5))
    line(cohort, plan, "Capstan", ("submitted", -3), ("active", 5))
    line(cohort, plan, "Davit", ("reached", -3), ("planned", 0), ("planned", 40))
    assert {one.line.name: one.why for one in told(cohort).rows} == {
        "Anchorage": [
            ("risk", "M2 Pilot signed is 3 days late"),
            ("watch", "M3 Model card written is due in 2 days and not begun"),
        ],
        "Breakwater": [("risk", "2 milestones are late")],
        "Capstan": [],
        "Davit": [("watch", "M2 Pilot signed is due today and not begun")],
    }


def test_counts_are_of_startups_and_hold_whatever_is_shown(cohort: Cohort, plan: Plan) -> None:
    line(cohort, plan, "Anchorage", ("active", -3), ("planned", -2), ("submitted", 4))
    line(cohort, plan, "Breakwater", ("planned", 1), ("active", 5))
    line(cohort, plan, "Capstan", ("reached", -3))
    counts = {"all": 3, "late": 1, "at_risk": 2, "due_soon": 1, "submitted": 1, "muted": 0}
    shown = {
        "all": ["Anchorage", "Breakwater", "Capstan"],
        "late": ["Anchorage"],
        "at_risk": ["Anchorage", "Breakwater"],
        "due_soon": ["Breakwater"],
        "submitted": ["Anchorage"],
        "muted": [],
    }
    for only in SHOWN:
        board = told(cohort, only=only)
        assert (board.counts, sorted(seen(board)), board.every) == (counts, shown[only], 3)
        assert len(board.columns) == 3  # the same columns whoever is shown


def test_who_is_out_and_other_cohorts_are_not_on_it(cohort: Cohort, plan: Plan) -> None:
    line(cohort, plan, "Anchorage", ("active", 30))
    for state in ("departed", "graduated"):
        gone = line(cohort, plan, f"Gone {state}", ("active", -30))
        Enrolment.objects.filter(pk=gone.pk).update(state=state)
    line(cohorts.cohort(programme=cohort.programme), plan, "Next door", ("active", -30))
    board = told(cohort)
    assert (list(seen(board)), board.counts["late"], board.counts["all"]) == (["Anchorage"], 0, 1)


def test_two_plans_stand_side_by_side_and_hide_nothing(cohort: Cohort, plan: Plan) -> None:
    """Both have a first step: each keeps its own column."""
    second = milestones.plan(cohort.programme, days=(30,), name="Security")
    second.steps.update(title="Security review")
    one = line(cohort, plan, "Anchorage", ("active", -5), ("planned", 40))
    milestones.milestone(one, step=second.steps.get(), state="reached", title="Security review", due_on=TODAY)
    board = told(cohort)
    assert seen(board) == {"Anchorage": ["late", "planned", "reached"]}
    assert [(column.position, column.title) for column in board.columns] == [
        (1, "Customer interviews"),
        (2, "Pilot signed"),
        (1, "Security review"),
    ]


def test_a_column_has_the_day_on_which_most_are_due(cohort: Cohort, plan: Plan) -> None:
    for name, days in (("Anchorage", 10), ("Breakwater", 17), ("Capstan", 17)):
        line(cohort, plan, name, ("active", days))
    assert [column.due_on for column in told(cohort).columns] == [TODAY + timedelta(days=17)]


def test_of_days_with_as_many_the_first(cohort: Cohort, plan: Plan) -> None:
    for number, days in enumerate((24, 10, 31, 17)):
        line(cohort, plan, f"Startup {number}", ("active", days))
    assert [column.due_on for column in told(cohort).columns] == [TODAY + timedelta(days=10)]


@pytest.mark.parametrize(
    ("days", "marked"),
    [
        ((-20, 0, 30), [False, True, False]),
        ((-20, -10, -1), [False] * 3),
        ((5, 6, 7), [True, False, False]),
        ((30, 10, 10), [False, True, False]),
    ],
)
def test_the_next_column_to_fall_due_is_marked(cohort: Cohort, plan: Plan, days: tuple[int, ...], marked: list[bool]) -> None:
    line(cohort, plan, "Anchorage", *(("active", one) for one in days))
    assert [column.is_next for column in told(cohort).columns] == marked


def test_the_last_session(cohort: Cohort, plan: Plan) -> None:
    met, never = line(cohort, plan, "Anchorage"), line(cohort, plan, "Breakwater")
    for days in (9, 2, 5):
        mentoring.session(met, cohorts.supporter(met), held_at=NOW - timedelta(days=days))
    lines = {one.line.pk: one.line.last_session for one in told(cohort).rows}
    assert lines == {met.pk: NOW - timedelta(days=2), never.pk: None}


@pytest.mark.parametrize(
    ("zone", "instant", "state"),
    [
        ("Asia/Singapore", datetime(2026, 11, 20, 15, 59, tzinfo=UTC), "due_soon"),
        ("Asia/Singapore", datetime(2026, 11, 20, 16, 0, tzinfo=UTC), "late"),
        ("America/New_York", datetime(2026, 11, 21, 4, 59, tzinfo=UTC), "due_soon"),
        ("America/New_York", datetime(2026, 11, 21, 5, 0, tzinfo=UTC), "late"),
    ],
)
def test_its_day_is_that_of_the_cohort(cohort: Cohort, plan: Plan, zone: str, instant: datetime, state: str) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(zone=zone)
    line(cohort, plan, "Anchorage", ("active", 0))
    with time_machine.travel(instant, tick=False):
        assert seen(told(Cohort.objects.get(pk=cohort.pk))) == {"Anchorage": [state]}


def test_a_startup_elsewhere_has_days_of_its_own(cohort: Cohort, plan: Plan) -> None:
    """At 06:02 UTC of the 20th it is that day in Singapore, and in Los Angeles still the 19th."""
    there = line(cohort, plan, "Anchorage", ("active", 0), ("active", 8), ("planned", 9))
    type(there.startup).objects.filter(pk=there.startup_id).update(zone="America/Los_Angeles")
    line(cohort, plan, "Breakwater", ("active", 0), ("active", 7), ("planned", 9))
    with time_machine.travel(datetime(2026, 11, 20, 16, 30, tzinfo=UTC), tick=False):
        board = told(cohort)
    assert seen(board) == {"Breakwater": ["late", "due_soon", "planned"], "Anchorage": ["due_soon", "active", "planned"]}
    assert {one.line.name: (one.line.late, one.line.soon, one.line.next_due) for one in board.rows} == {
        "Anchorage": (0, 1, date(2026, 11, 20)),
        "Breakwater": (1, 1, date(2026, 11, 27)),
    }


def test_an_empty_cohort(cohort: Cohort) -> None:
    board = told(cohort)
    assert (board.columns, board.rows) == ([], [])
    assert board.counts == dict.fromkeys(SHOWN, 0)


@pytest.mark.parametrize("size", [1, 3, 60])
def test_two_statements_whatever_the_size(cohort: Cohort, plan: Plan, size: int, django_assert_num_queries: Any) -> None:
    for number in range(size):
        one = line(cohort, plan, f"Startup {number:02}", ("active", -1), ("planned", 2), ("planned", 30))
        mentoring.session(one, cohorts.supporter(one))
    auditor = accounts.operator_person(role="auditor")
    auditor.holds("credits.see")
    with django_assert_num_queries(2):
        board = boards.board(cohort, auditor)
    assert [(one.line.name, len(one.why)) for one in board.rows] == [
        (f"Startup {number:02}", 2) for number in range(min(size, boards.SIZE))
    ]
    assert board.page.paginator.count == size
    assert Milestone.objects.count() == 3 * size


def test_pages_follow_one_another_and_one_past_the_end_is_the_last(cohort: Cohort, plan: Plan) -> None:
    for number in range(5):
        line(cohort, plan, f"Startup {number}")
    auditor = accounts.operator_person(role="auditor")
    pages = [boards.board(cohort, auditor, Choice(page=page), size=2) for page in (1, 2, 3, 4)]
    assert [[row.line.name[-1] for row in page.rows] for page in pages] == [["0", "1"], ["2", "3"], ["4"], ["4"]]


def test_grouped_and_sorted(cohort: Cohort, plan: Plan) -> None:
    one, two, three = (line(cohort, plan, name, ("active", day)) for name, day in (("A", 30), ("B", 10), ("C", 20)))
    for enrolment, sector in ((one, "Ports"), (two, "ports"), (three, "")):
        type(enrolment.startup).objects.filter(pk=enrolment.startup_id).update(sector=sector)
    cohorts.supporter(two, accounts.person(name="Farah"), role="manager")
    mentoring.session(one, cohorts.supporter(one), held_at=NOW - timedelta(days=1))
    mentoring.session(three, cohorts.supporter(three), held_at=NOW - timedelta(days=3))
    by = {sort: [row.line.name for row in told(cohort, sort=sort).rows] for sort in ("name", "due", "contact")}
    assert by == {"name": ["A", "B", "C"], "due": ["B", "C", "A"], "contact": ["B", "C", "A"]}
    groups = {
        group: [(name, [row.line.name for row in rows]) for name, rows in told(cohort, group=group, sort="name").groups]
        for group in ("none", "sector", "lead")
    }
    assert groups == {
        "none": [("", ["A", "B", "C"])],
        "sector": [("Ports", ["A"]), ("ports", ["B"]), ("No sector", ["C"])],
        "lead": [("Farah", ["B"]), ("Nobody leads", ["A", "C"])],
    }
    board = told(cohort)
    assert (board.sectors, [one.name for one in board.leads]) == (["Ports", "ports"], ["Farah"])
    assert list(seen(told(cohort, lead=board.leads[0].code))) == ["B"]
    assert (list(seen(told(cohort, sector="Ports"))), list(seen(told(cohort, q="c")))) == (["A"], ["C"])
