"""What the database refuses about cohorts and enrolments by itself."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import connection

from accelerator.kit import clock
from cohorts.roster.models import Cohort, Enrolment, Supporter
from tests.factories import applications, cohorts
from tests.factories.cohorts import NOW, Scene
from tests.guards import history, moves, refused

STATES = Enrolment.State.values
ALLOWED = {("active", "departed"), ("active", "graduated")}


@pytest.mark.parametrize(("start", "end"), [(start, end) for start, end in product(STATES, STATES) if start != end])
def test_an_enrolment_ends_once(scene: Scene, start: str, end: str) -> None:
    one = cohorts.enrolment(scene.cohort, state=start)
    moves(one, to=end, allowed=(start, end) in ALLOWED)


def insert_enrolment(
    scene: Scene, startup: int, state: str = "active", application: int | None = None
) -> tuple[str, list[object]]:
    sql = (
        "INSERT INTO cohorts_enrolment (created_at, code, cohort_id, startup_id, application_id, enrolled_at, state)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)"
    )
    return sql, [NOW, "other", scene.cohort.pk, startup, application, NOW, state]


def test_a_startup_is_in_a_cohort_once(scene: Scene) -> None:
    sql, values = insert_enrolment(scene, scene.startup.pk)
    refused(sql, *values, because="enrolment_once")


def test_no_state_that_nobody_knows(scene: Scene) -> None:
    other = cohorts.enrolment(cohorts.cohort()).startup
    sql, values = insert_enrolment(scene, other.pk, "paused")
    refused(sql, *values, because="enrolment_state")


def test_an_application_leads_to_one_enrolment(scene: Scene) -> None:
    application = applications.application()
    cohorts.enrolment(scene.cohort, startup=application.startup, application=application)
    other = cohorts.enrolment(cohorts.cohort()).startup
    sql, values = insert_enrolment(scene, other.pk, application=application.pk)
    refused(sql, *values, because="application_id")


@pytest.mark.parametrize("ends_on", ["2026-09-01", "2026-08-31"])
def test_a_cohort_ends_after_it_starts(scene: Scene, ends_on: str) -> None:
    refused("UPDATE cohorts_cohort SET ends_on = %s WHERE id = %s", ends_on, scene.cohort.pk, because="cohort_ends_after_start")


def test_an_address_is_one_cohorts(scene: Scene) -> None:
    other = cohorts.cohort()
    refused("UPDATE cohorts_cohort SET slug = %s WHERE id = %s", scene.cohort.slug, other.pk, because="slug")


def test_somebody_stands_by_a_startup_once_in_a_role_at_a_time(scene: Scene) -> None:
    sql = "INSERT INTO cohorts_supporter (created_at, enrolment_id, person_id, role) VALUES (%s, %s, %s, %s)"
    refused(sql, NOW, scene.enrolment.pk, scene.mentor.pk, "mentor", because="supporter_once")
    refused(sql, NOW, scene.enrolment.pk, scene.mentor.pk, "friend", because="supporter_role")
    with connection.cursor() as cursor:
        cursor.execute(sql, [NOW, scene.enrolment.pk, scene.mentor.pk, "manager"])
        Supporter.objects.filter(person=scene.mentor, role="mentor").update(ended_at=clock.now())
        cursor.execute(sql, [NOW, scene.enrolment.pk, scene.mentor.pk, "mentor"])
    assert Supporter.objects.live().filter(person=scene.mentor).count() == 2


@pytest.mark.parametrize("table", ["cohorts_cohort", "cohorts_enrolment", "cohorts_supporter"])
def test_tables_are_not_emptied_by_the_web_role(scene: Scene, table: str) -> None:
    refused(f"TRUNCATE {table} CASCADE", because="permission denied")


def test_what_an_enrolment_was_is_kept(scene: Scene) -> None:
    Enrolment.objects.filter(pk=scene.enrolment.pk).update(state="departed")
    first, second = history("cohorts_enrolmentevent", scene.enrolment.pk)
    assert ('"state":"active"' in first, '"state":"departed"' in second) == (True, True)
    Cohort.objects.filter(pk=scene.cohort.pk).update(places=21)
    assert '"places":21' in history("cohorts_cohortevent", scene.cohort.pk)[-1]
