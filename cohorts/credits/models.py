"""Cloud credits: pools, grants, and a ledger that balances, stays, and cannot be overdrawn. The database sees to all three."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import Membership, Organisation
from accelerator.kit import clock
from accelerator.kit.addresses import reverse
from accelerator.kit.models import AppendOnly, CodeField, CurrencyField, MoneyField, Row, moves, one_of
from accelerator.programmes.models import Programme
from accelerator.startups.models import Startup
from cohorts.credits import guards
from cohorts.roster.models import Enrolment


class Provider(Row):
    """Gives credits. `partner` sees its own pools."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    partner = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="providers")

    def __str__(self) -> str:
        return self.name


class PoolQuerySet(models.QuerySet["Pool"]):
    def visible_to(self, person: Any) -> PoolQuerySet:
        """To who sees all credits; a partner's people see their own."""
        if person.holds("credits.see"):
            return self
        if not person.holds("pools.see_own"):
            return self.none()
        return self.filter(provider__partner__in=Membership.objects.live().filter(person=person).values("organisation"))

    def valid_on(self, day: date) -> PoolQuerySet:
        """Those that credits can be granted from on `day`."""
        return self.filter(starts_on__lte=day, expires_on__gte=day)


@pghistory.track()
class Pool(Row):
    """An amount in one currency from one provider, valid from `starts_on` up to and including `expires_on`."""

    slug = models.SlugField(max_length=80, unique=True)
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="pools")
    name = models.CharField(max_length=200)
    currency = CurrencyField()
    starts_on = models.DateField()
    expires_on = models.DateField()

    objects = PoolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(expires_on__gt=models.F("starts_on")), name="pool_expires_after_start")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pool", args=[self.slug])


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, person: Any) -> GrantQuerySet:
        """To who sees all credits, the programme's managers and the startup's members; partners see pools, not startups."""
        if person.holds("credits.see"):
            return self
        return self.filter(
            models.Q(enrolment__startup__in=Startup.objects.of(person))
            | models.Q(enrolment__cohort__programme__in=Programme.objects.run_by(person))
        )


@pghistory.track()
class Grant(Row):
    """Credits for one startup out of one pool."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        APPROVED = "approved", _("Approved")
        AWARDED = "awarded", _("Awarded")
        ACTIVE = "active", _("Active")
        EXHAUSTED = "exhausted", _("Used up")
        EXPIRED = "expired", _("Expired")
        CLOSED = "closed", _("Closed")
        DECLINED = "declined", _("Declined")
        REVOKED = "revoked", _("Revoked")

    code = CodeField()
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="grants")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="grants")
    amount = MoneyField()
    purpose = models.CharField(max_length=300)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="grant_amount"),
            one_of(
                "grant_state",
                state=["requested", "approved", "awarded", "active", "exhausted", "expired", "closed", "declined", "revoked"],
            ),
        ]
        triggers = [
            moves(
                "state",
                {
                    "requested": ["approved", "declined"],
                    "approved": ["awarded"],
                    "awarded": ["active", "revoked", "expired", "closed"],
                    "active": ["exhausted", "expired", "closed", "revoked"],
                    "exhausted": ["closed"],
                },
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.startup} from {self.pool}"

    @property
    def share_left(self) -> int:
        """Percent of the amount that is left; reads the `rest` that queries.grants_left puts on."""
        rest: Decimal = getattr(self, "rest", None) or Decimal(0)
        return round(100 * rest / self.amount)

    def get_absolute_url(self) -> str:
        return reverse("grant", args=[self.code])


class ApprovalLimit(Row):
    """From `above` upwards in `currency`, `needed` different people approve."""

    currency = CurrencyField()
    above = MoneyField()
    needed = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["currency", "above"], name="approval_limit_once")]

    def __str__(self) -> str:
        return f"{self.needed} above {self.currency} {self.above}"


class Approval(AppendOnly):
    """One person's yes or no to a grant; never the requester's."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", _("Approved")
        DECLINE = "decline", _("Declined")

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="approvals")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["grant", "by"], name="approval_once"),
            one_of("approval_verdict", verdict=["approve", "decline"]),
        ]
        triggers = [
            *AppendOnly.Meta.triggers,
            guards.BY_ANOTHER,
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.verdict}"


class Account(Row):
    """One side of the ledger: `balance` is the sum of its entries, kept by trigger. Only a provider's side may go below zero."""

    class Kind(models.TextChoices):
        PROVIDER = "provider", _("Provider")
        POOL = "pool", _("Available in the pool")
        COMMITTED = "committed", _("Committed")
        GRANT = "grant", _("Available to the startup")
        CONSUMED = "consumed", _("Consumed")
        EXPIRED = "expired", _("Expired")
        CLAWED_BACK = "clawed", _("Clawed back")

    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="accounts")
    grant = models.ForeignKey(Grant, null=True, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    currency = CurrencyField()
    balance = MoneyField(default=0)
    entry_count = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "ledger account"
        verbose_name_plural = "ledger accounts"
        constraints = [
            models.UniqueConstraint(fields=["pool", "grant", "kind"], nulls_distinct=False, name="account_once"),
            models.CheckConstraint(condition=models.Q(kind="provider") | models.Q(balance__gte=0), name="account_not_overdrawn"),
            one_of("account_kind", kind=["provider", "pool", "committed", "grant", "consumed", "expired", "clawed"]),
        ]
        triggers = [
            guards.ACCOUNT_STAYS,
            guards.BALANCE_BY_ENTRIES,
            guards.STARTS_EMPTY,
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.grant or self.pool}"


class Posting(AppendOnly):
    """A balanced whole of entries in one currency, made once per `key`. A mistake is undone by a posting that reverses it."""

    is_repeat = False  # whether `postings.post` found it made before

    code = CodeField()
    key = models.CharField(max_length=200, unique=True, help_text="names its cause; the same cause posts once")
    digest = models.CharField(max_length=64, help_text="of what was asked, so that the same key with other contents is an error")
    kind = models.CharField(max_length=20)
    currency = CurrencyField()
    memo = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)
    by_id = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    xact = models.BigIntegerField(default=0, editable=False, help_text="the transaction that wrote it: entries join in no other")

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["-recorded_at", "-id"], name="posting_newest")]
        triggers = [
            *AppendOnly.Meta.triggers,
            guards.KEEPS_XACT,
            guards.BALANCES,
        ]

    def __str__(self) -> str:
        return f"CL-{self.pk}"


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, person: Any) -> EntryQuerySet:
        """All to who sees all credits; a grant's legs to who sees the grant; a pool's own legs to its partner."""
        if person.holds("credits.see"):
            return self
        return self.filter(
            models.Q(account__grant__in=Grant.objects.visible_to(person))
            | models.Q(account__grant=None, account__pool__in=Pool.objects.visible_to(person))
        )


class Entry(AppendOnly):
    """One leg of a posting. Its place in the account and the balance after it are filled in by trigger."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    amount = MoneyField()
    sequence = models.BigIntegerField(default=0, editable=False)
    balance_after = MoneyField(default=0, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = "ledger entry"
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(fields=["account", "sequence"], name="entry_sequence"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="entry_moves_something"),
        ]
        triggers = [
            *AppendOnly.Meta.triggers,
            guards.JOINS_ACCOUNT,
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.amount}"
