"""When the steps of a plan are due: rules over Singapore's holidays, ends of months, dependencies, and clocks that change."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.kit.workdays import Workdays
from accelerator.notices import wallclock
from cohorts.milestones import due, due_words
from cohorts.milestones.due import LEAVE, MONTH_END, NEXT, ON, PREVIOUS, QUARTER_END, WORKDAYS, Cycle, Rule, Step, Unknown

SG = Workdays("SG")
START = date(2026, 9, 1)  # a Tuesday


def found(rule: Rule, *, start: date = START) -> date:
    return due.days([Step("one", "One", rule)], start=start, workdays=SG)["one"].on


def why(steps: list[Step], key: str, *, start: date = START) -> str:
    titles = {one.key: one.title for one in steps}
    rules = {one.key: one.rule for one in steps}
    return due_words.why(rules[key], due.days(steps, start=start, workdays=SG)[key], titles)


class TestRules:
    @pytest.mark.parametrize(
        ("start", "count", "days_off", "on"),
        [
            (date(2026, 9, 1), 14, LEAVE, date(2026, 9, 15)),
            (date(2026, 9, 1), 0, LEAVE, date(2026, 9, 1)),
            (date(2026, 8, 1), 8, LEAVE, date(2026, 8, 9)),  # National Day, a Sunday
            (date(2026, 8, 1), 8, NEXT, date(2026, 8, 11)),  # past the Monday that is off for it
            (date(2026, 8, 1), 9, NEXT, date(2026, 8, 11)),
            (date(2026, 8, 8), 0, PREVIOUS, date(2026, 8, 11)),  # never before the first day, a Saturday
            (date(2026, 8, 7), 2, PREVIOUS, date(2026, 8, 7)),
            (date(2026, 8, 1), 9, PREVIOUS, date(2026, 8, 7)),  # back over Monday, Sunday and Saturday
            (date(2026, 2, 1), 16, NEXT, date(2026, 2, 19)),  # two days of Chinese New Year
            (date(2027, 2, 1), 5, NEXT, date(2027, 2, 9)),  # Saturday and Sunday, and the Monday for Sunday's
            (date(2027, 4, 1), 30, NEXT, date(2027, 5, 3)),  # Labour Day on a Saturday is not moved
            (date(2028, 1, 30), 30, LEAVE, date(2028, 2, 29)),  # a leap day
            (date(2027, 1, 30), 30, LEAVE, date(2027, 3, 1)),
            (date(2028, 2, 29), 366, LEAVE, date(2029, 3, 1)),
            (date(2026, 12, 1), 31, NEXT, date(2027, 1, 4)),  # New Year's Day is a Friday
        ],
    )
    def test_days(self, start: date, count: int, days_off: str, on: date) -> None:
        assert found(Rule(count=count, days_off=days_off), start=start) == on

    @pytest.mark.parametrize(
        ("start", "count", "days_off", "on"),
        [
            (date(2026, 8, 7), 1, LEAVE, date(2026, 8, 11)),  # over the moved holiday
            (date(2026, 8, 9), 1, LEAVE, date(2026, 8, 11)),  # begun on the holiday itself
            (date(2026, 8, 9), 0, LEAVE, date(2026, 8, 11)),  # a working day is never one off, whatever the rule for those
            (date(2026, 8, 9), 0, NEXT, date(2026, 8, 11)),
            (date(2026, 8, 9), 0, PREVIOUS, date(2026, 8, 11)),  # the working day before is before the start
            (date(2026, 12, 24), 5, LEAVE, date(2027, 1, 4)),
            (date(2028, 2, 25), 2, LEAVE, date(2028, 3, 1)),  # Monday is off, Tuesday is the leap day
        ],
    )
    def test_working_days(self, start: date, count: int, days_off: str, on: date) -> None:
        assert found(Rule(WORKDAYS, count=count, days_off=days_off), start=start) == on

    @pytest.mark.parametrize(
        ("start", "kind", "count", "days_off", "on"),
        [
            (date(2026, 9, 1), MONTH_END, 1, LEAVE, date(2026, 9, 30)),
            (date(2026, 9, 30), MONTH_END, 1, LEAVE, date(2026, 10, 31)),  # the end is later than where it counts from
            (date(2027, 1, 31), MONTH_END, 1, LEAVE, date(2027, 2, 28)),
            (date(2028, 1, 31), MONTH_END, 1, LEAVE, date(2028, 2, 29)),
            (date(2026, 9, 1), MONTH_END, 5, LEAVE, date(2027, 1, 31)),
            (date(2026, 9, 1), MONTH_END, 2, PREVIOUS, date(2026, 10, 30)),  # 31 October is a Saturday
            (date(2026, 9, 1), MONTH_END, 2, NEXT, date(2026, 11, 2)),
            (date(2026, 5, 1), MONTH_END, 1, NEXT, date(2026, 6, 2)),  # Vesak Day on Sunday 31 May, Monday off for it
            (date(2026, 9, 1), QUARTER_END, 1, LEAVE, date(2026, 9, 30)),
            (date(2026, 9, 30), QUARTER_END, 1, LEAVE, date(2026, 12, 31)),
            (date(2026, 10, 1), QUARTER_END, 2, LEAVE, date(2027, 3, 31)),
            (date(2027, 12, 31), QUARTER_END, 4, PREVIOUS, date(2028, 12, 29)),  # 31 December is a Sunday
        ],
    )
    def test_ends_of_months_and_quarters(self, start: date, kind: str, count: int, days_off: str, on: date) -> None:
        assert found(Rule(kind, count=count, days_off=days_off), start=start) == on

    @pytest.mark.parametrize(
        ("on", "days_off", "there"),
        [
            (date(2026, 12, 25), LEAVE, date(2026, 12, 25)),
            (date(2026, 12, 25), NEXT, date(2026, 12, 28)),
            (date(2026, 12, 25), PREVIOUS, date(2026, 12, 24)),
            (date(2026, 11, 8), NEXT, date(2026, 11, 10)),  # Deepavali on a Sunday
        ],
    )
    def test_fixed_days(self, on: date, days_off: str, there: date) -> None:
        assert found(Rule(ON, on=on, days_off=days_off)) == there

    def test_without_a_country_only_weekends_are_off(self) -> None:
        rule = Rule(ON, on=date(2026, 12, 25), days_off=NEXT)
        assert due.days([Step("one", "One", rule)], start=START, workdays=Workdays())["one"].on == date(2026, 12, 25)

    def test_a_plan_begins_on_a_holiday(self) -> None:
        steps = [Step("kick", "Kick-off", Rule()), Step("talks", "Talks", Rule(WORKDAYS, 3, after="kick"))]
        begun = due.days(steps, start=date(2026, 8, 9), workdays=SG)
        assert {key: one.on for key, one in begun.items()} == {"kick": date(2026, 8, 9), "talks": date(2026, 8, 13)}


class TestDependencies:
    def test_one_counts_from_where_the_other_comes_to_stand(self) -> None:
        steps = [
            Step("pilot", "Pilot signed", Rule(count=30, days_off=NEXT)),
            Step("result", "Results", Rule(WORKDAYS, 10, after="pilot")),
            Step("report", "Report", Rule(MONTH_END, 1, after="result", days_off=PREVIOUS)),
        ]
        there = due.days(steps, start=date(2026, 7, 10), workdays=SG)
        assert [(one.on, one.counted) for one in there.values()] == [
            (date(2026, 8, 11), date(2026, 8, 9)),
            (date(2026, 8, 25), date(2026, 8, 25)),
            (date(2026, 8, 31), date(2026, 8, 31)),
        ]

    def test_none_is_due_before_one_that_it_needs(self) -> None:
        steps = [
            Step("early", "Early", Rule(count=5), needs=("late", "later")),
            Step("late", "Late", Rule(count=20)),
            Step("later", "Later", Rule(count=40)),
        ]
        there = due.days(steps, start=START, workdays=SG)
        assert there["early"] == due.Due(date(2026, 10, 11), date(2026, 9, 6), "weekend", held="later")
        assert why(steps, "early") == "5 days after the first day would be 6 September 2026; not before Later"

    def test_a_day_ahead_of_one_off_does_not_pass_what_it_needs(self) -> None:
        steps = [
            Step("demo", "Demo", Rule(ON, on=date(2026, 8, 9))),  # stays on the holiday
            Step("party", "Party", Rule(count=0, after="demo", days_off=PREVIOUS)),
            Step("bill", "Bill", Rule(WORKDAYS, 0, after="demo")),
            Step("note", "Note", Rule(count=0, after="demo")),
        ]
        there = due.days(steps, start=START, workdays=SG)
        assert {key: one.on.day for key, one in there.items()} == {"demo": 9, "party": 11, "bill": 11, "note": 9}

    def test_a_pinned_day_stands_and_others_count_from_it(self) -> None:
        steps = [Step("pilot", "Pilot", Rule(count=30)), Step("demo", "Demo", Rule(count=7, after="pilot"))]
        there = due.days(steps, start=START, workdays=SG, pinned={"pilot": date(2026, 12, 1)})
        assert (there["pilot"].on, there["pilot"].pinned, there["demo"].on) == (date(2026, 12, 1), True, date(2026, 12, 8))

    @pytest.mark.parametrize(
        ("edges", "chain"),
        [
            ({"pilot": ["demo"], "demo": ["pilot"]}, ("demo", "pilot", "demo")),
            ({"a": ["c"], "b": ["a"], "c": ["b"], "d": ["a"]}, ("a", "b", "c", "a")),
            ({"self": ["self"]}, ("self", "self")),
        ],
    )
    def test_a_round_is_refused_and_named(self, edges: dict[str, list[str]], chain: tuple[str, ...]) -> None:
        steps = [Step(key, key.title(), Rule(), tuple(needs)) for key, needs in edges.items()]
        for turned in (steps, steps[::-1]):
            with pytest.raises(Cycle) as refusal:
                due.order(turned)
            assert refusal.value.keys == chain

    def test_a_round_through_what_days_count_from_is_one_too(self) -> None:
        steps = [Step("pilot", "Pilot", Rule(after="demo")), Step("demo", "Demo", Rule(), needs=("pilot",))]
        with pytest.raises(Cycle, match="demo → pilot → demo"):
            due.order(steps)

    def test_who_refers_to_nothing_there_is_named(self) -> None:
        with pytest.raises(Unknown) as refusal:
            due.order([Step("pilot", "Pilot", Rule(after="gone"))])
        assert (refusal.value.key, refusal.value.named) == ("pilot", "gone")


class TestWords:
    @pytest.mark.parametrize(
        ("rule", "said"),
        [
            (Rule(), "on the first day"),
            (Rule(count=1), "1 day after the first day"),
            (Rule(count=30, after="pilot", days_off=NEXT), "30 days after Pilot signed, or the next working day"),
            (Rule(after="pilot"), "on the day of Pilot signed"),
            (Rule(WORKDAYS, 1), "1 working day after the first day"),
            (Rule(WORKDAYS, 5, after="pilot", days_off=NEXT), "5 working days after Pilot signed"),
            (Rule(MONTH_END, 1), "at the first month end after the first day"),
            (Rule(MONTH_END, 3, days_off=PREVIOUS), "at month end 3 after the first day, or the working day before"),
            (Rule(QUARTER_END, 1, after="pilot"), "at the first quarter end after Pilot signed"),
            (Rule(QUARTER_END, 2), "at quarter end 2 after the first day"),
            (Rule(ON, on=date(2026, 12, 24)), "on 24 December 2026"),
        ],
    )
    def test_of_rules(self, rule: Rule, said: str) -> None:
        assert due_words.rule(rule, {"pilot": "Pilot signed"}) == said

    @pytest.mark.parametrize(
        ("rule", "said"),
        [
            (Rule(count=8), "8 days after the first day, on a day off (National Day)"),
            (Rule(count=9, days_off=NEXT), "9 days after the first day, moved on from a day off (National Day (observed))"),
            (Rule(count=7, days_off=PREVIOUS), "7 days after the first day, moved ahead of a day off (weekend)"),
            (Rule(WORKDAYS, 3), "3 working days after the first day"),
        ],
    )
    def test_of_days(self, rule: Rule, said: str) -> None:
        assert why([Step("one", "One", rule)], "one", start=date(2026, 8, 1)) == said

    def test_of_a_day_given_by_hand_and_of_one_that_is_closed_besides(self) -> None:
        assert due_words.why(Rule(), due.Due(START, START, pinned=True), {}) == "given by hand"
        assert due_words.why(Rule(), due.Due(START, START, "closed"), {}) == "on the first day, on a day off (closed)"


KEYS = [f"s{place}" for place in range(8)]
DAYS_OFF = st.sampled_from([LEAVE, NEXT, PREVIOUS])
STARTS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@st.composite
def plans(draw: st.DrawFn) -> list[Step]:
    """Up to eight steps, each of which may count from, and need, those before it; given in any order."""
    made: list[Step] = []
    for place in range(draw(st.integers(1, len(KEYS)))):
        before = KEYS[:place]
        kind = draw(st.sampled_from([due.DAYS, WORKDAYS, MONTH_END, QUARTER_END, ON]))
        after = draw(st.sampled_from(["", *before])) if kind != ON else ""
        on = draw(STARTS) if kind == ON else None
        rule = Rule(kind, draw(st.integers(0, 40)), on=on, after=after, days_off=draw(DAYS_OFF))
        needs = tuple(draw(st.lists(st.sampled_from(before), unique=True, max_size=3))) if before else ()
        made.append(Step(KEYS[place], KEYS[place], rule, needs))
    return draw(st.permutations(made))


def inverted(steps: list[Step], there: Mapping[str, due.Due]) -> list[tuple[str, str]]:
    return [(one.key, key) for one in steps for key in one.waits_for() if there[one.key].on < there[key].on]


class TestWhatAlwaysHolds:
    @given(plans(), STARTS, st.sampled_from(["SG", "BD", ""]))
    def test_dependencies_never_invert(self, steps: list[Step], start: date, country: str) -> None:
        assert inverted(steps, due.days(steps, start=start, workdays=Workdays(country))) == []

    @given(plans(), STARTS, st.dictionaries(st.sampled_from(KEYS), STARTS, max_size=3))
    def test_nor_around_days_that_somebody_gave(self, steps: list[Step], start: date, pinned: dict[str, date]) -> None:
        there = due.days(steps, start=start, workdays=SG, pinned=pinned)
        assert [pair for pair in inverted(steps, there) if pair[0] not in pinned] == []

    @given(plans(), STARTS)
    def test_nothing_that_is_counted_is_due_before_the_first_day(self, steps: list[Step], start: date) -> None:
        there = due.days(steps, start=start, workdays=SG)
        counted = [one.key for one in steps if there[one.key].counted >= start]
        assert [key for key in counted if there[key].on < start] == []

    @given(plans(), STARTS)
    def test_a_rule_of_working_days_never_ends_on_a_day_off(self, steps: list[Step], start: date) -> None:
        there = due.days(steps, start=start, workdays=SG)
        moved = [one for one in steps if one.rule.kind == WORKDAYS or one.rule.days_off != LEAVE]
        assert [one.key for one in moved if not SG.works(there[one.key].on)] == []

    @given(plans(), STARTS, st.randoms(use_true_random=False))
    def test_the_order_in_which_steps_are_given_changes_nothing(
        self, steps: list[Step], start: date, chance: random.Random
    ) -> None:
        turned = list(steps)
        chance.shuffle(turned)
        assert due.order(turned) == due.order(steps)
        assert due.days(turned, start=start, workdays=SG) == due.days(steps, start=start, workdays=SG)

    @given(STARTS, st.integers(1, 24), st.sampled_from([MONTH_END, QUARTER_END]))
    def test_an_end_is_the_last_day_of_its_month_and_later(self, day: date, count: int, kind: str) -> None:
        months = 3 if kind == QUARTER_END else 1
        ends = [day + timedelta(days=n) for n in range(1, 93 * count + 93)]
        ends = [one for one in ends if (one + timedelta(days=1)).day == 1 and one.month % months == 0]
        assert due.nth_end(day, count, kind) == ends[count - 1]


@pytest.mark.parametrize(
    ("zone", "start", "on", "end"),
    [
        # Sydney's clocks went forward on 4 October 2026 and go back on 4 April 2027.
        ("Australia/Sydney", date(2026, 9, 4), date(2026, 10, 4), datetime(2026, 10, 4, 12, 59, tzinfo=UTC)),
        ("Australia/Sydney", date(2027, 3, 5), date(2027, 4, 4), datetime(2027, 4, 4, 13, 59, tzinfo=UTC)),
        # London's back on 25 October 2026, forward on 28 March 2027.
        ("Europe/London", date(2026, 9, 25), date(2026, 10, 25), datetime(2026, 10, 25, 23, 59, tzinfo=UTC)),
        ("Europe/London", date(2027, 2, 26), date(2027, 3, 28), datetime(2027, 3, 28, 22, 59, tzinfo=UTC)),
        # New York's back on 1 November 2026, forward on 14 March 2027.
        ("America/New_York", date(2026, 10, 2), date(2026, 11, 1), datetime(2026, 11, 2, 4, 59, tzinfo=UTC)),
        ("America/New_York", date(2027, 2, 12), date(2027, 3, 14), datetime(2027, 3, 15, 3, 59, tzinfo=UTC)),
        ("Asia/Singapore", date(2026, 9, 4), date(2026, 10, 4), datetime(2026, 10, 4, 15, 59, tzinfo=UTC)),
    ],
)
def test_a_due_day_ends_by_the_clock_of_its_place(zone: str, start: date, on: date, end: datetime) -> None:
    """Days are counted on the calendar; only its last minute asks the zone, on the days its clocks change as well."""
    assert found(Rule(count=30), start=start) == on
    assert wallclock.instant(on, time(23, 59), ZoneInfo(zone)) == end
