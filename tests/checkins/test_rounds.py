"""Rounds: laid out ahead once a startup and period, opened when due, silent to who is not in the cohort."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connections

from accelerator.kit import clock
from accelerator.notices import letters, reminding
from accelerator.notices.models import Delivery, Message, Reminder
from accelerator.startups.models import Startup
from cohorts.checkins import operations, tasks
from cohorts.checkins.models import CheckIn, Link, Rhythm
from cohorts.roster import operations as roster
from cohorts.roster.models import Enrolment
from tests.cast import browser
from tests.factories import checkins as factories
from tests.factories import cohorts, startups
from tests.factories.checkins import ANSWERS
from tests.factories.cohorts import NOW, Scene

WEDNESDAY = date(2026, 11, 25)  # the next one after NOW, a Friday


@pytest.fixture
def rhythm(scene: Scene) -> Rhythm:
    return factories.rhythm(scene.cohort)


def noon(on: date) -> datetime:
    """Noon in Singapore."""
    return datetime(on.year, on.month, on.day, 4, 0, tzinfo=UTC)


def of(enrolment: Enrolment, *states: str) -> list[CheckIn]:
    return list(CheckIn.objects.filter(enrolment=enrolment, state__in=states or CheckIn.State.values).order_by("due_at"))


def opened(rhythm: Rhythm, scene: Scene, today: time_machine.Traveller) -> CheckIn:
    """The startup's next one, just opened."""
    operations.lay_out(rhythm)
    today.move_to(noon(WEDNESDAY) - timedelta(days=3), tick=False)
    tasks.sweep()
    return factories.fresh(of(scene.enrolment)[0])


class TestLayingOut:
    def test_each_startup_has_the_weeks_ahead_once(self, rhythm: Rhythm, scene: Scene) -> None:
        assert operations.lay_out(rhythm) == 12
        rows = of(scene.enrolment)
        assert [one.due_at for one in rows] == [noon(WEDNESDAY + timedelta(days=7 * week)) for week in range(6)]
        assert [one.opens_at for one in rows] == [one.due_at - timedelta(days=3) for one in rows]
        assert {one.period_on.weekday() for one in rows} == {0}
        assert [one.number for one in rows] == [13, 14, 15, 16, 17, 18]
        assert {one.state for one in rows} == {"planned"}
        assert operations.lay_out(rhythm) == 0
        assert CheckIn.objects.count() == 12

    def test_none_that_is_past_or_beyond_the_rhythm(self, scene: Scene, today: time_machine.Traveller) -> None:
        rhythm = factories.rhythm(scene.cohort, ends_on=WEDNESDAY + timedelta(days=7))
        today.move_to(noon(WEDNESDAY) + timedelta(seconds=1), tick=False)
        operations.lay_out(rhythm)
        assert [one.due_at for one in of(scene.enrolment)] == [noon(WEDNESDAY + timedelta(days=7))]

    def test_who_joins_later_begins_with_the_next_that_is_due(self, rhythm: Rhythm, scene: Scene) -> None:
        late = cohorts.enrolment(scene.cohort, name="Latecomer", enrolled_at=noon(WEDNESDAY) + timedelta(hours=1))
        operations.follow(enrolment=late, by=scene.manager)
        assert of(late)[0].due_at == noon(WEDNESDAY + timedelta(days=7))
        assert of(scene.enrolment) == []

    def test_an_enrolment_lays_out_its_own(self, rhythm: Rhythm, scene: Scene) -> None:
        made = roster.enrol(scene.cohort, startup=startups.startup("New Quay"), by=scene.manager, reason="Asked")
        assert len(of(made)) == 6

    def test_nobody_who_left(self, rhythm: Rhythm, scene: Scene) -> None:
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="departed")
        operations.lay_out(rhythm)
        assert of(scene.enrolment) == []

    def test_by_the_startups_own_clock(self, rhythm: Rhythm, scene: Scene) -> None:
        Startup.objects.filter(pk=scene.startup.pk).update(zone="Europe/London")
        operations.lay_out(rhythm)
        assert of(scene.enrolment)[0].due_at == datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
        Startup.objects.filter(pk=scene.startup.pk).update(zone="America/New_York")
        operations.lay_out(rhythm)
        assert of(scene.enrolment)[0].due_at == datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
        assert len(of(scene.enrolment)) == 6

    def test_another_weekday_is_no_second_check_in_of_the_week(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        sent = opened(rhythm, scene, today)
        given = operations.RhythmGiven("weekly", 4, 1, time(9), 2, rhythm.starts_on, rhythm.ends_on)
        operations.change(rhythm, given=given, by=scene.manager)
        rows = of(scene.enrolment)
        assert [(one.pk == sent.pk, one.state) for one in rows[:2]] == [(True, "open"), (False, "planned")]
        assert rows[0].due_at == noon(WEDNESDAY)
        assert rows[1].due_at == datetime(2026, 12, 4, 1, 0, tzinfo=UTC)
        assert len({one.period_on for one in rows}) == len(rows)

    @pytest.mark.parametrize("size", [1, 3])
    def test_queries(self, rhythm: Rhythm, scene: Scene, size: int, django_assert_num_queries: Any) -> None:
        for number in range(size):
            cohorts.enrolment(scene.cohort, name=f"Quay {number}")
        with django_assert_num_queries(6):  # four, and the savepoint of a transaction within the test's
            operations.lay_out(rhythm)


class TestOpening:
    def test_it_begins_with_last_times_figures(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        factories.check_in(rhythm, scene.enrolment, ago=2, state="sent", answers=ANSWERS | {"runway": "9"})
        factories.check_in(rhythm, scene.enrolment, ago=1, state="sent")
        opened(rhythm, scene, today)
        one = factories.fresh(of(scene.enrolment, "open")[0])
        assert one.sheet is not None
        assert one.sheet.answers == {"runway": "7", "revenue": "18400", "users": "320", "headcount": "6", "mood": "4"}
        assert one.sheet.marks == {}

    def test_who_writes_for_it_hears_and_nobody_else(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        one = opened(rhythm, scene, today)
        told = Message.objects.filter(kind="check_in_opened", subject=f"checkin:{one.pk}").order_by("id")
        assert [message.recipient for message in told] == [scene.owner, scene.member]
        assert [link.person for link in one.links.order_by("id")] == [scene.owner, scene.member]
        assert told[0].facts == {
            "check_in": "Week 13 check-in",
            "startup": "Quaykeeper",
            "due": "Wed 25 Nov, 12:00 SGT",
        }

    def test_the_mail_alone_names_the_link(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        """Nothing that the database keeps opens the form: neither the message nor the delivery nor the link itself."""
        one = opened(rhythm, scene, today)
        delivery = Delivery.objects.select_related("message__recipient").get(message__recipient=scene.owner)
        body = str(letters.mail(delivery).body)
        (path,) = [word.split("example")[-1].partition("/check-in/")[2] for word in body.split() if "/check-in/" in word]
        secret = path.strip("/")
        kept = [str(vars(row)) for row in (delivery, delivery.message, *Link.objects.all())]
        assert not any(secret in text for text in kept)
        assert delivery.message.url == f"/check-ins/{one.code}/"
        assert browser(None).get(f"/check-in/{secret}/").status_code == 200

    def test_once_it_opens_nothing_the_mail_leads_to_signing_in(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        one = opened(rhythm, scene, today)
        one.links.update(used_at=NOW)
        delivery = Delivery.objects.select_related("message__recipient").get(message__recipient=scene.owner)
        body = str(letters.mail(delivery).body)
        assert (f"/check-ins/{one.code}/" in body, "/check-in/" in body) == (True, False)

    def test_not_before_its_time_and_then_once(self, rhythm: Rhythm, scene: Scene, today: time_machine.Traveller) -> None:
        operations.lay_out(rhythm)
        today.move_to(noon(WEDNESDAY) - timedelta(days=3, seconds=1), tick=False)
        tasks.sweep()
        assert of(scene.enrolment, "open") == []
        today.move_to(noon(WEDNESDAY) - timedelta(days=3), tick=False)
        tasks.sweep()
        tasks.sweep()
        assert len(of(scene.enrolment, "open")) == 1
        assert Message.objects.filter(recipient=scene.owner).count() == 1

    @pytest.mark.parametrize("state", ["departed", "graduated"])
    def test_who_is_not_in_the_cohort_is_not_asked(self, rhythm: Rhythm, scene: Scene, today: Any, state: str) -> None:
        operations.lay_out(rhythm)
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state=state)
        today.move_to(noon(WEDNESDAY) - timedelta(days=3), tick=False)
        tasks.sweep()
        assert [one.state for one in of(scene.enrolment)][:2] == ["excused", "planned"]
        assert not Message.objects.filter(recipient=scene.owner).exists()

    def test_nor_is_who_leaves_while_it_is_being_opened(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        """Between what spares them and what opens theirs."""
        operations.lay_out(rhythm)
        today.move_to(noon(WEDNESDAY) - timedelta(days=3), tick=False)
        operations.excuse(clock.now())
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="departed")
        while operations.open_next(clock.now()):
            pass
        first = of(scene.enrolment)[0]
        assert (first.state, first.sheet_id, first.links.count()) == ("excused", None, 0)

    def test_nor_is_who_pauses(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        operations.lay_out(rhythm)
        days = {"paused_from": WEDNESDAY - timedelta(days=5), "paused_until": WEDNESDAY - timedelta(days=3)}
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(**days)
        today.move_to(noon(WEDNESDAY) - timedelta(days=3), tick=False)
        tasks.sweep()
        assert [one.state for one in of(scene.enrolment)][:2] == ["excused", "planned"]
        assert not Message.objects.filter(recipient=scene.owner).exists()

    def test_what_falls_due_in_a_pause_is_not_missed_and_what_fell_due_before_it_is(
        self, rhythm: Rhythm, scene: Scene, today: Any
    ) -> None:
        one = opened(rhythm, scene, today)
        before = factories.check_in(rhythm, scene.enrolment, ago=2)
        days = {"paused_from": WEDNESDAY, "paused_until": WEDNESDAY + timedelta(days=9)}
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(**days)
        today.move_to(noon(WEDNESDAY), tick=False)
        tasks.sweep()
        assert (factories.fresh(one).state, factories.fresh(before).look) == ("excused", "missed")

    def test_a_week_in_which_nobody_swept_is_not_asked_for(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        operations.lay_out(rhythm)
        today.move_to(noon(WEDNESDAY) + timedelta(minutes=1), tick=False)
        tasks.sweep()
        assert of(scene.enrolment)[0].state == "excused"

    def test_departing_closes_what_is_open_and_to_come(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        one = opened(rhythm, scene, today)
        ask = factories.ask(factories.check_in(rhythm, scene.enrolment, ago=3, state="sent"))
        roster.depart(scene.enrolment, reason="Sold", by=scene.manager)
        assert {row.state for row in of(scene.enrolment)} == {"excused", "sent"}
        assert set(Reminder.objects.filter(subject=f"checkin:{one.pk}").values_list("state", flat=True)) == {"cancelled"}
        ask.refresh_from_db()
        assert ask.state == "closed"


@pytest.mark.django_db(transaction=True)
def test_four_workers_open_each_once() -> None:
    with time_machine.travel(NOW, tick=False):
        scene = cohorts.scene()
        rhythm = factories.rhythm(scene.cohort)
        for number in range(10):
            cohorts.enrolment(scene.cohort, name=f"Quay {number}")
        operations.lay_out(rhythm)

    def work(_number: int) -> int:
        try:
            count = 0
            while operations.open_next(noon(WEDNESDAY) - timedelta(days=1)):
                count += 1
            return count
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 12
    assert CheckIn.objects.filter(state="open").count() == 12
    assert Message.objects.filter(recipient=scene.owner, kind="check_in_opened").count() == 1


class TestReminders:
    def settled(self, today: time_machine.Traveller, at: datetime) -> list[tuple[str, str, str]]:
        today.move_to(at, tick=False)
        while reminding.remind_one():
            pass
        rows = Reminder.objects.exclude(settled_at=None).filter(due_at=at).order_by("id")
        return [(row.kind, row.state, row.reason) for row in rows]

    def test_one_the_day_before_and_one_the_day_after(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        one = opened(rhythm, scene, today)
        Reminder.objects.exclude(subject=f"checkin:{one.pk}").delete()
        assert self.settled(today, noon(WEDNESDAY) - timedelta(days=1)) == [("check_in_due", "sent", "")]
        assert self.settled(today, noon(WEDNESDAY) + timedelta(days=1)) == [("check_in_missed", "sent", "")]
        told = Message.objects.filter(recipient=scene.owner).order_by("id").values_list("kind", flat=True)
        assert list(told) == ["check_in_opened", "check_in_due", "check_in_missed"]
        assert not Message.objects.filter(recipient__in=[scene.viewer, scene.mentor, scene.manager]).exists()

    def test_nothing_once_it_is_sent(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        one = opened(rhythm, scene, today)
        one.sheet.answers = ANSWERS  # type: ignore[union-attr]
        one.sheet.save()  # type: ignore[union-attr]
        operations.submit(one, by=scene.owner, at=clock.now())
        rows = Reminder.objects.filter(subject=f"checkin:{one.pk}")
        assert set(rows.values_list("state", "reason")) == {("cancelled", "sent")}

    def test_nothing_though_its_plans_were_never_cancelled(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        """What was sent between the sweep's look and the reminder's own."""
        one = opened(rhythm, scene, today)
        Reminder.objects.exclude(subject=f"checkin:{one.pk}").delete()
        CheckIn.objects.filter(pk=one.pk).update(state="sent", sent_at=clock.now(), sent_by=scene.owner)
        at = noon(WEDNESDAY) - timedelta(days=1)
        assert self.settled(today, at) == [("check_in_due", "skipped", "already sent")]

    def test_nothing_to_who_left_meanwhile(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        one = opened(rhythm, scene, today)
        Reminder.objects.exclude(subject=f"checkin:{one.pk}").delete()
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="graduated")
        at = noon(WEDNESDAY) - timedelta(days=1)
        assert self.settled(today, at) == [("check_in_due", "skipped", "not in the cohort now")]

    def test_the_last_one_brings_a_link_that_lasts(self, scene: Scene, today: Any) -> None:
        """Of six days of opening and a reminder on the eighth the first link would be stale."""
        rhythm = factories.rhythm(scene.cohort, opens_days=6)
        operations.lay_out(rhythm)
        today.move_to(noon(WEDNESDAY) - timedelta(days=5), tick=False)
        tasks.sweep()
        one = of(scene.enrolment)[0]
        Reminder.objects.exclude(subject=f"checkin:{one.pk}").delete()
        assert self.settled(today, noon(WEDNESDAY) + timedelta(days=1)) == [("check_in_missed", "sent", "")]
        mine = one.links.filter(person=scene.owner).order_by("id")
        assert [link.expires_at for link in mine] == [
            noon(WEDNESDAY) + timedelta(days=2),
            noon(WEDNESDAY) + timedelta(days=8),
        ]

    def test_by_the_clock_on_the_wall_when_it_changes_in_between(self, scene: Scene, today: Any) -> None:
        """London goes back on Sunday 25 October 2026: reminders stay at noon."""
        Startup.objects.filter(pk=scene.startup.pk).update(zone="Europe/London")
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(enrolled_at=NOW - timedelta(days=60))
        today.move_to(datetime(2026, 10, 20, 12, 0, tzinfo=UTC), tick=False)
        rhythm = factories.rhythm(scene.cohort, weekday=0)
        operations.lay_out(rhythm)
        today.move_to(datetime(2026, 10, 23, 11, 0, tzinfo=UTC), tick=False)
        tasks.sweep()
        due = Reminder.objects.filter(subject=f"checkin:{of(scene.enrolment)[0].pk}").order_by("due_at")
        noons = [row.due_at.astimezone(ZoneInfo("Europe/London")).time() for row in due]
        assert [row.due_at for row in due] == [datetime(2026, 10, 25, 12, tzinfo=UTC), datetime(2026, 10, 27, 12, tzinfo=UTC)]
        assert noons == [time(12), time(12)]

    def test_nothing_to_who_pauses(self, rhythm: Rhythm, scene: Scene, today: Any) -> None:
        one = opened(rhythm, scene, today)
        Reminder.objects.exclude(subject=f"checkin:{one.pk}").delete()
        days = {"paused_from": WEDNESDAY - timedelta(days=9), "paused_until": WEDNESDAY + timedelta(days=9)}
        Enrolment.objects.filter(pk=scene.enrolment.pk).update(**days)
        at = noon(WEDNESDAY) - timedelta(days=1)
        assert self.settled(today, at) == [("check_in_due", "skipped", "paused")]
