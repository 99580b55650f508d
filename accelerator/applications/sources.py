"""Who hears that an answer about an application is due, or overdue: decided at that moment."""

from __future__ import annotations

from accelerator.applications import messages, policies
from accelerator.applications.models import Clarification
from accelerator.applications.operations import clarifying
from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing
from accelerator.startups import queries as startups


class ClarificationReminders:
    """Whoever may still answer what the programme asked; once the day has passed, who asked."""

    name = clarifying.SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        key = int(reminder.subject.rpartition(":")[2])
        found = Clarification.objects.waiting().filter(pk=key)
        one = found.select_related("application__call", "application__startup", "asked_by").first()
        if one is None:
            return "nothing to answer any more"
        startup, asker = one.application.startup_id, one.asked_by
        if reminder.kind == messages.CLARIFICATION_OVERDUE.name:
            hear = [asker] if asker.is_active else []
        else:
            hear = startups.people([startup], *policies.WRITERS).get(startup, [])
        return [Hearing(person, clarifying.told(one), one.get_absolute_url()) for person in hear]


CLARIFICATIONS = ClarificationReminders()
