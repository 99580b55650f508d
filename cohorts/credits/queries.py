"""What the ledger says: balances, lists, approvals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accelerator.kit import money, together
from accelerator.kit.together import Steps
from accelerator.startups.models import Member
from cohorts.credits import ledger
from cohorts.credits.burn import Burn, burn
from cohorts.credits.models import Account, Approval, ApprovalLimit, Entry, Grant, Pool

_ZERO = Decimal(0)


def available(pool: Pool) -> Decimal:
    """What `pool` can still promise."""
    found = Account.objects.filter(pool=pool, kind=ledger.POOL).values_list("balance", flat=True).first()
    return found if found is not None else _ZERO


def left(grant: Grant) -> Decimal:
    """What the startup can still use of `grant`."""
    found = Account.objects.filter(grant=grant, kind=ledger.GRANT).values_list("balance", flat=True).first()
    return found if found is not None else _ZERO


def limits() -> list[ApprovalLimit]:
    """Every approval limit, the highest first."""
    return list(ApprovalLimit.objects.order_by("-above", "id"))


def approvals_needed(grant: Grant, among: list[ApprovalLimit] | None = None) -> int:
    """How many different people approve: by the highest limit below the amount, one where none applies."""
    for limit in limits() if among is None else among:
        if limit.currency == grant.pool.currency and limit.above < grant.amount:
            return limit.needed
    return 1


@dataclass(frozen=True)
class PoolState:
    """A pool's amounts in its currency, and the day's distance to its end."""

    pool: Pool
    consumed: Decimal
    issued: Decimal
    committed: Decimal
    available: Decimal
    days: int

    @property
    def total(self) -> Decimal:
        return self.consumed + self.issued + self.committed + self.available

    @property
    def segments(self) -> list[tuple[Decimal, str]]:
        """Parts of the bar with their fills, in the legend's order."""
        return [(self.consumed, "c1"), (self.issued, "c2"), (self.committed, "hatch"), (self.available, "none")]

    @property
    def told(self) -> str:
        """The bar in words."""
        amounts = {
            name: money.written(getattr(self, name), self.pool.currency)
            for name in ("consumed", "issued", "committed", "available")
        }
        return _("%(consumed)s consumed, %(issued)s issued, %(committed)s committed, %(available)s available") % amounts


@together.stepwise
def pool_states(pools: QuerySet[Pool], *, on: date) -> Steps[list[PoolState]]:
    """Every pool of `pools` with its amounts, the first to expire first; one query."""
    kinds = {"consumed": ledger.CONSUMED, "issued": ledger.GRANT, "committed": ledger.COMMITTED, "available": ledger.POOL}
    rows = (
        pools.select_related("provider")
        .annotate(**{f"sum_{name}": Sum("accounts__balance", filter=Q(accounts__kind=kind)) for name, kind in kinds.items()})
        .order_by("expires_on", "id")
    )
    yield [rows]
    return [
        PoolState(pool=row, days=(row.expires_on - on).days, **{name: getattr(row, f"sum_{name}") or _ZERO for name in kinds})
        for row in rows
    ]


def burn_of(state: PoolState, *, on: date) -> Burn | None:
    """How fast the pool is used; one query. None where that cannot be said yet, or no more."""
    used = Entry.objects.filter(account__pool=state.pool, account__kind=ledger.CONSUMED).order_by("id")
    uses = list(used.values_list("posting__effective_on", "amount"))
    return burn(state.total, uses, starts_on=state.pool.starts_on, ends_on=state.pool.expires_on, today=on)


def thresholds(currencies: Iterable[str]) -> list[ApprovalLimit]:
    """Where more than one person approves, in these currencies, the lowest first."""
    return list(ApprovalLimit.objects.filter(currency__in=set(currencies), needed__gt=1).order_by("currency", "above"))


def waiting(person: Any) -> QuerySet[Grant]:
    """Requests that wait for somebody, oldest first, with `given` approvals and what policies.why_not_approve asks of `person`:
    whether they gave one (`mine`), whether they belong to the startup (`belongs`)."""
    mine = Approval.objects.filter(grant=OuterRef("pk"), by=person)
    belongs = Member.objects.live().of(OuterRef(OuterRef(OuterRef("enrolment__startup")))).filter(person=person)
    return (
        Grant.objects.visible_to(person)
        .filter(state=Grant.State.REQUESTED)
        .select_related("pool", "enrolment__startup", "requested_by")
        .annotate(given=Count("approvals", filter=Q(approvals__verdict="approve")), mine=Exists(mine), belongs=Exists(belongs))
        .order_by("id")
    )


def entries(person: Any, *, pool: Pool | None = None) -> QuerySet[Entry]:
    """The ledger as `person` may read it, newest first."""
    rows = Entry.objects.visible_to(person).select_related("posting", "account__pool", "account__grant__enrolment__startup")
    if pool is not None:
        rows = rows.filter(account__pool=pool)
    return rows.order_by("-id")


@together.stepwise
def grants_left(grants: QuerySet[Grant]) -> Steps[list[Grant]]:
    """`grants` with `left` and `used` in their currency, newest first; one query."""
    rows = (
        grants.select_related("pool__provider", "enrolment__startup", "enrolment__cohort")
        .annotate(rest=Sum("accounts__balance", filter=Q(accounts__kind=ledger.GRANT)))
        .order_by("-id")
    )
    yield [rows]
    return list(rows)
