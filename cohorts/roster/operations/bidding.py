"""Who is bidden to events: who comes into their circle is invited, who leaves it hears so, and each says whether they come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accelerator.kit import clock
from accelerator.kit.refusals import Forbidden, Refusal
from cohorts.roster import audiences
from cohorts.roster.models import Audience, Cohort, Event, EventReply
from cohorts.roster.operations import inviting
from cohorts.roster.operations.standing import record_in


@contextmanager
def following(cohort: Cohort) -> Iterator[None]:
    """Who is in the circle of an event still to come only after what happens within is invited to it; who no longer is hears
    that it is off for them. To be entered inside the transaction; the cohort is locked, so that an event that is being planned or
    changed knows of it, or is known here.
    """
    Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    rows = Event.objects.standing().filter(cohort=cohort, ends_at__gt=clock.now()).select_related("cohort__programme")
    ahead = list(rows.order_by("starts_at", "id"))
    before = _circles(cohort, ahead)
    yield
    after = _circles(cohort, ahead)
    inviting.follow(inviting.Turn(one, *_moved(before[one.pk], after[one.pk])) for one in ahead)


def _moved(was: list[Any], now: list[Any]) -> tuple[list[Any], list[Any]]:
    """Who came into the circle, and who left it."""
    before, after = set(was), set(now)
    return [one for one in now if one not in before], [one for one in was if one not in after]


def _circles(cohort: Cohort, events: list[Event]) -> dict[int, list[Any]]:
    """{event id: its people}; those of the whole cohort and of its team are looked up once."""
    shared: dict[str, list[Any]] = {}
    found: dict[int, list[Any]] = {}
    for event in events:
        if event.audience == Audience.SELECTION or event.audience not in shared:
            shared[event.audience] = audiences.bidden(event)
        found[event.pk] = shared[event.audience]
    return found


@transaction.atomic
def reply(event: Event, *, coming: bool, by: Any) -> EventReply:
    """`by`, who is bidden, comes or does not: who leads the cohort reads it on the event's page. Said again, it changes
    nothing.
    """
    held = Event.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=event.pk)
    if not Event.objects.bidding(by).filter(pk=held.pk).exists():
        raise Forbidden(_("You are not invited to this event."))
    if held.called_off_at is not None:
        raise Refusal(_("%(event)s was called off.") % {"event": held})
    if held.ends_at <= clock.now():
        raise Refusal(_("%(event)s is over.") % {"event": held})
    made, is_new = EventReply.objects.get_or_create(event=held, person=by, defaults={"coming": coming})
    if not is_new and made.coming == coming:
        return made
    if not is_new:
        made.coming = coming
        made.save(update_fields=["coming"])
    come, stay = gettext_noop("{actor} comes to {subject}."), gettext_noop("{actor} does not come to {subject}.")
    record_in(held.cohort, "event.replied", come if coming else stay, by=by, on=held)
    return made
