"""Bids, and how a call is arranged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock, days
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.reviews import bidding, messages
from accelerator.reviews.models import Arrangement, Bid
from accelerator.reviews.operations import recusing
from accelerator.trail import operations as trail

SOURCE = "bidding"


@transaction.atomic
def bid(call: Call, values: Mapping[str, str], *, by: Any) -> list[Bid]:
    """Keeps what `by` says of applications, {number: value}; a conflict is declared at once. All or nothing."""
    if not by.has_perm("reviews.bid", call):
        raise Forbidden(_("Bids are not asked for at the moment."))
    for value in values.values():
        if value not in Bid.Value.values:
            raise Refusal(_("A bid is yes, maybe, no or conflict."), field="value")
    found = {one.number: one for one in bidding.apart(list(bidding.shown(call, by).filter(number__in=values)), by)}
    if missing := [number for number in values if number not in found]:
        raise Refusal(_("There is no application %(number)s to bid on.") % {"number": missing[0]}, field="number")
    at = clock.now()
    bids = [Bid(application=found[number], person=by, value=value, at=at) for number, value in values.items()]
    for one in bids:
        if one.value == Bid.Value.CONFLICT:
            recusing.declare(one.application, person=by, by=by, reason=_("Said when bidding"))
    unique, kept = ["person", "application"], ["value", "at"]
    return Bid.objects.bulk_create(bids, update_conflicts=True, unique_fields=unique, update_fields=kept)


@transaction.atomic
def arrange(
    call: Call,
    *,
    by: Any,
    bids_from: date | None,
    bids_until: date | None,
    hands_on_after: int | None = None,
    hands_on_alone: bool = False,
    takes_more: bool = False,
) -> Arrangement:
    """Says how the call is reviewed. Where it asks for bids, its reviewers hear of it on the first day."""
    held = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if not by.has_perm("reviews.assign", held):
        raise Forbidden(_("Only managers of the programme arrange its reviews."))
    _require_days(bids_from, bids_until)
    if hands_on_after is not None and not 1 <= hands_on_after <= 60:
        raise Refusal(_("Between 1 and 60 days."), field="hands_on_after")
    fields: dict[str, Any] = {"bids_from": bids_from, "bids_until": bids_until, "takes_more": takes_more}
    fields |= {"hands_on_after": hands_on_after, "hands_on_alone": hands_on_alone and hands_on_after is not None}
    before = bidding.arrangement(held)
    made, _made = Arrangement.objects.update_or_create(call=held, defaults=fields)
    trail.record("reviews.arranged", gettext_noop("{actor} arranged how {subject} is reviewed."), by=by, on=held)
    if (before.bids_from, before.bids_until) != (bids_from, bids_until):
        _plan(made)
    return made


def _plan(arrangement: Arrangement) -> None:
    """Its reviewers hear on the first day of bidding, or now where that has begun."""
    call, until = arrangement.call, arrangement.bids_until
    notices.cancel_plans(call, reason="arranged anew", kind=messages.BIDDING)
    today = clock.today(call.zone)
    if arrangement.bids_from and until and until >= today:
        on = max(arrangement.bids_from, today)
        notices.plan([notices.reminder(SOURCE, messages.BIDDING, about=call, on=on, zone=call.zone)])


def _require_days(first: date | None, last: date | None) -> None:
    if (first is None) != (last is None):
        field = "bids_until" if first else "bids_from"
        raise Refusal(_("Bidding needs its first and its last day, or neither."), field=field)
    if first and last and last < first:
        raise Refusal(_("The last day lies before the first."), field="bids_until")
    for field, day in (("bids_from", first), ("bids_until", last)):
        if day and (said := days.fault(day)):
            raise Refusal(said, field=field)
