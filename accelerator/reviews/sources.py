"""Who hears what was planned ahead about reviews, decided when it falls due."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db.models import Max
from django.utils.translation import gettext

from accelerator.kit import clock, wording
from accelerator.kit.addresses import reverse
from accelerator.notices.models import Message, Reminder
from accelerator.notices.points import Hearing
from accelerator.programmes import queries as programmes
from accelerator.programmes.models import Call
from accelerator.reviews import bidding, messages, queries, stages
from accelerator.reviews import chasing as waits
from accelerator.reviews.models import Decline
from accelerator.reviews.operations import chasing, declining
from accelerator.reviews.operations.bidding import SOURCE


def _call(reminder: Reminder) -> Call | None:
    return Call.objects.filter(pk=int(reminder.subject.rpartition(":")[2])).first()


class BiddingBegins:
    """The call's reviewers, while it asks for bids."""

    name = SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        call = _call(reminder)
        arrangement = bidding.arrangement(call) if call else None
        if call is None or arrangement is None or not arrangement.asks_for_bids(clock.today(call.zone)):
            return "no bids are asked for"
        until = wording.day(arrangement.bids_until) if arrangement.bids_until else ""
        facts, door = {"call": str(call), "until": until}, reverse("call_bids", args=[call.slug])
        return [Hearing(person, facts, door) for person in queries.usual_reviewers(call)]


class Declined:
    """Managers of the programme, about what was handed back in the day before."""

    name = declining.SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        call = _call(reminder)
        since, until = reminder.due_at - timedelta(days=1), reminder.due_at
        found = Decline.objects.filter(application__call=call, created_at__gt=since, created_at__lte=until)
        declines = list(found.select_related("person", "application__startup").order_by("pk"))
        if call is None or not declines:
            return "nothing was handed back"
        lines = [f"{one.application.startup}: {one.person}, {one.get_reason_display()}" for one in declines[:20]]
        facts = {"call": str(call), "count": len(declines), "names": "\n\n".join(lines)}
        return [Hearing(one, facts, reverse("call_reviews", args=[call.slug])) for one in programmes.managers(call.programme)]


class Due:
    """Reviewers of whom something waits that is due on the day it is about; not of what they were given the day before."""

    name = chasing.DUE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        call, due_on = _call(reminder), reminder.local_on - timedelta(days=chasing.DAYS[reminder.kind])
        scored = stages.scored_now(stages.of_call(call)) if call else []
        if call is None or not scored:
            return "it is not being scored"
        found = waits.waiting().filter(application__call=call, due_on=due_on, stage__in=scored)
        if reminder.kind != messages.OVERDUE.name:
            found = found.exclude(given_at__gt=reminder.due_at - timedelta(days=1))
        counts = Counter(one.reviewer for one in found.select_related("reviewer").order_by("pk"))
        told = {"call": str(call), "due": wording.day(due_on)}
        return [Hearing(one, told | {"count": count}, reverse("reviews")) for one, count in counts.items()] or "nothing waits"


class Late:
    """Managers, about who is late with how much."""

    name = chasing.LATE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        call = _call(reminder)
        found = waits.late(call) if call else []
        if call is None or not found:
            return "nothing is late"
        lines = [f"{person}: {count} ({wording.day(since)})" for person, count, since in found[:40]]
        facts = {"call": str(call), "count": sum(count for _person, count, _day in found), "names": "\n\n".join(lines)}
        return [Hearing(one, facts, reverse("call_reviews", args=[call.slug])) for one in programmes.managers(call.programme)]


class Further:
    """A reviewer, about what was given to them since they heard last and still waits."""

    name = chasing.FURTHER

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        person = get_user_model()._default_manager.filter(pk=int(reminder.subject.rpartition(":")[2])).first()
        if person is None:
            return "nobody to tell"
        kinds = (messages.ASSIGNED.name, messages.FURTHER.name)
        last = Message.objects.filter(kind__in=kinds, recipient=person).aggregate(at=Max("created_at"))["at"]
        found = list(
            waits.waiting()
            .filter(reviewer=person, **({"given_at__gt": last} if last else {}))
            .select_related("application__call")
        )
        if not found:
            return "nothing new waits"
        days = [one.due_on for one in found if one.due_on]
        calls = ", ".join(sorted({str(one.application.call) for one in found}))
        due = wording.day(min(days)) if days else gettext("the end of the round")
        return [Hearing(person, {"count": len(found), "calls": calls, "due": due}, reverse("reviews"))]


BIDDING = BiddingBegins()
DECLINED = Declined()
DUE = Due()
LATE = Late()
FURTHER = Further()
