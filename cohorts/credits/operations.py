"""Pools and grants: fund, request, approve, decline, award, draw down, revoke. Every verb that moves credits posts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.accounts.models import Membership
from accelerator.accounts.roles import ALL
from accelerator.kit import clock, codes, money
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.startups import queries as founders
from accelerator.trail import operations as trail
from cohorts.credits import ledger, messages, policies, postings, queries
from cohorts.credits.models import Approval, Grant, Pool, Posting, Provider
from cohorts.roster.models import Enrolment


def _require(permission: str, by: Any) -> None:
    if not by.has_perm(permission):
        raise Forbidden(_("This needs the role of grants officer."))


@transaction.atomic
def open_pool(
    provider: Provider, *, name: str, currency: str, starts_on: date, expires_on: date, amount: Decimal, document: str, by: Any
) -> Pool:
    """A new pool with its first funds; `document` names the paper that promises them."""
    _require("credits.manage", by)
    if expires_on <= starts_on:
        raise Refusal(_("The pool has to expire after it starts."), field="expires_on")
    pool = Pool.objects.create(
        slug=f"{slugify(name)[:60] or 'pool'}-{codes.new()[:4]}",
        provider=provider,
        name=name,
        currency=currency,
        starts_on=starts_on,
        expires_on=expires_on,
    )
    fund(pool, amount=amount, document=document, key=f"fund:{pool.slug}:first", by=by)
    return pool


@transaction.atomic
def fund(pool: Pool, *, amount: Decimal, document: str, key: str, by: Any) -> Posting:
    """Adds funds to `pool`; the same `key` adds once."""
    _require("credits.manage", by)
    posting = postings.post(
        "fund",
        ledger.legs("fund", postings.payable(amount, pool.currency)),
        pool=pool,
        key=key,
        memo=document,
        effective_on=clock.today("UTC"),
        by=by,
    )
    if posting.is_repeat:
        return posting
    trail.record(
        "pool.funded",
        gettext_noop("{actor} added {amount} to {subject} ({document})."),
        by=by,
        on=pool,
        amount=money.written(amount, pool.currency),
        document=document,
    )
    return posting


@transaction.atomic
def request(pool: Pool, *, enrolment: Enrolment, amount: Decimal, purpose: str, by: Any) -> Grant:
    """Asks for credits out of `pool` for an active enrolment; whoever can approve hears of it. Nothing is committed yet."""
    _require("credits.manage", by)
    amount = postings.payable(amount, pool.currency)
    if enrolment.state != Enrolment.State.ACTIVE:
        raise Refusal(_("%(startup)s is no longer in the cohort.") % {"startup": enrolment.startup}, field="enrolment")
    if not pool.starts_on <= clock.today("UTC") <= pool.expires_on:
        raise Refusal(_("%(pool)s is not valid today. Choose another pool.") % {"pool": pool}, field="pool")
    available = queries.available(pool)
    if amount > available:
        there = money.written(available, pool.currency)
        raise Refusal(
            _("%(pool)s has %(there)s left. Ask for less or choose another pool.") % {"pool": pool, "there": there},
            field="amount",
        )
    grant = Grant.objects.create(pool=pool, enrolment=enrolment, amount=amount, purpose=purpose, requested_by=by)
    _tell_approvers(grant)
    trail.record(
        "grant.requested",
        gettext_noop("{actor} requested {amount} for {startup} from {pool}."),
        by=by,
        on=grant,
        touching=(pool, enrolment.startup, enrolment),
        amount=money.written(amount, pool.currency),
        startup=enrolment.startup,
        pool=pool,
    )
    return grant


def _facts(grant: Grant) -> dict[str, Any]:
    return {
        "amount": money.written(grant.amount, grant.pool.currency),
        "startup": grant.enrolment.startup,
        "pool": grant.pool,
        "purpose": grant.purpose,
    }


def _tell_approvers(grant: Grant) -> None:
    roles = [name for name, role in ALL.items() if "credits.approve" in role.permissions]
    held = Membership.objects.live().filter(role__in=roles, person__is_active=True).select_related("person")
    for person in {membership.person for membership in held} - {grant.requested_by}:
        notices.tell(
            messages.APPROVAL_WANTED,
            to=person,
            about=grant,
            url=grant.get_absolute_url(),
            requester=grant.requested_by,
            needed=queries.approvals_needed(grant),
            **_facts(grant),
        )


@transaction.atomic
def approve(grant: Grant, *, by: Any) -> Grant:
    """One person's yes. The last one needed commits the amount; Refusal where the pool no longer holds it."""
    grant = _locked(grant)
    reason = policies.why_not_approve(grant, by)
    if reason is not None:
        raise Forbidden(reason)
    Approval.objects.create(grant=grant, verdict=Approval.Verdict.APPROVE, by=by, at=clock.now())
    given = grant.approvals.filter(verdict=Approval.Verdict.APPROVE).count()
    needed = queries.approvals_needed(grant)
    trail.record(
        "grant.approved",
        gettext_noop("{actor} approved {amount} for {startup} ({given} of {needed})."),
        by=by,
        on=grant,
        touching=(grant.pool, grant.enrolment.startup, grant.enrolment),
        given=given,
        needed=needed,
        **_facts(grant),
    )
    if given >= needed:
        _post(grant, "commit", by=by, key=f"commit:{grant.code}")
        _move(grant, Grant.State.APPROVED)
    return grant


@transaction.atomic
def decline(grant: Grant, *, reason: str, by: Any) -> Grant:
    """One person's no ends the request; the requester hears why."""
    grant = _locked(grant)
    blocked = policies.why_not_approve(grant, by)
    if blocked is not None:
        raise Forbidden(blocked)
    if not reason.strip():
        raise Refusal(_("Say why: the requester reads it."), field="reason")
    Approval.objects.create(grant=grant, verdict=Approval.Verdict.DECLINE, reason=reason, by=by, at=clock.now())
    _move(grant, Grant.State.DECLINED)
    notices.tell(
        messages.DECLINED, to=grant.requested_by, about=grant, url=grant.get_absolute_url(), by=by, reason=reason, **_facts(grant)
    )
    trail.record(
        "grant.declined",
        gettext_noop("{actor} declined {amount} for {startup}: {reason}"),
        by=by,
        on=grant,
        touching=(grant.pool, grant.enrolment.startup, grant.enrolment),
        reason=reason,
        **_facts(grant),
    )
    return grant


@transaction.atomic
def award(grant: Grant, *, by: Any) -> Grant:
    """Hands an approved grant to the startup; its members hear of it."""
    _require("credits.manage", by)
    grant = _locked(grant)
    if grant.state != Grant.State.APPROVED:
        raise Refusal(
            _("Only an approved grant can be awarded. This one is %(state)s.") % {"state": grant.get_state_display().lower()}
        )
    if grant.pool.expires_on < clock.today("UTC"):
        raise Refusal(_("%(pool)s has expired: nothing can be awarded from it.") % {"pool": grant.pool})
    _post(grant, "award", by=by, key=f"award:{grant.code}")
    _move(grant, Grant.State.AWARDED)
    startup = grant.enrolment.startup_id
    for person in founders.people([startup]).get(startup, []):
        notices.tell(
            messages.AWARDED,
            to=person,
            about=grant,
            url=grant.get_absolute_url(),
            expires=f"{grant.pool.expires_on:%-d %B %Y}",
            **_facts(grant),
        )
    trail.record(
        "grant.awarded",
        gettext_noop("{actor} awarded {amount} from {pool} to {startup}."),
        by=by,
        on=grant,
        touching=(grant.pool, grant.enrolment.startup, grant.enrolment),
        **_facts(grant),
    )
    return grant


@transaction.atomic
def draw_down(grant: Grant, *, amount: Decimal, period: date, key: str, by: Any) -> Posting:
    """Records what the startup used in `period`. The same `key` counts once; more than is left is refused."""
    _require("credits.manage", by)
    grant = _locked(grant)
    if grant.state not in (Grant.State.AWARDED, Grant.State.ACTIVE, Grant.State.EXHAUSTED):
        raise Refusal(
            _("Credits are used once they are awarded. This grant is %(state)s.") % {"state": grant.get_state_display().lower()}
        )
    postings.check_use(grant.pool, amount, period)
    posting = _post(grant, "draw_down", by=by, key=key, amount=amount, on=period)
    if posting.is_repeat:
        if posting.effective_on != period:
            raise Refusal(_("This reference stands for another day already. Give this use one of its own."), field="key")
        return posting
    if grant.state == Grant.State.AWARDED:
        _move(grant, Grant.State.ACTIVE)
    if grant.state == Grant.State.ACTIVE and queries.left(grant) == 0:
        _move(grant, Grant.State.EXHAUSTED)
    trail.record(
        "grant.drawn_down",
        gettext_noop("{actor} recorded {used} used by {startup} from {pool}."),
        by=by,
        on=grant,
        touching=(grant.pool, grant.enrolment.startup, grant.enrolment),
        used=money.written(amount, grant.pool.currency),
        **_facts(grant),
    )
    return posting


@transaction.atomic
def revoke(grant: Grant, *, reason: str, by: Any) -> Grant:
    """Takes back what is left of a grant into its pool."""
    _require("credits.manage", by)
    grant = _locked(grant)
    if grant.state not in (Grant.State.AWARDED, Grant.State.ACTIVE):
        raise Refusal(_("There is nothing to take back: this grant is %(state)s.") % {"state": grant.get_state_display().lower()})
    if not reason.strip():
        raise Refusal(_("Say why: it stays in the record."), field="reason")
    rest = queries.left(grant)
    if rest > 0:
        _post(grant, "revoke", by=by, key=f"revoke:{grant.code}", amount=rest, memo=reason)
    _move(grant, Grant.State.REVOKED)
    trail.record(
        "grant.revoked",
        gettext_noop("{actor} revoked the grant of {startup} from {pool}: {reason}"),
        by=by,
        on=grant,
        touching=(grant.pool, grant.enrolment.startup, grant.enrolment),
        reason=reason,
        **_facts(grant),
    )
    return grant


def _locked(grant: Grant) -> Grant:
    """The grant as it is now, nobody else moving it."""
    return (
        Grant.objects.select_for_update(of=("self",))
        .select_related("pool", "enrolment__startup", "requested_by")
        .get(pk=grant.pk)
    )


def _move(grant: Grant, state: Grant.State) -> None:
    grant.state = state
    grant.save(update_fields=["state"])


def _post(
    grant: Grant, verb: str, *, by: Any, key: str, amount: Decimal | None = None, on: date | None = None, memo: str = ""
) -> Posting:
    return postings.post(
        verb,
        ledger.legs(verb, amount or grant.amount),
        pool=grant.pool,
        grant=grant,
        key=key,
        memo=memo or grant.purpose,
        effective_on=on or clock.today("UTC"),
        by=by,
    )
