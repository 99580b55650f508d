"""Places offered: with the release, by hand from the waiting list, or to the next on it by itself when one is given back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.applications.models import Application
from accelerator.decisions import messages, places, policies, queries, reminders, waiting
from accelerator.decisions.models import Condition, Decision, Offer, Procedure
from accelerator.decisions.operations.deciding import run_call
from accelerator.kit import clock, wording
from accelerator.kit.addresses import reverse
from accelerator.kit.refusals import Forbidden, Refusal
from accelerator.notices import operations as notices
from accelerator.programmes.models import Call
from accelerator.trail import operations as trail


def make(decisions: Sequence[Decision], *, reply_by: datetime, procedure: Procedure, told_at: datetime) -> list[Offer]:
    """An offer for each, with the call's conditions as they are now and reminders planned after `told_at`, when the startups know
    of it. Select the call along.
    """
    made = Offer.objects.bulk_create(Offer(decision=decision, reply_by=reply_by) for decision in decisions)
    lines = [line.strip()[:500] for line in procedure.conditions.splitlines() if line.strip()]
    Condition.objects.bulk_create(
        Condition(offer=offer, position=position, text=line) for offer in made for position, line in enumerate(lines, start=1)
    )
    reminders.plan(made, procedure.reminded, at=told_at)
    return made


def usual_reply_by(call: Call, *, at: datetime, days: int) -> datetime:
    """The end of the day so many days after `at`, in the call's zone."""
    day = at.astimezone(call.zone).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59), tzinfo=call.zone)


@transaction.atomic
def offer_place(call: Call, *, number: str, by: Any) -> Offer:
    """Offers a free place to the application of that number on the waiting list, for as many days as the call gives."""
    held = run_call(call.pk, by=by)
    found = [row for row in _told(held) if row.application.number == number]
    if not found:
        raise Refusal(_("Nobody of that number waits for a place and knows of it. Look at the list again."))
    if policies.barred(by, [found[0].application_id]):
        raise Forbidden(_("Only managers of the programme without a conflict of interest decide about this application."))
    if not places.of(held).free:
        raise Refusal(_("No place is free: all are taken or offered."))
    return _offer(held, found[0], queries.procedure(held), by=by)


@transaction.atomic
def offer_on(call_id: int) -> list[Offer]:
    """Where the call says so, offers each place given back to the next on its waiting list, under the call's lock: two at once
    give two places to two startups. Where only chance would say who is next it offers nothing and tells the managers.
    """
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    procedure = queries.procedure(call)
    if not procedure.offers_on:
        return []
    now, rows = places.of(call), _told(call)
    chosen = waiting.first(rows, now.given_back)
    if len(chosen) < min(now.given_back, len(rows)):
        _tell_level(call, now)
    return [_offer(call, row, procedure, by=None) for row in chosen]


def offer_on_due() -> int:
    """The same for every call that has something to offer on; how many offers were made. What a lost doorbell left lying."""
    calls = Call.objects.filter(procedure__offers_on=True, applications__decision__offer__state__in=["declined", "lapsed"])
    return sum(len(offer_on(pk)) for pk in calls.distinct().values_list("pk", flat=True))


def _told(call: Call) -> list[Any]:
    """The waiting list without those who do not know that they stand on it; their applications are locked, so that they stay."""
    rows = [row for row in waiting.listed(call) if row.told]
    held = Application.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    states = dict(held.filter(pk__in=[row.application_id for row in rows]).values_list("pk", "state"))
    return [row for row in rows if states[row.application_id] == Application.State.SUBMITTED]


def _offer(call: Call, decision: Any, procedure: Procedure, *, by: Any) -> Offer:
    at = clock.now()
    decision.application.call = call
    reply_by = usual_reply_by(call, at=at, days=procedure.reply_days)
    (offer,) = make([decision], reply_by=reply_by, procedure=procedure, told_at=at)
    startup = decision.application.startup
    sentence = (
        gettext_noop("{actor} offered the free place to {startup} from the waiting list, to be answered by {reply_by}.")
        if by
        else gettext_noop("The free place was offered to {startup}, first on the waiting list, to be answered by {reply_by}.")
    )
    facts: dict[str, Any] = {"startup": str(startup), "reply_by": wording.moment(reply_by, call.zone)}
    trail.record("offer.made", sentence, by=by, on=offer, touching=(decision.application, startup, call), **facts)
    for person in queries.hearers([startup.pk]).get(startup.pk, ()):
        notices.tell(messages.OFFERED_ON, to=person, about=offer, url=offer.get_absolute_url(), call=call, **facts)
    tally, url = queries.tally(call), f"{reverse('call_decisions', args=[call.slug])}?show=offers"
    counts: dict[str, Any] = {"taken": tally.offers["accepted"], "places": call.places}
    for person in _others(queries.managers(call), by):
        notices.tell(messages.PASSED_ON, to=person, about=offer, url=url, call=call, **facts, **counts)
    return offer


def _others(people: Iterable[Any], by: Any) -> list[Any]:
    return [one for one in people if one != by]


def _tell_level(call: Call, now: places.Places) -> None:
    """Once for each place that was given back."""
    for person in queries.managers(call):
        url = reverse("call_waiting", args=[call.slug])
        notices.tell(messages.LEVEL, to=person, about=call, url=url, due_at=now.given_back_at, call=call)
