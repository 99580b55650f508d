"""Many approvals at one moment, over real connections: never over the pool."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accelerator.kit.refusals import Refusal
from cohorts.credits import operations, queries, verification
from cohorts.credits.models import Grant, Posting
from tests.credits.conftest import World
from tests.factories import credits as factories

CLIENTS = 8


def at_once(acts: list[Any]) -> list[str]:
    """Runs every act in a thread of its own, started together; gives "ok" or the refusal's class."""
    gate = Barrier(len(acts))

    def run(act: Any) -> str:
        try:
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
    from datetime import date

    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    use = lambda: operations.draw_down(grant, amount=Decimal(600), period=date(2026, 10, 31), key="inv-1", by=world.officer)  # noqa: E731
    assert at_once([use] * CLIENTS) == ["ok"] * CLIENTS
    assert queries.left(grant) == Decimal(400)
