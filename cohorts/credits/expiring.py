"""Credits end with their pool: what a startup has not used on the last day, in UTC, can be used no more."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from accelerator.kit import clock, money
from accelerator.notices import operations as notices
from accelerator.startups import queries as founders
from accelerator.trail import operations as trail
from cohorts.credits import ledger, messages, postings, queries
from cohorts.credits.models import Grant

AT_ONCE = 100


@transaction.atomic
def expire_due(*, on: date | None = None) -> int:
    """Ends grants whose pool's last day lies before `on`, a batch at a time, and returns how many.

    Two sweeps never take the same one. Requests and approved grants stay: nothing of theirs is with a startup.
    """
    running = Grant.objects.filter(state__in=[Grant.State.AWARDED, Grant.State.ACTIVE])
    due = running.filter(pool__expires_on__lt=on or clock.today("UTC")).select_related("pool", "enrolment__startup")
    grants = list(due.select_for_update(of=("self",), skip_locked=True).order_by("id")[:AT_ONCE])
    for grant in grants:
        _expire(grant, rest=queries.left(grant))
    return len(grants)


def _expire(grant: Grant, *, rest: Decimal) -> None:
    pool, startup = grant.pool, grant.enrolment.startup
    if rest:
        legs, last = ledger.legs("expire", rest), pool.expires_on
        postings.post(
            "expire", legs, pool=pool, grant=grant, key=f"expire:{grant.code}", memo=grant.purpose, effective_on=last, by=None
        )
    grant.state = Grant.State.EXPIRED
    grant.save(update_fields=["state"])
    facts: dict[str, Any] = {
        "startup": startup,
        "pool": pool,
        "rest": money.written(rest, pool.currency),
        "amount": money.written(grant.amount, pool.currency),
    }
    sentence = gettext_noop("The credits of {startup} from {pool} expired; not used: {rest} of {amount}.")
    trail.record("grant.expired", sentence, by=None, on=grant, touching=(pool, startup, grant.enrolment), **facts)
    for person in founders.people([startup.pk]).get(startup.pk, []):
        url, expires = grant.get_absolute_url(), f"{pool.expires_on:%-d %B %Y}"
        notices.tell(messages.EXPIRED, to=person, about=grant, url=url, expires=expires, **facts)
