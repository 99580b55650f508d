"""Credits end with their pool: in the books, for the startup, and once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accelerator.kit import clock
from accelerator.kit.refusals import Refusal
from accelerator.notices.models import Message
from accelerator.trail.models import Entry as Trail
from cohorts.credits import expiring, operations, queries, tasks, verification
from cohorts.credits.models import Account, Grant, Pool, Posting
from config import schedule  # noqa: F401  what beat wakes
from config.celery import app
from tests.credits.conftest import World
from tests.factories import credits as factories
from tests.together import at_once


def awarded(world: World, used: str = "") -> Grant:
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    if used:
        operations.draw_down(grant, amount=Decimal(used), period=date(2026, 10, 31), key=grant.code, by=world.officer)
    return grant


def ended(world: World) -> date:
    """The day after the pool's last one."""
    return world.pool.expires_on + timedelta(days=1)


def state(grant: Grant) -> str:
    return Grant.objects.get(pk=grant.pk).state


@pytest.mark.parametrize(("used", "rest"), [("", "1000"), ("400.5", "599.5")])
def test_what_is_left_expires_the_day_after_the_last(world: World, used: str, rest: str) -> None:
    grant = awarded(world, used)
    assert expiring.expire_due(on=world.pool.expires_on) == 0
    assert expiring.expire_due(on=ended(world)) == 1
    assert (state(grant), queries.left(grant)) == ("expired", 0)
    assert Account.objects.get(kind="expired").balance == Decimal(rest)
    posting = Posting.objects.get(kind="expire")
    assert (posting.effective_on, posting.by_id, posting.by_label) == (world.pool.expires_on, None, "")
    assert queries.available(world.pool) == Decimal(99000)
    assert verification.faults() == {}


def test_it_happens_once_and_is_told_once(world: World) -> None:
    grant = awarded(world, "400")
    assert [expiring.expire_due(on=ended(world)) for _ in range(2)] == [1, 0]
    message = Message.objects.get(kind="grant_expired")
    assert (message.recipient, message.facts["rest"], message.facts["amount"]) == (world.founder, "SGD 600", "SGD 1,000")
    (entry,) = Trail.objects.about(grant).filter(verb="grant.expired")
    assert entry.told() == "The credits of Quaykeeper from General compute expired; not used: SGD 600 of SGD 1,000."
    assert Posting.objects.filter(kind="expire").count() == 1


def test_expired_credits_are_neither_used_nor_taken_back(world: World) -> None:
    grant = awarded(world)
    expiring.expire_due(on=ended(world))
    with pytest.raises(Refusal, match="This grant is expired"):
        operations.draw_down(grant, amount=Decimal(1), period=date(2026, 10, 31), key="late", by=world.officer)
    with pytest.raises(Refusal, match="nothing to take back: this grant is expired"):
        operations.revoke(grant, reason="late", by=world.officer)


@pytest.mark.parametrize("end", ["requested", "approved", "declined", "exhausted", "revoked"])
def test_only_credits_that_are_with_a_startup_expire(world: World, end: str) -> None:
    if end in ("exhausted", "revoked"):
        grant = awarded(world, "1000" if end == "exhausted" else "")
        if end == "revoked":
            operations.revoke(grant, reason="Left", by=world.officer)
    else:
        grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
        if end == "approved":
            operations.approve(grant, by=world.approver)
        if end == "declined":
            operations.decline(grant, reason="No", by=world.approver)
    assert state(grant) == end
    assert expiring.expire_due(on=ended(world)) == 0
    assert state(grant) == end


def test_an_expired_pool_awards_nothing(world: World) -> None:
    grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
    operations.approve(grant, by=world.approver)
    Pool.objects.update(expires_on=clock.today("UTC") - timedelta(days=1))
    with pytest.raises(Refusal, match="General compute has expired: nothing can be awarded from it"):
        operations.award(grant, by=world.officer)
    assert state(grant) == "approved"


def test_another_pools_credits_go_on(world: World) -> None:
    awarded(world)
    longer = factories.pool(by=world.officer, expires_on=world.pool.expires_on + timedelta(days=90))
    other = factories.awarded(pool=longer, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    assert expiring.expire_due(on=ended(world)) == 1
    assert state(other) == "awarded"


def test_beat_wakes_the_task(world: World) -> None:
    grant = awarded(world)
    Pool.objects.update(expires_on=clock.today("UTC") - timedelta(days=1))
    assert app.conf.beat_schedule["credits.expire"]["schedule"] == timedelta(minutes=10)
    app.tasks["credits.expire"]()
    assert tasks.expire.name == "credits.expire"
    assert state(grant) == "expired"


@pytest.mark.django_db(transaction=True)
def test_sweeps_and_an_officer_at_once_leave_books_that_hold(world: World) -> None:
    """Four sweeps and a last use of the credits at the same moment: each credit ends in one place."""
    grants = [awarded(world) for _ in range(3)]
    on = ended(world)

    def use(grant: Grant) -> Any:
        try:
            return operations.draw_down(grant, amount=Decimal(10), period=date(2026, 10, 31), key=grant.code, by=world.officer)
        except Refusal:
            return None

    done = at_once(*[lambda: expiring.expire_due(on=on)] * 4, *[lambda grant=grant: use(grant) for grant in grants])
    expiring.expire_due(on=on)  # those a use held when the sweeps passed
    used = sum(posting is not None for posting in done[4:])
    assert {state(grant) for grant in grants} == {"expired"}
    assert Account.objects.get(kind="expired").balance == Decimal(3000 - 10 * used)
    assert Message.objects.filter(kind="grant_expired").count() == 3
    assert verification.faults() == {}
