"""Beside the board: reminders to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest

from accelerator.kit import clock
from accelerator.programmes.models import Programme, Staff
from accelerator.startups.models import Startup
from cohorts.milestones import reminding
from cohorts.milestones.ladder import RuleGiven
from cohorts.milestones.models import Milestone, Plan, Step
from cohorts.milestones.planning import apply_plan
from cohorts.reporting import rail
from cohorts.roster.models import Cohort, Enrolment
from tests.cast import browser
from tests.factories import accounts

pytestmark = pytest.mark.django_db


class World(NamedTuple):
    manager: Any
    cohort: Cohort
    today: date


@pytest.fixture
def world() -> World:
    """A cohort of two startups that follows a plan of one step, due in ten days."""
    manager = accounts.person(name="Manager")
    programme = Programme.objects.create(slug="applied-ai", name="Applied AI")
    Staff.objects.create(programme=programme, person=manager, role="manager")
    today = clock.today("Asia/Singapore")
    start = today - timedelta(days=20)
    cohort = Cohort.objects.create(
        slug="cohort-4", programme=programme, name="Cohort 4", starts_on=start, ends_on=start + timedelta(days=180), places=20
    )
    for name in ("Bumboat", "Quaykeeper"):
        Enrolment.objects.create(cohort=cohort, startup=Startup.objects.create(slug=name.lower(), name=name))
    plan = Plan.objects.create(programme=programme, name="Six months")
    Step.objects.create(plan=plan, position=1, title="Paid pilot", due_days=30)
    apply_plan(plan, cohort=cohort, by=manager)
    return World(manager, cohort, today)


def test_reminders_of_one_milestone_at_one_time_stand_together_in_their_order(world: World) -> None:
    first, *rest = found = rail.coming(world.cohort)
    assert [(str(one.milestone), one.startups) for one in found] == [("M1 Paid pilot", ["Bumboat", "Quaykeeper"])] * len(found)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert len(found) <= rail.SHOWN
    assert not first.is_late
    assert [one.is_late for one in rest] == sorted(one.is_late for one in rest)


@pytest.mark.parametrize("state", ["waived", "submitted"])
def test_what_is_settled_or_waits_to_be_checked_reminds_nobody(world: World, state: str) -> None:
    Milestone.objects.filter(enrolment__startup__name="Bumboat").update(state=state)
    assert {name for one in rail.coming(world.cohort) for name in one.startups} == {"Quaykeeper"}


def test_who_left_is_not_reminded(world: World) -> None:
    Enrolment.objects.filter(startup__name="Bumboat").update(state=Enrolment.State.DEPARTED)
    assert {name for one in rail.coming(world.cohort) for name in one.startups} == {"Quaykeeper"}


def test_what_falls_into_a_pause_is_not_said(world: World) -> None:
    ahead = {"paused_from": world.today, "paused_until": world.today + timedelta(days=40)}
    Enrolment.objects.filter(startup__name="Bumboat").update(**ahead)
    assert {name for one in rail.coming(world.cohort) for name in one.startups} == {"Quaykeeper"}


def test_each_says_to_whom_as_its_rule_has_it(world: World) -> None:
    plan = Plan.objects.get()
    reminding.add_rule(plan, given=RuleGiven(-9, audience="managers"), by=world.manager)
    first, second, *_rest = rail.coming(world.cohort)
    assert [(one.audience, one.is_late) for one in (first, second)] == [("programme managers", False), ("founders", False)]
    page = browser(world.manager).get(f"/cohorts/{world.cohort.slug}/board/").content.decode()
    assert "· programme managers" in page


def test_the_board_shows_the_manager_what_goes_out_by_itself(world: World) -> None:
    page = browser(world.manager).get(f"/cohorts/{world.cohort.slug}/board/").content.decode()
    assert "All that will be sent" in page
    assert "2 startups, due" in page
    assert "Nothing waits for you" in page


@pytest.mark.parametrize("role", ["auditor", "admin", "grants_officer", "approver"])
def test_who_only_looks_on_is_not_asked_to_sign_off_and_the_manager_is(world: World, role: str) -> None:
    Milestone.objects.filter(enrolment__startup__name="Bumboat").update(state="submitted", submitted_at=clock.now())
    title = "Sign off M1 Paid pilot of Bumboat"
    assert title in browser(world.manager).get("/home/").content.decode()
    watcher = accounts.operator_person(role=role)
    assert title not in browser(watcher).get("/home/").content.decode()
