"""Who hears that a check-in is due or was missed, decided when the reminder falls due."""

from __future__ import annotations

from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing
from cohorts.checkins.models import CheckIn
from cohorts.checkins.operations.opening import SOURCE, due_words, linked, writers
from cohorts.roster.models import Enrolment


class CheckInReminders:
    """Whoever writes for the startup, with a link that opens it. Nothing of what is sent, nothing to who is not in the cohort."""

    name = SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        key = int(reminder.subject.rpartition(":")[2])
        found = CheckIn.objects.select_related("enrolment__startup", "enrolment__cohort").filter(pk=key).first()
        if found is None:
            return "the check-in is gone"
        if found.state != CheckIn.State.OPEN:
            return f"already {found.state}"
        if found.enrolment.state != Enrolment.State.ACTIVE:
            return "not in the cohort now"
        if found.enrolment.is_paused(found.enrolment.today()):
            return "paused"
        people = writers(found)
        for person in people:
            linked(found, person)
        facts = {"check_in": str(found), "startup": str(found.enrolment.startup), "due": due_words(found)}
        return [Hearing(person, facts, found.get_absolute_url()) for person in people]


REMINDERS = CheckInReminders()
