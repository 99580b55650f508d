"""Places of a call: taken, offered, free, and given back without anybody who got them instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision, Offer
from accelerator.kit import clock, together
from accelerator.programmes.models import Call

KEPT = timedelta(minutes=1)  # for whose answer came in time and waits its turn: so long nobody else gets a place that lapsed
_GONE = (Offer.State.DECLINED, Offer.State.LAPSED)


@dataclass(frozen=True)
class Places:
    """`free` are neither taken nor offered, nor meant for who is accepted and not released; `given_back` those of them that were
    offered once and for which nobody was offered one since, `given_back_at` when the last of them was (None for none).
    """

    free: int
    given_back: int
    given_back_at: datetime | None


@dataclass(frozen=True)
class _Moment:
    """A place is offered, or given back (`gone`); of one moment what was offered first comes first."""

    at: datetime
    offer: int
    gone: bool
    from_list: bool


def of(call: Call, *, but: Offer | None = None) -> Places:
    """One query. As if nobody had been offered `but`."""
    offers = Offer.objects.filter(decision__application__call=call).order_by()
    others = offers.exclude(pk=but.pk) if but else offers
    made = others.values_list("pk", "created_at", "state", "replied_at", "reply_by", "decision__outcome")
    accepted = Decision.objects.filter(outcome=Decision.Outcome.ACCEPT, release=None)
    standing = accepted.filter(application__call=call, application__state=Application.State.SUBMITTED).order_by()
    meant = standing.values("application__call").annotate(count=Count("pk")).values_list("count", flat=True)
    together.fetch(made, meant)
    held, owed, at = _walked(_moments(made, clock.now()))
    free = max(0, call.places - held - sum(meant))
    return Places(free, min(free, owed), at)


def _moments(offers: Iterable[tuple[Any, ...]], now: datetime) -> list[_Moment]:
    found = []
    for pk, made_at, state, replied_at, reply_by, outcome in offers:
        found.append(_Moment(made_at, pk, False, outcome == Decision.Outcome.WAITLIST))
        gone_at = replied_at or reply_by + KEPT
        if state in _GONE and (replied_at or gone_at <= now):
            found.append(_Moment(gone_at, pk, True, False))
    return sorted(found, key=lambda one: (one.at, one.offer, one.gone))


def _walked(moments: Iterable[_Moment]) -> tuple[int, int, datetime | None]:
    """(how many are held in the end, how many given back nobody was offered since, when the last was given back)."""
    held, owed, at = 0, 0, None
    for one in moments:
        if one.gone:
            held, owed, at = held - 1, owed + 1, one.at
        else:
            held, owed = held + 1, max(0, owed - one.from_list)
    return held, owed, at
