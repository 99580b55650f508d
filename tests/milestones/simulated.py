"""Six months of a cohort on a moving clock, and what should have been said in them by the calendar alone.

`Months` acts at random, by the hour, through the operations that people use; beside it `Diary` works out, with dates and zones
and nothing of the product, which reminder is due at which moment and whether it is still of use then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import time_machine

from accelerator.notices import reminding as sweeping
from accelerator.notices.models import Reminder
from accelerator.startups import operations as profiles
from accelerator.startups.models import Startup
from cohorts.milestones import operations, planning
from cohorts.milestones import reminding as rules
from cohorts.milestones.ladder import RuleGiven
from cohorts.milestones.models import Milestone, ReminderRule
from tests.factories import accounts, cohorts, programmes
from tests.factories import milestones as factories

FIRST = date(2026, 9, 1)
ZONES = (None, None, "Australia/Sydney", "Europe/London", "America/New_York")
RULES = (
    RuleGiven(-5, "workdays"),
    RuleGiven(-1),
    RuleGiven(2, audience="mentors"),
    RuleGiven(27, "hours", audience="managers"),
)
HOUR = timedelta(hours=1)
_SINGAPORE = holidays.country_holidays("SG")


def moment(given: RuleGiven, due_on: date, zone: ZoneInfo) -> tuple[datetime, date]:
    """(the instant, its day in `zone`) of a rule, counted by hand."""
    if given.unit == "hours":
        ends = datetime.combine(due_on + timedelta(days=1), time(0), tzinfo=zone).astimezone(UTC)
        at = ends + given.offset * HOUR
        return at, at.astimezone(zone).date()
    on, left = due_on, abs(given.offset)
    while left:
        on += timedelta(days=1 if given.offset > 0 else -1)
        left -= 1 if given.unit == "days" or (on.weekday() < 5 and on not in _SINGAPORE) else 0
    return datetime.combine(on, given.at, tzinfo=zone).astimezone(UTC), on


@dataclass
class Kept:
    """A milestone in the diary: `ahead` {rule: (instant, day)} of what is still to be said."""

    due_on: date
    zone: ZoneInfo
    ahead: dict[str, tuple[datetime, date]] = field(default_factory=dict)
    is_settled: bool = False
    is_submitted: bool = False


class Diary:
    """What should be said, and what was due: `past` {(milestone, rule, day): sent or skipped}."""

    def __init__(self) -> None:
        self.rules: dict[str, RuleGiven] = {}
        self.kept: dict[int, Kept] = {}
        self.past: dict[tuple[int, str, date], str] = {}

    def plan(self, pk: int, at: datetime, *only: str) -> None:
        """What is planned for the milestone at `at`, as its day, zone and rules are now."""
        one = self.kept[pk]
        for code in only or self.rules:
            new = moment(self.rules[code], one.due_on, one.zone)
            if one.ahead.get(code) == new:
                continue
            one.ahead.pop(code, None)
            if new[0] > at and (pk, code, new[1]) not in self.past:
                one.ahead[code] = new

    def pass_by(self, at: datetime) -> None:
        """What came due by `at` is said, or is of no use any more."""
        for pk, one in self.kept.items():
            for code, (due_at, on) in list(one.ahead.items()):
                if due_at <= at:
                    self.past[pk, code, on] = "skipped" if one.is_submitted else "sent"
                    del one.ahead[code]


class Months:
    def __init__(self, clock: time_machine.Traveller, *, startups: int, steps: int, seed: int) -> None:
        self.clock, self.chance, self.diary = clock, Random(seed), Diary()
        self.at = datetime.combine(FIRST, time(0), tzinfo=UTC)
        clock.move_to(self.at, tick=False)
        self.programme = programmes.programme("Harbour AI")
        self.manager = programmes.manager(self.programme, accounts.person())
        self.cohort = cohorts.cohort(programme=self.programme)
        self.plan = factories.plan(self.programme, days=[10 + 160 * n // steps for n in range(steps)])
        made = [ReminderRule(plan=self.plan, **vars(given)) for given in RULES]
        self.rules = ReminderRule.objects.bulk_create(made)
        self.diary.rules = {one.code: given for one, given in zip(self.rules, RULES, strict=True)}
        self.owners: dict[int, Any] = {}
        for number in range(startups):
            self._enrol(ZONES[number % len(ZONES)])
        planning.apply_plan(self.plan, cohort=self.cohort, by=self.manager)
        for one in Milestone.objects.select_related("enrolment__startup", "enrolment__cohort"):
            self.diary.kept[one.pk] = Kept(one.due_on, ZoneInfo(str(one.enrolment.zone)))
            self.diary.plan(one.pk, self.at)

    def _enrol(self, zone: str | None) -> None:
        owner = accounts.person()
        enrolment = cohorts.enrolment(self.cohort, owner=owner)
        cohorts.supporter(enrolment)
        Startup.objects.filter(pk=enrolment.startup_id).update(zone=zone or "")
        self.owners[enrolment.startup_id] = owner

    def live(self, days: int, acts_a_day: float) -> None:
        """Hour by hour: who acts does so on the hour, then the sweep comes; once more a minute before the next hour."""
        for _ in range(days * 24):
            if self.chance.random() < acts_a_day / 24:
                self._act()
            self.diary.pass_by(self.at)
            self._sweep()
            self.at += HOUR
            self.clock.move_to(self.at - timedelta(minutes=1), tick=False)
            self._sweep()
            self.clock.move_to(self.at, tick=False)

    def _sweep(self) -> None:
        if Reminder.objects.due(datetime.now(UTC)).exists():
            while sweeping.remind_one():
                pass

    def _act(self) -> None:
        if self.chance.random() < 0.04:
            self.chance.choice((self._change_rule, self._change_zone))()
            return
        open_ = [pk for pk, one in self.diary.kept.items() if not one.is_settled]
        if open_:
            pk = min(self.chance.sample(open_, min(3, len(open_))), key=lambda pk: self.diary.kept[pk].due_on)
            self._reach(Milestone.objects.select_related("enrolment__startup", "enrolment__cohort", "step").get(pk=pk))

    def _reach(self, one: Milestone) -> None:
        kept, owner = self.diary.kept[one.pk], self.owners[one.enrolment.startup_id]
        if one.state == "submitted":
            verb = self.chance.choice((operations.sign_off, operations.give_back, operations.give_back))
            verb(one, comment="Looked at.", by=self.manager)
            kept.is_submitted, kept.is_settled = False, verb is operations.sign_off
        elif self.chance.random() < 0.45:
            operations.submit(one, account="Done.", by=owner)
            kept.is_submitted = True
        elif self.chance.random() < 0.1:
            operations.waive(one, reason="Pivoted.", by=self.manager)
            kept.is_settled = True
        else:
            self._move(one, owner)
            kept.due_on = Milestone.objects.get(pk=one.pk).due_on
            self.diary.plan(one.pk, self.at)
        if kept.is_settled:
            kept.ahead.clear()

    def _move(self, one: Milestone, owner: Any) -> None:
        day = max(FIRST, one.due_on + timedelta(days=self.chance.randint(-6, 12)))
        if day > max(one.due_on, one.enrolment.today()) and self.chance.random() < 0.5:
            asked = operations.ask_extension(one, due_on=day, reason="A strike.", by=owner)
            operations.grant_extension(asked, by=self.manager)
        else:
            planning.move(one, due_on=day, reason="Replanned.", by=self.manager)

    def _change_rule(self) -> None:
        one = self.chance.choice(self.rules)
        was = self.diary.rules[one.code]
        new = RuleGiven(was.offset + self.chance.choice((-1, 1)), was.unit, was.audience)
        rules.change_rule(ReminderRule.objects.select_related("plan__programme").get(pk=one.pk), given=new, by=self.manager)
        self.diary.rules[one.code] = new
        for pk, kept in self.diary.kept.items():
            if not kept.is_settled:
                self.diary.plan(pk, self.at, one.code)

    def _change_zone(self) -> None:
        startup = Startup.objects.get(pk=self.chance.choice(list(self.owners)))
        zone = self.chance.choice(ZONES[1:])
        profiles.change(startup, zone=ZoneInfo(zone) if zone else None, by=self.owners[startup.pk])
        for one in Milestone.objects.filter(enrolment__startup=startup).unsettled():
            self.diary.kept[one.pk].zone = ZoneInfo(zone or "Asia/Singapore")
            self.diary.plan(one.pk, self.at)


def stands() -> tuple[dict[tuple[int, str, date], str], dict[tuple[int, str, date], datetime]]:
    """What the product has: what was due, and what waits; both without what was cancelled."""
    rows = Reminder.objects.exclude(state="cancelled")
    key = {one.pk: (int(one.subject.rpartition(":")[2]), one.rule, one.local_on) for one in rows}
    past = {key[one.pk]: one.state for one in rows if one.state != "planned"}
    return past, {key[one.pk]: one.due_at for one in rows if one.state == "planned"}


def check(months: Months) -> tuple[int, int]:
    """Compares the two; (how many were sent, how many were of no use any more). Every state is exact, every moment too."""
    past, waits = stands()
    assert Reminder.objects.exclude(state="cancelled").count() == len(past) + len(waits)  # each once
    assert past == months.diary.past
    ahead = {(pk, code, on): at for pk, one in months.diary.kept.items() for code, (at, on) in one.ahead.items()}
    assert waits == ahead
    for one in Reminder.objects.filter(state="sent"):
        assert one.settled_at is not None
        assert timedelta(0) <= one.settled_at - one.due_at < HOUR  # none early, none late
    states = list(past.values())
    return states.count("sent"), states.count("skipped")
