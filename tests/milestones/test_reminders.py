"""Reminders of milestones: planned around the due day, moved with it, and silent about what is done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accelerator.notices import reminding
from accelerator.notices.models import Message, Reminder
from accelerator.startups import operations as profiles
from cohorts.milestones import ladder, operations, planning
from cohorts.milestones import reminding as rules
from cohorts.milestones.ladder import RuleGiven
from cohorts.milestones.models import Milestone
from cohorts.roster import operations as roster
from cohorts.roster.models import Enrolment
from tests.factories import accounts, cohorts, startups
from tests.factories import milestones as factories
from tests.factories.cohorts import Scene

DUE = date(2026, 12, 1)


@pytest.fixture
def milestone(scene: Scene) -> Milestone:
    """Due on 1 December, its reminders planned."""
    one = factories.milestone(scene.enrolment, due_on=DUE)
    ladder.plan_new([one])
    return one


def plans(milestone: Milestone, state: str = "planned") -> list[tuple[str, date]]:
    rows = Reminder.objects.filter(subject=f"milestone:{milestone.pk}", state=state).order_by("local_on", "kind")
    return [(row.kind, row.local_on) for row in rows]


def around(day: date) -> list[tuple[str, date]]:
    due, late, further = "milestone_due", "milestone_overdue", "milestone_escalated"
    words = [(-7, due), (-1, due), (1, late), (3, further), (7, further), (7, late)]
    return [(kind, day + timedelta(days=days)) for days, kind in words]


def fall_due(today: time_machine.Traveller, moment: datetime) -> Reminder:
    """The reminder that is due at `moment`, settled then."""
    today.move_to(moment, tick=False)
    assert reminding.remind_one()
    return Reminder.objects.exclude(settled_at=None).latest("settled_at", "id")


def nine(on: date) -> datetime:
    """Nine o'clock in Singapore."""
    return datetime(on.year, on.month, on.day, 1, 0, tzinfo=UTC)


def readers(kind: str) -> list[Any]:
    return [message.recipient for message in Message.objects.filter(kind=kind).order_by("id")]


def test_a_week_and_a_day_before_a_day_and_a_week_after(milestone: Milestone) -> None:
    assert plans(milestone) == around(DUE)
    assert [row.due_at for row in Reminder.objects.order_by("due_at")] == [nine(day) for _kind, day in around(DUE)]


@pytest.mark.parametrize(
    ("zone", "due_on", "first", "second"),
    [
        # New York's clocks go forward on 14 March 2027: nine is 14:00 UTC before, 13:00 after.
        ("America/New_York", date(2027, 3, 16), (2027, 3, 9, 14), (2027, 3, 15, 13)),
        # London's go forward on 28 March 2027: nine is 09:00 UTC before, 08:00 after.
        ("Europe/London", date(2027, 3, 30), (2027, 3, 23, 9), (2027, 3, 29, 8)),
        ("Pacific/Kiritimati", date(2026, 12, 1), (2026, 11, 23, 19), (2026, 11, 29, 19)),
        ("Asia/Kolkata", date(2026, 12, 1), (2026, 11, 24, 3, 30), (2026, 11, 30, 3, 30)),
    ],
)
def test_nine_is_nine_in_the_cohorts_zone(
    scene: Scene, zone: str, due_on: date, first: tuple[int, ...], second: tuple[int, ...]
) -> None:
    abroad = cohorts.enrolment(cohorts.cohort(programme=scene.programme, zone=zone))
    ladder.plan_new([factories.milestone(Enrolment.objects.select_related("cohort").get(pk=abroad.pk), due_on=due_on)])
    found = [row.due_at for row in Reminder.objects.filter(kind="milestone_due").order_by("due_at")]
    assert found == [datetime(*moment, tzinfo=UTC) for moment in (first, second)]  # type: ignore[misc,arg-type]  # ints


def test_a_startups_own_zone_wins_over_its_cohorts(scene: Scene) -> None:
    scene.startup.zone = ZoneInfo("Europe/London")
    scene.startup.save()
    ladder.plan_new([factories.milestone(scene.enrolment, due_on=date(2027, 3, 30))])
    found = Reminder.objects.filter(kind="milestone_due").order_by("due_at")
    assert [row.due_at for row in found] == [datetime(2027, 3, 23, 9, tzinfo=UTC), datetime(2027, 3, 29, 8, tzinfo=UTC)]
    assert {str(row.zone) for row in found} == {"Europe/London"}


def test_what_lies_in_the_past_is_not_said(scene: Scene) -> None:
    """Due on the day before yesterday: a day after is over, three days after is tomorrow."""
    late = factories.milestone(scene.enrolment, due_on=date(2026, 11, 18))
    ladder.plan_new([late])
    assert plans(late) == around(date(2026, 11, 18))[3:]


def test_a_startup_that_moves_takes_its_reminders_along(
    scene: Scene, milestone: Milestone, today: time_machine.Traveller
) -> None:
    """What was said on a day is not said again on it, though it is not nine yet where the startup lives now."""
    fall_due(today, nine(date(2026, 11, 24)))
    profiles.change(scene.startup, zone=ZoneInfo("America/New_York"), by=scene.owner)
    waiting = Reminder.objects.waiting().order_by("due_at")
    assert [row.due_at for row in waiting.filter(kind="milestone_due")] == [datetime(2026, 11, 30, 14, tzinfo=UTC)]
    assert {str(row.zone) for row in waiting} == {"America/New_York"}
    assert plans(milestone, "cancelled") == around(DUE)[1:]
    profiles.change(scene.startup, zone=None, by=scene.owner)
    assert plans(milestone) == around(DUE)[1:]


def test_planned_twice_they_are_one(milestone: Milestone) -> None:
    ladder.plan_new([milestone])
    assert plans(milestone) == around(DUE)


def test_moved_they_move_along(scene: Scene, milestone: Milestone) -> None:
    planning.move(milestone, due_on=date(2026, 12, 15), reason="Later", by=scene.manager)
    assert plans(milestone) == around(date(2026, 12, 15))
    assert plans(milestone, "cancelled") == around(DUE)
    assert set(Reminder.objects.filter(state="cancelled").values_list("reason", flat=True)) == {"moved"}


def test_moved_there_and_back_all_are_planned_again(scene: Scene, milestone: Milestone) -> None:
    for day in (date(2026, 12, 15), DUE):
        planning.move(milestone, due_on=day, reason="Changed", by=scene.manager)
    assert plans(milestone) == around(DUE)
    assert len(plans(milestone, "cancelled")) == 12


def test_moved_by_a_day_one_that_was_sent_is_not_sent_again(
    scene: Scene, milestone: Milestone, today: time_machine.Traveller
) -> None:
    fall_due(today, nine(date(2026, 11, 24)))
    planning.move(milestone, due_on=date(2026, 11, 25), reason="Earlier", by=scene.manager)  # its day before is the 24th
    assert plans(milestone, "sent") == [("milestone_due", date(2026, 11, 24))]
    assert ("milestone_due", date(2026, 11, 24)) not in plans(milestone)
    assert readers("milestone_due") == [*scene.insiders]


def test_before_the_day_the_founders_hear(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    assert fall_due(today, nine(date(2026, 11, 24))).state == "sent"
    assert readers("milestone_due") == [*scene.insiders]
    message = Message.objects.all()[0]
    assert (message.due_at, message.url) == (nine(date(2026, 11, 24)), milestone.get_absolute_url())
    assert message.facts == {
        "milestone": "M1 Customer interviews",
        "startup": "Quaykeeper",
        "cohort": "Cohort 5",
        "due": "1 December 2026",
        "evidence": "Notes of twenty conversations",
    }


def test_after_it_the_ladder_is_climbed(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    """Founders first, then who mentors them, then who runs the programme."""
    Reminder.objects.filter(kind="milestone_due").update(state="cancelled")
    heard = []
    for day in (2, 4, 8):
        today.move_to(nine(date(2026, 12, day)), tick=False)
        while reminding.remind_one():
            pass
        heard.append((readers("milestone_overdue"), readers("milestone_escalated")))
    founders = [*scene.insiders]
    assert heard == [(founders, []), (founders, [scene.mentor]), (founders * 2, [scene.mentor, scene.manager])]


def test_people_are_those_of_that_moment(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    """Who joined since hears; who left or was suspended does not."""
    scene.startup.members.filter(person=scene.viewer).update(ended_at=cohorts.NOW)
    startups.member(scene.startup, accounts.suspended_person())
    joined = startups.member(scene.startup)
    fall_due(today, nine(date(2026, 11, 24)))
    assert readers("milestone_due") == [scene.owner, scene.member, joined]


def test_words_are_those_of_that_moment(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    milestone.step.evidence = ""
    milestone.step.save()
    scene.startup.name = "Quaykeeper Two"
    scene.startup.save()
    fall_due(today, nine(date(2026, 11, 24)))
    facts = Message.objects.all()[0].facts
    assert (facts["startup"], facts["evidence"]) == ("Quaykeeper Two", "–")


@pytest.mark.parametrize("state", ["submitted", "reached", "waived"])
def test_nothing_is_said_about_what_is_done(
    scene: Scene, milestone: Milestone, today: time_machine.Traveller, state: str
) -> None:
    """Even where the plan still stands: the source looks once more."""
    if state == "reached":
        Milestone.objects.filter(pk=milestone.pk).update(state="submitted")
    Milestone.objects.filter(pk=milestone.pk).update(state=state)
    settled = fall_due(today, nine(date(2026, 11, 24)))
    assert (settled.state, settled.reason) == ("skipped", f"already {state}")
    assert not Message.objects.exists()


def test_returned_it_is_owed_again(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    operations.submit(milestone, account="Done.", by=scene.owner)
    operations.give_back(milestone, comment="Not yet.", by=scene.mentor)
    fall_due(today, nine(date(2026, 11, 24)))
    assert readers("milestone_due") == [*scene.insiders]


def test_signing_off_and_waiving_cancel_what_lies_ahead(scene: Scene, milestone: Milestone) -> None:
    other = factories.milestone(scene.enrolment, step=factories.plan(scene.programme).steps.get(position=2))
    ladder.plan_new([other])
    operations.submit(milestone, account="Done.", by=scene.owner)
    assert plans(milestone) == around(DUE)  # it may come back
    operations.sign_off(milestone, by=scene.mentor)
    assert plans(milestone, "cancelled") == plans(other) == around(DUE)
    operations.waive(other, reason="Did it before", by=scene.manager)
    assert plans(other, "cancelled") == around(DUE)
    assert sorted(set(Reminder.objects.values_list("reason", flat=True))) == ["reached", "waived"]


def test_departing_cancels_every_one_and_the_milestones_stay_as_they_were(scene: Scene, milestone: Milestone) -> None:
    other = factories.milestone(cohorts.enrolment(scene.cohort), due_on=DUE)
    ladder.plan_new([other])
    reached = factories.milestone(scene.enrolment, state="reached")
    roster.depart(scene.enrolment, reason="Took a contract", by=scene.manager)
    assert plans(milestone, "cancelled") == plans(other) == around(DUE)
    assert set(Reminder.objects.filter(state="cancelled").values_list("reason", flat=True)) == {"departed"}
    for one, state in ((milestone, "planned"), (reached, "reached")):
        one.refresh_from_db()
        assert one.state == state


def test_graduated_startups_are_not_reminded(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    roster.graduate(scene.enrolment, by=scene.manager)
    Message.objects.all().delete()
    settled = fall_due(today, nine(date(2026, 11, 24)))
    assert (settled.state, settled.reason) == ("skipped", "not in the cohort now")
    assert not Message.objects.exists()


def test_a_milestone_nobody_finds_any_more_is_settled_with_the_reason(
    milestone: Milestone, today: time_machine.Traveller
) -> None:
    milestone.delete()
    assert fall_due(today, nine(date(2026, 11, 24))).reason == "the milestone is gone"


def test_a_startup_whose_people_are_gone_stops_nothing(scene: Scene, milestone: Milestone, today: time_machine.Traveller) -> None:
    scene.startup.members.update(ended_at=cohorts.NOW)
    settled = fall_due(today, nine(date(2026, 11, 24)))
    assert (settled.state, settled.reason) == ("skipped", "nobody to tell")


class TestTheCohortChanges:
    """Its clock and its days off move what waits; milestones stay on their days."""

    def test_another_zone(self, scene: Scene, milestone: Milestone) -> None:
        own = cohorts.enrolment(scene.cohort)
        own.startup.zone = ZoneInfo("Asia/Tokyo")
        own.startup.save()
        theirs = factories.milestone(own, step=milestone.step, due_on=DUE)
        ladder.plan_new([theirs])
        roster.change_cohort(scene.cohort, by=scene.manager, zone="America/New_York")
        waiting = Reminder.objects.waiting().filter(kind="milestone_due").order_by("due_at")
        assert [row.due_at for row in waiting.filter(subject=f"milestone:{milestone.pk}")] == [
            datetime(2026, 11, 24, 14, tzinfo=UTC),
            datetime(2026, 11, 30, 14, tzinfo=UTC),
        ]
        assert {str(row.zone) for row in waiting.filter(subject=f"milestone:{theirs.pk}")} == {"Asia/Tokyo"}
        milestone.refresh_from_db()
        assert milestone.due_on == DUE

    def test_other_holidays(self, scene: Scene) -> None:
        one = factories.milestone(scene.enrolment, due_on=date(2026, 12, 28))
        rule = rules.add_rule(one.step.plan, given=RuleGiven(-1, "workdays"), by=scene.manager)
        assert Reminder.objects.waiting().get(rule=rule.code).local_on == date(2026, 12, 24)  # before Christmas
        roster.change_cohort(scene.cohort, by=scene.manager, holidays="")
        assert Reminder.objects.waiting().get(rule=rule.code).local_on == date(2026, 12, 25)

    def test_anything_else_moves_none(self, scene: Scene, milestone: Milestone) -> None:
        before = list(Reminder.objects.values_list("pk", "state").order_by("pk"))
        roster.change_cohort(scene.cohort, by=scene.manager, name="Cohort Five", starts_on=date(2026, 9, 8), places=9)
        assert list(Reminder.objects.values_list("pk", "state").order_by("pk")) == before
