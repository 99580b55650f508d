"""`manage.py ledger verify` adds everything up again. Only the owner can tamper, and what was tampered with is found."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cohorts.credits import operations, verification
from tests import database
from tests.credits.conftest import World
from tests.factories import credits as factories


def used(world: World) -> None:
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    operations.draw_down(grant, amount=Decimal("12.5"), period=date(2026, 10, 31), key="k", by=world.officer)


def verify() -> str:
    said = io.StringIO()
    call_command("ledger", "verify", stdout=said, stderr=said)
    return said.getvalue()


def test_a_ledger_that_holds_says_how_much_it_read(world: World) -> None:
    used(world)
    assert verify() == "The ledger holds: 4 postings, 8 entries.\n"


def test_an_empty_ledger_holds(db: None) -> None:
    assert verify() == "The ledger holds: 0 postings, 0 entries.\n"


def test_it_knows_one_act(db: None) -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("ledger", "repair")


UNBALANCED = "postings that do not balance"
SUM = "accounts whose balance is not the sum of their entries"
ORDER = "entries out of sequence"
MIXED = "entries in another currency than their account"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "statement", "found"),
    [
        ("entry", "UPDATE cohorts_entry SET amount = amount + 0.000000000000000001 WHERE id = $last", {UNBALANCED, SUM, ORDER}),
        ("entry", "UPDATE cohorts_entry SET amount = -amount WHERE posting_id = $newest", {SUM, ORDER}),
        ("entry", "UPDATE cohorts_entry SET sequence = sequence + 1 WHERE id = $last", {ORDER}),
        ("entry", "UPDATE cohorts_entry SET balance_after = balance_after + 1 WHERE id = $last", {ORDER}),
        ("entry", "DELETE FROM cohorts_entry WHERE id = $last", {UNBALANCED, SUM}),
        ("account", "UPDATE cohorts_account SET balance = balance + 0.000000000000000001 WHERE kind = 'grant'", {SUM}),
        ("account", "UPDATE cohorts_account SET entry_count = 9 WHERE kind = 'grant'", {SUM}),
        ("posting", "UPDATE cohorts_posting SET currency = 'USD' WHERE kind = 'draw_down'", {MIXED}),
        ("account", "UPDATE cohorts_account SET currency = 'USD' WHERE kind = 'grant'", {MIXED}),
    ],
)
def test_a_single_changed_figure_is_found(world: World, table: str, statement: str, found: set[str]) -> None:
    """Triggers are off for one statement of the owner's here, and nowhere else: to show that tampering is seen afterwards."""
    used(world)
    assert verification.faults() == {}
    with database.as_owner(), connection.cursor() as cursor:
        last = "(SELECT max(id) FROM cohorts_entry)"
        newest = "(SELECT max(posting_id) FROM cohorts_entry)"
        cursor.execute(f"ALTER TABLE cohorts_{table} DISABLE TRIGGER USER")
        cursor.execute(statement.replace("$last", last).replace("$newest", newest))
        assert cursor.rowcount >= 1
        cursor.execute(f"ALTER TABLE cohorts_{table} ENABLE TRIGGER USER")
    assert set(verification.faults()) == found
    with pytest.raises(CommandError, match="The ledger does not hold"):
        verify()


@pytest.mark.django_db(transaction=True)
def test_the_owner_does_not_change_entries_either_while_triggers_stand(world: World) -> None:
    for statement in ("UPDATE cohorts_entry SET amount = amount + 1", "DELETE FROM cohorts_posting"):
        with database.as_owner(), connection.cursor() as cursor, pytest.raises(Exception, match="Cannot (update|delete)"):  # noqa: RUF043
            cursor.execute(statement)
    assert verification.faults() == {}
