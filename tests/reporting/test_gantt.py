"""Bars along the weeks: where they begin and end, whatever the days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from cohorts.reporting import gantt
from cohorts.reporting.gantt import DAY

START, END = date(2026, 9, 1), date(2027, 2, 26)


class One(NamedTuple):
    name: str
    due_on: date
    code: str = "abcdefghij"
    state: str = "active"


days = st.dates(date(2026, 6, 1), date(2027, 6, 30))
milestones = st.lists(st.builds(One, st.text("ABC", min_size=1, max_size=3), days), max_size=12)


def test_weeks_are_whole_and_begin_on_mondays() -> None:
    span = gantt.span(START, END, [])
    assert (span.first, span.weeks) == (date(2026, 8, 31), 26)
    assert span.x(span.first) == 0
    assert span.x(START) == DAY


def test_what_is_due_before_or_after_the_cohort_widens_them() -> None:
    span = gantt.span(START, END, [One("A", date(2026, 8, 20)), One("B", date(2027, 3, 10))])
    assert (span.first, span.weeks) == (date(2026, 8, 17), 30)


def test_a_bar_runs_from_the_one_before_to_its_own_day() -> None:
    span = gantt.span(START, END, [])
    found = gantt.bars(
        span, [One("B", date(2026, 9, 15)), One("A", date(2026, 9, 8)), One("C", date(2026, 9, 15))], starts_on=START
    )
    assert [(one.thing.name, one.x // DAY, one.width // DAY) for one in found] == [("A", 1, 8), ("B", 8, 8), ("C", 8, 8)]


@given(milestones)
def test_bars_stay_on_the_sheet_and_end_on_their_day(dated: list[One]) -> None:
    span = gantt.span(START, END, dated)
    found = gantt.bars(span, dated, starts_on=START)
    assert len(found) == len(dated)
    assert [one.thing.due_on for one in found] == sorted(one.due_on for one in dated)
    for bar in found:
        assert 0 <= bar.x < bar.x + bar.width <= span.width
        assert bar.x + bar.width == span.x(bar.thing.due_on + timedelta(days=1))


@given(milestones)
def test_no_bar_begins_after_the_next_ends(dated: list[One]) -> None:
    found = gantt.bars(gantt.span(START, END, dated), dated, starts_on=START)
    for one, two in pairwise(found):
        assert one.x <= two.x or one.thing.due_on < START
        assert one.x + one.width <= two.x + two.width


def test_the_sheet_names_each_milestone_for_who_does_not_see_it() -> None:
    span = gantt.span(START, END, [])
    drawn = gantt.drawn(
        span,
        [("Quay <b>", "kkkkkkkkkk", [One("M1 Pilot", date(2026, 9, 8), state="late"), None])],
        starts_on=START,
        today=date(2026, 9, 9),
    )
    assert "Quay &lt;b&gt;" in drawn
    assert 'aria-label="M1 Pilot: Late, Tue 8 Sep"' in drawn
    assert 'href="/milestones/abcdefghij/"' in drawn
    assert drawn.count('class="now"') == 2  # over the weeks, and in its row


def test_outside_the_weeks_there_is_no_line_of_today() -> None:
    span = gantt.span(START, END, [])
    for day in (span.first - timedelta(days=1), span.first + span.weeks * gantt.WEEK):
        assert 'class="now"' not in gantt.steps(span, [One("A", START)], starts_on=START, today=day)
    assert 'class="now"' in gantt.steps(span, [One("A", START)], starts_on=START, today=span.first)
