"""Many approvals at one moment, over real connections: never over the pool."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accelerator.kit.refusals import Refusal
from cohorts.credits import operations, postings, queries, verification
from cohorts.credits.models import Grant, Pool, Posting
from tests.credits.conftest import World
from tests.factories import credits as factories

CLIENTS = 8


def at_once(acts: list[Any]) -> list[str]:
    """Runs every act in a thread of its own, started together; gives "ok" or the refusal's class."""
    gate = Barrier(len(acts))

    def run(act: Any) -> str:
        try:
            connection.ensure_connection()
            gate.wait(20)
            act()
        except Refusal as refusal:
            return type(refusal).__name__
        else:
            return "ok"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_parallel_approvals_commit_what_there_is_and_no_more(world: World) -> None:
    grants = [
        factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer, amount="30000") for _ in range(CLIENTS)
    ]
    results = at_once([lambda grant=grant: operations.approve(grant, by=world.approver) for grant in grants])
    assert results == ["Refusal"] * (CLIENTS - 3) + ["ok"] * 3
    assert queries.available(world.pool) == Decimal(10000)
    assert Grant.objects.filter(state="approved").count() == 3
    assert verification.faults() == {}


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_award_posts_once(world: World) -> None:
    grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
    operations.approve(grant, by=world.approver)
    assert at_once([lambda: operations.award(grant, by=world.officer)] * CLIENTS) == ["Refusal"] * (CLIENTS - 1) + ["ok"]
    assert Posting.objects.filter(kind="award").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_invoice_sent_by_many_counts_once(world: World) -> None:
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    use = lambda: operations.draw_down(grant, amount=Decimal(600), period=date(2026, 10, 31), key="inv-1", by=world.officer)  # noqa: E731
    assert at_once([use] * CLIENTS) == ["ok"] * CLIENTS
    assert queries.left(grant) == Decimal(400)


@pytest.mark.django_db(transaction=True)
def test_uses_at_once_never_overdraw_a_grant(world: World) -> None:
    """Eight reports of 300 each on 1,000: three fit, whoever comes first."""
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    acts = [
        lambda number=number: operations.draw_down(
            grant, amount=Decimal(300), period=date(2026, 10, 31), key=f"inv-{number}", by=world.officer
        )
        for number in range(CLIENTS)
    ]
    assert at_once(acts) == ["Refusal"] * (CLIENTS - 3) + ["ok"] * 3
    assert queries.left(grant) == Decimal(100)
    assert verification.faults() == {}


@pytest.mark.django_db(transaction=True)
def test_awards_of_many_grants_at_once_hand_out_what_was_committed(world: World) -> None:
    grants = [factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer) for _ in range(CLIENTS)]
    for grant in grants:
        operations.approve(grant, by=world.approver)
    assert at_once([lambda grant=grant: operations.award(grant, by=world.officer) for grant in grants]) == ["ok"] * CLIENTS
    assert [queries.left(grant) for grant in grants] == [Decimal(1000)] * CLIENTS
    (state,) = queries.pool_states(Pool.objects.filter(pk=world.pool.pk), on=date(2026, 11, 1))
    assert (state.available, state.committed, state.issued) == (Decimal(92000), 0, Decimal(8000))
    assert verification.faults() == {}


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_no_at_once_leave_one_answer(world: World) -> None:
    for _ in range(3):
        grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
        other = factories.approver()
        yes, no = lambda: operations.approve(grant, by=world.approver), lambda: operations.decline(grant, reason="No", by=other)  # noqa: B023
        assert at_once([yes, no]) == ["Forbidden", "ok"]
        grant.refresh_from_db()
        assert Posting.objects.filter(key=f"commit:{grant.code}").exists() == (grant.state == "approved")


@pytest.mark.django_db(transaction=True)
def test_use_and_revocation_at_once_never_hand_a_credit_out_twice(world: World) -> None:
    for number in range(3):
        grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
        key = f"inv-{number}"
        use = lambda: operations.draw_down(grant, amount=Decimal(700), period=date(2026, 10, 31), key=key, by=world.officer)  # noqa: B023, E731
        back = lambda: operations.revoke(grant, reason="Back", by=world.officer)  # noqa: B023, E731
        assert at_once([use, back])[-1] == "ok"
        assert queries.left(grant) == 0
    assert verification.faults() == {}


@pytest.mark.django_db(transaction=True)
def test_postings_in_opposite_orders_never_wait_for_each_other(world: World) -> None:
    """Use and its reversal touch the same two accounts from either side: locks are taken in one order."""
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    made = [
        operations.draw_down(grant, amount=Decimal(10), period=date(2026, 10, 31), key=f"a-{number}", by=world.officer)
        for number in range(CLIENTS)
    ]
    undo = [lambda posting=posting: postings.reverse(posting, by=world.officer, reason="Wrong") for posting in made]
    use = [
        lambda number=number: operations.draw_down(
            grant, amount=Decimal(20), period=date(2026, 10, 31), key=f"b-{number}", by=world.officer
        )
        for number in range(CLIENTS)
    ]
    assert at_once(undo + use) == ["ok"] * 2 * CLIENTS
    assert queries.left(grant) == Decimal(1000 - 20 * CLIENTS)
    assert verification.faults() == {}
