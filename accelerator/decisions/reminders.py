"""Reminders of an offer that waits for its answer, planned when it is made and anew when it is given more time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from accelerator.decisions import messages
from accelerator.decisions.models import Offer
from accelerator.kit import clock, wording
from accelerator.notices import operations as notices
from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing
from accelerator.startups import queries as founders
from accelerator.startups.models import Member

SOURCE = "offer"


def plan(offers: Iterable[Offer], days: Sequence[int], *, at: datetime) -> None:
    """At nine by the call's clock, so many days before each may be answered last, where that lies after `at`. One query."""
    planned = [one for offer in offers for one in _around(offer, days) if one.due_at > at]
    notices.plan(planned)


def _around(offer: Offer, days: Sequence[int]) -> list[Reminder]:
    zone = offer.decision.application.call.zone
    last = offer.reply_by.astimezone(zone).date()
    return [notices.reminder(SOURCE, messages.OFFER_DUE, about=offer, on=last - timedelta(days=n), zone=zone) for n in days]


class OfferReminders:
    """The owners who may still answer."""

    name = SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        key, now = int(reminder.subject.rpartition(":")[2]), clock.now()
        related = Offer.objects.told(now).select_related("decision__application__startup", "decision__application__call")
        offer = related.filter(pk=key, decision__application__state="submitted").first()
        if offer is None or not offer.is_open(now):
            return "nothing to answer any more"
        application = offer.decision.application
        facts = {"startup": application.startup, "call": application.call, "left": wording.left(offer.reply_by, now)}
        owners = founders.people([application.startup_id], Member.Role.OWNER).get(application.startup_id, [])
        reply_by = {one: wording.moment(offer.reply_by, str(one.zone)) for one in owners}
        return [Hearing(one, facts | {"reply_by": reply_by[one]}, offer.get_absolute_url()) for one in owners]


OFFERS = OfferReminders()
