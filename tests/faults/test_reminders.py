"""Due reminders are claimed by four workers, of which one is killed every few seconds: each is delivered once."""

from __future__ import annotations

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accelerator.accounts.models import Person
from accelerator.kit import clock
from accelerator.notices.models import Delivery, Message, Reminder
from cohorts.milestones import ladder
from cohorts.milestones.models import Milestone, ReminderRule, Step
from cohorts.roster.models import Cohort
from tests.factories import accounts, cohorts
from tests.factories import milestones as factories
from tests.faults import report
from tests.faults.chaos import Crew, Register, harry, is_settled

FULL = os.environ.get("SLIPWAY_SIZE") == "full"
STARTUPS, STEPS, KILLS, EVERY = (500, 200, 200, 3.0) if FULL else (40, 50, 2, 1.5)
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def daytime() -> ZoneInfo:
    """A zone where it is noon: nobody's quiet hours hold a mail back."""
    ahead = 12 - clock.now().hour
    return ZoneInfo(f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT")


def plan_all(cohort: Cohort) -> None:
    """One reminder of every milestone, planned ahead of its moment, which has come by now."""
    for number in range(STARTUPS):
        cohorts.enrolment(cohort, owner=accounts.person(f"founder{number}@example.org"))
    plan = factories.plan(cohort.programme, days=range(STEPS))
    ReminderRule.objects.create(plan=plan, offset=-1)
    moment = clock.now() - timedelta(hours=1)
    due_on = moment.astimezone(cohort.zone).date() + timedelta(days=1)
    ReminderRule.objects.update(at=moment.astimezone(cohort.zone).time().replace(microsecond=0))
    steps = list(Step.objects.filter(plan=plan))
    made = Milestone.objects.bulk_create(
        [
            Milestone(enrolment=one, step=step, position=step.position, title=step.title, due_on=due_on)
            for one in cohort.enrolments.order_by("id")
            for step in steps
        ],
        batch_size=5000,
    )
    with clock.pretending(moment - timedelta(hours=1)):
        ladder.plan_new(made)


def done() -> bool:
    return not Reminder.objects.waiting().exists() and is_settled()


def test_every_reminder_is_delivered_once(tmp_path: Path) -> None:
    count = STARTUPS * STEPS
    plan_all(cohorts.cohort(zone=daytime()))
    Person.objects.update(zone=daytime())
    assert Reminder.objects.due(clock.now()).count() == count
    register, began = Register(tmp_path / "taken.log"), time.monotonic()
    try:
        with Crew(register, "LoggedSmtp", tmp_path, workers=4) as crew:
            killed = harry(crew, until=done, kills=KILLS, every=EVERY, chance=Random(7), seconds=14_000 if FULL else 400)
    finally:
        register.controller.stop()
    taken, promised = register.taken(), set(Delivery.objects.values_list("relay_id", flat=True))
    lost, doubled = promised - set(taken), [one for one, times in taken.items() if times > 1]
    report.write(
        "reminders claimed by four workers", due=count, kills=killed, delivered=sum(taken.values()), lost=len(lost),
        doubled=len(doubled), seconds=round(time.monotonic() - began),
    )  # fmt: skip
    assert (lost, doubled, set(taken) - promised) == (set(), [], set())
    assert _told() == (count, count, count)
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}


def _told() -> tuple[Any, ...]:
    """Messages, milestones they are about, and mails: one of each for each reminder."""
    about = Message.objects.values("subject").distinct().count()
    return Message.objects.count(), about, Delivery.objects.filter(state=Delivery.State.SENT).count()


def test_it_is_noon_where_they_live() -> None:
    assert datetime.now(daytime()).hour == 12
