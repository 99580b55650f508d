"""Every reminder that is due in a cohort's half year exists once, none for what is done, none early."""

from __future__ import annotations

import os

import pytest
import time_machine

from accelerator.notices.models import Message, Reminder
from tests.faults import report
from tests.milestones.simulated import Months, check

FULL = os.environ.get("SLIPWAY_SIZE") == "full"


@pytest.mark.django_db
def test_half_a_year_of_a_small_cohort(today: time_machine.Traveller) -> None:
    months = Months(today, startups=5, steps=4, seed=3)
    months.live(days=182, acts_a_day=0.8)
    sent, useless = check(months)
    assert (sent > 25, useless > 0, Reminder.objects.filter(state="cancelled").count() > 9) == (True, True, True)
    about = set(
        Message.objects.filter(kind__in=["milestone_due", "milestone_overdue"]).values_list("subject", "due_at", "recipient")
    )
    assert len(about) == Message.objects.filter(kind__in=["milestone_due", "milestone_overdue"]).count()


@pytest.mark.faults
@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3] if FULL else [1])
def test_half_a_year_of_a_cohort(today: time_machine.Traveller, seed: int) -> None:
    startups, steps, acts = (20, 25, 6.0) if FULL else (8, 10, 1.5)
    months = Months(today, startups=startups, steps=steps, seed=seed)
    months.live(days=182, acts_a_day=acts)
    sent, useless = check(months)
    cancelled = Reminder.objects.filter(state="cancelled").count()
    report.write(
        "half a year of reminders", startups=startups, milestones=startups * steps, rules=4, seed=seed, sent=sent,
        useless=useless, moved_or_cancelled=cancelled,
    )  # fmt: skip
    assert sent > 4 * startups
