"""Who hears that an answer about an application is due, decided when it falls due."""

from __future__ import annotations

from accelerator.applications import policies
from accelerator.applications.models import Application, Clarification
from accelerator.applications.operations import clarifying
from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing
from accelerator.startups import queries as startups


class ClarificationReminders:
    """Whoever may still answer what the programme asked."""

    name = clarifying.SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        key = int(reminder.subject.rpartition(":")[2])
        found = Clarification.objects.open().filter(pk=key, application__state=Application.State.SUBMITTED)
        one = found.select_related("application__call", "application__startup").first()
        if one is None:
            return "nothing to answer any more"
        startup = one.application.startup_id
        writers = startups.people([startup], *policies.WRITERS).get(startup, [])
        return [Hearing(person, clarifying.told(one), one.get_absolute_url()) for person in writers]


CLARIFICATIONS = ClarificationReminders()
