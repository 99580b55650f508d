"""Reminders of many subjects brought to a timetable, held against the same done one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.notices import timetable
from accelerator.notices.models import Reminder
from accelerator.notices.timetable import Slot, Subject

NOW = datetime(2026, 11, 20, 6, 2, tzinfo=UTC)
DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def slot(rule: str = "a", kind: str = "due", on: date = DAY, at: time = time(9)) -> Slot:
    return Slot(rule, kind, on, at, "Asia/Singapore", datetime.combine(on, at, tzinfo=UTC))


def bring(
    *tables: Sequence[Slot], subjects: Sequence[tuple[str, int | None]] = (("m:1", 0),), after: datetime = NOW, **given: Any
) -> None:
    timetable.bring("s", [Subject(*one, after) for one in subjects], tables, **({"reason": "anew"} | given))


def rows(**which: Any) -> list[tuple[str, str, str, date, str]]:
    found = Reminder.objects.filter(**which).order_by("subject", "rule", "local_on", "local_at", "id")
    return [(one.subject, one.rule, one.kind, one.local_on, one.state) for one in found]


pytestmark = pytest.mark.django_db


def test_a_table_is_said_of_all_that_follow_it() -> None:
    bring([slot(), slot("b")], [slot("c")], subjects=[("m:1", 0), ("m:2", 1), ("m:3", 0), ("m:4", None)])
    assert rows() == [
        ("m:1", "a", "due", DAY, "planned"),
        ("m:1", "b", "due", DAY, "planned"),
        ("m:2", "c", "due", DAY, "planned"),
        ("m:3", "a", "due", DAY, "planned"),
        ("m:3", "b", "due", DAY, "planned"),
    ]
    one = Reminder.objects.earliest("id")
    told = (
        one.source,
        one.local_at,
        str(one.zone),
        one.due_at,
        one.created_at,
        one.settled_at,
        one.reason,
        one.own_subject,
        one.own_text,
    )
    assert told == ("s", time(9), "Asia/Singapore", datetime(2026, 11, 24, 9, tzinfo=UTC), NOW, None, "", "", "")
    assert len(set(Reminder.objects.values_list("code", flat=True))) == 5
    assert {len(code) for code in Reminder.objects.values_list("code", flat=True)} == {10}


@pytest.mark.parametrize(
    "other",
    [slot(kind="late"), slot(on=DAY + timedelta(days=1)), slot(at=time(15)), slot("b")],
    ids=["kind", "day", "time", "rule"],
)
def test_one_that_is_otherwise_takes_the_place_of_what_waited(other: Slot) -> None:
    bring([slot()])
    bring([other], reason="moved" * 60)
    states = {(one.rule, one.kind, one.due_at, one.state, len(one.reason), one.settled_at) for one in Reminder.objects.all()}
    old = slot()
    assert states == {
        (old.rule, old.kind, old.due_at, "cancelled", 200, NOW),
        (other.rule, other.kind, other.due_at, "planned", 0, None),
    }


def test_what_stays_right_is_not_touched() -> None:
    bring([slot(), slot("b")])
    before = list(Reminder.objects.order_by("id").values())
    bring([slot(), slot("b")], reason="again")
    assert list(Reminder.objects.order_by("id").values()) == before


def test_what_is_past_is_not_said_any_more_but_stays_where_it_waits() -> None:
    due_at = slot().due_at
    bring([slot()], after=due_at)
    assert rows() == []
    bring([slot()], after=due_at - timedelta(microseconds=1))
    bring([slot()], after=due_at + timedelta(days=1))
    assert rows() == [("m:1", "a", "due", DAY, "planned")]


@pytest.mark.parametrize("state", ["sent", "skipped"])
def test_what_a_rule_said_on_a_day_it_does_not_say_again(state: str) -> None:
    bring([slot()])
    Reminder.objects.update(state=state, settled_at=NOW)
    bring([slot(at=time(15))])
    assert rows() == [("m:1", "a", "due", DAY, state)]


def test_other_sources_subjects_and_rules_are_left_alone() -> None:
    bring([slot(), slot("b")], subjects=[("m:1", 0), ("m:2", 0)])
    timetable.bring("t", [Subject("m:1", 0, NOW)], [[slot()]], reason="theirs")
    bring(subjects=[("m:1", None)], rule="a")
    assert rows(source="s", subject="m:1") == [("m:1", "a", "due", DAY, "cancelled"), ("m:1", "b", "due", DAY, "planned")]
    assert {state for *_rest, state in [*rows(subject="m:2"), *rows(source="t")]} == {"planned"}


def test_no_subject_is_no_work(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        bring(subjects=[])


class TestCarrying:
    def test_hold_and_words_go_along_within_a_rule(self) -> None:
        bring([slot(), slot("b")])
        Reminder.objects.filter(rule="a").update(state="held", own_subject="Soon", own_text="Really.")
        later = DAY + timedelta(days=2)
        bring([slot(on=later), slot("b", on=later)])
        waiting = Reminder.objects.waiting().order_by("rule").values_list("rule", "local_on", "state", "own_subject", "own_text")
        assert list(waiting) == [("a", later, "held", "Soon", "Really."), ("b", later, "planned", "", "")]

    @pytest.mark.parametrize(
        ("settled", "reason", "state"),
        [
            (NOW, timetable.NOT_RELEASED, "held"),
            (NOW, "paused", "planned"),
            (NOW - timedelta(seconds=1), timetable.NOT_RELEASED, "planned"),
        ],
    )
    def test_one_whose_moment_passed_while_it_was_held(self, settled: datetime, reason: str, state: str) -> None:
        bring([slot()])
        Reminder.objects.update(state="skipped", settled_at=settled, reason=reason)
        bring([slot(on=DAY + timedelta(days=1))], begun=NOW)
        assert Reminder.objects.get(local_on=DAY + timedelta(days=1)).state == state


_SLOTS = st.builds(
    slot,
    rule=st.sampled_from("ab"),
    kind=st.sampled_from(["due", "late"]),
    on=st.integers(-2, 2).map(lambda days: NOW.date() + timedelta(days=days)),
    at=st.sampled_from([time(3), time(9)]),
)
_TABLES = st.lists(_SLOTS, max_size=3, unique_by=lambda one: (one.rule, one.kind, one.local_on))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_TABLES, _TABLES), min_size=1, max_size=4))
def test_it_is_what_a_loop_over_them_would_do(pairs: list[tuple[list[Slot], list[Slot]]]) -> None:
    Reminder.objects.all().delete()
    keys = [f"m:{number}" for number in range(len(pairs))]
    for step in (0, 1):
        there = {(one.subject, one.rule, one.kind, one.local_on, one.due_at) for one in Reminder.objects.waiting()}
        bring(*(pair[step] for pair in pairs), subjects=list(zip(keys, range(len(keys)), strict=True)))
        expected = set()
        for key, pair in zip(keys, pairs, strict=True):
            for one in pair[step]:
                row = (key, one.rule, one.kind, one.local_on, one.due_at)
                if row in there or one.due_at > NOW:
                    expected.add(row)
        waits = [(one.subject, one.rule, one.kind, one.local_on, one.due_at) for one in Reminder.objects.waiting()]
        assert (set(waits), len(waits)) == (expected, len(expected))
