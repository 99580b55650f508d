"""What the database itself refuses between a person and an application they have a conflict of interest with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pgtrigger
from django.db import connection

_LOCK = "hashtextextended('conflicts of ' || {person}, 0)"


def awaited(person: str) -> str:
    """SQL that has a row and a conflict of this person (an expression) that is put on record meanwhile wait for one another."""
    return f"pg_advisory_xact_lock_shared({_LOCK.format(person=person)})"


def wait_for(people: Iterable[int]) -> None:
    """Waits for each of these people (keys), in one order, before several rows do it in theirs: two who write such rows, and who
    puts conflicts on record, wait for one another and no more. Called in a transaction.
    """
    with connection.cursor() as cursor:
        each = f"SELECT {awaited('p.person')} FROM unnest(%s::bigint[]) p(person)"  # noqa: S608  # all of it is ours
        cursor.execute(each, [sorted(set(people))])


def apart(name: str, *, pair: str, constraint: str, operation: Any, condition: Any = None) -> pgtrigger.Trigger:
    """A trigger that refuses a row, as a check named `constraint`, while a conflict stands between its person and application.

    `pair` selects the application's id and the person's for the row NEW: `SELECT NEW.application_id, NEW.decided_by_id`. The row
    and a conflict that is put on record meanwhile wait for one another, so that none is written after a conflict is committed.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        condition=condition,
        declare=[("application", "bigint"), ("person", "bigint")],
        func=f"""
            SELECT p.application, p.person INTO application, person FROM ({pair}) p(application, person);
            PERFORM {awaited("person")};
            IF EXISTS (
                SELECT 1 FROM accelerator_conflict c
                WHERE c.application_id = application AND c.person_id = person AND c.ended_at IS NULL
            ) THEN
                RAISE EXCEPTION 'a conflict of interest stands between this person and the application'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
            END IF;
            RETURN NEW;
        """,  # noqa: S608  # all of it is ours
    )


# A conflict waits for who is writing a score, a decision or a vote of its person at this moment, and they for it.
AWAITED = pgtrigger.Trigger(
    name="awaited",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("ended_at"),  # type: ignore[no-untyped-call]
    condition=pgtrigger.Q(new__ended_at__isnull=True),
    func=f"PERFORM pg_advisory_xact_lock({_LOCK.format(person='NEW.person_id')}); RETURN NEW;",
)
