"""`python -m benchmarks.plans`: how long it takes to apply a plan of 40 steps to a cohort of 500 startups, in a house of its own.

Of each act: the request's part, and when the last of its reminders was planned. Printed, and kept in benchmarks/results/ under
the day and `-plans`.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.journeys.house import House

RESULTS = Path(__file__).parent / "results"
STARTUPS, STEPS = int(os.environ.get("BENCH_STARTUPS", "500")), int(os.environ.get("BENCH_STEPS", "40"))


def main() -> int:
    house = House(Path(tempfile.mkdtemp(prefix="slipway-plans-")), DEMO="0", MFA_REQUIRED_FOR_OPERATORS="0")
    try:
        house.wait_until_ready(900)
        house.environment |= {"DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings", "SLIPWAY_PROCESS": "command"}
        house.environment |= {"BENCH_STEPS": str(STEPS)}
        house.command("scale_cohort", "--startups", str(STARTUPS), "--milestones", "1")
        lines = house.python("-m", "benchmarks.plans", "inside").splitlines()
    finally:
        house.close()
        shutil.rmtree(house.folder, ignore_errors=True)
    text = "\n".join([*_head(), *lines]) + "\n"
    print(text)
    (RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-plans.md").write_text(text)
    return 0


def _head() -> list[str]:
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.1f}"
    return [
        f"# A plan of {STEPS} steps for {STARTUPS} startups\n",
        f"command: python -m benchmarks.plans · date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC · machine: {machine} · {load}\n",
        "| act | request, s | reminders planned after, s | reminders that wait |",
        "|---|---|---|---|",
    ]


def inside() -> int:
    """Run within the house: every act once, one after the other."""
    import django

    django.setup()
    from accelerator.accounts.models import Person
    from cohorts.management.scale.cohort import MANAGER, SLUG
    from cohorts.milestones import planning, reminding
    from cohorts.milestones.ladder import RuleGiven
    from cohorts.milestones.models import ReminderRule, Step
    from cohorts.roster.models import Cohort
    from config import celery as _celery  # noqa: F401  doorbells ring through this app, as in a web process

    cohort, by = Cohort.objects.select_related("programme").get(slug=SLUG), Person.objects.get(email=MANAGER)
    _found(cohort)
    plan = planning.make_plan(cohort.programme, name="Large plan", by=by)
    Step.objects.bulk_create(
        Step(plan=plan, position=place, title=f"Step {place}", due_days=95 + 2 * place) for place in range(1, STEPS + 1)
    )
    _timed("a plan is applied for the first time", lambda: planning.apply_plan(plan, cohort=cohort, by=by))
    for step in plan.steps.all():
        step.due_days += 1
        step.save()
    _timed("applied again, every day has moved", lambda: planning.apply_plan(plan, cohort=cohort, by=by))
    _timed("applied again, nothing has changed", lambda: planning.apply_plan(plan, cohort=cohort, by=by))
    _timed("a reminder is added to the plan", lambda: reminding.add_rule(plan, given=RuleGiven(-3, "workdays"), by=by))
    rule = ReminderRule.objects.live().select_related("plan__programme").get(plan=plan, offset=-7)
    _timed("a reminder is moved by a day", lambda: reminding.change_rule(rule, given=RuleGiven(-8), by=by))
    _timed("a reminder is removed", lambda: reminding.remove_rule(rule, by=by))
    return 0


def _found(cohort: Any) -> None:
    """A founder for each startup, so that somebody hears of it."""
    from accelerator.accounts.models import Person
    from accelerator.startups.models import Member

    people = Person.objects.bulk_create(Person(email=f"founder{one.pk}@demo.slipway.example") for one in cohort.enrolments.all())
    startups = cohort.enrolments.order_by("pk").values_list("startup", flat=True)
    Member.objects.bulk_create(
        Member(startup_id=startup, person=person, role=Member.Role.OWNER)
        for startup, person in zip(startups, people, strict=True)
    )


def _timed(what: str, act: Callable[[], Any]) -> None:
    from accelerator.notices.models import Reminder
    from cohorts.milestones.models import ReminderPass

    began = time.monotonic()
    act()
    took = time.monotonic() - began
    while ReminderPass.objects.open().exists():
        time.sleep(0.1)
    whole, waiting = time.monotonic() - began, Reminder.objects.waiting().filter(source="milestones").count()
    print(f"| {what} | {took:.1f} | {whole:.1f} | {waiting} |", flush=True)


if __name__ == "__main__":
    sys.exit(inside() if sys.argv[1:] == ["inside"] else main())
