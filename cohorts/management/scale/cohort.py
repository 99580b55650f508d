"""A large cohort in bulk: startups by the hundred that follow one long plan, half of it behind them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from uuid import uuid4

from django.db import connection, transaction

from accelerator.accounts.models import Person
from accelerator.kit import clock
from accelerator.programmes.models import Programme, Staff
from accelerator.startups.models import Startup
from cohorts.management.scale import texts
from cohorts.mentoring.models import Mentor, Session
from cohorts.milestones.models import Milestone, Plan, Step
from cohorts.roster.models import Cohort, Enrolment, Supporter

SLUG = "national-cohort-1"
MANAGER = "cohort-manager@demo.slipway.example"
_SECTORS = ("Ports", "Health", "Learning", "Energy", "Food", "")
_LEADS, _SESSIONS = 6, 6
_STATES = ("reached",) * 16 + ("waived", "submitted", "returned", "active", "active", "planned")


def stands() -> bool:
    return Cohort.objects.filter(slug=SLUG).exists()


@transaction.atomic
def build(startups: int, milestones: int, *, chance: Random, now: datetime) -> Cohort:
    """The cohort with so many startups of so many milestones each; MANAGER runs it and cannot sign in with a password."""
    with connection.cursor() as cursor:  # each row of history would look for a context, which costs more than the row
        cursor.execute("SELECT set_config('pghistory.context_id', %s, true)", [str(uuid4())])
        cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", ['{"command": "scale_cohort"}'])
    today = now.date()
    starts_on = today - timedelta(days=90)
    programme = Programme.objects.create(slug="national-programme", name="National Programme")
    cohort = Cohort.objects.create(
        slug=SLUG, programme=programme, name="National Cohort 1", starts_on=starts_on, ends_on=starts_on + timedelta(days=180),
        places=startups,
    )  # fmt: skip
    leads = [
        _person(MANAGER, "Cohort Manager"),
        *(_person(f"lead{n}@demo.slipway.example", f"Lead {n}") for n in range(1, _LEADS)),
    ]
    Staff.objects.bulk_create(Staff(programme=programme, person=one, role=Staff.Role.MANAGER) for one in leads)
    enrolled = _enrol(cohort, startups, leads, chance)
    _follow(cohort, enrolled, milestones, today, chance)
    _meet(enrolled, now, chance)
    return cohort


def _person(email: str, name: str) -> Person:
    return Person.objects.create_user(email=email, password=None, name=name)


def _enrol(cohort: Cohort, count: int, leads: list[Person], chance: Random) -> list[Enrolment]:
    called = texts.names(count, chance)
    made = Startup.objects.bulk_create(
        Startup(slug=f"cohort-startup-{place}", name=name, sector=_SECTORS[place % len(_SECTORS)], recognised_at=clock.now())
        for place, name in enumerate(called)
    )
    enrolled = Enrolment.objects.bulk_create(Enrolment(cohort=cohort, startup=one) for one in made)
    Supporter.objects.bulk_create(
        Supporter(enrolment=one, person=leads[place % len(leads)], role=Supporter.Role.MANAGER)
        for place, one in enumerate(enrolled)
    )
    return enrolled


def _follow(cohort: Cohort, enrolled: list[Enrolment], count: int, today: date, chance: Random) -> None:
    """What is due by now is mostly reached; what lies ahead is under way or not begun."""
    plan = Plan.objects.create(programme=cohort.programme, name="National plan")
    plan.cohorts.add(cohort)
    days = [round(175 * place / count) for place in range(1, count + 1)]
    steps = Step.objects.bulk_create(
        Step(plan=plan, position=place, title=f"Step {place} of the plan", due_days=day) for place, day in enumerate(days, 1)
    )
    Milestone.objects.bulk_create(
        (
            Milestone(
                enrolment=one, step=step, position=step.position, title=step.title, due_on=due_on,
                state=_state(due_on, today, chance), submitted_at=clock.now(),
            )
            for one in enrolled
            for step in steps
            for due_on in [cohort.starts_on + timedelta(days=step.due_days + chance.choice((0, 0, 0, 0, 7)))]
        ),
        batch_size=2000,
    )  # fmt: skip


def _state(due_on: date, today: date, chance: Random) -> str:
    if due_on <= today:
        return chance.choice(_STATES)
    return chance.choice(("active", "planned")) if due_on <= today + timedelta(days=20) else "planned"


def _meet(enrolled: list[Enrolment], now: datetime, chance: Random) -> None:
    mentor = Mentor.objects.create(person=_person("cohort-mentor@demo.slipway.example", "Cohort Mentor"))
    Session.objects.bulk_create(
        Session(enrolment=one, mentor=mentor, held_at=now - timedelta(days=chance.randint(1, 60)), minutes=45)
        for one in enrolled
        for _time in range(chance.randint(0, _SESSIONS))
    )
