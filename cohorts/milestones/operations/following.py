"""What milestones do when something happens to their startup (announced by lower areas)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from accelerator.startups.models import Startup
from cohorts.milestones import passes
from cohorts.milestones.models import Milestone, ReminderPass
from cohorts.milestones.operations.holding import settle
from cohorts.roster.models import Cohort, Enrolment


def close_departed(*, enrolment: Enrolment, by: Any) -> None:
    """A startup that left is reminded of nothing (announced by the roster)."""
    for milestone in enrolment.milestones.unsettled():
        settle(milestone, reason="departed")


def follow_cohort(*, cohort: Cohort, changed: Collection[str], by: Any) -> None:
    """Reminders move with the cohort's clock and its days off; the milestones stay on their days (announced by the roster)."""
    if {"zone", "holidays"} & {*changed}:
        owed = Milestone.objects.unsettled().filter(enrolment__cohort=cohort)
        passes.bring(owed, ReminderPass(cohort=cohort, reason="the cohort's zone or holidays changed"))


def follow_zone(*, startup: Startup, by: Any) -> None:
    """Reminders move to the clock of a startup that lives by another one now (announced by startups)."""
    owed = Milestone.objects.unsettled().filter(enrolment__startup=startup)
    passes.bring(owed, ReminderPass(startup=startup, reason="the startup's zone changed"))
