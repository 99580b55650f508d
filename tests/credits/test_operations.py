from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices.models import Message
from accelerator.trail.models import Entry as Trail
from cohorts.credits import ledger, operations, postings, queries, verification
from cohorts.credits.models import Account, ApprovalLimit, Grant, Posting
from tests.credits.conftest import World
from tests.factories import credits as factories


def balances(pool: Any) -> dict[str, Decimal]:
    return {account.kind: account.balance for account in Account.objects.filter(pool=pool, balance__gt=0)}


def test_funds_awarded_and_used_add_up(world: World) -> None:
    grant = factories.awarded(
        pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver, amount="40000"
    )
    assert grant.state == Grant.State.AWARDED
    assert balances(world.pool) == {"pool": Decimal(60000), "grant": Decimal(40000)}
    operations.draw_down(grant, amount=Decimal("8214.603125"), period=date(2026, 10, 31), key="inv-1", by=world.officer)
    grant.refresh_from_db()
    assert grant.state == Grant.State.ACTIVE
    assert queries.left(grant) == Decimal("31785.396875")
    assert verification.faults() == {}
    operations.draw_down(grant, amount=Decimal("31785.396875"), period=date(2026, 11, 30), key="inv-2", by=world.officer)
    grant.refresh_from_db()
    assert grant.state == Grant.State.EXHAUSTED
    assert balances(world.pool) == {"pool": Decimal(60000), "consumed": Decimal(40000)}


def test_the_same_invoice_counts_once_and_with_another_amount_not_at_all(world: World) -> None:
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    first = operations.draw_down(grant, amount=Decimal(10), period=date(2026, 10, 31), key="inv-1", by=world.officer)
    again = operations.draw_down(grant, amount=Decimal(10), period=date(2026, 10, 31), key="inv-1", by=world.officer)
    assert again == first
    with pytest.raises(Refusal, match="posted before with other contents"):
        operations.draw_down(grant, amount=Decimal(11), period=date(2026, 10, 31), key="inv-1", by=world.officer)
    with pytest.raises(Refusal, match="stands for another day already"):
        operations.draw_down(grant, amount=Decimal(10), period=date(2026, 9, 30), key="inv-1", by=world.officer)
    assert queries.left(grant) == Decimal(990)
    assert Trail.objects.filter(verb="grant.drawn_down").count() == 1


def test_the_same_funds_count_once(world: World) -> None:
    before = Trail.objects.filter(verb="pool.funded").count()
    for _ in range(2):
        operations.fund(world.pool, amount=Decimal(5), document="Letter 9", key="letter-9", by=world.officer)
    assert Trail.objects.filter(verb="pool.funded").count() == before + 1


def test_more_than_there_is_is_refused_with_the_figures(world: World) -> None:
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    with pytest.raises(Refusal) as refusal:
        operations.draw_down(grant, amount=Decimal("1000.01"), period=date(2026, 10, 31), key="inv-1", by=world.officer)
    assert str(refusal.value) == "Available to the startup holds SGD 1,000.00; SGD 1,000.01 is more than that."
    assert refusal.value.field == "amount"
    assert queries.left(grant) == Decimal(1000)


def test_requests_beyond_the_pool_are_refused(world: World) -> None:
    with pytest.raises(Refusal, match="General compute has SGD 100,000 left"):
        factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer, amount="100000.01")


def test_two_requests_for_the_same_last_money_commit_once(world: World) -> None:
    """Both were asked for while there was enough; the second approval finds too little."""
    first = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer, amount="60000")
    second = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer, amount="60000")
    operations.approve(first, by=world.approver)
    with pytest.raises(Refusal, match=r"Available in the pool holds SGD 40,000\.00"):
        operations.approve(second, by=world.approver)
    second.refresh_from_db()
    assert second.state == Grant.State.REQUESTED
    assert second.approvals.count() == 0
    assert balances(world.pool) == {"pool": Decimal(40000), "committed": Decimal(60000)}


def test_nobody_approves_their_own_request_or_twice(world: World) -> None:
    ApprovalLimit.objects.create(currency="SGD", above=Decimal(20000), needed=2)
    grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer, amount="20000.01")
    with pytest.raises(Forbidden, match="You requested this"):
        operations.approve(grant, by=world.officer)
    operations.approve(grant, by=world.approver)
    with pytest.raises(Forbidden, match="You have approved this"):
        operations.approve(grant, by=world.approver)
    grant.refresh_from_db()
    assert grant.state == Grant.State.REQUESTED
    operations.approve(grant, by=factories.approver())
    grant.refresh_from_db()
    assert grant.state == Grant.State.APPROVED


@pytest.mark.parametrize(("amount", "needed"), [("20000", 1), ("20000.01", 2), ("50000.01", 3)])
def test_the_highest_limit_below_the_amount_applies(world: World, amount: str, needed: int) -> None:
    ApprovalLimit.objects.create(currency="SGD", above=Decimal(20000), needed=2)
    ApprovalLimit.objects.create(currency="SGD", above=Decimal(50000), needed=3)
    ApprovalLimit.objects.create(currency="USD", above=Decimal(1), needed=9)
    grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer, amount=amount)
    assert queries.approvals_needed(grant) == needed


def test_people_without_the_role_are_refused(world: World) -> None:
    grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
    for person in (world.founder, world.outsider, world.manager, world.partner):
        with pytest.raises(Forbidden, match="role of approver"):
            operations.approve(grant, by=person)
        with pytest.raises(Forbidden, match="grants officer"):
            operations.fund(world.pool, amount=Decimal(1), document="x", key="x", by=person)
    with pytest.raises(Forbidden, match="grants officer"):
        operations.award(grant, by=world.approver)


def test_awarding_waits_for_approval_and_happens_once(world: World) -> None:
    grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
    with pytest.raises(Refusal, match=r"Only an approved grant can be awarded\. This one is requested"):
        operations.award(grant, by=world.officer)
    operations.approve(grant, by=world.approver)
    operations.award(grant, by=world.officer)
    with pytest.raises(Refusal, match="This one is awarded"):
        operations.award(grant, by=world.officer)
    assert Posting.objects.filter(kind="award").count() == 1


def test_declining_needs_a_reason_and_tells_the_requester(world: World) -> None:
    grant = factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)
    with pytest.raises(Refusal, match="Say why"):
        operations.decline(grant, reason=" ", by=world.approver)
    operations.decline(grant, reason="Ask for a smaller amount", by=world.approver)
    grant.refresh_from_db()
    assert grant.state == Grant.State.DECLINED
    told = Message.objects.get(kind="grant_declined")
    assert (told.recipient, told.facts["reason"]) == (world.officer, "Ask for a smaller amount")
    assert Posting.objects.exclude(kind="fund").count() == 0


def test_revoking_takes_back_the_rest(world: World) -> None:
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    operations.draw_down(grant, amount=Decimal(400), period=date(2026, 10, 31), key="inv-1", by=world.officer)
    operations.revoke(grant, reason="Left the programme", by=world.officer)
    grant.refresh_from_db()
    assert grant.state == Grant.State.REVOKED
    assert balances(world.pool) == {"pool": Decimal(99600), "consumed": Decimal(400)}
    with pytest.raises(Refusal, match="nothing to take back"):
        operations.revoke(grant, reason="again", by=world.officer)


def test_a_reversal_restores_and_is_made_once(world: World) -> None:
    grant = factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver)
    wrong = operations.draw_down(grant, amount=Decimal(400), period=date(2026, 10, 31), key="inv-1", by=world.officer)
    undone = postings.reverse(wrong, by=world.officer, reason="Wrong month")
    assert undone.reverses == wrong
    assert queries.left(grant) == Decimal(1000)
    assert postings.reverse(wrong, by=world.officer, reason="Wrong month") == undone
    assert verification.faults() == {}


def test_a_posting_is_the_same_whatever_the_order_of_its_legs(world: World) -> None:
    legs = ledger.legs("fund", Decimal(5))
    facts = {"pool": world.pool, "key": "letter-9", "memo": "", "effective_on": date(2026, 11, 2), "by": world.officer}
    first = postings.post("fund", legs, **facts)
    again = postings.post("fund", legs[::-1], **facts)
    assert (again, again.is_repeat) == (first, True)


@pytest.mark.parametrize(
    ("amount", "says"),
    [("0", "above zero"), ("-5", "above zero"), ("NaN", "above zero"), ("10.001", "SGD has 2 decimals")],
)
def test_amounts_nobody_can_pay_are_refused(world: World, amount: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer, amount=amount)


def test_a_departed_startup_and_a_stale_pool_get_nothing(world: World) -> None:
    stale = factories.pool(by=world.officer, starts_on=date(2020, 1, 1), expires_on=date(2020, 12, 31))
    with pytest.raises(Refusal, match="not valid today"):
        factories.grant(pool=stale, enrolment=world.enrolment, by=world.officer)
    world.enrolment.state = "departed"
    world.enrolment.save()
    with pytest.raises(Refusal, match="no longer in the cohort"):
        factories.grant(pool=world.pool, enrolment=world.enrolment, by=world.officer)


def test_approvers_and_founders_hear_once_and_the_trail_tells_it(world: World) -> None:
    factories.awarded(pool=world.pool, enrolment=world.enrolment, by=world.officer, approver=world.approver, amount="40000")
    told = [(message.kind, message.recipient.name) for message in Message.objects.filter(kind__startswith="grant").order_by("id")]
    assert told == [("grant_approval_wanted", "Farah Approver"), ("grant_awarded", "Founder")]
    sentences = [entry.told() for entry in Trail.objects.about(world.enrolment.startup).order_by("id")]
    assert sentences == [
        "Jun Officer requested SGD 40,000 for Quaykeeper from General compute.",
        "Farah Approver approved SGD 40,000 for Quaykeeper (1 of 1).",
        "Jun Officer awarded SGD 40,000 from General compute to Quaykeeper.",
    ]
