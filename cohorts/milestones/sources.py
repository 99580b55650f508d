"""Who hears a milestone's reminders, decided when they fall due."""

from __future__ import annotations

from accelerator.notices.models import Reminder
from accelerator.notices.points import Hearing
from cohorts.milestones import messages
from cohorts.milestones.models import Milestone
from cohorts.milestones.planning import SOURCE
from cohorts.roster.models import Enrolment


class MilestoneReminders:
    """Before the day the founders hear; after it their supporters and managers as well. Nothing about what is done."""

    name = SOURCE

    def audience(self, reminder: Reminder) -> list[Hearing] | str:
        key = int(reminder.subject.rpartition(":")[2])
        found = Milestone.objects.filter(pk=key).select_related("enrolment__startup", "enrolment__cohort", "step").first()
        if found is None:
            return "the milestone is gone"
        if found.enrolment.state != Enrolment.State.ACTIVE:
            return "no longer in the cohort"
        if found.state in (Milestone.State.REACHED, Milestone.State.WAIVED, Milestone.State.SUBMITTED):
            return f"already {found.state}"
        facts = {
            "milestone": str(found),
            "startup": str(found.enrolment.startup),
            "due": f"{found.due_on:%-d %B %Y}",
            "evidence": found.step.evidence or "–",
        }
        people = found.founders() + (found.checkers() if reminder.kind == messages.OVERDUE.name else [])
        return [Hearing(person, facts, found.get_absolute_url()) for person in dict.fromkeys(people)]


REMINDERS = MilestoneReminders()
