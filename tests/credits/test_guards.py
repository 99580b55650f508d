"""The database refuses by itself, through a login of its own as the web role."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest
from django.db import connection

from cohorts.credits import operations
from cohorts.credits.models import Account, Entry, Posting
from tests.credits.conftest import World
from tests.factories import credits as factories


@pytest.fixture
def own() -> Iterator[psycopg.Connection]:
    where = connection.settings_dict
    with psycopg.connect(dbname=where["NAME"], user="slipway_web", host=where["OPTIONS"].get("host") or where["HOST"]) as login:
        yield login
        login.rollback()


def insert_posting(own: psycopg.Connection, key: str, currency: str = "SGD") -> int:
    row = own.execute(
        "INSERT INTO cohorts_posting"
        " (created_at, code, key, digest, kind, currency, memo, effective_on, recorded_at, by_label, xact)"
        " VALUES (now(), %s, %s, '', 'test', %s, '', current_date, now(), '', 0) RETURNING id",
        [key, key, currency],
    ).fetchone()
    assert row is not None
    return int(row[0])


def insert_entry(own: psycopg.Connection, posting: int, account: int, amount: str) -> None:
    own.execute(
        "INSERT INTO cohorts_entry (created_at, posting_id, account_id, amount, sequence, balance_after)"
        " VALUES (now(), %s, %s, %s, 0, 0)",
        [posting, account, Decimal(amount)],
    )


def accounts() -> tuple[int, int]:
    return Account.objects.get(kind="provider").pk, Account.objects.get(kind="pool").pk


@pytest.mark.django_db(transaction=True)
class TestGuards:
    def test_a_balanced_posting_passes(self, world: World, own: psycopg.Connection) -> None:
        provider, pool = accounts()
        posting = insert_posting(own, "whole")
        insert_entry(own, posting, provider, "-5")
        insert_entry(own, posting, pool, "5")
        own.commit()
        last = Entry.objects.get(posting=posting, account=pool)
        assert (last.sequence, last.balance_after) == (2, Decimal(100005))
        assert Account.objects.get(pk=pool).balance == Decimal(100005)

    @pytest.mark.parametrize("legs", [[], ["5"], ["5", "-4"]])
    def test_an_unbalanced_one_fails_at_commit(self, world: World, own: psycopg.Connection, legs: list[str]) -> None:
        posting = insert_posting(own, "torn")
        for account, amount in zip(reversed(accounts()), legs, strict=False):
            insert_entry(own, posting, account, amount)
        with pytest.raises(psycopg.errors.CheckViolation, match="does not balance"):
            own.commit()
        assert not Posting.objects.filter(key="torn").exists()

    def test_an_old_posting_takes_no_more_entries(self, world: World, own: psycopg.Connection) -> None:
        provider, _pool = accounts()
        old = Posting.objects.get(kind="fund").pk
        with pytest.raises(psycopg.errors.CheckViolation, match="after its own transaction"):
            insert_entry(own, old, provider, "-5")

    def test_no_account_goes_below_zero(self, world: World, own: psycopg.Connection) -> None:
        _provider, pool = accounts()
        posting = insert_posting(own, "over")
        with pytest.raises(psycopg.errors.CheckViolation, match="account_not_overdrawn"):
            insert_entry(own, posting, pool, "-100000.000000000000000001")

    def test_currencies_do_not_mix(self, world: World, own: psycopg.Connection) -> None:
        posting = insert_posting(own, "mixed", currency="USD")
        with pytest.raises(psycopg.errors.CheckViolation, match="differ in currency"):
            insert_entry(own, posting, accounts()[1], "5")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE cohorts_entry SET amount = 1",
            "DELETE FROM cohorts_entry",
            "UPDATE cohorts_posting SET memo = 'x'",
            "DELETE FROM cohorts_posting",
            "TRUNCATE cohorts_entry",
        ],
    )
    def test_the_web_role_may_not_touch_what_is_written(self, world: World, own: psycopg.Connection, statement: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            own.execute(statement)

    @pytest.mark.parametrize(
        "statement", ["UPDATE cohorts_account SET balance = 1", "UPDATE cohorts_account SET currency = 'USD'"]
    )
    def test_balances_change_only_by_entries(self, world: World, own: psycopg.Connection, statement: str) -> None:
        with pytest.raises(psycopg.errors.CheckViolation, match="only by entries"):
            own.execute(statement)

    def test_accounts_stay(self, world: World, own: psycopg.Connection) -> None:
        with pytest.raises(psycopg.errors.RaiseException, match="Cannot delete"):
            own.execute("DELETE FROM cohorts_account")

    def test_own_approval_is_refused(self, world: World, own: psycopg.Connection) -> None:
        grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
        with pytest.raises(psycopg.errors.CheckViolation, match="nobody approves their own request"):
            own.execute(
                "INSERT INTO cohorts_approval (created_at, grant_id, verdict, reason, by_id, at)"
                " VALUES (now(), %s, 'approve', '', %s, now())",
                [grant.pk, world.officer.pk],
            )

    def test_states_move_only_as_declared(self, world: World, own: psycopg.Connection) -> None:
        grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
        with pytest.raises(psycopg.errors.RaiseException, match="Invalid transition"):
            own.execute("UPDATE cohorts_grant SET state = 'awarded' WHERE id = %s", [grant.pk])
        operations.approve(grant, by=world.approver)
