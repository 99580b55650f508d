"""What the migration makes of rows that were there before it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from cohorts.checkins.models import Ask, CheckIn
from cohorts.roster.models import Supporter, TeamMember
from tests.factories import checkins as factories
from tests.factories import cohorts
from tests.factories.cohorts import Scene


@pytest.fixture
def steps() -> Any:
    return import_module("cohorts.migrations.0022_as_it_stood")


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def test_what_was_sent_is_read_as_its_form_says(scene: Scene, steps: Any) -> None:
    rhythm = factories.rhythm(scene.cohort)
    sent = factories.check_in(rhythm, scene.enrolment, ago=1, state="sent", let_mentors=None)
    factories.check_in(rhythm, scene.enrolment, ago=2, state="sent", let_mentors=["mood"])
    factories.check_in(rhythm, scene.enrolment, ago=-1)
    factories.ask(sent, key="")
    factories.ask(sent, key="wishes")
    run(steps.SENT, steps.ASKS)
    rows = CheckIn.objects.order_by("due_at").values_list("let_mentors", flat=True)
    assert list(rows) == [["mood"], ["asks", "blockers", "headcount", "users"], None]
    assert list(Ask.objects.order_by("place").values_list("key", flat=True)) == ["asks", "wishes"]


def test_of_a_form_that_lets_mentors_read_nothing(scene: Scene, steps: Any) -> None:
    rhythm = factories.rhythm(scene.cohort, settings={})
    factories.check_in(rhythm, scene.enrolment, ago=1, state="sent", let_mentors=None)
    run(steps.SENT)
    assert CheckIn.objects.get().let_mentors == []


def test_who_manages_nothing_any_more_stands_by_nobody(scene: Scene, steps: Any) -> None:
    for person in (scene.manager, scene.stranger, scene.elsewhere):
        cohorts.supporter(scene.enrolment, person, role="manager")
        TeamMember.objects.create(cohort=scene.cohort, person=person, role="manager")
    run(steps.SUPPORTERS, steps.TEAMS)
    live = Supporter.objects.live().filter(enrolment=scene.enrolment).order_by("id")
    assert [one.person for one in live] == [scene.mentor, scene.manager]
    assert [one.person for one in TeamMember.objects.live()] == [scene.manager]
