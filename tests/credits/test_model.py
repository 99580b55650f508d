"""Random lives of grants against a model in memory: states, balances and the books agree after every act."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accelerator.kit.refusals import Refusal
from cohorts.credits import operations, postings, queries, verification
from cohorts.credits.models import Account, Grant, Posting
from tests.credits.conftest import World
from tests.factories import credits as factories

pytestmark = pytest.mark.django_db
ACTS = ("approve", "decline", "award", "use", "use again", "revoke", "fund", "fund again", "undo use")
FUNDS = Decimal(1000)

# What each act does to a grant's state; anything else is refused.
MOVES = {
    "approve": {"requested": "approved"},
    "decline": {"requested": "declined"},
    "award": {"approved": "awarded"},
    "use": {"awarded": "active", "active": "active", "exhausted": "exhausted"},
    "revoke": {"awarded": "revoked", "active": "revoked"},
}


class Model:
    """A pool and its grants as plain numbers."""

    def __init__(self) -> None:
        self.pool, self.committed, self.consumed = FUNDS, Decimal(0), Decimal(0)
        self.left: dict[int, Decimal] = defaultdict(Decimal)
        self.state: dict[int, str] = {}
        self.keys: dict[str, Decimal] = {}

    def does(self, act: str, number: int, amount: Decimal, asked: Decimal) -> bool:
        """Whether the act goes through; carried out if so."""
        if act.startswith("fund"):
            self.pool += amount if self.new(f"fund:{amount}", amount) else 0
            return True
        if act == "undo use":
            return self.undo(number)
        verb = "use" if act == "use again" else act
        if self.state[number] not in MOVES[verb]:
            return False
        return bool(getattr(self, verb)(number, amount, asked))

    def new(self, key: str, amount: Decimal) -> bool:
        return key not in self.keys and self.keys.setdefault(key, amount) is not None

    def moved(self, verb: str, number: int) -> bool:
        self.state[number] = MOVES[verb][self.state[number]]
        return True

    def approve(self, number: int, amount: Decimal, asked: Decimal) -> bool:
        if self.pool < asked:
            return False
        self.pool, self.committed = self.pool - asked, self.committed + asked
        return self.moved("approve", number)

    def decline(self, number: int, amount: Decimal, asked: Decimal) -> bool:
        return self.moved("decline", number)

    def award(self, number: int, amount: Decimal, asked: Decimal) -> bool:
        self.committed, self.left[number] = self.committed - asked, asked
        return self.moved("award", number)

    def use(self, number: int, amount: Decimal, asked: Decimal) -> bool:
        if f"{number}:{amount}" not in self.keys:
            if self.left[number] < amount:
                return False
            self.new(f"{number}:{amount}", amount)
            self.left[number], self.consumed = self.left[number] - amount, self.consumed + amount
        self.moved("use", number)
        if not self.left[number]:
            self.state[number] = "exhausted"
        return True

    def revoke(self, number: int, amount: Decimal, asked: Decimal) -> bool:
        self.pool, self.left[number] = self.pool + self.left[number], Decimal(0)
        return self.moved("revoke", number)

    def undo(self, number: int) -> bool:
        first = next((key for key in self.keys if key.startswith(f"{number}:")), None)
        if first is not None and self.new(f"undo:{first}", Decimal(0)):
            self.left[number], self.consumed = self.left[number] + self.keys[first], self.consumed - self.keys[first]
        return first is not None


def tried(act: str, grant: Grant, world: World, amount: Decimal) -> bool:
    """The same act by the operations; a refusal leaves nothing behind."""
    number = grant.purpose
    use = {"amount": amount, "period": date(2026, 10, 31), "key": f"{number}:{amount}", "by": world.officer}
    try:
        with transaction.atomic():
            match act:
                case "approve":
                    operations.approve(grant, by=world.approver)
                case "decline":
                    operations.decline(grant, reason="No", by=world.approver)
                case "award":
                    operations.award(grant, by=world.officer)
                case "use" | "use again":
                    operations.draw_down(grant, **use)
                case "revoke":
                    operations.revoke(grant, reason="Back", by=world.officer)
                case "undo use":
                    posting = Posting.objects.filter(kind="draw_down", key__startswith=f"{number}:").order_by("id").first()
                    if posting is None:
                        return False
                    postings.reverse(posting, by=world.officer, reason="Wrong")
                case _:
                    operations.fund(world.pool, amount=amount, document="L", key=f"fund:{amount}", by=world.officer)
    except Refusal:
        return False
    return True


AMOUNTS = st.sampled_from([Decimal(text) for text in ("0.01", "250", "333.33", "400", "600", "1000")])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(AMOUNTS, min_size=1, max_size=3),
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2), AMOUNTS), max_size=14),
)
def test_books_states_and_balances_follow_the_model(
    world: World, asked: list[Decimal], acts: list[tuple[str, int, Decimal]]
) -> None:
    with transaction.atomic():
        pool = factories.pool(by=world.officer, amount=str(FUNDS), name="Model")
        here, model = world._replace(pool=pool), Model()
        grants = [
            factories.grant(pool=pool, enrolment=world.enrolment, by=world.officer, amount=str(amount), purpose=str(number))
            for number, amount in enumerate(asked)
        ]
        model.state = dict.fromkeys(range(len(grants)), "requested")
        for act, which, amount in acts:
            number = which % len(grants)
            assert tried(act, grants[number], here, amount) == model.does(act, number, amount, asked[number]), act
            compare(model, grants, here)
        assert verification.faults() == {}
        transaction.set_rollback(True)


def compare(model: Model, grants: list[Grant], world: World) -> None:
    states = dict(Grant.objects.filter(pool=world.pool).values_list("purpose", "state"))
    assert states == {str(number): state for number, state in model.state.items()}
    balances = dict(Account.objects.filter(pool=world.pool, grant=None).values_list("kind", "balance"))
    assert balances["pool"] == model.pool
    assert balances.get("committed", 0) == model.committed
    assert balances.get("consumed", 0) == model.consumed
    assert [queries.left(grant) for grant in grants] == [model.left[number] for number in range(len(grants))]
    assert sum(balances.values()) + sum(model.left.values()) == 0
