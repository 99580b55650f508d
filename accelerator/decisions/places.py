"""Places of a call: taken, offered, free, and given back without anybody who got them instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce

from accelerator.applications.models import Application
from accelerator.decisions.models import Decision, Offer
from accelerator.kit import together
from accelerator.programmes.models import Call

_GONE = Q(state__in=[Offer.State.DECLINED, Offer.State.LAPSED])
_HELD = Q(state__in=[Offer.State.OPEN, Offer.State.ACCEPTED])
_FROM_LIST = Q(decision__outcome=Decision.Outcome.WAITLIST)


@dataclass(frozen=True)
class Places:
    """`free` are neither taken nor offered, nor meant for who is accepted and not released; `given_back` those of them that were
    offered once, `given_back_at` when the last of them was (None for none).
    """

    free: int
    given_back: int
    given_back_at: datetime | None


def of(call: Call) -> Places:
    """One query."""
    offers = Offer.objects.filter(decision__application__call=call).order_by()
    counts = offers.values("decision__application__call").annotate(
        held=Count("pk", filter=_HELD),
        gone=Count("pk", filter=_GONE),
        passed=Count("pk", filter=_FROM_LIST),
        at=Max(Coalesce("replied_at", "reply_by"), filter=_GONE),
    )
    accepted = Decision.objects.filter(outcome=Decision.Outcome.ACCEPT, release=None)
    standing = accepted.filter(application__call=call, application__state=Application.State.SUBMITTED).order_by()
    meant = standing.values("application__call").annotate(count=Count("pk")).values_list("count", flat=True)
    found = counts.values_list("held", "gone", "passed", "at")
    together.fetch(found, meant)
    held, gone, passed, at = next(iter(found), (0, 0, 0, None))
    free = max(0, call.places - held - sum(meant))
    return Places(free, max(0, min(free, gone - passed)), at)
