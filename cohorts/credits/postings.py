"""The one way into the ledger: locks in id order, one posting a key, refused before anything goes below zero."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accelerator.kit import clock, money, wording
from accelerator.kit.refusals import Refusal
from cohorts.credits import ledger
from cohorts.credits.models import Account, Entry, Grant, Pool, Posting

_TOO_MUCH = Decimal(10) ** 15  # numeric(38,18) holds 10 ** 20: no sum of these runs over
_AHEAD = timedelta(days=31)


def post(
    kind: str,
    legs: Iterable[ledger.Leg],
    *,
    pool: Pool,
    grant: Grant | None = None,
    key: str,
    memo: str,
    effective_on: date,
    by: Any,
    reverses: Posting | None = None,
) -> Posting:
    """Writes one balanced posting, or returns the one `key` made before.

    `legs` name kinds of accounts of `pool` (of `grant` for its own), in any order. Raises Refusal where an account would go below
    zero, and where `key` was used for something else. Holds row locks on the accounts until the transaction ends.
    """
    legs = list(legs)
    asked = ledger.digest(
        kind=kind, pool=pool.pk, grant=grant and grant.pk, legs=sorted((leg.account, str(leg.amount)) for leg in legs)
    )
    with transaction.atomic():
        accounts = _locked(legs, pool=pool, grant=grant)
        made = Posting.objects.filter(key=key).first()
        if made is not None:
            return _repeat(made, asked)
        _refuse_overdraft(legs, accounts)
        posting = Posting.objects.create(
            key=key,
            digest=asked,
            kind=kind,
            currency=pool.currency,
            memo=memo,
            effective_on=effective_on,
            recorded_at=clock.now(),
            by_id=by.pk if by else None,
            by_label=str(by) if by else "",
            reverses=reverses,
        )
        Entry.objects.bulk_create(
            Entry(posting=posting, account=accounts[leg.account], amount=leg.amount)
            for leg in sorted(legs, key=lambda leg: accounts[leg.account].pk)
        )
        return posting


def _locked(legs: list[ledger.Leg], *, pool: Pool, grant: Grant | None) -> dict[str, Account]:
    """The accounts of `legs`, made where missing, locked in id order so that two postings never wait for each other."""
    kinds = {leg.account for leg in legs}
    for kind in sorted(kinds):
        owner = grant if kind == ledger.GRANT else None
        Account.objects.get_or_create(pool=pool, grant=owner, kind=kind, defaults={"currency": pool.currency})
    own = Q(grant=None) | Q(grant=grant) if grant else Q(grant=None)
    rows = Account.objects.select_for_update().filter(own, pool=pool, kind__in=kinds).order_by("id")
    return {row.kind: row for row in rows}


def _repeat(made: Posting, asked: str) -> Posting:
    if made.digest != asked:
        raise Refusal(
            _("This was posted before with other contents (CL-%(number)s). Nothing was posted now.") % {"number": made.pk}
        )
    made.is_repeat = True
    return made


def _refuse_overdraft(legs: list[ledger.Leg], accounts: dict[str, Account]) -> None:
    for leg in legs:
        account = accounts[leg.account]
        if account.kind != ledger.PROVIDER and money.EXACT.add(account.balance, leg.amount) < 0:
            raise Refusal(
                _("%(account)s holds %(there)s; %(wanted)s is more than that.")
                % {
                    "account": account.get_kind_display(),
                    "there": money.written(account.balance, account.currency, exact=True),
                    "wanted": money.written(leg.amount.copy_negate(), account.currency, exact=True),
                },
                field="amount",
            )


def reverse(posting: Posting, *, by: Any, reason: str) -> Posting:
    """Undoes `posting` by a new one with its legs turned round; done again, returns the first reversal."""
    entries = list(posting.entries.select_related("account__pool", "account__grant"))
    grant = next((entry.account.grant for entry in entries if entry.account.grant), None)
    return post(
        "reverse",
        ledger.reversal([ledger.Leg(entry.account.kind, entry.amount) for entry in entries]),
        pool=entries[0].account.pool,
        grant=grant,
        key=f"reverse:{posting.code}",
        memo=reason,
        effective_on=clock.today("UTC"),
        by=by,
        reverses=posting,
    )


def check_use(pool: Pool, amount: Decimal, period: date) -> None:
    """Refuses nothing used, and a day outside the time of `pool`; an invoice may name the last day of the month that runs."""
    if not amount.is_finite() or amount <= 0:
        raise Refusal(_("Give an amount above zero."), field="amount")
    first, last = pool.starts_on, min(pool.expires_on, clock.today("UTC") + _AHEAD)
    if not first <= period <= last:
        days = {"first": wording.day(first), "last": wording.day(last)}
        raise Refusal(_("Credits of this pool are used from %(first)s to %(last)s. Check the day.") % days, field="period")


def payable(amount: Decimal, currency: str) -> Decimal:
    """`amount` itself; Refusal unless it is above zero, can be held by the ledger and has no more decimals than `currency`."""
    if not amount.is_finite() or amount <= 0:
        raise Refusal(_("Give an amount above zero."), field="amount")
    if amount >= _TOO_MUCH:
        raise Refusal(_("This is more than the ledger holds."), field="amount")
    if not money.is_payable(amount, currency):
        facts = {"currency": currency, "places": money.decimals(currency)}
        raise Refusal(_("%(currency)s has %(places)s decimals. Shorten the amount.") % facts, field="amount")
    return amount
