"""Reminders: planned ahead in a zone, told once, settled with the reason where they are not, and never in each other's way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import Error, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.kit.registered import registered
from accelerator.notices import letters, operations, reminding, tasks
from accelerator.notices.models import Message, Reminder
from accelerator.notices.operations import Kind
from accelerator.notices.points import Hearing
from tests.factories import accounts
from tests.notices.conftest import NOON
from tests.notices.sources import TOLD
from tests.notices.test_wallclock import ZONES

pytestmark = pytest.mark.django_db
SINGAPORE = ZoneInfo("Asia/Singapore")


@pytest.fixture
def reader(noon: Any) -> Any:
    return accounts.person(email="reader@example.org", name="Reader")


@pytest.fixture(autouse=True)
def source(settings: Any) -> Iterator[Any]:
    settings.REGISTRATIONS = django_settings.REGISTRATIONS | {"reminder_sources": ["tests.notices.sources.TOLD"]}
    registered.cache_clear()
    yield TOLD
    registered.cache_clear()


def plan(kind: Kind, about: Any, on: date = date(2026, 11, 24), at: time = time(9), zone: str = "Asia/Singapore") -> Reminder:
    return planned("told", kind, about, on, at, zone)


def planned(source: str, kind: Kind, about: Any, on: date, at: time, zone: str) -> Reminder:
    wanted = operations.reminder(source, kind, about=about, on=on, at=at, zone=ZoneInfo(zone))
    operations.plan([wanted])
    live = Reminder.objects.exclude(state=Reminder.State.CANCELLED)
    return live.get(source=source, kind=kind.name, subject=wanted.subject, local_on=on)


def settled(reminder: Reminder) -> tuple[str, str]:
    reminder.refresh_from_db()
    return reminder.state, reminder.reason


def hears(*people: Any) -> Any:
    return lambda reminder: [Hearing(person, {"what": "Tea"}, "/home/") for person in people]


class TestPlanning:
    @pytest.mark.parametrize(
        ("on", "at", "zone", "due"),
        [
            (date(2026, 11, 24), time(9), "Asia/Singapore", "2026-11-24T01:00"),
            (date(2026, 11, 24), time(9), "Asia/Kathmandu", "2026-11-24T03:15"),
            (date(2026, 11, 24), time(9), "Australia/Adelaide", "2026-11-23T22:30"),
            (date(2026, 3, 29), time(1, 30), "Europe/London", "2026-03-29T01:30"),
            (date(2026, 10, 25), time(1, 30), "Europe/London", "2026-10-25T00:30"),
            (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:45"),
        ],
    )
    def test_a_day_and_a_time_in_a_zone(self, kind: Kind, reader: Any, on: date, at: time, zone: str, due: str) -> None:
        made = plan(kind, reader, on, at, zone)
        made.refresh_from_db()
        assert made.due_at == datetime.fromisoformat(due).replace(tzinfo=UTC)
        assert (made.local_on, made.local_at, str(made.zone), made.state) == (on, at, zone, "planned")

    def test_planned_twice_it_is_one(self, kind: Kind, reader: Any) -> None:
        assert plan(kind, reader) == plan(kind, reader, at=time(15), zone="UTC")
        assert plan(kind, reader, date(2026, 11, 25)) != plan(kind, reader)
        assert Reminder.objects.count() == 2

    def test_many_are_planned_by_one_query(self, kind: Kind, urgent: Kind, reader: Any, django_assert_num_queries: Any) -> None:
        plan(kind, reader)
        days = [date(2026, 11, day) for day in (24, 25, 26)]
        wanted = [operations.reminder("told", one, about=reader, on=on, zone=SINGAPORE) for one in (kind, urgent) for on in days]
        with django_assert_num_queries(1):
            operations.plan(wanted)
        assert sorted(Reminder.objects.values_list("kind", "local_on")) == sorted(
            (one.name, on) for one in (kind, urgent) for on in days
        )

    def test_told_once_a_day_it_is_not_planned_again(self, kind: Kind, reader: Any, source: Any) -> None:
        source.answer = hears(reader)
        first = plan(kind, reader)
        reminding.remind_one()
        assert plan(kind, reader) == first
        assert not reminding.remind_one()
        assert Message.objects.count() == 1

    def test_cancelled_it_is_not_told_and_may_be_planned_anew(self, kind: Kind, urgent: Kind, reader: Any, source: Any) -> None:
        source.answer = hears(reader)
        first, other = plan(kind, reader), plan(urgent, reader)
        assert operations.cancel_plans(reader, reason="The date moved" * 20, kind=kind) == 1
        assert settled(first)[0] == "cancelled"
        assert len(settled(first)[1]) == 200
        assert settled(other) == ("planned", "")
        assert plan(kind, reader) != first
        assert operations.cancel_plans(reader, reason="Gone") == 2
        assert not reminding.remind_one()

    def test_the_database_has_one_a_day_and_lets_none_go_back(self, kind: Kind, reader: Any) -> None:
        made = plan(kind, reader)
        facts = {"source": "told", "kind": kind.name, "subject": made.subject, "local_on": made.local_on}
        with pytest.raises(Error, match="reminder_once_a_rule"), transaction.atomic():
            Reminder.objects.create(**facts, local_at=time(9), due_at=NOON)
        Reminder.objects.update(state="sent")
        with pytest.raises(Error, match="Invalid transition"), transaction.atomic():
            Reminder.objects.update(state="planned")


class TestTelling:
    def test_due_it_is_told_to_each_who_hears_it_once(self, kind: Kind, reader: Any, source: Any) -> None:
        other = accounts.person()
        source.answer = hears(reader, other, reader)
        made = plan(kind, reader)
        assert reminding.remind_one()
        assert not reminding.remind_one()
        assert settled(made) == ("sent", "")
        assert sorted(Message.objects.values_list("recipient", flat=True)) == sorted([reader.pk, other.pk])
        assert set(Message.objects.values_list("due_at", "url")) == {(made.due_at, "/home/")}

    def test_before_its_moment_it_waits(self, kind: Kind, reader: Any, source: Any, noon: Any) -> None:
        source.answer = hears(reader)
        made = plan(kind, reader, at=time(12, 1))
        assert not reminding.remind_one()
        noon.move_to(NOON + timedelta(minutes=1))
        assert reminding.remind_one()
        assert settled(made) == ("sent", "")

    @pytest.mark.parametrize(("answer", "reason"), [("already reached", "already reached"), ([], "nobody to tell")])
    def test_what_no_longer_matters_is_skipped_with_its_reason(
        self, kind: Kind, reader: Any, source: Any, answer: Any, reason: str
    ) -> None:
        source.answer = lambda reminder: answer
        made = plan(kind, reader)
        assert reminding.remind_one()
        assert settled(made) == ("skipped", reason)
        assert not Message.objects.exists()

    def test_a_source_that_is_gone_is_named(self, kind: Kind, reader: Any) -> None:
        made = planned("forgotten", kind, reader, date(2026, 11, 24), time(9), "Asia/Singapore")
        assert reminding.remind_one()
        assert settled(made) == ("skipped", "nobody knows forgotten")

    @pytest.mark.parametrize(("late", "state"), [(timedelta(hours=24), "sent"), (timedelta(hours=24, seconds=1), "skipped")])
    def test_after_an_outage_it_is_told_while_it_is_of_use(
        self, kind: Kind, reader: Any, source: Any, noon: Any, late: timedelta, state: str
    ) -> None:
        source.answer = hears(reader)
        made = plan(kind, reader)
        noon.move_to(made.due_at + late)
        reminding.remind_one()
        assert settled(made) == (state, "over 24 hours late" if state == "skipped" else "")

    @pytest.mark.parametrize("fails", ["source", "kind"])
    def test_one_that_cannot_be_told_stops_nobody_and_is_tried_again(
        self, kind: Kind, urgent: Kind, reader: Any, source: Any, noon: Any, fails: str
    ) -> None:
        """A fault in a source or a wording that is gone must not hold up the reminders behind it."""
        broken, fine = plan(kind, reader, at=time(8)), plan(urgent, reader, at=time(9))
        if fails == "kind":
            Reminder.objects.filter(pk=broken.pk).update(kind="gone")
        source.answer = self._failing(broken, reader) if fails == "source" else hears(reader)
        tasks.remind()
        assert (settled(broken)[0], settled(fine)[0]) == ("planned", "sent")
        source.answer = hears(reader)
        Reminder.objects.filter(pk=broken.pk).update(kind=kind.name)
        tasks.remind()
        assert settled(broken)[0] == "sent"

    def test_one_that_never_can_is_settled_when_it_is_of_no_use(self, kind: Kind, reader: Any, source: Any, noon: Any) -> None:
        broken = plan(kind, reader)
        source.answer = self._failing(broken, reader)
        tasks.remind()
        noon.move_to(broken.due_at + timedelta(hours=25))
        tasks.remind()
        assert settled(broken) == ("skipped", "over 24 hours late")

    def test_a_fault_halfway_leaves_nobody_told(self, kind: Kind, reader: Any, source: Any) -> None:
        broken = plan(kind, reader)
        source.answer = lambda reminder: [Hearing(reader, {"what": "Tea"}), Hearing("nobody", {})]
        tasks.remind()
        assert settled(broken)[0] == "planned"
        assert not Message.objects.exists()

    @staticmethod
    def _failing(broken: Reminder, reader: Any) -> Any:
        def answer(reminder: Reminder) -> Any:
            if reminder.pk == broken.pk:
                raise LookupError("this source is broken")
            return [Hearing(reader, {"what": "Tea"})]

        return answer


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plans=st.lists(
        st.tuples(st.dates(date(2026, 3, 25), date(2026, 4, 8)), st.integers(0, 24 * 4 - 1), st.sampled_from(ZONES)),
        max_size=6,
    ),
    at=st.datetimes(datetime(2026, 3, 27), datetime(2026, 4, 6), timezones=st.just(UTC)),  # noqa: DTZ001  # given UTC
)
def test_what_is_due_is_what_the_clocks_on_the_walls_say(
    kind: Kind, source: Any, plans: list[tuple[date, int, str]], at: datetime
) -> None:
    """Against a count by hand: a reminder is due once the clock of its zone has shown its time of that day."""
    Reminder.objects.all().delete()
    reader = accounts.person()
    for number, (on, quarter, zone) in enumerate(plans):
        Reminder.objects.filter(subject=f"reminder:{number}").delete()
        made = plan(kind, reader, on, time(quarter // 4, quarter % 4 * 15), zone)
        Reminder.objects.filter(pk=made.pk).update(subject=f"reminder:{number}")
    due = set(Reminder.objects.due(at).values_list("subject", flat=True))
    assert due == {f"reminder:{number}" for number, (on, quarter, zone) in enumerate(plans) if shown(on, quarter, zone, at)}


def shown(on: date, quarter: int, zone: str, at: datetime) -> bool:
    """Whether the clock of `zone`, watched every quarter of an hour up to `at`, has shown the time of day or gone past it."""
    wanted, watched = datetime.combine(on, time(quarter // 4, quarter % 4 * 15)), at - timedelta(days=16)
    start = watched.replace(minute=0, second=0, microsecond=0)
    moment = start
    while moment <= at:
        if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) >= wanted + _gap(wanted, zone):
            return True
        moment += timedelta(minutes=15)
    return False


def _gap(wanted: datetime, zone: str) -> timedelta:
    """How far a time of day that the clocks skip is moved forward."""
    there = wanted.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    return there - wanted


def test_three_years_of_mornings_in_every_zone_fall_due_once_each(kind: Kind) -> None:
    """No day without its reminder and none with two, over both edges of summer time; nothing is stored for it."""
    from accelerator.notices import wallclock

    for zone in ZONES:
        days = [date(2026, 1, 1) + timedelta(days=number) for number in range(3 * 365)]
        moments = [wallclock.instant(day, time(9), ZoneInfo(zone)) for day in days]
        assert [moment.astimezone(ZoneInfo(zone)).date() for moment in moments] == days
        assert {moment.astimezone(ZoneInfo(zone)).time() for moment in moments} == {time(9)}


def test_two_rounds_at_once_tell_once(kind: Kind, reader: Any, source: Any) -> None:
    """A second worker passes over the row that the first one holds."""
    source.answer = hears(reader)
    plan(kind, reader)
    with time_machine.travel(NOON, tick=False):
        assert reminding.remind_one(set())
        assert not reminding.remind_one(set())
    assert Message.objects.count() == 1


class TestHeld:
    def test_held_it_is_not_told_and_let_go_once_its_moment_has_come(self, kind: Kind, reader: Any, source: Any) -> None:
        source.answer = hears(reader)
        made = plan(kind, reader)
        Reminder.objects.filter(pk=made.pk).update(state="held")
        assert not reminding.remind_one()
        assert settled(made) == ("held", "")
        tasks.remind()
        assert settled(made) == ("skipped", "it was held")
        assert not Message.objects.exists()

    def test_released_it_is_told_and_what_was_told_is_not_held(self, kind: Kind, reader: Any, source: Any) -> None:
        source.answer = hears(reader)
        made = plan(kind, reader)
        for state in ("held", "planned"):
            Reminder.objects.filter(pk=made.pk).update(state=state)
        assert reminding.remind_one()
        with pytest.raises(Error), transaction.atomic():
            Reminder.objects.filter(pk=made.pk).update(state="held")

    def test_plans_that_are_cancelled_are_cancelled_held_or_not(self, kind: Kind, reader: Any) -> None:
        made = plan(kind, reader)
        Reminder.objects.filter(pk=made.pk).update(state="held")
        assert operations.cancel_plans(reader, reason="Gone") == 1


class TestOwnWords:
    def test_they_are_said_word_for_word_and_the_kinds_where_there_are_none(self, kind: Kind, reader: Any, source: Any) -> None:
        source.answer = lambda _one: [Hearing(reader, {"what": "Tea"}, "/home/", "Come {what}", "")]
        plan(kind, reader)
        reminding.remind_one()
        subject, paragraphs, _action = letters.told(Message.objects.get())
        assert subject == "Come {what}"  # nothing is filled in again
        plain = Message(kind=kind.name, facts={"what": "Tea"})
        assert paragraphs == letters.told(plain)[1]

    def test_two_rules_of_a_source_may_speak_on_one_day(self, kind: Kind, reader: Any) -> None:
        rows = [operations.reminder("told", kind, about=reader, on=date(2026, 11, 24), zone=SINGAPORE) for _ in range(3)]
        for row, rule in zip(rows, ("a", "b", "b"), strict=True):
            row.rule = rule
        operations.plan(rows)
        assert sorted(Reminder.objects.values_list("rule", flat=True)) == ["a", "b"]
