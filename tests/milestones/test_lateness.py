"""What a milestone's date says about its state: a table of the edges, and what holds for every day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit import clock
from cohorts.milestones import lateness
from cohorts.milestones.models import Milestone

TODAY = date(2026, 11, 20)
STATES = st.sampled_from(Milestone.State.values)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
OWED = ("planned", "active", "returned")


@pytest.mark.parametrize(
    ("away", "planned", "active", "returned"),
    [
        (-400, "late", "late", "late"),
        (-1, "late", "late", "late"),
        (0, "at_risk", "due_soon", "at_risk"),
        (1, "at_risk", "due_soon", "at_risk"),
        (3, "at_risk", "due_soon", "at_risk"),
        (4, "due_soon", "due_soon", "due_soon"),
        (7, "due_soon", "due_soon", "due_soon"),
        (8, "planned", "active", "returned"),
        (400, "planned", "active", "returned"),
    ],
)
def test_what_people_see_by_days_to_go(away: int, planned: str, active: str, returned: str) -> None:
    due_on = TODAY + timedelta(days=away)
    assert [lateness.derived(state, due_on=due_on, today=TODAY) for state in OWED] == [planned, active, returned]


@given(state=st.sampled_from(["reached", "waived", "submitted"]), due_on=DAYS, today=DAYS)
def test_what_is_settled_or_waits_for_a_check_is_never_late(state: str, due_on: date, today: date) -> None:
    assert lateness.derived(state, due_on=due_on, today=today) == state
    assert lateness.days_late(state, due_on=due_on, today=today) == 0


@given(state=STATES, due_on=DAYS, today=DAYS)
def test_late_is_exactly_what_counts_days(state: str, due_on: date, today: date) -> None:
    seen, late = lateness.derived(state, due_on=due_on, today=today), lateness.days_late(state, due_on=due_on, today=today)
    assert (seen == "late") == (late > 0)
    assert late == (max(0, (today - due_on).days) if state in OWED else 0)
    assert seen in {state, "late", "at_risk", "due_soon"}


@given(state=STATES, due_on=DAYS, today=DAYS, later=st.integers(0, 400))
def test_waiting_never_makes_it_better(state: str, due_on: date, today: date, later: int) -> None:
    order = [state, "due_soon", "at_risk", "late"]
    now, then = (lateness.derived(state, due_on=due_on, today=day) for day in (today, today + timedelta(days=later)))
    assert order.index(now) <= order.index(then)


@given(due_on=DAYS, today=DAYS)
def test_one_that_was_begun_is_never_at_risk(due_on: date, today: date) -> None:
    assert lateness.derived("active", due_on=due_on, today=today) != "at_risk"


@pytest.mark.parametrize(
    ("zone", "instant", "late"),
    [
        ("Asia/Singapore", datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), 0),
        ("Asia/Singapore", datetime(2026, 11, 20, 16, 0, tzinfo=UTC), 1),
        ("America/New_York", datetime(2026, 11, 21, 4, 59, 59, tzinfo=UTC), 0),  # UTC−5 in winter
        ("America/New_York", datetime(2026, 11, 21, 5, 0, tzinfo=UTC), 1),
        ("America/New_York", datetime(2026, 11, 20, 4, 30, tzinfo=UTC), 0),
        ("Pacific/Kiritimati", datetime(2026, 11, 20, 10, 0, tzinfo=UTC), 1),  # UTC+14
        ("Pacific/Pago_Pago", datetime(2026, 11, 21, 10, 59, tzinfo=UTC), 0),  # UTC−11
    ],
)
def test_a_day_ends_in_the_zone_of_the_cohort(zone: str, instant: datetime, late: int) -> None:
    with time_machine.travel(instant, tick=False):
        today = clock.today(ZoneInfo(zone))
    assert lateness.days_late("active", due_on=TODAY, today=today) == late


@pytest.mark.parametrize(
    ("before", "after"), [((2026, 3, 8, 4, 30), (2026, 3, 9, 3, 30)), ((2026, 11, 1, 3, 30), (2026, 11, 2, 4, 30))]
)
def test_clocks_that_change_move_no_day(before: tuple[int, ...], after: tuple[int, ...]) -> None:
    """New York's days of 23 and 25 hours are one day each, seen half an hour before they begin and before they end."""
    zone, days = ZoneInfo("America/New_York"), []
    for instant in (datetime(*before, tzinfo=UTC), datetime(*after, tzinfo=UTC)):  # type: ignore[misc,arg-type]  # five ints
        with time_machine.travel(instant, tick=False):
            days.append(clock.today(zone))
    assert [(day - days[0]).days for day in days] == [0, 1]
