"""Who hears, a day and an hour before a time that a panel keeps, that somebody is met in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from accelerator.kit import clock
from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing
from accelerator.reviews.messages_of_interviews import TOMORROW
from accelerator.reviews.models import Interview, Seat
from accelerator.reviews.operations import inviting
from accelerator.startups import queries as startups


class InterviewReminders:
    """The founders, and of the panel those for whom nobody came right before: one reminder for a morning of interviews."""

    name = inviting.REMINDERS

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        key = int(reminder.subject.rpartition(":")[2])
        related = ("application__call", "startup", "slot__panel", "stage")
        one = Interview.objects.known().filter(slot=key).select_related(*related).first()
        if one is None or one.slot is None or one.starts_at is None or one.starts_at <= clock.now():
            return "nobody is invited then"
        if reminder.kind == TOMORROW.name and one.starts_at - clock.now() <= timedelta(hours=1):
            return "another tells it now"
        founders = startups.people([one.startup_id]).get(one.startup_id, [])
        heard = [self._hearing(one, person, who=one.application.call) for person in founders]
        return heard + [self._hearing(one, person, who=one.title) for person in self._panel(one)]

    def _panel(self, one: Interview) -> list[Any]:
        """Those who have no interview earlier that day, by the clock where the call is."""
        zone = one.application.call.zone
        begins = one.starts_at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0) if one.starts_at else None
        known = Interview.objects.known().filter(slot=OuterRef("slot"))
        same_day = Seat.objects.filter(person=OuterRef("person"), starts_at__gte=begins, starts_at__lt=one.starts_at)
        earlier = same_day.filter(Exists(known))
        seats = Seat.objects.filter(slot=one.slot_id, person__is_active=True).exclude(Exists(earlier))
        seats = seats.exclude(pk__in=Seat.objects.barred().values("pk"))
        return [seat.person for seat in seats.select_related("person").order_by("pk")]

    def _hearing(self, one: Interview, person: Any, *, who: Any) -> Hearing:
        return Hearing(person, inviting.facts(one, person, who=who), one.get_absolute_url())


INTERVIEWS = InterviewReminders()
