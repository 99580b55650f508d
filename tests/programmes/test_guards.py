"""What the database refuses, asked as the web role without any of our operations in between."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from accelerator.programmes.models import Call
from tests.factories import accounts, programmes
from tests.factories.applications import application
from tests.programmes.conftest import World

pytestmark = pytest.mark.django_db
REFUSALS = (IntegrityError, InternalError, ProgrammingError)


def done(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("slipway_web",)
        cursor.execute(sql, values)


def refused(sql: str, *values: object, because: str) -> None:
    with pytest.raises(REFUSALS, match=because), transaction.atomic():
        done(sql, *values)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ("closes_at = opens_at", "call_closes_after_opening"),
        ("places = 0", "call_places"),
        ("grace_minutes = -1", "grace_minutes"),
        ("state = 'open'", "call_state|Invalid transition"),
        ("state = 'published'", "call_published_whole"),
        ("state = 'published', published_at = now(), version_id = NULL", "call_published_whole"),
        ("state = 'published', published_at = now(), rubric_id = NULL", "call_published_whole"),
    ],
)
def test_a_draft_is_never(world: World, change: str, because: str) -> None:
    refused(f"UPDATE accelerator_call SET {change} WHERE id = %s", world.draft.pk, because=because)  # noqa: S608


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ("state = 'draft'", "Invalid transition"),
        ("version_id = NULL", "call_published_whole"),
        ("rubric_id = NULL", "call_published_whole"),
        ("published_at = NULL", "call_published_whole"),
    ],
)
def test_a_published_call_is_never(change: str, because: str) -> None:
    call = programmes.call()
    refused(f"UPDATE accelerator_call SET {change} WHERE id = %s", call.pk, because=because)  # noqa: S608


def test_a_whole_draft_is_published_once(world: World) -> None:
    done("UPDATE accelerator_call SET state = 'published', published_at = now() WHERE id = %s", world.draft.pk)
    assert Call.objects.public().filter(pk=world.draft.pk).exists()


@pytest.mark.parametrize(("column", "value", "because"), [("slug", "cohort-5", "slug"), ("prefix", "aA5", "call_prefix")])
def test_no_two_calls_share_an_address_or_numbers(world: World, column: str, value: str, because: str) -> None:
    other = programmes.call()
    refused(f"UPDATE accelerator_call SET {column} = %s WHERE id = %s", value, other.pk, because=because)  # noqa: S608


def test_a_role_is_one_of_two_and_held_once_at_a_time(world: World) -> None:
    sql = "INSERT INTO accelerator_staff (created_at, programme_id, person_id, role) VALUES (now(), %s, %s, %s)"
    refused(sql, world.programme.pk, world.reviewer.pk, "reviewer", because="staff_once")
    refused(sql, world.programme.pk, world.reviewer.pk, "owner", because="staff_role")
    done("UPDATE accelerator_staff SET ended_at = now() WHERE person_id = %s", world.reviewer.pk)
    done(sql, world.programme.pk, world.reviewer.pk, "reviewer")


def test_two_programmes_never_share_an_address(world: World) -> None:
    other = programmes.programme()
    refused("UPDATE accelerator_programme SET slug = %s WHERE id = %s", world.programme.slug, other.pk, because="slug")


def test_criteria_have_a_place_of_their_own_and_a_weight_of_at_most_a_hundred() -> None:
    rubric = programmes.rubric()
    refused("UPDATE accelerator_criterion SET position = 1 WHERE rubric_id = %s", rubric.pk, because="criterion_position")
    refused("UPDATE accelerator_criterion SET weight = 101 WHERE rubric_id = %s", rubric.pk, because="criterion_weight")
    refused("UPDATE accelerator_criterion SET weight = -1 WHERE rubric_id = %s", rubric.pk, because="weight")


def _without(sql: str) -> None:
    """Runs `sql` and checks at once what would be checked at commit."""
    with transaction.atomic():
        done(sql)
        connection.check_constraints()


@pytest.mark.parametrize("table", ["accelerator_programme", "accelerator_call", "accelerator_rubric"])
def test_what_others_lean_on_is_not_deleted(table: str) -> None:
    application()
    with pytest.raises(IntegrityError, match="foreign key"):
        _without(f"DELETE FROM {table}")  # noqa: S608


def test_every_change_is_in_the_history_whoever_makes_it(world: World) -> None:
    person = accounts.person()
    done("UPDATE accelerator_programme SET name = 'Other' WHERE id = %s", world.programme.pk)
    done("UPDATE accelerator_call SET tagline = 'Other' WHERE id = %s", world.draft.pk)
    done("UPDATE accelerator_staff SET person_id = %s WHERE person_id = %s", person.pk, world.reviewer.pk)
    with connection.cursor() as cursor:
        for table, column, key, old, new in (
            ("programme", "name", world.programme.pk, "Applied AI", "Other"),
            ("call", "tagline", world.draft.pk, "Twelve weeks for teams with a first user", "Other"),
        ):
            cursor.execute(f"SELECT {column} FROM accelerator_{table}event WHERE pgh_obj_id = %s ORDER BY pgh_id", [key])  # noqa: S608
            assert [row[0] for row in cursor.fetchall()] == [old, new]
        cursor.execute("SELECT count(*) FROM accelerator_staffevent WHERE person_id = %s", [person.pk])
        assert cursor.fetchone() == (1,)
    refused("UPDATE accelerator_callevent SET tagline = 'x'", because="permission denied|append")
    refused("DELETE FROM accelerator_programmeevent", because="permission denied|append")
